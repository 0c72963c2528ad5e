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
coverage+=" -Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=1"
# What is compared with constants leads to the values that a format asks for. Texts have no format, and without this three
# to four times as many of them are tried.
compares="-Cllvm-args=-sanitizer-coverage-trace-compares"
export RUSTC_BOOTSTRAP=1
# The system that runs the tests looks for leaks by tracing itself, which a container may forbid; what is leaked shows as
# memory that grows. Long stacks and a long quarantine for each allocation would take most of the time.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:malloc_context_size=2:quarantine_size_mb=16}

# Whether a target is fed texts or a format.
kind() {
    case $1 in
    tokens | alignment) echo texts ;;
    segment | frame) echo formats ;;
    *) echo "no target $1: tokens, alignment, segment or frame" >&2 && exit 2 ;;
    esac
}

# Builds the targets of a kind, and the first cases of all.
build() {
    local flags="-Zsanitizer=address $coverage"
    [ "$1" = texts ] || flags+=" $compares"
    CARGO_TARGET_DIR=$home/$1 RUSTFLAGS=$flags \
        cargo build --quiet --release --locked --manifest-path index/fuzz/Cargo.toml --target "$host"
    [ -e "$home/corpus" ] || "$home/$1/$host/release/seeds" "$home/corpus"
}

# Cases so long that all there is to a target fits in, and so short that many a second are tried.
most() {
    case $1 in
    tokens | frame) echo 512 ;;
    alignment) echo 400 ;;
    segment) echo 4096 ;;
    esac
}

run() {
    local target=$1 seconds=$2 kind longest
    shift 2
    kind=$(kind "$target")
    longest=$(most "$target")
    build "$kind"
    mkdir -p "$home/found" "$home/corpus/$target"
    local program=$home/$kind/$host/release/$target
    FUZZ_FOLDER=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo "$home")" fuzz.XXXXXX)
    export FUZZ_FOLDER
    trap 'rm -rf "$FUZZ_FOLDER"' EXIT
    if [ -e "$seconds" ]; then
        "$program" "$seconds" "$@"
        return
    fi
    "$program" "$home/corpus/$target" -max_total_time="$seconds" -max_len="$longest" -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$home/found/$target-" -print_final_stats=1 -print_funcs=0 -verbosity=0 \
        -entropic=0 -reload=0 "$@"
}

case ${1:?usage: scripts/fuzz.sh build | TARGET SECONDS | tests} in
build)
    build texts
    build formats
    ;;
tests)
    shift
    # What a C compiler makes of AddressSanitizer does not fit the library that Rust brings along.
    CARGO_TARGET_DIR=$home/tests CARGO_PROFILE_DEV_OPT_LEVEL=1 CFLAGS=-fno-sanitize=address \
        RUSTFLAGS="-Zsanitizer=address" cargo test --locked --manifest-path index/Cargo.toml --target "$host" \
        --package provenance-core --lib -- "$@"
    ;;
*) run "$1" "${2:?usage: scripts/fuzz.sh TARGET SECONDS}" "${@:3}" ;;
esac
