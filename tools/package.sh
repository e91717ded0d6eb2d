# shellcheck shell=bash
# Part of ./dev, which sources it: all that a release consists of, and whether it can be built again.

packages=$root/build/package

# Everything depends on the commit alone: the same commit gives the same bytes.
run_package() {
  ensure "${for_package[@]}"
  build_release
  local version epoch homepage
  version=$("$root/build/release/fargate-lint" --version | sed -n '1s/.* //p')
  [ -n "$version" ] || die "package: the program does not say its version"
  epoch=${SOURCE_DATE_EPOCH-$(git -C "$root" log -1 --format=%ct 2>/dev/null || true)}
  [ -n "$epoch" ] || die "package: not a git checkout; set SOURCE_DATE_EPOCH"
  homepage=$(sed -n 's/.*HOMEPAGE_URL "\(.*\)".*/\1/p' "$root/CMakeLists.txt")
  rm -rf "$packages"
  mkdir -p "$packages"
  umask 022
  export LC_ALL=C.UTF-8 TZ=UTC SOURCE_DATE_EPOCH=$epoch
  local architecture images=() parts
  for architecture in $(package_architectures); do
    local program=$root/build/release/fargate-lint debs=()
    if [ "$architecture" != "$(machine_architecture)" ]; then
      build_arm64 release-arm64
      program=$root/build/release-arm64/fargate-lint
      debs=("$arm64_sysroot")
    fi
    say "dev: packaging for $architecture"
    parts=$packages/stage/$architecture
    stage "$parts" "$program" "${debs[@]}"
    make_archive "$parts" "$version" "$architecture"
    make_deb "$parts" "$version" "$architecture" "$homepage"
    "$root/packaging/wheel.py" "$program" "$version" "$(python_machine "$architecture")" "$epoch" \
      "$packages" >/dev/null || die "package: no wheel was made"
    "$root/packaging/parts.py" sbom "$version" "$homepage" "$epoch" "$architecture" "$program" \
      "${debs[@]}" >"$packages/fargate-lint_${version}_linux_$architecture.spdx.json" ||
      die "package: no SBOM was made"
    images+=("$architecture=$program")
  done
  "$root/packaging/image.py" "$version" "$homepage" "$epoch" \
    "$packages/fargate-lint_${version}_image.tar" "${images[@]}" || die "package: no image was made"
  "$root/packaging/krew.py" "$version" "$packages" >"$packages/fargate-lint.krew.yaml" ||
    die "package: no krew manifest was made"
  release_notes "$version" >"$packages/release-notes.md"
  rm -rf "$packages/stage"
  checksums
}

machine_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# On amd64, arm64 as well; elsewhere only the machine's own can be built.
package_architectures() {
  machine_architecture
  [ "$(machine_architecture)" != amd64 ] || echo arm64
}

python_machine() {
  case $1 in
    amd64) echo x86_64 ;;
    arm64) echo aarch64 ;;
    *) echo "$1" ;;
  esac
}

# stage FOLDER PROGRAM [DEBS]: what the archive holds.
stage() {
  local into=$1 program=$2 file
  shift 2
  # Both names are whole files: krew's unpacker knows no links.
  install -D -m 755 "$program" "$into/fargate-lint"
  install -m 755 "$program" "$into/kubectl-fargate_lint"
  install -m 644 "$root/LICENSE" "$root/README.md" "$into/"
  "$root/packaging/parts.py" licences "$@" >"$into/LICENSES-LINKED.txt" ||
    die "package: the licences of what is linked cannot be told"
  for file in "$root"/completions/*; do
    install -D -m 644 "$file" "$into/completions/${file##*/}"
    # kubectl runs this one itself, so it must be executable.
    case $file in */kubectl_complete-*) chmod 755 "$into/completions/${file##*/}" ;; esac
  done
  for file in "$root"/man/*.1; do
    install -D -m 644 "$file" "$into/man/${file##*/}"
  done
}

# Sorted, one owner, one time, and no time in gzip's header.
make_archive() {
  local from=$1 file=$packages/fargate-lint_$2_linux_$3.tar.gz
  (
    cd "$from" || exit
    find . -type f -printf '%P\n' | LC_ALL=C sort |
      tar --create --format=ustar --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" --no-recursion --files-from=- |
      gzip -9 --no-name >"$file"
  )
}

