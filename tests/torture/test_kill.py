"""R1, R20: kill -9 at any instant: the store opens by itself, and a rerun leads where an undisturbed run leads."""

import dataclasses
import random
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance import Index
from provenance.errors import IntegrityError
from provenance.pipeline.upkeep.verify import verify
from provenance.store import forgotten, open_for_reading
from provenance.store.migrate import migrations
from tests.corpus import planted, write
from tests.torture.children import (
    Action,
    compact_store,
    forget_some,
    index_texts,
    run,
    take_signatures,
    upgrade,
)
from tests.torture.conftest import Content
from tests.torture.report import Tallying
from tests.torture.tally import SEED, Tally, count

Look = Callable[[Content, Content], list[str]]

KILLS = count(small=12, large=2_000)
UPGRADES = count(small=6, large=500)
COMPAT = Path(__file__).resolve().parents[1] / "compat"


@dataclasses.dataclass(frozen=True)
class Bench:
    """Where stores are tortured.

    Attributes:
        home: The folder of the texts and stores.
        content: What a store says, so that two can be compared.
    """

    home: Path
    content: Callable[[Path], Content]

    def store(self, name: str) -> Path:
        """The store of this name."""
        return self.home / name / "prov.db"

    def copy(self, name: str, to: str) -> Path:
        """A copy of a store, in the place of what was there."""
        shutil.rmtree(self.home / to, ignore_errors=True)
        shutil.copytree(self.home / name, self.home / to)
        return self.store(to)

    def torture(self, action: Action, base: str, look: Look, tally: Tally) -> Path:
        """Kill ``action`` at random instants, again and again, and let it end in peace at last; the store it leaves.

        After every kill the store opens and verifies, and ``look`` gets what it said before and what it says, and
        returns what is lost.
        """
        rng = random.Random(SEED)
        path = self.copy(base, "tortured")
        lasted = run(action, path).lasted
        path = self.copy(base, "tortured")
        while tally.tried < KILLS:
            said = self.content(path)
            ended = run(action, path, rng.uniform(0.0, lasted))
            tally.tried += ended.killed
            tally.wrong += verify(path)
            tally.lost += look(said, self.content(path))
            if not ended.killed:
                tally.crashed += [f"ended with {ended.code}"] if ended.code else []
                path = self.copy(base, "tortured")
        assert run(action, path).code == 0
        tally.wrong += verify(path, every_text=True)
        return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts, a new store, one that has them all, and one that forgot some of them."""
    home = tmp_path_factory.mktemp("torture")
    write(home / "texts", planted(80)[0])
    for name in ("new", "whole", "less"):
        (home / name).mkdir()
    Index.create(home / "new" / "prov.db", jobs=1).close()
    for name in ("whole", "less"):
        index_texts(home / name / "prov.db")
    forget_some(home / "less" / "prov.db")
    return home


@pytest.fixture
def bench(home: Path, content: Callable[[Path], Content]) -> Bench:
    """The place, with stores to compare with."""
    return Bench(home, content)


@pytest.mark.slow
def test_killed_indexing_converges(bench: Bench, tally: Tallying) -> None:
    """Indexing loses no batch that it committed, and ends where an undisturbed run ends."""

    def lost(before: Content, now: Content) -> list[str]:
        names = ("documents", "sources", "matches", "passages", "substitutions")
        return [f"{name}: {row}" for name in names for row in set(before[name]) - set(now[name])]

    row = tally("R1 kill -9, index")
    path = bench.torture(index_texts, "new", lost, row)
    assert bench.content(path) == bench.content(bench.store("whole"))
    row.check()


@pytest.mark.slow
def test_killed_compacting_changes_nothing_that_is_said(bench: Bench, tally: Tallying) -> None:
    """Before, between and after, the store says the same; in the end one segment is left, without the forgotten."""
    expected = bench.content(bench.store("less"))

    def changed(before: Content, now: Content) -> list[str]:
        return [] if before == now == expected else ["it says something else"]

    row = tally("R1 kill -9, compact")
    path = bench.torture(compact_store, "less", changed, row)
    with open_for_reading(path) as store:
        assert store.value("SELECT count(*) FROM segment") == 1
        assert forgotten.in_index(store) == frozenset()
    row.check()


@pytest.mark.slow
def test_killed_forgetting_is_whole_or_not_at_all(bench: Bench, tally: Tallying) -> None:
    """At every instant the store has all that shall go, or nothing of it; in the end nothing."""
    whole, less = bench.content(bench.store("whole")), bench.content(bench.store("less"))

    def neither(before: Content, now: Content) -> list[str]:
        return [] if now in ((whole, less) if before == whole else (less,)) else ["neither before nor after"]

    row = tally("R1 kill -9, forget")
    path = bench.torture(forget_some, "whole", neither, row)
    assert bench.content(path) == less
    row.check()


@pytest.mark.slow
def test_killed_import_of_signatures_is_whole_or_not_at_all(bench: Bench, tally: Tallying) -> None:
    """At every instant the store has all signatures of the file with their candidates, or none; in the end all."""
    (bench.home / "far").mkdir()
    with Index.create(bench.home / "far" / "prov.db", jobs=1) as index:
        index.add([(f"far:{name}", f"A word ahead. {text}") for name, text in planted(80)[0].items()])
        index.export_signatures(bench.home / "theirs.sigs")
    tables = ("signature", "signature_band", "signature_candidate")

    def counts(path: Path) -> tuple[int, ...]:
        with open_for_reading(path) as store:
            return tuple(store.value(f"SELECT count(*) FROM {table}") for table in tables)  # noqa: S608 - constants

    none = (0, 0, 0)
    take_signatures(path := bench.copy("whole", "done"))
    whole = counts(path)
    assert all(whole)
    states = {none, whole}

    def neither(before: Content, now: Content) -> list[str]:
        found = counts(bench.store("tortured"))
        return [] if found in states and before == now else [f"{found} rows"]

    row = tally("R1 kill -9, import of signatures")
    assert counts(bench.torture(take_signatures, "whole", neither, row)) == whole
    row.check()


def _damage(path: Path) -> list[str]:
    """What does not verify of a store; one whose schema an older version made cannot be asked."""
    try:
        return verify(path, every_text=True)
    except IntegrityError as error:
        return [] if "schema" in str(error) else [str(error)]


@pytest.mark.slow
@pytest.mark.parametrize("frozen", sorted(COMPAT.glob("*.tar.xz")), ids=lambda file: file.name.split(".")[0])
def test_killed_upgrading_has_one_schema_and_index_or_the_other(
    frozen: Path, tmp_path: Path, content: Callable[[Path], Content], tally: Tallying
) -> None:
    """A store of an earlier version that is killed while it is brought up to date opens, and says what it said."""
    base, path = tmp_path / "base", tmp_path / "tortured" / "prov.db"
    with tarfile.open(frozen) as archive:
        archive.extractall(base, filter="data")
    whole = tmp_path / "whole"
    shutil.copytree(base, whole)
    lasted = run(upgrade, whole / "prov.db").lasted
    expected = content(whole / "prov.db")
    row, rng = tally("R20 kill -9, upgrade"), random.Random(SEED)
    while row.tried < UPGRADES:
        shutil.rmtree(path.parent, ignore_errors=True)
        shutil.copytree(base, path.parent)
        row.tried += run(upgrade, path, rng.uniform(0.0, lasted)).killed
        row.wrong += _damage(path)
        assert run(upgrade, path).code == 0
        row.wrong += verify(path, every_text=True)
        with open_for_reading(path) as store:
            assert store.value("PRAGMA user_version") == len(migrations())
        row.lost += [] if content(path) == expected else ["it says something else"]
    row.check()
