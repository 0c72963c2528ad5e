"""Claims in the words of Dublin Core, as office documents and e-books make them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from provenance.model import Metadata, claimed
from provenance.readers.office.package import local

#: Elements with the time at which a text came to be, best first.
_TIMES = ("created", "creation-date", "date")
#: What an e-book says of a date that is not that of the text.
_OTHER_EVENTS = frozenset({"modification", "conversion"})


def dublin_core(tree: Element | None) -> Metadata:
    """The claims in ``tree``, in whatever namespace; of several the first."""
    if tree is None:
        return Metadata()
    found: dict[str, str] = {}
    for name, text in _claims(tree):
        found.setdefault(name, text)
    return claimed(
        {
            "title": found.get("title"),
            "author": found.get("initial-creator") or found.get("creator"),
            "language": found.get("language"),
            "licence": found.get("rights"),
            "published_at": next((found[name] for name in _TIMES if name in found), None),
        }
    )


def _claims(tree: Element) -> Iterator[tuple[str, str]]:
    for element in tree.iter():
        text = " ".join((element.text or "").split())
        event = next((value for key, value in element.items() if local(key) == "event"), "")
        if text and event.lower() not in _OTHER_EVENTS:
            yield local(element.tag), text
