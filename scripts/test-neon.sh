#!/bin/sh
# Runs the core's tests on an emulated AArch64 machine: the NEON kernels cannot run on x86-64.
#
# usage: scripts/test-neon.sh [TEST-FILTER…]     (about two minutes; `--skip every_character` spares the slowest)
#
# Compiler, C cross compiler and emulator come from Debian packages, unpacked into a folder of their
# own (NEON_TOOLS, default build/neon; about 1.3 GB), never installed. Needs apt with the arm64
# architecture known to it (`dpkg --add-architecture arm64 && apt-get update`), cargo, and the crates
# in cargo's cache or a network.
set -eu

cd "$(dirname "$0")/.."
tools=${NEON_TOOLS:-$PWD/build/neon}
root=$tools/root

fetch() {
    version=$(apt-cache depends libstd-rust-web-dev | sed -n 's/.*Depends: libstd-rust-web-//p')
    llvm=$(apt-cache depends "libstd-rust-web-$version" | sed -n 's/.*Depends: \(libllvm.*\)/\1/p')
    mkdir -p "$tools/packages"
    (
        cd "$tools/packages"
        apt-get download rustc-web "libstd-rust-web-$version" "$llvm" libstd-rust-web-dev libstd-rust-web-dev:arm64 \
            qemu-user-static binutils-aarch64-linux-gnu gcc-12-aarch64-linux-gnu cpp-12-aarch64-linux-gnu \
            gcc-aarch64-linux-gnu libgcc-12-dev-arm64-cross libgcc-s1-arm64-cross \
            libc6-arm64-cross libc6-dev-arm64-cross linux-libc-dev-arm64-cross
    )
    for package in "$tools"/packages/*.deb; do
        dpkg -x "$package" "$root"
    done
    touch "$tools/unpacked"
}

[ -e "$tools/unpacked" ] || fetch

# The tools find their libraries beside themselves; cargo, from outside, must not.
wrap() {
    cat > "$tools/$1" <<EOF
#!/bin/sh
LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu exec "$root/usr/bin/$1" "\$@"
EOF
    chmod +x "$tools/$1"
}
wrap rustc
wrap aarch64-linux-gnu-gcc
wrap aarch64-linux-gnu-ar

gcc=$tools/aarch64-linux-gnu-gcc
export RUSTC="$tools/rustc"
export CC_aarch64_unknown_linux_gnu="$gcc"
export AR_aarch64_unknown_linux_gnu="$tools/aarch64-linux-gnu-ar"
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER="$gcc"
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-C target-feature=+crt-static"
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="$root/usr/bin/qemu-aarch64-static"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$tools/target}"

cargo test --manifest-path index/Cargo.toml -p provenance-core --target aarch64-unknown-linux-gnu --lib --tests -- "$@"
