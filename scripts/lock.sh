#!/usr/bin/env bash
# Write requirements.lock: every dependency, those of all extras included, and every development tool, pinned with
# hashes, for every supported Python version and platform at once (environment markers tell them apart).
set -euo pipefail
cd "$(dirname "$0")/.."

UV_SYSTEM_CERTS=1 uv pip compile pyproject.toml --all-extras --group dev --group docs \
    --universal --python-version 3.11 --generate-hashes --upgrade \
    --no-emit-index-url --no-header --quiet --output-file requirements.lock
sed -i '1i # Written by `make lock`; do not edit. Install with: pip install --require-hashes -r requirements.lock' requirements.lock
