# shellcheck shell=bash
# Part of ./dev, which sources it: the tests, what they find beside the checkout, and the pages that they write.

# A corpus of real manifests beside the checkout counts, if none is named.
find_corpus() {
  if [ -z "${FARGATE_LINT_CORPUS-}" ] && [ -d "$root/../shared/corpus" ]; then
    FARGATE_LINT_CORPUS=$(cd "$root/../shared/corpus" && pwd)
    export FARGATE_LINT_CORPUS
  fi
}

# run_tests PRESET [NAME] [--update]: ends with `N passed, N failed`, counted in test cases by the
# test program itself.
run_tests() {
  local preset=$1 name='' argument
  shift
  for argument in "$@"; do
    case $argument in
      --update) export FARGATE_LINT_UPDATE=1 ;;
      -*) die "test: unknown option $argument" ;;
      *) [ -z "$name" ] || die "test: one NAME at a time"
        name=$argument ;;
    esac
  done
  ensure "${for_test[@]}"
  [ "$preset" != asan ] || ensure "${for_asan[@]}"
  build "$preset"

  find_corpus

  local filter=()
  case $name in
    '') ;;
    *'*'* | *,*) filter=("-tc=$name") ;;
    *) filter=("-tc=*$name*") ;;
  esac
  local plainly=()
  if [ "$preset" != test ]; then
    plainly=(at_fixed_addresses)
    # How time grows is not to be learnt under a sanitizer, and takes minutes there.
    [ -n "$name" ] || filter+=('-tce=growth: *,code line: lines of megabytes*')
  fi
  export ASAN_OPTIONS=${ASAN_OPTIONS-detect_stack_use_after_return=1:strict_string_checks=1}
  export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
  export TSAN_OPTIONS=${TSAN_OPTIONS-halt_on_error=1}

  local dir log status=0
  dir=$(folder_of "$preset")
  log=$dir/tests.log
  (cd "$root" && "${plainly[@]}" "$dir/fargate-lint-tests" "${filter[@]}") 2>&1 |
    tee "$log" || status=${PIPESTATUS[0]}

  # doctest closes with "[doctest] test cases: 3 | 2 passed | 1 failed | 0 skipped".
  local counts passed failed
  counts=$(sed -n 's/^\[doctest\] test cases: *[0-9]* | *\([0-9]*\) passed | *\([0-9]*\) failed.*/\1 \2/p' \
    "$log" | tail -n 1)
  if [ -z "$counts" ]; then
    say "dev: the test program ended with status $status before its summary"
    counts='0 1'
    status=1
  fi
  passed=${counts% *} failed=${counts#* }
  if [ "$passed$failed" = 00 ]; then
    say "dev: no test's name contains \`$name\`"
    status=1
  elif [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    say "dev: the tests passed, but the test program ended with status $status"
  fi
  echo "$passed passed, $failed failed"
  [ "$status" -eq 0 ] && [ "$failed" -eq 0 ]
}

# The pages are expected outputs of tests like any other; this only saves knowing their names.
run_docs() {
  case ${1-} in
    '') run_tests test 'documentation:' --update ;;
    --check) run_tests test 'documentation:' ;;
    *) die "docs: unknown option $1" ;;
  esac
}
