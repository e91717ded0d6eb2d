# shellcheck shell=bash
# Part of ./dev, which sources it: layout of the code, and what static analysis says of it.

sources() {
  (cd "$root" && find src rules cmd tests bench fuzz \( -name '*.cpp' -o -name '*.hpp' \) -print0)
}

run_format() {
  local options=(-i)
  case ${1-} in
    '') ;;
    --check) options=(--dry-run -Werror) ;;
    *) die "format: unknown option $1" ;;
  esac
  ensure "${for_format[@]}"
  sources | (cd "$root" && xargs -0 clang-format-14 --style=file "${options[@]}")
}

run_tidy() {
  ensure "${for_tidy[@]}"
  configure dev
  local status=0
  (cd "$root" && run-clang-tidy-16 -quiet -p build/dev -j "$jobs" \
    "^$root/(src|rules|cmd)/.*(?<!_test)[.]cpp$") || status=1
  # Suppressed: arguments by value, of which most are moved from and some read at compile time; and
  # two slips of cppcheck, which does not see that a deque was filled and that a loop returns.
  (cd "$root" && find src rules cmd -name '*.cpp' ! -name '*_test.cpp' |
    cppcheck --quiet --std=c++20 --language=c++ -j "$jobs" --error-exitcode=1 \
      --enable=warning,performance,portability --suppress=passedByValue \
      --suppress=containerOutOfBounds:src/input/loader.cpp \
      --suppress=accessMoved:src/input/neighbours.cpp -I src -I rules -I cmd --file-list=-) ||
    status=1
  return "$status"
}
