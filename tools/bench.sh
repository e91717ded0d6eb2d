# shellcheck shell=bash
# Part of ./dev, which sources it: speed and memory.

# kubeconform is what many people check manifests with; it is built once, where there is Go.
install_kubeconform() {
  local tools=$root/build/tools
  [ ! -x "$tools/kubeconform" ] || return 0
  if ! program go; then
    say "dev: SKIPPED: no Go to build kubeconform with, so there is no comparison with it"
    return 0
  fi
  say "dev: building kubeconform with Go"
  mkdir -p "$tools"
  GOBIN=$tools go install github.com/yannh/kubeconform/cmd/kubeconform@latest >&2 ||
    say "dev: SKIPPED: kubeconform does not build here, so there is no comparison with it"
}

run_bench() {
  ensure "${for_bench[@]}"
  install_kubeconform
  find_corpus
  build bench
  local more=()
  [ ! -x "$root/build/tools/kubeconform" ] || more+=(--kubeconform "$root/build/tools/kubeconform")
  [ -z "${FARGATE_LINT_CORPUS-}" ] || more+=(--corpus "$FARGATE_LINT_CORPUS")
  exec "$root/build/bench/bench/program_bench" "${more[@]}" "$@"
}
