"""Pages as HTML. Texts may be hostile, so the templates escape everything except what this module makes.

Only :func:`exact`, :func:`data` and the two files of the package give the templates something that they need not
escape. All are in this module.
"""

import base64
import dataclasses
import functools
import hashlib
import importlib.resources
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import jinja2
from markupsafe import Markup, escape

from provenance.model import Derived, Direction, Kind, Mark
from provenance.presentation import words
from provenance.presentation.word_diff import DiffSpan
from provenance.uris import parts_of, short_name
from provenance.visible import hidden_signs, one_line
from provenance.web import spans
from provenance.web.gather import Lane
from provenance.web.page import Filters, ShownPassage, Text, TextPage
from provenance.web.spans import Piece, parts

#: The palette of M. Okabe and K. Ito, told apart with any kind of colour vision, and what is written on each colour.
_PALETTE = (
    (0, 114, 178, "fff"),
    (230, 159, 0, "000"),
    (0, 158, 115, "000"),
    (204, 121, 167, "000"),
    (86, 180, 233, "000"),
    (213, 94, 0, "000"),
    (240, 228, 66, "000"),
)
#: Lines below a highlight; with seven colours and five lines, 35 sources in a row look different.
_LINES = ("solid", "dashed", "double", "dotted", "wavy")
STYLES = len(_PALETTE) * len(_LINES)

Href = Callable[[str, int | None], str]
"""Where a page about a text, a match, … is: empty if there is none, as in a report."""


def nowhere(_what: str, _number: int | None) -> str:
    """No page: that of a report, which stands by itself."""
    return ""


def exact(text: str, start: int = 0, end: int | None = None) -> Markup:
    """A stretch of a text, escaped; signs that hide or steer keep their place, with their names to see beside them."""
    made: list[str] = []
    at, last = start, len(text) if end is None else end
    for place in hidden_signs(text, start, last):
        sign = text[place]
        made.append(escape(text[at:place]))
        kept = "" if sign == "\0" else "&#13;" if sign == "\r" else escape(sign)
        made.append(f'<i class="u" data-u="U+{ord(sign):04X}">{kept}</i>')
        at = place + 1
    made.append(escape(text[at:last]))
    return Markup("".join(made))  # noqa: S704 - each part is escaped above


def changed(text: str, piece: Piece, by_number: Mapping[int, ShownPassage], half: int) -> Markup:
    """A piece as :func:`exact` has it, with the words marked that the first of its passages has in another way.

    Args:
        text: The text.
        piece: The piece.
        by_number: The passages of the page.
        half: Which half of their rows this text is: 0 or 1.
    """
    one = by_number[piece.numbers[0]]
    made: list[Markup] = []
    at = piece.start
    for bit in (bit for row in one.rows for bit in row[half] if bit.change):
        start, end = max(at, bit.start), min(piece.end, bit.end)
        if start < end:
            made.append(exact(text, at, start))
            made.append(Markup("<b data-c={}>").format(bit.change))
            made += [exact(text, start, end), Markup("</b>")]
            at = end
    return Markup("").join([*made, exact(text, at, piece.end)])


def data(facts: Mapping[str, Any]) -> Markup:
    """Facts as JSON that no page takes for markup."""
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no sign of markup is left


def page(template: str, facts: Mapping[str, Any] | None = None, **values: Any) -> str:  # noqa: ANN401 - what it shows
    """A page from one of our templates, with these facts inside as data."""
    style, script = _style(), _file("script.js")
    given: dict[str, Any] = {"style": style, "script": script, "nav": (), "href": nowhere, "policy": policy()}
    given |= {"chosen": Filters(), "action": "", "style_of": {}, "facts": None if facts is None else data(facts)}
    given |= values
    return _environment().get_template(template).render(given)


def picture(template: str, **values: Any) -> str:  # noqa: ANN401 - likewise
    """A drawing by itself, as SVG."""
    return _environment().get_template(template).render(href=nowhere, style_of={}, chosen=Filters(), **values).strip()


def policy(*, form: bool = False) -> str:
    """What a page may load and run: itself."""
    style, script = _digest(_style()), _digest(_file("script.js"))
    target = "'self'" if form else "'none'"
    return f"default-src 'none'; style-src '{style}'; script-src '{script}'; form-action {target}; base-uri 'none'"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def _file(name: str) -> Markup:
    file = importlib.resources.files("provenance.web") / "templates" / name
    return Markup(file.read_text(encoding="utf-8"))  # noqa: S704 - ours


@functools.cache
def _style() -> Markup:
    """The style sheet, with the looks of sources before what print makes of them."""
    rules, print_rules = _file("style.css").split("@media print", 1)
    looks = "\n".join(_look(number) for number in range(1, STYLES + 1))
    return Markup(f"{rules}{looks}\n@media print{print_rules}")  # noqa: S704 - ours


