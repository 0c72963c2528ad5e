"""Word documents (Office Open XML, transitional and strict, and the XML of Word 2003): what a reader of them sees.

The text is read once and in its final form. Insertions are in, deletions and comments are not. Moved text is at its new
place. A text box that is drawn in two ways is read once. Notes follow the text, headers and footers follow the notes.
"""

from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from provenance.errors import InputError
from provenance.readers.office.package import (
    Package,
    content_type,
    local,
    main_part,
    needed,
    optional,
    relations,
)

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
    "{http://schemas.microsoft.com/office/word/2003/wordml}",
)
_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_DEFAULT_MAIN = "word/document.xml"

#: Elements of Word whose content is not in the final text, or not in what a reader sees of it.
_UNSEEN = frozenset(
    {
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "styles",
        "tblPr",
        "trPr",
        "tcPr",
        "sectPr",
        "instrText",
        "delText",
        "rt",
        "ffData",
        "sdtPr",
    }
    | {"sdtEndPr", "fldData", "binData", "docOleData", "docSuppData", "annotationRef", "delInstrText"}
)
#: Elements that stand for characters. A soft hyphen is seen only where a line happens to break.
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_FALSE = frozenset({"0", "false", "off", "none"})
#: Parts that belong to the text, in the order in which they are read, and the notes in them that are only lines.
_NOTES = ("/footnotes", "/endnotes")
_EDGES = ("/header", "/footer")
_LINES = frozenset({"separator", "continuationSeparator", "continuationNotice"})
#: Fields whose result is another one on every page.
_PAGE_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"})
#: Letters of the font Symbol, from A and from a on.
_SYMBOL = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_PRIVATE = 0xF000

#: Reads a part in another format, which the document takes in whole.
Foreign = Callable[[bytes], str]


def read_docx(package: Package, foreign: Foreign) -> str:
    """The text of a Word document; ``foreign`` reads what it takes in from other formats.

    Raises:
        InputError: Its main part is missing, or no Word document.
        ParseError: It is not XML.
    """
    main = main_part(package) or _DEFAULT_MAIN
    tree = needed(package, main)
    kind = content_type(package, main)
    if local(tree.tag) not in {"document", "wordDocument"} or not tree.tag.startswith(_WORD):
        raise InputError(f"{_named(kind)}, which is not read")
    return "\n".join(_lines(package, main, tree, foreign)).strip("\n")


def _named(kind: str) -> str:
    """What people call a document of this content type."""
    names = {
        "spreadsheet": "an Excel workbook (XLSX)",
        "sheet.": "an Excel workbook (XLSB)",
        "presentation": "a PowerPoint presentation (PPTX)",
        "slideshow": "a PowerPoint presentation (PPTX)",
        "visio": "a Visio drawing (VSDX)",
        "xps": "an XPS document",
    }
    return next((name for mark, name in names.items() if mark in kind), "an office document of an unknown kind")


def _lines(package: Package, main: str, tree: Element, foreign: Foreign) -> Iterator[str]:
    """All paragraphs: those of the text, of notes, of headers and footers, each of those once."""
    related = relations(package, main)
    styles = next((target for kind, target in related.values() if kind.endswith("/styles")), None)
    hidden = _hidden_styles(optional(package, styles)) | _hidden_styles(tree)
    chunks = {name: foreign(package.bytes(path) or b"") for name, path in _chunks(related)}
    yield "\n".join(_Story(hidden, chunks).read(tree)).strip("\n")
    seen: set[str] = set()
    for wanted in (*_NOTES, *_EDGES):
        for kind, target in related.values():
            part = package.xml(target) if kind.endswith(wanted) else None
            text = "" if part is None else "\n".join(_Story(hidden, chunks).read(part)).strip("\n")
            if text.strip() and text not in seen:
                yield text
            if wanted in _EDGES:
                seen.add(text)


def _chunks(related: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name, path) for name, (kind, path) in related.items() if kind.endswith("/aFChunk"))


def _hidden_styles(tree: Element | None) -> frozenset[str]:
    """The styles, by their identifiers, that hide what they are put on, of themselves or after another one."""
    styles = [] if tree is None else [one for one in tree.iter() if local(one.tag) == "style"]
    hides = {_value(one, "styleId"): _is_on(_child(_child(one, "rPr"), "vanish")) for one in styles}
    after = {_value(one, "styleId"): _value(_child(one, "basedOn"), "val") for one in styles}
    hidden = set()
    for name in hides:
        at, seen = name, set()
        while at in hides and at not in seen and hides[at] is None:
            seen.add(at)
            at = after[at]
        if hides.get(at):
            hidden.add(name)
    return frozenset(hidden)


