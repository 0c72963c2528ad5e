"""Texts told in other words: found by what they say, in any language whose words we can weigh, and only then."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import wordfreq

from provenance import Index, compare, engine
from provenance.engine import Workers
from provenance.engine.texts import UNTOLD
from provenance.errors import ParametersDiffer
from provenance.languages import function_words, word_shares
from provenance.model import Alignment, Basis, Kind
from provenance.pipeline.upkeep.compact import rebuild
from provenance.store import open_for_reading, passages
from scripts.bench import scale_corpus
from tests.conftest import Prov

#: By language: a story, the same told in other words, and another text on the subject; all our own.
TEXTS = {
    language: (texts["story"], texts["told"], texts["other"])
    for language, texts in json.loads(
        Path(__file__).with_name("told_in_other_words.json").read_text(encoding="utf-8")
    ).items()
}
STORY, TOLD, _ = TEXTS["en"]
WORKERS = Workers(1)
Pairs = Sequence[tuple[engine.Text, engine.Text]]


@pytest.mark.parametrize("language", TEXTS)
def test_told_in_other_words(language: str) -> None:
    """A text told in other words is found by content, whichever is asked about; passages say how alike they are."""
    story, told, _ = TEXTS[language]
    for query, source in [(told, story), (story, told)]:
        found = compare(query, source)
        assert found.kind is Kind.REWRITTEN
        assert {passage.basis for passage in found.passages} == {Basis.CONTENT}
        assert all(passage.likeness is not None and 0 < passage.likeness <= 1 for passage in found.passages)


@pytest.mark.parametrize("language", TEXTS)
def test_the_same_subject_is_not_reuse(language: str) -> None:
    """A text of its own on the same subject is no match."""
    story, told, other = TEXTS[language]
    assert not compare(other, story).passages
    assert not compare(told, other).passages


@pytest.mark.parametrize("language", TEXTS)
def test_languages_are_told_apart(language: str) -> None:
    """Each text is in the language it is in; texts in two languages are not weighed by one of them."""
    assert set(WORKERS.languages(TEXTS[language])) == {language}
    assert WORKERS.frequencies_of_pairs([(TEXTS[language][0], TEXTS[language][1])]) != [None]
    others = [texts[0] for other, texts in TEXTS.items() if other != language]
    assert WORKERS.frequencies_of_pairs([(TEXTS[language][0], other) for other in others]) == [None] * len(others)


@pytest.mark.parametrize("text", ["", "   ", "62 14 1928", "Altwyk Odenthal Brenhaven", "港长关闭了北闸门", "the"])
def test_an_unknown_language_is_not_guessed(text: str) -> None:
    """Without function words a text is in no language that we know."""
    assert WORKERS.languages([text]) == [None]


def test_the_language_of_a_query_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that the index is asked about is recognised once, however often its language is needed."""
    asked: list[bool] = []
    telling = Workers.languages

    def languages(self: Workers, texts: list[engine.Text]) -> list[str | None]:
        asked.extend(text.language == UNTOLD for text in texts if not isinstance(text, str))
        return telling(self, texts)

    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add([("test:story", STORY)])
        monkeypatch.setattr(Workers, "languages", languages)
        assert index.query(TOLD).matches
    assert asked == [True, False]


def test_every_known_language_can_be_weighed() -> None:
    """There is a list of frequencies for each language that may be named."""
    assert set(function_words()) <= set(wordfreq.available_languages("small"))


@pytest.mark.parametrize(
    ("language", "size"), [*((code, "small") for code in sorted(function_words())), ("en", "large")]
)
def test_lists_are_those_of_wordfreq(language: str, size: str) -> None:
    """The lists that we read from its files are those that the package says."""
    assert word_shares(language, size) == wordfreq.get_frequency_dict(language, size)


def test_words_in_a_row_come_first() -> None:
    """What is found by words in a row or near each other says so, and has no likeness."""
    spun = STORY.replace("harbour", "port").replace("dawn", "daybreak").replace("delay", "wait")
    found = compare(spun, STORY)
    assert {(passage.basis, passage.likeness) for passage in found.passages} == {(Basis.WORDS, None)}
    assert found.content is None


