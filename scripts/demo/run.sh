#!/usr/bin/env bash
# The demo: index six short texts, see what repeats what, look at one match, ask where a text comes from.
# Leaves nothing behind. Run it with `make demo`, which puts this checkout's `prov` first on PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."

texts=scripts/demo/texts
original=$texts/evening-courier-swing-bridge.txt
spun=$texts/daily-digest-24-viaduct.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
db=$scratch/demo.db

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' plain=$'\033[0m'; fi

step() { printf '\n%s# %s%s\n' "$bold" "$1" "$plain"; }
run() {
    printf '$ %s\n' "${*//$scratch\//}"
    "$@"
}

step "Six texts: an article, a copy with its words swapped by machine, a later version, a quotation, two others."
run prov index "$texts" --db "$db"

step "The article and the disguised copy, side by side."
run prov show "$spun" "$original" --db "$db"

step "Where does the disguised copy come from?"
run prov lineage "$spun" --db "$db"

step "What repeats what, among all six?"
run prov matches --db "$db"

step "With texts of your own: source .venv/bin/activate, then prov index FOLDER, prov matches, prov show 1."
