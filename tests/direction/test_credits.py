import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import engine
from provenance.direction import End, Pair, attribution, figures, infer
from provenance.direction.agencies import agencies
from provenance.model import Derived
from provenance.times import MONTH
from tests.corpus import STORY, UNRELATED

CREDITED = {
    "LONDON, May 1 (Reuters) - {}": "Reuters",
    "{}\n\n— Reuters": "Reuters",
    "By The Associated Press\n\n{}": "AP",
    "HARBOUR CITY (AP) — {}": "AP",
    "{}\n\nBy Ann Lee, Associated Press": "AP",
    "{} (AFP)": "AFP",
    "Berlin (dpa/bb) - {}": "dpa",
    "{}\n\nQuelle: dpa": "dpa",
    "{}\n\n© 2024 dpa": "dpa",
    "Madrid, 1 may (EFE).- {}": "EFE",
    "{}\n\nCon información de EFE": "EFE",
    "Por Agencia EFE\n\n{}": "EFE",
    "(ANSA) - ROMA, 1 MAG - {}": "ANSA",
    "Par Le Monde avec AFP\n\n{}": "AFP",
    "МОСКВА, 1 мая. /ТАСС/. {}": "TASS",
    "新华社北京5月1日电 {}": "Xinhua",
    "【ロンドン共同】{}": "Kyodo",
}


@pytest.mark.parametrize(("form", "name"), CREDITED.items())
def test_an_agency_is_credited_in_many_forms(form: str, name: str) -> None:
    """Datelines, bylines and lines at the end credit an agency, in several languages."""
    assert agencies(form.format(STORY)) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "The mayor told Reuters on Monday that the gate was shut, and AP reported it.",
        "A wireless access point (AP) connects devices.",
        "Reuters was founded in 1851 by Paul Reuter.",
        "The contact pads (PA) of the board are gold.",
        f"{'A long text about something else. ' * 40}\nBy The Associated Press\n{'More of it follows. ' * 60}",
    ],
)
def test_a_mention_is_no_credit(text: str) -> None:
    """Who is quoted, or named in passing, or in the middle of a text, did not supply it."""
    assert agencies(text) == frozenset()


def pair(query: End, source: End) -> Pair:
    """Both ends with their alignment."""
    return Pair(query, source, engine.Workers(1).align([(query.text, source.text)])[0])


def query(text: str, **known: object) -> End:
    """The query."""
    return dataclasses.replace(End("the query", text), **known)  # type: ignore[arg-type]


def source(text: str, **known: object) -> End:
    """The source."""
    return dataclasses.replace(End("the source", text), **known)  # type: ignore[arg-type]


LATER = {"published_at": "2024-05-04T08:00:00Z", "uri": "https://two.example/b"}
EARLIER = {"published_at": "2024-05-01T08:00:00Z", "uri": "https://one.example/a"}


@pytest.mark.parametrize("one", CREDITED)
def test_texts_of_one_agency_have_a_common_source(one: str) -> None:
    """Of two texts of one agency neither derives from the other, whatever their dates, and a reason says why."""
    told = infer(pair(query(one.format(STORY), **LATER), source(f"{one.format(STORY)}", **EARLIER)))
    assert (told.derived, told.confidence) == (Derived.UNDECIDED, 0.5)
    assert f"both credit {CREDITED[one]}" in {reason.note for reason in told.reasons}


def test_an_author_may_be_an_agency() -> None:
    """A credit in the byline that a page claims counts like one in its text."""
    ends = query(STORY, author="Reuters", **LATER), source(f"{STORY}\n\n(Reuters)", **EARLIER)
    assert [found.note for found in attribution.common_source(pair(*ends))] == ["both credit Reuters"]


def test_different_agencies_are_no_common_source() -> None:
    """Texts of two agencies, and a credit in one text alone, say nothing."""
    assert not list(attribution.common_source(pair(query(f"(AP) - {STORY}"), source(f"{STORY}\n\nReuters"))))
    assert not list(attribution.common_source(pair(query(f"(AP) - {STORY}"), source(STORY))))


def test_the_agency_itself_is_the_source() -> None:
    """A text that credits an agency derives from the same text on that agency's own site."""
    ends = (
        query(f"(AP) - {STORY}", uri="https://two.example/b"),
        source(f"(AP) - {STORY}", uri="https://apnews.com/article/1"),
    )
    assert infer(pair(*ends)).derived is Derived.QUERY


def test_a_credit_to_the_other_text_outweighs_the_agency() -> None:
    """A text of an agency that says it has it from the other one derives from that one."""
    text = f"(AP) - {STORY}\n\nSource: https://one.example/a"
    told = infer(pair(query(text, **LATER), source(f"(AP) - {STORY}", **EARLIER)))
    assert told.derived is Derived.QUERY
    assert {"common-source", "names-other"} <= {reason.kind for reason in told.reasons}


COURIER = {
    "uri": "https://www.harbour-courier.example/news/1",
    "title": "The gate was shut at noon",
    "author": "Ann Mortimer",
}


