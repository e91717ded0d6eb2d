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
  "$root/tests/conformance/live.py" "$root/build/release/fargate-lint" || status=1
  run_package >/dev/null
  "$root/tests/conformance/pre_commit.py" "$root/dist" || status=1
  "$root/tests/conformance/action.py" "$root/build/release/fargate-lint" "$root/dist" || status=1
  return "$status"
}
