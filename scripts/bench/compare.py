"""Measure text → signature: this package and other libraries, on the same texts, in the same run, on one core.

Every contender first has to answer rightly. Then they take turns, and the median is reported in MB/s and as a ratio.
MB/s are 10⁶ bytes of UTF-8 text a second of processor time, which other work on the machine disturbs less than
the clock. A record is appended to scripts/bench/record/.
"""

import argparse
import importlib.metadata
import math
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.bench import corpus
from scripts.bench.contenders import CONTENDERS, NUM_PERM, Contender, check_equal_to_datasketch, resemblance
from scripts.bench.machine import cpu_model, one_core, record

HERE = Path(__file__).resolve().parent
TEXTS = HERE.parent / "demo" / "texts"
PAIR = ("evening-courier-swing-bridge.txt", "evening-courier-swing-bridge-friday.txt")

# How far an estimate may lie from the exact value, in standard deviations of a MinHash of this length.
DEVIATIONS = 4.0


def check(contender: Contender, pair: tuple[str, str], exact: float) -> float:
    """The estimate for the known pair; leave the program if it is too far off."""
    estimate = contender.estimate(*pair)
    allowed = DEVIATIONS * math.sqrt(exact * (1 - exact) / NUM_PERM)
    if not contender.sampled and abs(estimate - exact) > allowed:
        raise SystemExit(f"{contender.name}: estimates {estimate:.3f} for a resemblance of {exact:.3f} ± {allowed:.3f}")
    return estimate


def measure(texts: Sequence[str], repetitions: int) -> dict[str, list[float]]:
    """Seconds of processor time, by contender and turn; turns alternate, so that a slow minute meets all of them."""
    seconds: dict[str, list[float]] = {contender.name: [] for contender in CONTENDERS}
    for turn in range(repetitions):
        for contender in CONTENDERS:
            start = time.process_time()
            signatures = contender.sign(texts)
            seconds[contender.name].append(time.process_time() - start)
            del signatures
        print(f"turn {turn + 1} of {repetitions} done", flush=True)
    return seconds


def measured(texts: Sequence[str], source: str, results: list[dict[str, object]]) -> dict[str, object]:
    """What goes into the record."""
    return {
        "versions": {name: importlib.metadata.version(name) for name in sorted({c.package for c in CONTENDERS})},
        "texts": {"source": source, "count": len(texts), "bytes": sum(len(text.encode()) for text in texts)},
        "num_perm": NUM_PERM,
        "results": results,
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--texts", type=Path, help="a folder with .txt files (default: generated English-like texts)")
    parser.add_argument("--megabytes", type=float, default=40.0, help="how much text to take (default: 40)")
    parser.add_argument("--repetitions", type=int, default=5, help="turns of every contender (default: 5)")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    size = int(options.megabytes * 1e6)
    texts = corpus.from_folder(options.texts, size) if options.texts else corpus.generated(size)
    source = options.texts.resolve().name if options.texts else "generated"
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts)} texts ({source}), {megabytes:.1f} MB, one core of {cpu_model()}")

    one_core()
    pair = (
        TEXTS.joinpath(PAIR[0]).read_text(encoding="utf-8"),
        TEXTS.joinpath(PAIR[1]).read_text(encoding="utf-8"),
    )
    exact = resemblance(*pair)
    check_equal_to_datasketch([*pair, *texts[:50]])
    print("our signatures equal datasketch's, bit for bit")
    estimates = {contender.name: check(contender, pair, exact) for contender in CONTENDERS}

    seconds = measure(texts, options.repetitions)
    ours = statistics.median(seconds[CONTENDERS[0].name])
    results: list[dict[str, object]] = []
    print(f"\n{'':38} {'MB/s':>8} {'ours wins':>9}   estimate of {exact:.3f}")
    for contender in CONTENDERS:
        median = statistics.median(seconds[contender.name])
        print(
            f"{contender.name:38} {megabytes / median:8.1f} {median / ours:8.1f}x   {estimates[contender.name]:.3f}"
            + (" (a sample)" if contender.sampled else "")
        )
        results.append(
            {
                "name": contender.name,
                "mb_per_s": round(megabytes / median, 2),
                "times_ours": round(median / ours, 2),
                "seconds": [round(value, 4) for value in seconds[contender.name]],
                "estimate": round(estimates[contender.name], 4),
                "exact": round(exact, 4),
            }
        )
    print(f"\nrecorded in {record('signature', measured(texts, source, results))}")


if __name__ == "__main__":
    main()
