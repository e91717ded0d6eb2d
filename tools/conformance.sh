# shellcheck shell=bash
# Part of ./dev, which sources it: our output against what reads it.

# What reads our output, as far as it is installed; what is not is said to be skipped.
run_conformance() {
  build_release
  if ! program python3; then
    say "dev: SKIPPED: no python3: formats are not held against their readers"
    return 0
  fi
  local inputs=(demo rules profiles reports/bad-input)
  local status=0
  "$root/tests/conformance/formats.py" "$root/build/release/fargate-lint" \
    "${inputs[@]/#/$root/testdata/}" "$@" || status=1
  "$root/tests/conformance/pages.py" "$root/build/release/fargate-lint" || status=1
  "$root/tests/conformance/live.py" "$root/build/release/fargate-lint" || status=1
  "$root/tests/conformance/policy.py" "$root/build/release/fargate-lint" || status=1
  "$root/tests/conformance/webhook.py" "$root/build/release/fargate-lint" || status=1
  "$root/tests/conformance/events.py" "$root/build/release/fargate-lint" || status=1
  "$root/tests/conformance/policies_of_others.py" "$root/build/release/fargate-lint" || status=1
  if [ -n "${FARGATE_LINT_CORPUS:-}" ]; then
    "$root/tests/conformance/rendered.py" "$root/build/release/fargate-lint" \
      "$FARGATE_LINT_CORPUS" || status=1
  fi
  run_package >/dev/null
  "$root/tests/conformance/pre_commit.py" "$packages" || status=1
  "$root/tests/conformance/action.py" "$root/build/release/fargate-lint" "$packages" || status=1
  check_packages || status=1
  return "$status"
}

# Packaging again, as another user would whose files are newer, gives the same bytes.
check_packages() {
  local before
  before=$(cat "$packages/SHA256SUMS")
  find "$root/completions" "$root/man" "$root/LICENSE" -type f -exec touch {} +
  (umask 077 && TZ=Asia/Tokyo LC_ALL=C run_package >/dev/null) || return 1
  if [ "$before" != "$(cat "$packages/SHA256SUMS")" ]; then
    say "dev: packaging twice gives different bytes:"
    diff <(echo "$before") "$packages/SHA256SUMS" >&2
    return 1
  fi
  "$root/tests/conformance/packages.py" "$packages"
}
