#!/usr/bin/env bash
# Build what is released into dist/ and try it: the sdist, and wheels for Linux on x86-64 and AArch64 made from it. Nothing is
# uploaded. Usage: scripts/release/build.sh PYTHON     (ALL=1: a wheel that cannot be built on this machine is an error, too)
#
# Zig's C compiler links against an old glibc whatever the machine has, so the wheels run on any Linux since 2014.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=$1
root=$PWD
work=$root/build/release
tools=$root/.venv-release
glibc=manylinux_2_17
export CARGO_TARGET_DIR=$work/target

say() { printf '\n# %s\n' "$*"; }

say "Tools, as locked in scripts/release/requirements.lock"
if [ ! -e "$tools/.made" ] || [ scripts/release/requirements.lock -nt "$tools/.made" ]; then
    "$python" -m venv --clear "$tools"
    scripts/install.sh "$tools/bin/python" --require-hashes -r scripts/release/requirements.lock
    touch "$tools/.made"
fi
export PATH=$tools/bin:$PATH

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' index/Cargo.toml)
grep -qE "^## \[$version\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md || {
    echo "CHANGELOG.md has no dated section for version $version" >&2
    exit 1
}

say "The sdist of $version"
rm -rf dist "$work/source"
mkdir -p dist "$work/source"
maturin sdist --out dist
"$python" scripts/release/sdist.py dist/*.tar.gz
tar -xzf dist/*.tar.gz -C "$work/source" --strip-components=1

# Whether the Rust standard library for a target is here, or rustup can bring it.
has_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ] ||
        { command -v rustup >/dev/null && timeout 300 rustup target add "$1" >/dev/null 2>&1; }
}

wheel() {
    local target=$1
    has_target "$target" || {
        echo "no Rust standard library for $target on this machine, and rustup could not fetch it" >&2
        return 1
    }
    (cd "$work/source" && maturin build --quiet --release --strip --zig --target "$target" --compatibility "$glibc" --out "$root/dist")
}

say "The wheel for x86-64 ($glibc)"
wheel x86_64-unknown-linux-gnu

say "The wheel for AArch64 ($glibc)"
missing=''
if ! wheel aarch64-unknown-linux-gnu; then
    missing='the wheel for AArch64'
    echo "the wheel for AArch64 cannot be built here; hint: build it on a machine where 'rustup target add aarch64-unknown-linux-gnu' works" >&2
    [ -z "${ALL:-}" ] || exit 1
fi

say "The wheel for this machine, in an environment of its own, away from the checkout"
mine=(dist/*_"$(uname -m)".whl)
scripts/smoke.sh "$python" "${mine[0]}"

say "The sdist, compiled as pip does it"
"$python" -m venv --clear "$work/venv"
"$work/venv/bin/python" -m pip install --quiet dist/*.tar.gz
(cd "$work" && env -u PYTHONPATH -u PROV_DB "$work/venv/bin/prov" compare --json \
    "$root"/scripts/demo/texts/{daily-digest-24-viaduct,evening-courier-swing-bridge}.txt) | grep -q '"kind": *"rewritten"'
echo "installed from source, and recognised the disguised copy"

say "In dist/"
(cd dist && sha256sum -- * | tee SHA256SUMS)
[ -z "$missing" ] || echo "not built on this machine: $missing"