# The Debian package: the program, what kubectl calls it, man pages, and completions where each shell
# looks for them.
make_deb() {
  local from=$1 version=$2 architecture=$3 homepage=$4 tree=$packages/stage/deb name
  local host=${homepage#*//}
  rm -rf "$tree"
  local bin=$tree/usr/bin man=$tree/usr/share/man/man1 doc=$tree/usr/share/doc/fargate-lint
  install -D -m 755 "$from/fargate-lint" "$bin/fargate-lint"
  for name in kubectl-fargate_lint kubectl_complete-fargate_lint; do
    ln -s fargate-lint "$bin/$name"
  done
  for name in fargate-lint kubectl-fargate_lint; do
    install -D -m 644 "$from/man/$name.1" "$man/$name.1"
  done
  gzip -9 --no-name "$man"/*.1
  install -D -m 644 "$from/completions/fargate-lint.bash" \
    "$tree/usr/share/bash-completion/completions/fargate-lint"
  ln -s fargate-lint "$tree/usr/share/bash-completion/completions/kubectl-fargate_lint"
  install -D -m 644 "$from/completions/_fargate-lint" \
    "$tree/usr/share/zsh/vendor-completions/_fargate-lint"
  install -D -m 644 "$from/completions/fargate-lint.fish" \
    "$tree/usr/share/fish/vendor_completions.d/fargate-lint.fish"
  install -D -m 644 "$root/CHANGELOG.md" "$doc/changelog"
  gzip -9 --no-name "$doc/changelog"
  {
    echo "fargate-lint, $homepage"
    echo
    echo "Licensed under the Apache License 2.0; on Debian systems its text is in"
    echo "/usr/share/common-licenses/Apache-2.0."
    echo
    cat "$from/LICENSES-LINKED.txt"
  } >"$doc/copyright"
  chmod 644 "$doc/copyright"
  mkdir "$tree/DEBIAN"
  cat >"$tree/DEBIAN/control" <<END
Package: fargate-lint
Version: $version
Architecture: $architecture
Maintainer: fargate-lint <noreply@${host%%/*}>
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f 1)
Section: devel
Priority: optional
Homepage: $homepage
Description: lint Kubernetes manifests against EKS Fargate profiles
 Reads Kubernetes manifests and EKS Fargate profiles, resolves every Pod against
 them, and reports what Fargate rejects, ignores or bills differently, with the
 line that causes it.
 .
 It is one static program, which also runs as kubectl fargate-lint.
END
  find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  # One thread: with several, what xz makes depends on their number.
  dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$tree" \
    "$packages/fargate-lint_${version}_$architecture.deb" >/dev/null ||
    die "package: no .deb was made"
}

# The part of CHANGELOG.md about a version; of what is not released yet, if that has none.
release_notes() {
  local heading
  for heading in "$1" Unreleased; do
    awk -v heading="$heading" '
      /^## / { inside = $2 == heading || $2 == "[" heading "]"; next }
      inside { text = text $0 "\n" }
      END { sub(/^\n+/, "", text); sub(/\n+$/, "", text); if (text == "") exit 1; print text }' \
      "$root/CHANGELOG.md" && return
  done
  die "package: CHANGELOG.md has nothing about $1"
}

# SHA256SUMS for all, and a file beside each, for who downloads only that.
checksums() {
  (
    cd "$packages" || exit
    sha256sum -- * >SHA256SUMS
    local line
    while IFS= read -r line; do printf '%s\n' "$line" >"${line#*  }.sha256"; done <SHA256SUMS
    cat SHA256SUMS
  )
}

# Two builds of this commit in folders of different names must give the same bytes.
run_reproducible() {
  ensure "${for_build[@]}"
  local scratch folder
  scratch=$(mktemp -d)
  for folder in one another/folder; do
    mkdir -p "$scratch/$folder"
    git -C "$root" archive HEAD | tar -x -C "$scratch/$folder"
    # A cache would give the second build what the first one made.
    CCACHE_DISABLE=1 CMAKE_CXX_COMPILER_LAUNCHER='' "$scratch/$folder/dev" build >/dev/null ||
      die "reproducible: $scratch/$folder does not build"
  done
  cmp "$scratch"/{one,another/folder}/build/release/fargate-lint ||
    die "reproducible: the programs in $scratch differ"
  sha256sum <"$scratch/one/build/release/fargate-lint"
  rm -rf "$scratch"
}
