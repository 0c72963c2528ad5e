#!/usr/bin/env bash
# Run `prov spark` on a cluster: with an environment that every machine unpacks, so that nothing need be installed there.
# Usage: scripts/spark/submit.sh MASTER DOCUMENTS RESULT [OPTION OF prov spark…]
# MASTER=local-cluster[2,1,1024] starts two machines of one core on this one, for a trial.
set -euo pipefail

if [ $# -lt 3 ]; then
    sed -n '2,4p' "$0" >&2
    exit 2
fi
if ! command -v spark-submit >/dev/null; then
    echo "submit.sh: there is no spark-submit on the path; it comes with Spark, and with the package pyspark" >&2
    exit 2
fi
master=$1
shift

# An environment with provindex, packed by `venv-pack -o prov-env.tar.gz` (or conda-pack). Where every machine has an image
# with provindex in it, leave PROV_ENV empty.
archives=()
if [ -n "${PROV_ENV:-}" ]; then
    archives=(--archives "$PROV_ENV#prov-env")
    export PYSPARK_PYTHON=./prov-env/bin/python
else
    export PYSPARK_PYTHON=${PYSPARK_PYTHON:-$(command -v python3)}
fi
export PYSPARK_DRIVER_PYTHON=${PYSPARK_DRIVER_PYTHON:-$(command -v python3)}

program=$(mktemp --suffix .py)
trap 'rm -f "$program"' EXIT
echo 'from provenance.cli import main; main()' >"$program"

spark-submit --master "$master" "${archives[@]}" \
    --conf spark.executor.memory="${PROV_MEMORY:-1g}" \
    --conf spark.executor.memoryOverhead="${PROV_OVERHEAD:-1g}" \
    --conf spark.task.maxFailures=4 \
    "$program" spark "$@"
