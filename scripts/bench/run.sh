#!/usr/bin/env bash
# `make bench`: text to signature, one thread, this checkout's wheel and other libraries in an environment of their own.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=.venv-bench
stamp=$venv/.deps
if [ ! -e "$stamp" ] || [ scripts/bench/requirements.txt -nt "$stamp" ]; then
    .venv/bin/python -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet -r scripts/bench/requirements.txt
    # Appended to the search path, behind what is installed: `scripts` is found here, `provenance` is the wheel's.
    pwd >"$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/checkout.pth"
    touch "$stamp"
fi

wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
.venv/bin/maturin build --quiet --release --out "$wheels"
"$venv/bin/python" -m pip install --quiet --upgrade "$wheels"/*.whl
"$venv/bin/python" -m pip install --quiet --force-reinstall --no-deps "$wheels"/*.whl

# One thread each: for those who size a pool by this variable, and (in the program itself) by pinning it to one core.
RAYON_NUM_THREADS=1 OMP_NUM_THREADS=1 "$venv/bin/python" -P -m scripts.bench.compare "$@"