def test_through_the_index(prov: Prov, tmp_path: Path) -> None:
    """What the index proposes is found by content, stored with its basis and likeness, and found again by `verify`."""
    with Index.create(tmp_path / "prov.db") as index:
        index.add([("test:story", STORY), *((f"test:{language}", texts[2]) for language, texts in TEXTS.items())])
        index.add([("test:told", TOLD)])
    (tmp_path / "told.txt").write_text(TOLD.replace("vessels", "boats"))
    matches_found = json.loads(prov("query", "told.txt", "--db", "prov.db", "--json").stdout)["matches"]
    bases = {match["uri"]: {passage["basis"] for passage in match["passages"]} for match in matches_found}
    assert bases == {"test:told": {"words"}, "test:story": {"content"}}
    assert prov("verify", "--db", "prov.db").returncode == 0
    with open_for_reading(tmp_path / "prov.db") as store:
        rows = store.rows("SELECT basis, likeness > 0 FROM v_passage")
    assert set(rows) == {("content", 1)}


def test_an_index_without_the_view(prov: Prov, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of an older version answers and grows without the view, says so, and has it when it is made anew."""
    path = tmp_path / "prov.db"
    texts = [(f"test:{language}", texts[0]) for language, texts in TEXTS.items()]
    with monkeypatch.context() as older:
        older.setattr(engine, "content_version", lambda: "")
        Index.create(path, jobs=1).close()
    with Index.create(path, jobs=1) as index:
        index.add(texts[:2])
        index.add(texts[2:])
        assert {match.uri for match in index.query(STORY).matches} == {"test:en"}
    for views in (["verbatim", "context"], ["verbatim", "context", "content"]):
        assert json.loads(prov("status", "--db", "prov.db", "--json").stdout)["status"]["views"] == views
        assert ("compact --rebuild" in prov("status", "--db", "prov.db").stdout) == ("content" not in views)
        assert prov("verify", "--db", "prov.db").returncode == 0
        rebuild(path, jobs=1)


def test_a_subject_is_no_match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many texts on two subjects content proposes a few for each; none is looked at twice, and none is a match."""
    monkeypatch.setattr(scale_corpus, "SUBJECTS", 2)
    texts = [(one.uri, one.text) for one in scale_corpus.documents(60) if one.kind is None]
    looks: list[tuple[bool, int]] = []
    align = Workers.align

    def counted(self: Workers, pairs: Pairs, proposed: Sequence[engine.Proposed], **asked: object) -> list[Alignment]:
        looks.append((bool(asked["expected"]), len(pairs)))
        return align(self, pairs, proposed, **asked)  # type: ignore[arg-type]

    monkeypatch.setattr(Workers, "align", counted)
    with Index.create(tmp_path / "prov.db", jobs=1) as index:
        index.add(texts)
        assert index.counts().matches == 0
    first, second = (sum(count for expected, count in looks if expected == wanted) for wanted in (False, True))
    assert len(texts) <= first <= 4 * len(texts)
    assert second == 0


def test_other_lists_are_other_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index whose keys were made by other lists of words is refused, with the command that makes it anew."""
    Index.create(tmp_path / "prov.db", jobs=1).close()
    monkeypatch.setattr(engine, "content_version", lambda: "1 ffffffffffffffff")
    with pytest.raises(ParametersDiffer) as refused:
        Index.open(tmp_path / "prov.db", jobs=1)
    assert (refused.value.exit_code, "prov compact --rebuild" in refused.value.hint) == (14, True)


def test_what_was_stored_before_bases_were_noted() -> None:
    """Passages without a basis, as older versions stored them, have the digest that was sealed then."""
    row = (1, 0, 4, "left", 0, 5, "right", "edited", 0.1, 1, "[]", "[]")
    marked = (*row[:-1], '["quoted"]')
    assert passages.sealed([(*row, None, None), (*marked, None, None)]) == [row[:-2], marked]
    assert passages.sealed([(*row, "words", None)]) == [(*row, "words", None)]
