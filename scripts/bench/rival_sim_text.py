"""Runs of equal words by sim_text: the pairs of texts of JSON Lines that share one.

    .venv-rivals/bin/python -P scripts/bench/rival_sim_text.py TEXTS FOLDER [OPTION …]

It is run by ``scripts.bench.rivals``, and writes ``pairs.json``. sim_text is a program in C of Debian's package
similarity-tester. It takes files, so each text is written into one, which its number names. Besides the options it is
asked for no comparison of a text with itself (-s), and for names instead of the words (-n).
"""

import json
import re
import subprocess
import sys
from pathlib import Path

#: A run as it reports it, "FILE: line 1-2 | FILE: line 3-4 [30]".
RUN = re.compile(r"^(\d+): line [^|]*\|(\d+): line ", re.MULTILINE)


def pairs_of(report: str) -> list[tuple[int, int]]:
    """Numbers of two texts that share a run, each pair once."""
    return sorted({(int(one), int(other)) for one, other in RUN.findall(report)})


def main() -> None:
    """Write the pairs of URIs."""
    texts, folder, *options = sys.argv[1:]
    with Path(texts).open(encoding="utf-8") as lines:
        documents = list(map(json.loads, lines))
    files = Path(folder) / "files"
    files.mkdir()
    for number, document in enumerate(documents):
        (files / str(number)).write_text(document["text"] + "\n", encoding="utf-8")
    names = "".join(f"{number}\n" for number in range(len(documents)))
    command = ["sim_text", "-s", "-n", "-T", *options, "-i"]
    ran = subprocess.run(command, cwd=files, input=names, check=True, stdout=subprocess.PIPE, text=True)
    named = [(documents[one]["uri"], documents[other]["uri"]) for one, other in pairs_of(ran.stdout)]
    (Path(folder) / "pairs.json").write_text(json.dumps(named), encoding="utf-8")


if __name__ == "__main__":
    main()
