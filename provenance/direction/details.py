"""Evidence from details: whoever retells a text leaves out numbers and names, and hardly adds any.

Details are found alike in every language: digits, and capitals where these mark names.
"""

import re
from collections.abc import Iterator, Sequence

from provenance.direction import numbering, written
from provenance.direction.pair import DirectionSignal, Pair, clipped
from provenance.direction.recent import Recent
from provenance.direction.rewriting import IN_PLACE, deviations
from provenance.model import Kind

#: With fewer details than this on both sides together there is no pattern.
LEAST_DETAILS = 2
#: Where more of the words inside sentences than this have a capital, capitals do not mark names: nouns in German have
#: them.
MOST_CAPITALS = 0.25
#: Standard deviations beyond which more says no more: the texts that this was fitted on were made shorter or no longer,
#: and a writer may also add details to what he has from elsewhere.
LIMIT = 2.0
RETOLD = frozenset({Kind.REWRITTEN, Kind.SUMMARY})
#: What stands before the first word of a sentence, a line or a quotation.
_OPENING = re.compile(r"[.!?:;…\n\r\"“”„«»\u2018'(\[{*•\u2013—-]")

_WORD = re.compile(r"[^\W\d_]\w*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NO_DIGIT = re.compile(r"\D+")


def lost_details(pair: Pair) -> Iterator[DirectionSignal]:
    """Of passages that were retold, one side has numbers and names that the other text has nowhere: that text derives.

    In standard deviations from chance. Nothing is said of versions of a document, because the later one has more
    details as often as fewer, nor of the texts of a thesaurus, which puts a word in the place of each word and keeps
    what it does not know.
    """
    if pair.alignment.kind not in RETOLD or pair.in_place >= IN_PLACE or _are_versions(pair):
        return
    retold = [one for one in pair.alignment.passages if one.kind in RETOLD]
    of_query = details_in(pair.query.text, [(one.query_start, one.query_end) for one in retold])
    of_source = details_in(pair.source.text, [(one.source_start, one.source_end) for one in retold])
    query, source = _lacking(pair.query.text, of_source), _lacking(pair.source.text, of_query)
    if len(query) + len(source) >= LEAST_DETAILS and len(query) != len(source):
        value = clipped(deviations(query, source), LIMIT)
        end, _ = pair.derived_and_source(value)
        lost = query if value > 0 else source
        note = f"{end.name} lacks names and numbers of what it tells: {', '.join(lost[:4])}"
        yield DirectionSignal("lost-details", value, note)


def _are_versions(pair: Pair) -> bool:
    """Whether the texts say themselves which one is the later version."""
    # Where `refers` finds something, `rising_number` does.
    finders = (numbering.replaces, numbering.rising_number, written.written_dates)
    return any(found for finder in finders for found in finder(pair))


def details_in(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The numbers and names in ``spans`` of ``text``, each once."""
    found: dict[str, None] = {}
    for start, end in spans:
        part = text[start:end]
        found |= dict.fromkeys(_NUMBER.findall(part))
        found |= dict.fromkeys(_names(part))
    return list(found)


def _names(part: str) -> list[str]:
    """The words with a capital that no sentence begins with, where capitals mark names; and acronyms."""
    inside, names, acronyms = 0, [], []
    for stretch in _OPENING.split(part):
        words = _WORD.findall(stretch)
        upper = {word for word in words if word.isupper() and len(word) > 1}
        later = [word for word in words[1:] if word not in upper]
        acronyms += [word for word in words if word in upper]
        inside += len(later)
        names += [word for word in later if word[0].isupper()]
    return acronyms + (names if len(names) <= MOST_CAPITALS * inside else [])


def _lacking(text: str, details: Sequence[str]) -> list[str]:
    """Those of ``details`` that ``text`` does not have, whatever marks it writes numbers with."""
    words = _words(text)
    return [one for one in details if _key(one) not in words]


def _all_words(text: str) -> frozenset[str]:
    """The numbers and words of ``text`` as they are compared."""
    return frozenset(map(_key, {*_NUMBER.findall(text), *_WORD.findall(text)}))


#: They take several bytes for each character of their text.
_words = Recent(_all_words, 8 << 20)


def _key(detail: str) -> str:
    """Digits alone of a number, and small letters of a word."""
    return _NO_DIGIT.sub("", detail) if detail[0].isdigit() else detail.casefold()
