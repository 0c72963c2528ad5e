"""R5: bits flip, files are cut short or zeroed: it is noticed, or nothing that is said changes."""

import dataclasses
import random
import shutil
from pathlib import Path

import pytest

from provenance import Index
from provenance.errors import ProvenanceError
from provenance.pipeline.upkeep.verify import verify
from tests.corpus import planted
from tests.pipeline.conftest import contents
from tests.torture.children import Crashed, ask
from tests.torture.conftest import Content
from tests.torture.report import Tallying
from tests.torture.tally import SEED, count

DAMAGES = count(small=60, large=5_000)
TEXTS = sorted(planted(24)[0].items())
QUERIES = [text for _, text in TEXTS[::5]]


@dataclasses.dataclass(frozen=True)
class Said:
    """What a store says when it is asked everything; ``None`` where it refuses to answer.

    Attributes:
        content: The rows of its views.
        answers: What queries find.
        problems: What `prov verify` finds.
    """

    content: Content | None
    answers: list[list[tuple[object, ...]]] | None
    problems: list[str]


def say(path: Path) -> Said:
    """Ask the store at ``path`` everything."""
    try:
        problems = verify(path, every_text=True)
    except ProvenanceError as error:
        problems = [str(error)]
    return Said(_content(path), _answers(path), problems)


def _content(path: Path) -> Content | None:
    try:
        return contents(path)
    except Exception:  # noqa: BLE001 - SQLite itself was asked, and whatever it raises is a refusal
        return None


def _answers(path: Path) -> list[list[tuple[object, ...]]] | None:
    try:
        with Index.open(path, jobs=1) as index:
            found = [index.query(text).matches for text in QUERIES]
    except ProvenanceError:
        return None
    return [[(one.uri, one.kind, one.resemblance, one.passages) for one in matches] for matches in found]


def _damage(file: Path, rng: random.Random) -> str:
    """Damage a file in one way; what was done."""
    data = bytearray(file.read_bytes())
    place = rng.randrange(len(data))
    match rng.choice(["flip", "flip", "flip", "flip", "cut", "zeros"]):
        case "flip":
            data[place] ^= 1 << rng.randrange(8)
            done = f"bit of byte {place}"
        case "cut":
            del data[place:]
            done = f"cut at {place}"
        case _:
            data[place : place + 512] = bytes(len(data[place : place + 512]))
            done = f"zeros from {place}"
    file.write_bytes(data)
    return f"{file.name}: {done}"


@pytest.mark.slow
def test_damage_is_noticed_or_changes_nothing(tmp_path: Path, tally: Tallying) -> None:
    """Wherever a store is damaged: verify notices, or everything it says is as before; no query answers wrongly."""
    rng, row = random.Random(SEED), tally("R5 damage")
    base = tmp_path / "base" / "prov.db"
    base.parent.mkdir()
    for part in range(3):
        with Index.create(base, jobs=1) as index:
            index.add(TEXTS[part::3])
    sound, harmless = ask(say, base), 0
    assert sound.problems == []
    names = [file.relative_to(base.parent) for file in sorted(base.parent.rglob("*")) if file.is_file()]
    for number in range(DAMAGES):
        shutil.rmtree(tmp_path / "damaged", ignore_errors=True)
        shutil.copytree(base.parent, tmp_path / "damaged")
        name = names[number % len(names)]
        if not (base.parent / name).stat().st_size:
            continue
        done, row.tried = _damage(tmp_path / "damaged" / name, rng), row.tried + 1
        try:
            now = ask(say, tmp_path / "damaged" / "prov.db")
        except Crashed as error:
            row.crashed.append(f"{done}: {error}")
            continue
        if not now.problems and (now.content, now.answers) != (sound.content, sound.answers):
            row.wrong.append(f"{done}: verify is content, but it says something else")
        if now.answers not in (None, sound.answers):
            row.wrong.append(f"{done}: a query answers otherwise")
        harmless += not now.problems
    row.notes = f"{harmless} changed nothing that is read"
    row.check()
