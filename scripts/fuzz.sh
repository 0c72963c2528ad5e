#!/usr/bin/env bash
# Feeds the native core made-up bytes, with libFuzzer and AddressSanitizer: index/fuzz has the targets.
#
# usage: scripts/fuzz.sh build                               (some minutes the first time)
#        scripts/fuzz.sh TARGET SECONDS [LIBFUZZER-OPTION…]   tokens, alignment, segment or frame
#        scripts/fuzz.sh tests [FILTER…]                      the core's own tests under AddressSanitizer
#
# Needs cargo and a C++ compiler, and no nightly toolchain: RUSTC_BOOTSTRAP lets the stable one take the flags that
# cargo-fuzz would set. What is built, found and kept of the cases lies in FUZZ_HOME (build/fuzz); a case that broke a
# promise is kept in FUZZ_HOME/found, and given in place of SECONDS it is tried again.
set -euo pipefail
cd "$(dirname "$0")/.."

home=${FUZZ_HOME:-$PWD/build/fuzz}
host=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage+=" -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$home/target
# The system that runs the tests looks for leaks by tracing itself, which a container may forbid; what is leaked shows as
# memory that grows.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}

build() {
    RUSTFLAGS="-Zsanitizer=address $coverage" \
        cargo build --quiet --release --locked --manifest-path index/fuzz/Cargo.toml --target "$host"
    [ -e "$home/corpus" ] || "$home/target/$host/release/seeds" "$home/corpus"
}

# Cases so long that all there is to a target fits in, and so short that many a second are tried.
most() {
    case $1 in
    tokens | frame) echo 512 ;;
    alignment) echo 400 ;;
    segment) echo 4096 ;;
    *) echo "no target $1: tokens, alignment, segment or frame" >&2 && exit 2 ;;
    esac
}

run() {
    local target=$1 seconds=$2 longest
    shift 2
    longest=$(most "$target")
    build
    mkdir -p "$home/found" "$home/corpus/$target"
    local program=$home/target/$host/release/$target
    FUZZ_FOLDER=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo "$home")" fuzz.XXXXXX)
    export FUZZ_FOLDER
    trap 'rm -rf "$FUZZ_FOLDER"' EXIT
    if [ -e "$seconds" ]; then
        "$program" "$seconds" "$@"
        return
    fi
    "$program" "$home/corpus/$target" -max_total_time="$seconds" -max_len="$longest" -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$home/found/$target-" -print_final_stats=1 -print_funcs=0 -verbosity=0 "$@"
}

case ${1:?usage: scripts/fuzz.sh build | TARGET SECONDS | tests} in
build) build ;;
tests)
    shift
    RUSTFLAGS="-Zsanitizer=address" cargo test --locked --manifest-path index/Cargo.toml --target "$host" \
        --package provenance-core --lib -- "$@"
    ;;
*) run "$1" "${2:?usage: scripts/fuzz.sh TARGET SECONDS}" "${@:3}" ;;
esac
