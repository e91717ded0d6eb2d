# shellcheck shell=bash
# Part of ./dev, which sources it: fuzz targets, and our reader against another.

# What each fuzz target begins with: test inputs of its kind, at build/seeds/TARGET.
make_seeds() {
  local target=$1 into=$root/build/seeds/$1 number=0 text
  rm -rf "$into"
  mkdir -p "$into"
  case $target in
    quantity)
      while IFS= read -r text; do
        printf '%s' "$text" >"$into/$((number++))"
      done < <(grep -rhoE '\b(cpu|memory|storage|ephemeral-storage): *"?[0-9][^ ,}"]*' "$root/testdata" |
        sed 's/.*[: "]//' | LC_ALL=C sort -u)
      ;;
    config)
      cp "$root"/testdata/config/* "$into"
      # The examples of the documentation too.
      awk -v name="$into/documented" '
        /^```$/ { inside = 0 }
        inside { print > (name "-" number ".yaml") }
        /^```yaml$/ { inside = 1; ++number }' "$root/docs/configuration.md"
      ;;
    log_router)
      # The manifests, whose texts are in scalars of every kind, and the text of each block alone.
      while IFS= read -r text; do
        cp "$text" "$into/$((++number)).yaml"
        awk -v name="$into/$number" '
          match($0, /[^ ]/) && RSTART <= indent { indent = 0 }
          indent { print > (name "." block) }
          /^ *[a-z]+\.conf: *[|]/ { match($0, /[^ ]/); indent = RSTART; ++block }' "$text"
      done < <(grep -rlE '^ *[a-z]+\.conf: ' "$root/testdata" | LC_ALL=C sort)
      ;;
    archive)
      # The same files as each tool packs them.
      (
        cd "$root/testdata/demo" || exit
        for text in gnu pax ustar; do
          tar --format=$text --create --file="$into/$text" . && gzip -k "$into/$text"
        done
        ! program python3 || python3 -m zipfile -c "$into/zip" .
      )
      ;;
    admission) cp "$root"/testdata/admission/*.json "$into" ;;
    event)
      cp -r "$root/testdata/events" "$into"
      # Each text of the table of phrases alone.
      while IFS= read -r text; do
        printf '%s' "$text" >"$into/$((++number))"
      done < <(grep -ohE '"[^"]* [^"]*"' "$root/src/fargate/event_text_test.cpp" | tr -d '"')
      ;;
    profile) cp -r "$root/testdata/profiles" "$root/testdata/demo/cluster.yaml" "$into" ;;
    check)
      cp -r "$root/testdata/rules" "$root/testdata/profiles" "$root/testdata/demo" "$into"
      # As kubectl prints them: each file's documents as the items of one List.
      while IFS= read -r text; do
        awk 'BEGIN { print "apiVersion: v1\nitems:"; first = 1 }
          /^---/ { first = 1; next }
          first && /^(#|$)/ { next }
          { print (first ? "- " : "  ") $0; first = 0 }
          END { print "kind: List\nmetadata:\n  resourceVersion: \"\"" }' "$text" \
          >"$into/$((++number)).list.yaml"
      done < <(find "$root/testdata/rules" -name fires.yaml | LC_ALL=C sort)
      ;;
    *) cp -r "$root/testdata/rules" "$root/testdata/profiles" "$root/testdata/demo" "$into" ;;
  esac
}

fuzz_targets() { basename -a -s _fuzz.cpp "$root"/fuzz/*_fuzz.cpp; }

# mutate PRESET COUNT [TARGET]: with the driver that needs no fuzzing engine, the same inputs every
# time. A run of `check` costs a hundred times that of a quantity, so its count is a tenth.
mutate() {
  local preset=$1 count=$2 only=${3-} target inputs
  ensure "${for_build[@]}"
  [ "$preset" != asan ] || ensure "${for_asan[@]}"
  build "$preset" fuzzers
  for target in $(fuzz_targets); do
    [ -z "$only" ] || [ "$only" = "$target" ] || continue
    make_seeds "$target"
    inputs=$count
    [ "$target" != check ] || inputs=$((count / 10))
    say "dev: fuzzing $target with $inputs inputs"
    at_fixed_addresses "$root/build/$preset/fuzz/${target}_fuzz" --dict "$root/fuzz/$target.dict" \
      --count "$inputs" "$root/build/seeds/$target" >&2 || die "fuzz: $target failed"
  done
}

run_fuzz() {
  case ${1-} in
    --short) mutate asan 10000 && return ;;
    --mutants) mutate mutate "${2-1000000}" "${3-}" && return ;;
  esac
  local only=${1-} seconds=${2-60} target
  ensure "${for_fuzz[@]}"
  build fuzz fuzzers
  for target in $(fuzz_targets); do
    [ -z "$only" ] || [ "$only" = "$target" ] || continue
    # What earlier runs found interesting stays in the build folder; the test inputs are the seeds.
    local found=$root/build/fuzz/found/$target crashes=$root/build/fuzz/crashes/$target
    mkdir -p "$found" "$crashes"
    make_seeds "$target"
    say "dev: fuzzing $target for $seconds seconds"
    "$root/build/fuzz/fuzz/${target}_fuzz" -max_total_time="$seconds" -timeout=1 \
      -malloc_limit_mb=16 -rss_limit_mb=2048 -max_len=65536 -dict="$root/fuzz/$target.dict" \
      -print_final_stats=1 -artifact_prefix="$crashes/" "$found" "$root/build/seeds/$target" ||
      die "fuzz: $target failed; the input is in $crashes"
  done
}

run_diff() {
  [ $# -ge 2 ] || die "diff: name the reference reader and the manifests"
  program "$1" || die "diff: cannot run $1"
  ensure "${for_fuzz[@]}"
  build fuzz differ
  build_release
  local reference
  reference=$(command -v "$1")
  shift
  "$root/build/fuzz/fuzz/differ" --count "${COUNT:-1000000}" "$root/build/release/fargate-lint" \
    "$reference" "$root/build/fuzz/differ" "$@"
}
