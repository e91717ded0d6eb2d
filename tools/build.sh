# shellcheck shell=bash
# Part of ./dev, which sources it: building, and the release program.

# The tests stand beside the program that they try.
folder_of() {
  case $1 in
    test) echo "$root/build/release" ;;
    *) echo "$root/build/$1" ;;
  esac
}

configure() {
  local preset=$1 dir
  dir=$(folder_of "$preset")
  # A preset that has changed must reach the cache, which CMake alone does not see to. One folder
  # configured for the tests does for the program too.
  local stamp
  for stamp in "$dir/.configured-$preset" "$dir/.configured-test"; do
    if [ -f "$dir/build.ninja" ] && [ "$stamp" -nt "$root/CMakePresets.json" ]; then return 0; fi
  done
  if program ccache; then
    export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
  fi
  say "dev: configuring build/$preset"
  mkdir -p "$dir"
  if ! (cd "$root" && cmake --preset "$preset") >"$dir/configure.log" 2>&1; then
    cat "$dir/configure.log" >&2
    die "cmake failed; a build folder that was moved or copied must be removed first: $dir"
  fi
  rm -f "$dir"/.configured*
  touch "$dir/.configured-$preset"
}

# build PRESET [TARGET…]: progress goes to stderr, since stdout belongs to the program that runs. In
# a log only what goes wrong is worth a line.
build() {
  local preset=$1 quiet=(--quiet) dir
  shift
  configure "$preset"
  dir=$(folder_of "$preset")
  if [ -t 2 ]; then quiet=(); else say "dev: building ${dir#"$root/"}"; fi
  ninja -C "$dir" -j "$jobs" "${quiet[@]}" "$@" >&2 ||
    die "${dir#"$root/"} does not build"
}

# Builds the release program unless nothing it is made of has changed since the last time: looking
# at the files' times takes milliseconds, asking ninja ten times that.
build_release() {
  local stamp=$root/build/release/.built
  if [ -x "$root/build/release/fargate-lint" ] && [ -f "$stamp" ] &&
    [ -z "$(find "$root/CMakeLists.txt" "$root/CMakePresets.json" "$root/cmake" "$root/src" \
      "$root/rules" "$root/cmd" -newer "$stamp" -print -quit)" ]; then
    return 0
  fi
  ensure "${for_build[@]}"
  mkdir -p "$root/build/release"
  touch "$stamp.started" # files saved while the compiler runs are newer than the result
  build release fargate-lint
  mv "$stamp.started" "$stamp"
}

# The sanitizers of GCC 12 cannot map their shadow where newer kernels randomise addresses widely.
at_fixed_addresses() {
  if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi
}

run_lint() {
  build_release
  exec "$root/build/release/fargate-lint" "$@"
}
