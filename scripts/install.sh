#!/usr/bin/env bash
# Install packages into the environment of a Python. The arguments after it are those of `pip install`.
# Usage: scripts/install.sh PYTHON ARGUMENT…
#
# uv needs a tenth of the time that pip needs. Where there is no uv, or it fails (an index that only pip is configured for),
# pip does the work.
set -euo pipefail

python=$1
shift
export UV_SYSTEM_CERTS=1
if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX=$PIP_INDEX_URL; fi

if command -v uv >/dev/null && uv pip install --quiet --python "$python" "$@"; then
    exit 0
fi
"$python" -m pip install --quiet "$@"
