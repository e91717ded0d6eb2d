# shellcheck shell=bash
# Part of ./dev, which sources it: the archive, the wheel, and whether they can be built again.

run_package() {
  build_release
  local version epoch name stage file architecture
  case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) architecture=$(uname -m) ;;
  esac
  version=$("$root/build/release/fargate-lint" --version | sed -n '1s/.* //p')
  [ -n "$version" ] || die "package: the program does not say its version"
  epoch=${SOURCE_DATE_EPOCH-$(git -C "$root" log -1 --format=%ct 2>/dev/null || true)}
  [ -n "$epoch" ] || die "package: not a git checkout; set SOURCE_DATE_EPOCH"
  name=fargate-lint_${version}_linux_$architecture.tar.gz
  stage=$root/build/package
  rm -rf "$stage"
  mkdir -p "$stage" "$root/dist"
  # Both names are whole files: krew's unpacker knows no links.
  install -m 755 "$root/build/release/fargate-lint" "$stage/fargate-lint"
  install -m 755 "$root/build/release/fargate-lint" "$stage/kubectl-fargate_lint"
  install -m 644 "$root/LICENSE" "$root/README.md" "$stage/"
  for file in "$root"/completions/*; do
    [ -f "$file" ] || continue
    install -D -m 644 "$file" "$stage/completions/${file##*/}"
    # kubectl runs this one itself, so it must be executable.
    case $file in */kubectl_complete-*) chmod 755 "$stage/completions/${file##*/}" ;; esac
  done
  # The same commit gives the same bytes: sorted, one owner, one time, and no time in gzip's header.
  (
    cd "$stage"
    find . -type f -printf '%P\n' | LC_ALL=C sort |
      tar --create --format=ustar --owner=0 --group=0 --numeric-owner --mtime="@$epoch" \
        --no-recursion --files-from=- |
      gzip -9 --no-name >"$root/dist/$name"
  )
  checksum "$name"
  ensure "${for_wheel[@]}"
  name=$("$root/packaging/wheel.py" "$stage/fargate-lint" "$version" "$(uname -m)" "$epoch" \
    "$root/dist") || die "package: no wheel was made"
  checksum "$name"
}

checksum() { (cd "$root/dist" && sha256sum "$1" | tee "$1.sha256"); }

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