def _look(number: int) -> str:
    red, green, blue, ink = _PALETTE[(number - 1) % len(_PALETTE)]
    line = _LINES[(number - 1) % len(_LINES)]
    colour = f"rgb({red} {green} {blue})"
    one = f".s{number}"
    return (
        f".text mark{one}:not(.off){{background:rgba({red},{green},{blue},.2);"
        f"text-decoration:underline {line} {colour} 2px;text-underline-offset:.22em;text-decoration-skip-ink:none}}"
        f".badge{one},.tag{one}:not(.off)::before{{background:{colour};color:#{ink}}}"
        f".card{one},.passage{one}{{border-inline-start-color:{colour}}}.mini {one}:not(.off){{fill:{colour}}}"
    )


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("provenance.web")
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    plain: tuple[Callable[..., Any], ...] = (one_line, exact, words.percent, words.amount, words.moment, words.strength)
    ours = (
        followable,
        spoken,
        begins,
        all_hidden,
        words_between,
        kinds,
        marks,
        shown_count,
        shortened,
        order_said,
        changed,
        parts,
        tracks,
        told,
        coded,
        without_last_lines,
    )
    made.filters |= {one.__name__: one for one in (*plain, *ours)}
    made.filters |= {"came_first": came_first, "changed": changed, "short_name": short_name}
    return made


def followable(uri: str) -> str:
    """The address as a link: of the web only, and nothing if it is none that a browser may be sent to."""
    parts = parts_of(uri)
    return uri if parts.scheme in {"http", "https"} and parts.hostname and uri.isprintable() else ""


def came_first(direction: Direction, query: str, source: str) -> str:
    """Who derives from whom, by name."""
    return words.who_first(direction, query, source)


def spoken(one: ShownPassage, total: int) -> str:
    """A passage as a screen reader says it."""
    aside = f", put aside: {one.hidden}" if one.hidden else ""
    changed = words.percent(one.passage.changed)
    return f"passage {one.number} of {total}, {one.passage.kind}, {changed} changed, source {one.letter}{aside}"


def begins(number: int, piece: Piece, by_number: Mapping[int, ShownPassage], side: str) -> bool:
    """Whether a passage's first piece in the text of this side is this one."""
    one = by_number[number].passage
    start = one.query_start if side == "query" else one.source_start
    return piece.start <= start < piece.end


def all_hidden(numbers: Iterable[int], by_number: Mapping[int, ShownPassage]) -> bool:
    """Whether all of these passages are put aside."""
    return all(by_number[number].hidden for number in numbers)


def words_between(text: str, start: int, end: int) -> str:
    """How many words a stretch has, as a page says it."""
    return words.amount(len(text[start:end].split()), "word")


def kinds(passages: Sequence[ShownPassage]) -> list[Kind]:
    """The kinds of these passages."""
    return [kind for kind in Kind if any(one.passage.kind == kind for one in passages)]


def marks(passages: Sequence[ShownPassage]) -> list[Mark]:
    """The marks that some of these passages have."""
    return [mark for mark in Mark if any(mark in one.passage.marks for one in passages)]


def shown_count(passages: Sequence[ShownPassage]) -> int:
    """How many passages are not put aside."""
    return sum(not one.hidden for one in passages)


def shortened(text: str, most: int) -> str:
    """A name that fits."""
    name = one_line(text)
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-(most - most // 2 - 1) :]}"


def order_said(found: TextPage) -> str:
    """What is known of the order of a text and its sources, if it most likely comes from none of them."""
    undecided = sum(one.pair.comparison.direction.derived is Derived.UNDECIDED for one in found.sources)
    later = len(found.sources) - undecided
    if not undecided:
        return "Which of them came first is known only the other way round: they derive from this text."
    if not later:
        return "Which of them came first is undecided."
    derive = "derives" if later == 1 else "derive"
    return f"Of {undecided} of them it is undecided which came first; {later} most likely {derive} from this text."


@dataclasses.dataclass(frozen=True)
class Tracks:
    """Passages with the track of each, and how many tracks there are, at least one."""

    found: tuple[tuple[ShownPassage, int], ...]
    count: int


def tracks(found: TextPage) -> Tracks:
    """Where passages stand in the text, on tracks below each other, so that none hides another."""
    places = spans.tracks([(one.passage.query_start, one.passage.query_end) for one in found.passages])
    return Tracks(tuple(zip(found.passages, places, strict=True)), 1 + max(places, default=0))


def told(lane: Lane) -> str:
    """What a version has of the first one, as a screen reader says it."""
    share = sum(end - start for start, end, _ in lane.bars)
    kinds_ = ", ".join(dict.fromkeys(kind for _, _, kind in lane.bars))
    return f"repeats {words.percent(min(1.0, share))} of the first one: {kinds_}" if lane.bars else "no match with it"


def coded(line: str) -> Markup:
    """A sentence of ours with what stands between grave accents as code."""
    pieces = line.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(one) if at % 2 else one for at, one in enumerate(pieces))


def without_last_lines(row: Sequence[DiffSpan], text: str) -> list[DiffSpan]:
    """A row without the ends of lines behind its last word, which would leave an empty band below it."""
    if not row:
        return []
    last = row[-1]
    end = last.start + len(text[last.start : last.end].rstrip("\n\r"))
    return [*row[:-1], dataclasses.replace(last, end=end)]


def texts_of(found: TextPage) -> list[Text]:
    """All texts that a page is about."""
    return [found.text, *(source.text for source in found.sources)]