@pytest.mark.parametrize(
    "credit",
    [
        "Source: Harbour Courier",
        "Source: harbour-courier.example",
        "via Harbour Courier",
        "This article was originally published by Harbour Courier.",
        "First published as “The gate was shut at noon”.",
        "Quelle: Harbour Courier",
        "Zuerst erschienen im Harbour Courier.",
        "Ursprünglich veröffentlicht bei harbour-courier.example",
        "Fuente: Harbour Courier",
        "Publicado originalmente en Harbour Courier",
        "Source : Ann Mortimer, Harbour Courier",
        "Article paru initialement sur Harbour Courier",
        "Fonte: Harbour Courier",
        "Pubblicato originariamente su Harbour Courier",
        "Bron: Harbour Courier",
        "Источник: Harbour Courier",
    ],
)
def test_who_credits_the_other_derives(credit: str) -> None:
    """A text that credits the other's site, title or author, in several languages, derives from it."""
    told = infer(pair(query(f"{STORY}\n\n{credit}", uri="https://digest.example/2"), source(STORY, **COURIER)))
    assert told.derived is Derived.QUERY
    assert "names-other" in {reason.kind for reason in told.reasons}


@pytest.mark.parametrize(
    "text", ["He left via London.", "Source: The Evening Post", "The Harbour Courier came at noon."]
)
def test_who_names_somebody_else_says_nothing(text: str) -> None:
    """A credit to another site, and a name without a credit, is no evidence."""
    ends = query(f"{STORY}\n\n{text}", uri="https://digest.example/2"), source(STORY, **COURIER)
    assert not list(attribution.names_other(pair(*ends)))


FORM = (
    "In this month {} vessels entered the harbour and {} left it again. The cargo that was unloaded weighed {} tonnes, "
    "of which {} tonnes were timber and {} tonnes were grain. The cranes worked for {} hours and stood still for {} "
    "because of the wind. The board collected {} crowns in fees and spent {} on repairs. "
    "There were {} complaints."
)


def report(month: str, first: int) -> str:
    """A report of a month, filled in."""
    return f"Report of {month} 2024\n\n{FORM.format(*(first + 37 * place for place in range(10)))}"


def test_reports_of_a_series_are_not_copies() -> None:
    """Where every figure differs, later dates do not make a report the copy of an earlier one."""
    told = infer(pair(query(report("May", 501), **LATER), source(report("April", 210), **EARLIER)))
    assert "same-template" in {reason.kind for reason in told.reasons}
    assert told.confidence < 0.75


def test_a_report_with_its_figures_is_a_copy() -> None:
    """Where the figures are the same, dates say what they always do."""
    told = infer(pair(query(f"{report('May', 501)} {UNRELATED[:60]}", **LATER), source(report("May", 501), **EARLIER)))
    assert told.derived is Derived.QUERY
    assert told.confidence > 0.9


def test_a_version_with_other_dates_is_no_template() -> None:
    """Dates are no figures: a version that bears another date, and is the same otherwise, is the later one."""
    dated = "Last updated: {day}. In force from {iso}, replacing that of {other}.\n\n" + STORY
    before = dated.format(day="3 May 2019", iso="2019-06-01", other="April 7, 2018")
    after = dated.format(day="11 July 2021", iso="2021-08-15", other="May 3, 2019")
    assert not list(figures.same_template(pair(query(after), source(before))))
    assert infer(pair(query(after), source(before))).derived is Derived.QUERY


@pytest.mark.parametrize("few", [1, 3])
def test_a_few_changed_figures_are_no_template(few: int) -> None:
    """A version of a text in which some figures were mended is not filled in anew."""
    numbers = [210 + 37 * place for place in range(10)]
    mended = [number + 1 if place < few else number for place, number in enumerate(numbers)]
    assert not list(figures.same_template(pair(query(FORM.format(*mended)), source(FORM.format(*numbers)))))


_MORE = r"[.,:\u00a0\u202f']\d"
_NAIVE_DATE = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}|{MONTH}\s+(?:\d{{1,2}}(?!\d)|(?:19|20)\d\d(?!\d|{_MORE}))"
    rf"|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|(?:19|20)\d\d(?!\d|{_MORE})"
)
_NAIVE_FIGURE = re.compile(rf"(?<![^\W_])(?:{_NAIVE_DATE})|(\d+(?:{_MORE}+)*)", re.IGNORECASE)
_PIECES = (
    *("March", "mar", "xmar", "_may", "Août", "янв", "septembrerrrr", "th", "st", "a", "7a"),
    *("12", "5", "2020", "19991", "3.5", "1,000", ".", "-", "/", "'", "\u00a0", " ", "  ", "\n"),
)


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=9), cut=st.integers(0, 3))
@settings(max_examples=1000)
def test_figures_are_those_of_one_pattern(pieces: list[str], cut: int) -> None:
    """As one pattern finds them that looks around: dates first, and what is left of digits."""
    text = "".join(pieces)
    start, end = min(cut, len(text)), max(cut, len(text) - cut)
    naive = [one[1] for one in _NAIVE_FIGURE.finditer(text) if one[1] and start <= one.start() < end]
    assert figures.figures_in(text, start, end) == naive
