#!/usr/bin/env bash
# Install a wheel into an environment that holds nothing else, and use it as a person would.
# Usage: scripts/smoke.sh PYTHON WHEEL
set -euo pipefail

python=$1
wheel=$(realpath "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The locked versions, but only of what the wheel itself asks for: a dependency it forgot to name is missing here.
sed -nE 's/^([A-Za-z0-9._-]+==[^\\]+[^\\ ]) *\\?$/\1/p' "$root/requirements.lock" >"$scratch/constraints.txt"
"$python" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet -c "$scratch/constraints.txt" "$wheel"

# Away from the checkout, so that only what the wheel holds can be found.
cd "$scratch"
export PATH="$scratch/venv/bin:$PATH"
unset PROV_DB PYTHONPATH

cp -r "$root/scripts/demo/texts" texts
prov --version
prov index texts/evening-courier-swing-bridge.txt texts/seed-library-opens.txt --db smoke.db
prov query texts/daily-digest-24-viaduct.txt --db smoke.db --json >answer.json
python - <<'PYTHON'
import importlib.metadata
import json
import pathlib

import provenance

version = importlib.metadata.version("provindex")
package = pathlib.Path(provenance.__file__).parent
assert (package / "py.typed").exists() and (package / "_core.pyi").exists(), "types are missing from the wheel"

matches = json.loads(pathlib.Path("answer.json").read_text())["matches"]
assert len(matches) == 1, f"expected one match, found {len(matches)}"
assert matches[0]["uri"].endswith("/evening-courier-swing-bridge.txt"), matches[0]["uri"]
assert matches[0]["kind"] == "rewritten", matches[0]["kind"]
print(f"provindex {version}: the disguised copy was recognised, {matches[0]['matched_words']} words")
PYTHON
