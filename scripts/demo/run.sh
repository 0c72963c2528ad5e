#!/usr/bin/env bash
# The demo: index six short texts, see what repeats what, look at one match, ask where a text comes from.
# Leaves nothing behind. Run it with `make demo`, which puts this checkout's `prov` first on PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."

texts=scripts/demo/texts
spun=$texts/daily-digest-24-viaduct.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
db=$scratch/demo.db

step() { printf '\n\033[1m%s\033[0m\n' "$1"; }
run() {
    printf '$ %s\n' "${*//$scratch\//}"
    "$@"
}

step "Six texts: an article, a copy with its words swapped by machine, a later version, a quotation, two others."
run prov index "$texts" --db "$db"

step "What repeats what?"
run prov matches --db "$db"

step "The first match, side by side."
run prov show 1 --db "$db"

step "Where does the digest's article come from?"
run prov lineage "$spun" --db "$db"

step "The same with texts of your own: source .venv/bin/activate && prov index FOLDER && prov matches"
