"""How formats made of characters begin: markup, and texts for programs."""

import re

#: A JSON array of objects, and a JSON object.
_ARRAY = re.compile(rb"\s*+\[\s*+\{\s*+[\"}]")
_OBJECT = re.compile(rb"\s*+\{\s*+\"(?:[^\"\\\n]|\\.)*+\"\s*+:\s*+(?:[\[{\"\-0-9tfn]|\Z)")
#: LaTeX, behind remarks.
_LATEX = re.compile(rb"(?:\s*+%[^\n]*+\n)*+\s*+\\(?:documentclass|documentstyle|RequirePackage|PassOptionsToPackage)\b")

_DECLARED = re.compile(rb"\s*+(?:<\?xml\b|<!DOCTYPE\s|<!--|<!ENTITY\b)", re.IGNORECASE)
_ROOT = re.compile(rb"\s*+<([A-Za-z_][\w:.-]*+)(\s[^<>]*+)?>")
#: Endings of texts that may begin with a tag, and are read as they are.
_TEXTS = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".org", ".wiki", ".textile")

_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"[!-9;-~]++:|[ \t]")
_RELATED = re.compile(rb"content-type:\s*+multipart/related\b", re.IGNORECASE)
_SAVED = re.compile(rb"snapshot-content-location:|from:\s*+\"?<saved by", re.IGNORECASE)
_SENT = re.compile(rb"(?:message-id|received|to|return-path):", re.IGNORECASE)

_CLOCK = rb"\d{1,2}:\d\d(?::\d\d)?"
_ZONE = rb"(?:[ \t]+(?:[A-Z]{1,5}|[+-]\d{4}))?"
_DATE = (
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t]+)?"
    rb"(?:[A-Z][a-z]{2}[ \t]+\d{1,2}|\d{1,2}[ \t]+[A-Z][a-z]{2})[ \t]+"
    rb"(?:%b%b[ \t]+\d{4}%b|\d{4}[ \t]+%b%b)" % (_CLOCK, _ZONE, _ZONE, _CLOCK, _ZONE)
)
#: The line in front of a message: whom it came from, and when. A sentence may begin with the same word.
MAIL_FROM = re.compile(
    rb"From (?:[^\s@]+|\"[^\"\n]*\"@\S+|\S+@\S*|[^\s@]+ at \S+)[ \t]+"
    rb"(?:%b|\d{4}-\d\d-\d\d[ T]%b\S*)[^\n]*\r?\n?" % (_DATE, _CLOCK)
)
#: A field of a header, or the mark of a message that was moved.
MAIL_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")

#: How subtitles of each kind begin.
_SUBTITLES = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:WEBVTT(?=[ \t\r\n]|$)|\[Script Info\]"
    rb"|(?:\d++[ \t]*+\r?\n)?(?:\d++:)?\d\d:\d\d[.,]\d{1,3} --> \d"
    rb"|(?:\d++[ \t]*+\r?\n)?\d\d:\d\d:\d\d[.,]\d{1,3} --> \d)"
)


def is_array(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a JSON array of objects."""
    return _ARRAY.match(head) is not None


def is_object(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a JSON object."""
    return _OBJECT.match(head) is not None


def is_latex(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a LaTeX document."""
    return _LATEX.match(head) is not None


def is_xml(head: bytes, name: str) -> bool:
    """Whether ``head`` is the beginning of markup that is no web page; ``name`` is its file name."""
    if name.lower().endswith(_TEXTS):
        return False
    if _DECLARED.match(head):
        return True
    root = _ROOT.match(head)
    if root is None:
        return False
    rest = head[root.end() :]
    return b"xmlns" in (root[2] or b"") or b"</" in rest or rest.lstrip().startswith(b"<")


def is_saved_page(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a page that a program saved with all that belongs to it."""
    lines = _END.split(head, maxsplit=1)[0].split(b"\n")
    if not all(map(_FIELD.match, lines)) or not any(map(_RELATED.match, lines)):
        return False
    return any(map(_SAVED.match, lines)) or not any(map(_SENT.match, lines))


def is_mailbox(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a mailbox."""
    first = MAIL_FROM.match(head)
    return first is not None and MAIL_FIELD.match(head, first.end()) is not None


def is_subtitles(head: bytes) -> bool:
    """Whether ``head`` is the beginning of subtitles."""
    return _SUBTITLES.match(head) is not None
