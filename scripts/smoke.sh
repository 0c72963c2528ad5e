#!/usr/bin/env bash
# Install a wheel into an environment that holds nothing else, and use it as a person would: first alone, then with what its
# extras name, when one file of each format has to be read.
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
"$root/scripts/install.sh" "$scratch/venv/bin/python" -c "$scratch/constraints.txt" "$wheel"

# Away from the checkout, so that only what the wheel holds can be found.
cd "$scratch"
export PATH="$scratch/venv/bin:$PATH"
unset PROV_DB PYTHONPATH

cp -r "$root/scripts/demo/texts" texts
prov --version
prov index texts/evening-courier-swing-bridge.txt texts/seed-library-opens.txt --db smoke.db
prov query texts/daily-digest-24-viaduct.txt --db smoke.db --json >answer.json
prov report texts/daily-digest-24-viaduct.txt --db smoke.db -o page.html
prov verify-report page.html --db smoke.db
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

"$root/scripts/install.sh" "$scratch/venv/bin/python" -c constraints.txt "$wheel[all]"
cp "$root/tests/readers/made.py" .
python - <<'PYTHON'
import pathlib

import made

text = "The harbour master closed the northern gate at dawn, since the river had risen by a metre and nobody slept."
page = made.page(text)
saved = b"From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
files = {
    "a.docx": made.docx(text),
    "a.odt": made.odt(text),
    "a.fodt": made.flat_odf(f"<text:p>{text}</text:p>"),
    "a.epub": made.epub([text]),
    "a.pdf": made.pdf([text]),
    "a.rtf": b"{\\rtf1 " + text.encode() + b"}",
    "a.html": page,
    "a.mhtml": saved + page + b"\n--b--\n",
    "a.eml": made.mail(text),
    "a.mbox": b"From a@x Wed May  1 10:00:00 2024\n" + made.mail(text),
    "a.ipynb": b'{"cells": [{"cell_type": "markdown", "source": "%s"}], "nbformat": 4}' % text.encode(),
    "a.json": b'[{"text": "%s"}]' % text.encode(),
    "a.jsonl": b'{"text": "%s"}\n' % text.encode(),
    "a.csv": b'text\n"%s"\n' % text.encode(),
    "a.parquet": made.parquet({"text": [text]}),
    "a.warc.gz": made.warc({"https://x.example/": page}),
    "a.wacz": made.zipped({"archive/a.warc.gz": made.warc({"https://y.example/": page}), "datapackage.json": b"{}"}),
    "a.zip": made.zipped({"a.txt": text.encode()}),
    "a.xml": f"<TEI><text><p>{text}</p></text></TEI>".encode(),
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\n%s\n" % text.encode(),
    "a.tex": b"\\documentclass{article}\\begin{document}%s\\end{document}" % text.encode(),
    "a.md": text.encode(),
}
folder = pathlib.Path("formats")
folder.mkdir()
for name, data in files.items():
    (folder / name).write_bytes(data)
pathlib.Path("count").write_text(str(len(files)))
PYTHON
prov index formats --db formats.db --json >formats.json
python - <<'PYTHON'
import json
import pathlib

report = json.loads(pathlib.Path("formats.json").read_text())
wanted = int(pathlib.Path("count").read_text())
assert (report["added"], report["failed"], report["empty"]) == (wanted, 0, 0), report
print(f"one file of each of {wanted} formats was read, with what the wheel itself asks for")
PYTHON
