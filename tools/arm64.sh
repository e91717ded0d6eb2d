# shellcheck shell=bash
# Part of ./dev, which sources it: the program for arm64, built and run on any other machine.

for_arm64=("${for_build[@]}" g++-aarch64-linux-gnu)
for_emulation=(qemu-user-static python3)
# The packages whose libraries and headers are for one architecture or the other.
arm64_packages=(libyaml-cpp-dev libcli11-dev libre2-dev librang-dev libarchive-dev libminizip-dev
  zlib1g-dev libboost1.81-dev libssl-dev)

arm64_sysroot=$root/build/arm64-sysroot

# Downloads and unpacks the arm64 packages into build/arm64-sysroot. apt keeps its lists and its idea
# of what is installed in there too: the machine's own are neither used nor changed.
make_arm64_sysroot() {
  local list="${arm64_packages[*]}" apt=$arm64_sysroot/apt
  [ "$(cat "$arm64_sysroot/.packages" 2>/dev/null)" != "$list" ] || return 0
  program apt-get || die "arm64: needs Debian's apt-get to download the libraries"
  say "dev: downloading libraries for arm64"
  rm -rf "$arm64_sysroot"
  mkdir -p "$apt"/{state/lists/partial,cache/archives/partial,debs}
  : >"$apt/status"
  local options=(-q -o APT::Architecture=arm64 -o APT::Architectures=arm64
    -o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache"
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
    -o APT::Sandbox::User=)
  local package
  if ! (cd "$apt/debs" && apt-get "${options[@]}" update &&
    apt-get "${options[@]}" download "${arm64_packages[@]}") >"$apt/log" 2>&1 </dev/null; then
    tail -n 20 "$apt/log" >&2
    die "arm64: apt-get failed (the whole of its output: $apt/log)"
  fi
  for package in "$apt"/debs/*.deb; do
    dpkg-deb --extract "$package" "$arm64_sysroot"
  done
  rm -rf "$apt/state" "$apt/cache"
  echo "$list" >"$arm64_sysroot/.packages"
}

# build_arm64 PRESET: build/PRESET/fargate-lint, for arm64.
build_arm64() {
  ensure "${for_arm64[@]}"
  make_arm64_sysroot
  build "$1" fargate-lint
}

# Whatever its processor, the program says the same: byte for byte, in every format, on the inputs
# of the tests and as many real manifests as there are.
run_arm64() {
  ensure "${for_emulation[@]}"
  build_release
  build_arm64 arm64
  "$root/tests/conformance/same_output.py" "$root/build/release/fargate-lint" \
    qemu-aarch64-static "$root/build/arm64/fargate-lint" -- "$root/testdata" "$@"
}
