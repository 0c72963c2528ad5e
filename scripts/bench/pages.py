"""How long pages of ``prov serve`` take while ``prov index`` writes into the same store.

    .venv/bin/python -m scripts.bench.pages [--documents 20000] [--matches 50000] [--seconds 60] [--quiet-store]

The store and the texts are made up. Each page must answer with status 200; exits with 1 if one does not.
"""

import argparse
import contextlib
import http.client
import itertools
import json
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.corpus import prose, reworded
from tests.large_store import fill

PROV = str(Path(sys.executable).with_name("prov"))
#: Texts of one file that is indexed meanwhile; half of them are copies.
FEED = 1_500
PAUSE = 0.01
STARTING = 60.0


def main() -> None:
    """Print what pages took, all together and by kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--matches", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long pages are asked for")
    parser.add_argument("--quiet-store", action="store_true", help="index nothing meanwhile")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as held:
        store = Path(held, "store.db")
        fill(store, asked.documents, asked.matches)
        with served(store) as port, contextlib.nullcontext() if asked.quiet_store else indexing(store):
            taken = asked_for(port, asked.seconds, pages(asked.documents, asked.matches))
        with contextlib.closing(sqlite3.connect(store)) as opened:
            (documents,) = opened.execute("SELECT count(*) FROM document").fetchone()
        print(f"{documents - asked.documents} texts were indexed meanwhile")
    report(taken)


@contextlib.contextmanager
def served(store: Path) -> Iterator[int]:
    """A server of the store, on this port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [PROV, "serve", "--db", str(store), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + STARTING
        while not is_up(port):
            if time.monotonic() > until:
                sys.exit("the server did not start")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def is_up(port: int) -> bool:
    """Whether a server answers there."""
    try:
        page(port, "")
    except OSError:
        return False
    return True


@contextlib.contextmanager
def indexing(store: Path) -> Iterator[None]:
    """New texts are indexed, file after file."""
    over = threading.Event()

    def feed() -> None:
        for number in itertools.count():
            file = store.with_name(f"{number}.jsonl")
            file.write_text("".join(texts(number)), encoding="utf-8")
            command = [PROV, "index", str(file), "--db", str(store), "--quiet"]
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while run.poll() is None:
                if over.wait(0.1):
                    run.terminate()
            if over.is_set():
                return

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def texts(file: int) -> Iterator[str]:
    """Lines of JSON; every second text is the one before it in other words."""
    for number in range(FEED):
        text = prose(file * 10_000 + number // 2, 300)
        uri = f"https://n{number % 50}.example/{file}/{number}"
        yield json.dumps({"uri": uri, "text": reworded(text, number) if number % 2 else text}) + "\n"


def pages(documents: int, matches: int) -> Callable[[random.Random], tuple[str, str]]:
    """Draws a kind of page, and a page of that kind."""
    kinds: dict[str, Callable[[random.Random], str]] = {
        "text": lambda draw: f"/text/{draw.randrange(1, documents)}",
        "match": lambda draw: f"/match/{draw.randrange(1, matches)}",
        "evidence": lambda draw: f"/evidence/{draw.randrange(1, documents)}",
        "sites": lambda _: "/sites",
        "swaps": lambda _: "/swaps",
        "clusters": lambda _: "/clusters",
        "status": lambda _: "/status",
        "start": lambda _: "",
        "search": lambda _: "?q=story",
    }

    def drawn(draw: random.Random) -> tuple[str, str]:
        kind = draw.choice(list(kinds))
        return kind, kinds[kind](draw)

    return drawn


def asked_for(port: int, seconds: float, drawn: Callable[[random.Random], tuple[str, str]]) -> dict[str, list[float]]:
    """Seconds that pages took, by kind."""
    draw = random.Random(1)  # noqa: S311 - to be drawn again
    taken: dict[str, list[float]] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        kind, address = drawn(draw)
        began = time.perf_counter()
        if (status := page(port, address)) != http.HTTPStatus.OK:
            sys.exit(f"{address}: status {status}")
        taken.setdefault(kind, []).append(time.perf_counter() - began)
        time.sleep(PAUSE)
    return taken


def page(port: int, address: str) -> int:
    """Asks for one page, reads it whole, and returns its status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"/-/prov{address}")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def report(taken: dict[str, list[float]]) -> None:
    """Prints milliseconds: half of the pages, 95 and 99 in a hundred took no more."""
    everything = [one for each in taken.values() for one in each]
    for kind, each in [("all", everything), *sorted(taken.items())]:
        each.sort()
        half, most, nearly = (1000 * each[int(share * (len(each) - 1))] for share in (0.5, 0.95, 0.99))
        print(f"{kind:9} {len(each):6} pages   p50 {half:5.0f} ms   p95 {most:5.0f} ms   p99 {nearly:5.0f} ms")


if __name__ == "__main__":
    main()
