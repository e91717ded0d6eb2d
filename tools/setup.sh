# shellcheck shell=bash
# Part of ./dev, which sources it: what must be installed, and installing it.

for_build=(g++ cmake ninja-build libyaml-cpp-dev libcli11-dev libre2-dev librang-dev libarchive-dev
  libminizip-dev zlib1g-dev libboost1.81-dev libssl-dev)
for_test=("${for_build[@]}" doctest-dev)
for_bench=("${for_build[@]}" libyaml-dev)
for_fuzz=("${for_build[@]}" clang-16 libclang-rt-16-dev)
for_asan=("${for_test[@]}" clang-16 libclang-rt-16-dev)
for_format=(clang-format-14)
for_tidy=("${for_test[@]}" clang-tidy-16 cppcheck)
for_package=("${for_build[@]}" python3 dpkg)

program() { command -v "$1" >/dev/null; }
header() { [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ]; }

# A package is looked for by what it brings: that is quick enough for every command, and accepts
# what was installed in another way.
present() {
  case $1 in
    g++-aarch64-linux-gnu) program aarch64-linux-gnu-g++ ;;
    qemu-user-static) program qemu-aarch64-static ;;
    dpkg) program dpkg-deb ;;
    g++ | cmake | clang-16 | clang-format-14 | cppcheck | python3) program "$1" ;;
    clang-tidy-16) program run-clang-tidy-16 ;;
    ninja-build) program ninja ;;
    libyaml-cpp-dev) header yaml-cpp/yaml.h ;;
    libcli11-dev) header CLI/CLI.hpp ;;
    libre2-dev) header re2/re2.h ;;
    librang-dev) header rang.hpp ;;
    libarchive-dev) header archive.h ;;
    libminizip-dev) header minizip/unzip.h ;;
    zlib1g-dev) header zlib.h ;;
    libboost1.81-dev) header boost/beast/http.hpp ;;
    libssl-dev) header openssl/ssl.h ;;
    doctest-dev) header doctest/doctest.h ;;
    libyaml-dev) header yaml.h ;;
    libclang-rt-16-dev) [ -d /usr/lib/llvm-16/lib/clang ] &&
      [ -n "$(find /usr/lib/llvm-16/lib/clang -name 'libclang_rt.fuzzer-*' -print -quit)" ] ;;
    *) die "no probe for the package $1" ;;
  esac
}

ensure() {
  local package missing=()
  for package in "$@"; do
    present "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  if ! program apt-get; then
    die "missing: ${missing[*]} (as Debian names them); install them and try again"
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! program sudo || ! sudo -n true 2>/dev/null; then
      say "dev: missing: ${missing[*]}; this installs them:"
      say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
      exit 2
    fi
    as_root=(sudo -n)
  fi
  say "dev: installing ${missing[*]}"
  mkdir -p "$root/build"
  local log=$root/build/setup.log
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
  if ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    die "apt-get failed (the whole of its output: $log)"
  fi
  for package in "${missing[@]}"; do
    present "$package" || die "$package is installed, but what it should bring is not there"
  done
}

run_setup() {
  case ${1-} in
    '') ensure "${for_test[@]}" ;;
    all) ensure "${for_test[@]}" libyaml-dev clang-16 libclang-rt-16-dev "${for_format[@]}" \
      clang-tidy-16 cppcheck ;;
    *) die "setup: all, or nothing" ;;
  esac
  say "dev: everything is there"
}