class _Story:
    """Reads one part, paragraph by paragraph."""

    def __init__(self, hidden: Iterable[str], chunks: dict[str, str]) -> None:
        self._hidden = frozenset(hidden)
        self._chunks = chunks
        self._done: list[str] = []
        self._line: list[str] = []
        self._aside: list[Element] = []
        self._fields: list[str | None] = []  # of each that is open, its instruction, or none once its result began
        self._paragraph_hides = False

    def read(self, tree: Element) -> list[str]:
        """The lines in ``tree``."""
        self._inside(tree)
        self._end_line()
        return self._done

    def _end_line(self) -> None:
        """Close the paragraph; boxes that hang on it follow it, with paragraphs of their own."""
        self._done.append("".join(self._line))
        self._line = []
        boxes, self._aside = self._aside, []
        for box in boxes:
            self._inside(box)
            if self._line:
                self._end_line()

    def _inside(self, parent: Element) -> None:
        for child in parent:
            self._take(child)

    def _take(self, element: Element) -> None:
        tag, name = str(element.tag), local(element.tag)
        if tag.startswith(_WORD):
            self._take_word(element, name)
        elif tag == _CHOICES + "AlternateContent":
            self._take_choice(element)
        elif tag.startswith(_MATHS) and name == "t":
            self._say(element.text or "")
        else:
            self._inside(element)

    def _take_choice(self, element: Element) -> None:
        """One of several drawings of the same: the first with a text in it."""
        for choice in element:
            if any(local(one.tag) in {"t", "txbxContent"} for one in choice.iter()):
                self._inside(choice)
                return

    def _take_word(self, element: Element, name: str) -> None:
        if name == "p":
            self._take_paragraph(element)
        elif name == "r":
            if not self._hides(element):
                self._inside(element)
        elif name == "t":
            self._say(element.text or "")
        elif name in _CHARACTERS:
            self._say(_CHARACTERS[name])
        elif name in {"sym", "fldChar", "instrText", "fldSimple", "altChunk"}:
            self._take_special(element, name)
        elif name == "txbxContent":
            self._aside.append(element)
        elif not _is_unseen(element, name):
            self._inside(element)

    def _take_special(self, element: Element, name: str) -> None:
        if name == "sym":
            self._say(_symbol(element))
        elif name == "altChunk":
            self._done += self._chunks.get(_related(element), "").split("\n")
        elif name == "fldSimple":
            if not _counts_pages(_value(element, "instr")):
                self._inside(element)
        elif name == "instrText":
            if self._fields and self._fields[-1] is not None:
                self._fields[-1] += element.text or ""
        else:
            self._take_field(_value(element, "fldCharType"))

    def _take_field(self, mark: str) -> None:
        """A field is an instruction, which nobody sees, and its result."""
        if mark == "begin":
            self._fields.append("")
        elif mark == "separate" and self._fields and not _counts_pages(self._fields[-1] or ""):
            self._fields[-1] = None
        elif mark == "end" and self._fields:
            self._fields.pop()

    def _take_paragraph(self, element: Element) -> None:
        properties = _child(element, "pPr")
        before, self._paragraph_hides = (
            self._paragraph_hides,
            _value(_child(properties, "pStyle"), "val") in self._hidden,
        )
        self._inside(element)
        self._paragraph_hides = before
        # An instruction that goes on behind its paragraph is a broken one, and would hide all the rest.
        self._fields = [None for _ in self._fields]
        mark = _child(properties, "rPr")
        if _child(mark, "del") is None and _child(mark, "moveFrom") is None:
            self._end_line()

    def _hides(self, run: Element) -> bool:
        properties = _child(run, "rPr")
        own = _is_on(_child(properties, "vanish"))
        if own is not None:
            return own
        return self._paragraph_hides or _value(_child(properties, "rStyle"), "val") in self._hidden

    def _say(self, text: str) -> None:
        if all(instruction is None for instruction in self._fields):
            self._line.append(text)


def _is_unseen(element: Element, name: str) -> bool:
    """Whether nothing in ``element`` is shown: lines between notes, deleted rows, what never is."""
    if name in {"footnote", "endnote"}:
        return _value(element, "type") in _LINES
    if name == "tr":
        return _child(_child(element, "trPr"), "del") is not None
    return name in _UNSEEN


def _symbol(element: Element) -> str:
    """A character that is named by font and number. Pictures in fonts of pictures say nothing."""
    try:
        code = int(_value(element, "char"), 16)
    except ValueError:
        return ""
    if code >= _PRIVATE:
        return _SYMBOL.get(chr(code & 0xFF), "") if _value(element, "font") == "Symbol" else ""
    return chr(code)


def _counts_pages(instruction: str) -> bool:
    name, _, _ = instruction.strip().partition(" ")
    return name.upper() in _PAGE_NUMBERS


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next((one for one in element if local(one.tag) == name), None)


def _value(element: Element | None, name: str) -> str:
    """The attribute ``name``, in whatever namespace; empty if there is none."""
    if element is None:
        return ""
    return next((value for key, value in element.items() if local(key) == name), "")


def _related(element: Element) -> str:
    return next((value for key, value in element.items() if key.startswith(_RELATION) and local(key) == "id"), "")


def _is_on(switch: Element | None) -> bool | None:
    """Whether a property is switched on, or off; ``None`` if it is not there."""
    return None if switch is None else _value(switch, "val").lower() not in _FALSE
