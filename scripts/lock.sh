#!/usr/bin/env bash
# Write requirements.lock: every dependency, those of all extras but `spark` included, and every development tool, pinned
# with hashes, for every supported Python version and platform at once (environment markers tell them apart). Likewise
# the tools of a release and Spark, which are large and have locks of their own.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
    local file=$1
    shift
    UV_SYSTEM_CERTS=1 uv pip compile "$@" --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-emit-index-url --no-header --quiet --output-file "$file"
    sed -i "1i # Written by \`make lock\`; do not edit. Install with: pip install --require-hashes -r $file" "$file"
}

lock requirements.lock pyproject.toml --extra all --group dev --group docs
lock scripts/spark/requirements.lock scripts/spark/requirements.in --constraint requirements.lock
lock scripts/release/requirements.lock scripts/release/requirements.in
