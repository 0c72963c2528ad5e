import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from provenance.errors import InputError
from provenance.model import Document, Failure
from provenance.readers.documents.latex import latex_text
from provenance.readers.tables.json_array import read_array
from tests.corpus import STORY, UNRELATED
from tests.readers import made
from tests.readers.extraction import extract

ONE, TWO = "One ferry left the quay at dawn.", "Two boats came back in the evening."


def read(data: bytes, name: str = "") -> str:
    """The text in ``data``."""
    found = extract(data, uri="file:///a", name=name)
    assert isinstance(found, Document), found
    return found.text


def saved(html: bytes, *, headers: str = "From: <Saved by Blink>", related: str = "", part: str = "") -> bytes:
    """A page as a browser saves it."""
    top = f"{headers}\nMIME-Version: 1.0\nContent-Type: multipart/related; {related} boundary=b\n\n"
    inner = f"--b\nContent-Type: text/html\n{part}\n\n"
    return (
        (top + inner).encode()
        + html
        + b"\n--b\nContent-Type: image/png\nContent-Location: http://x.example/a.png\n\nx\n--b--\n"
    )


PAGE = made.page(STORY)
WORD_HEAD = "MIME-Version: 1.0\nX-Kind: Single File Web Page"


@pytest.mark.parametrize(
    "data",
    [
        saved(PAGE, part="Content-Location: https://x.example/a"),
        saved(PAGE, headers=WORD_HEAD),
        saved(
            PAGE,
            headers='From: "Saved by Internet Explorer 11"\nSubject: x\nDate: Wed, 1 May 2024 12:00:00 +0200',
            related='type="text/html";',
        ),
        saved(PAGE.replace(b"\n", b"\r\n"), headers="Snapshot-Content-Location: https://x.example/a"),
        saved(PAGE).replace(b"<article>", b"<article><p>No.</p>", 0),
    ],
)
def test_a_saved_page_is_its_page(data: bytes) -> None:
    """The page that a browser or word processor saved with all that belongs to it is its main text."""
    assert read(data) == STORY


def test_a_saved_page_names_its_first_part() -> None:
    """The part that is named as the first is the page, wherever it stands, and one without a page is refused."""
    frame = b"--b\nContent-Type: text/html\n\n<html><p>A frame with nothing in it</p></html>\n"
    data = saved(PAGE, related='start="<p@x>";', part="Content-ID: <p@x>").replace(b"--b\n", frame + b"--b\n", 1)
    assert read(data, "a.mht") == STORY
    found = extract(
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b--",
        uri="a",
        name="a.mht",
    )
    assert isinstance(found, Failure)
    assert "without a page" in found.reason


ROWS = [
    {"uri": "https://x.example/1", "text": f'{STORY} "[{{}}], \\ \u00e9'},
    {"text": UNRELATED, "published_at": "2024-05-01"},
]


@pytest.mark.parametrize(
    "write",
    [
        json.dumps,
        lambda rows: json.dumps(rows, indent=2, ensure_ascii=False),
        lambda rows: "\ufeff \n" + json.dumps(rows) + "\n\n",
        lambda rows: json.dumps(rows).replace("}, {", "}\n,\n{"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_array_of_objects_is_a_table(write: Callable[[object], str], encoding: str) -> None:
    """Each object of a JSON array is a row, however it is spaced and coded."""
    if encoding == "utf-16" and write([]).startswith("\ufeff"):
        return
    found = list(read_array(io.BufferedReader(io.BytesIO(write(ROWS).encode(encoding))), "file:///a", {}, 1 << 20))
    assert [(one.uri, one.text) for one in found if isinstance(one, Document)] == [
        (ROWS[0]["uri"], ROWS[0]["text"]),
        ("file:///a#2", UNRELATED),
    ]


def test_a_large_array_is_read_piece_by_piece() -> None:
    """Rows come while what follows is not even read, so the size of a table matters to nobody's memory."""
    row = json.dumps({"text": STORY * 50}).encode() + b","

    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, room: Any, /) -> int:  # noqa: ANN401 - a buffer, for which Python 3.11 has no type
            buffer = memoryview(room)
            at = self.taken % len(row)
            piece = (row[at:] + row)[: len(buffer)] if self.taken else b"["
            self.taken += len(piece) if self.taken else len(row)
            buffer[: len(piece)] = piece
            return len(piece)

    stream = Endless()
    rows = read_array(io.BufferedReader(stream), "a", {}, 1 << 20)
    for _ in range(500):
        assert isinstance(next(rows), Document)
    assert stream.taken < 600 * len(row)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'[{"text": "One."}, {"text": ', "element 2 is not JSON"),
        (b'[{"text": "One."} {"text": "Two."}]', "follows element 1"),
        (b'[{"text": "One."}', "ends in the middle"),
        (b'[{"text": "One."}, {"text": "' + b"x" * 3_000_000, "longer than"),
        (b'[{"text": "One."}, ' + b"[" * 200_000, "element 2 is not JSON"),
    ],
)
def test_an_array_that_is_broken(data: bytes, reason: str) -> None:
    """What came before the damage is read, and the damage is named."""
    rows = read_array(io.BufferedReader(io.BytesIO(data)), "a", {}, 1 << 20)
    assert isinstance(next(rows), Document)
    with pytest.raises(InputError, match=reason):
        list(rows)


def test_a_row_of_an_array_without_a_text() -> None:
    """An element that is no row is a failure of its own, and mapped fields are found."""
    found = list(
        read_array(io.BufferedReader(io.BytesIO(b'[{"x": 1}, 7, {"body": "One."}]')), "a", {"text": "body"}, 1 << 20)
    )
    assert [type(one) for one in found] == [Failure, Failure, Document]


def notebook(cells: list[dict[str, object]], form: int) -> bytes:
    """A notebook in one of its forms."""
    if form == 4:
        return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    old = [
        {("input" if key == "source" and cell["cell_type"] == "code" else key): value for key, value in cell.items()}
        for cell in cells
    ]
    return json.dumps({"metadata": {}, "nbformat": 3, "worksheets": [{"cells": old}]}, indent=1).encode()


@pytest.mark.parametrize("form", [3, 4])
@pytest.mark.parametrize("name", ["a.ipynb", "a.json", ""])
def test_a_notebook_is_its_cells(form: int, name: str) -> None:
    """What was written into the cells is the text, in both forms of notebooks; what programs put out is not."""
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "source": ["# Boats\n", ONE]},
        {"cell_type": "code", "source": "print('x')", "outputs": [{"text": ["shown"], "data": {"image/png": "QUJD"}}]},
        {"cell_type": "other", "source": "no"},
        {"cell_type": "raw", "source": TWO},
        {"cell_type": "markdown"},
    ]
    assert read(notebook(cells, form), name) == f"# Boats\n{ONE}\n\nprint('x')\n\n{TWO}"


def test_a_single_object() -> None:
    """An object with a text in it is that text; any other JSON is refused, with a hint."""
    assert read(json.dumps({"title": "T", "text": ONE}, indent=2).encode(), "a.json") == ONE
    for data in (
        b'{"type": "FeatureCollection", "features": []}',
        b'{"a": 1}\n{"a": 2}',
        b'{"cells": ',
        b'{"body": "' + b"x" * 9_000,
    ):
        found = extract(data, uri="file:///a")
        assert isinstance(found, Failure)
        assert "--column text=NAME" in found.reason


TEI = f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><title>T</title></teiHeader><text><body><head>Boats</head><p>{ONE}<lb/></p><p>Two <hi>bo</hi>ats came <ref>back</ref> in the evening.</p></body></text></TEI>"
DOCBOOK = f"<!DOCTYPE book PUBLIC '-//OASIS//DTD DocBook XML V4.5//EN' 'x'><book><title>Boats</title><chapter><para>{ONE}</para><indexterm><primary>x</primary></indexterm><para><emphasis>Two</emphasis> boats came back in the evening.</para></chapter></book>"
JATS = f"<article><front><journal-meta><issn>1</issn></journal-meta></front><body><sec><title>Boats</title><p>{ONE}</p><p>{TWO}</p></sec></body></article>"
FICTION = f"<FictionBook xmlns='http://www.gribuser.ru/xml/fictionbook/2.0'><description><title-info><genre>x</genre></title-info></description><body><section><title><p>Boats</p></title><p>{ONE}</p><p>{TWO}</p></section></body><binary id='c'>QUJD</binary></FictionBook>"
OWN = f"<record><heading>Boats</heading><para n='1'>{ONE}</para><!-- no --><para><![CDATA[{TWO}]]></para></record>"
SGML = f"<DOC>\n<HEAD>Boats\n<TEXT>\n{ONE}\n<P>\nTwo boats came back in the <b>evening</b>.\n</TEXT>\n</DOC>\n"
SUBTITLES = {
    "srt": f"1\n00:00:01,000 --> 00:00:02,500\n<i>Boats</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n{{\\an8}}{ONE}\n\n3\n00:00:03,000 --> 00:00:04,000\n{TWO}\n",
    "vtt": f"WEBVTT - x\nKind: captions\n\nNOTE no\nno\n\nSTYLE\n::cue {{}}\n\nfirst\n00:01.000 --> 00:02.000 align:start\n<v Ann>Boats</v>\n\n00:02.000 --> 00:03.000\nBoats\n{ONE}\n\n00:04.000 --> 00:05.000\n{TWO}\n",
    "ass": f"[Script Info]\nTitle: no\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{{\\b1}}Boats{{\\b0}}\\N{ONE}\nComment: 0,,,,,,,,,no\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{TWO}\n",
}
TTML = f"<?xml version='1.0'?><tt xmlns='http://www.w3.org/ns/ttml'><head><styling/></head><body><div><p begin='1s'>Boats</p><p begin='2s'>{ONE}</p><p>{TWO}</p></div></body></tt>"
LATEX = r"""% !TEX program = x
\documentclass[12pt]{article}
\usepackage{amsmath} \newcommand{\x}[1]{no}
\title{Boats}
\begin{document}
\maketitle
\section*{}\label{a} \emph{One} fer\-ry left % no
 the {\bf quay} at~dawn.\cite[p.~3]{x}
\begin{comment} no \end{comment}

Two boats came back in the evening.
\end{document} no"""
MARKUP = {
    "TEI": TEI,
    "DocBook": DOCBOOK,
    "JATS": JATS,
    "FictionBook": FICTION,
    "XML of somebody's own": OWN,
    "XML with a declaration": f"<?xml version='1.0' encoding='UTF-8'?>\n<!-- x -->\n{OWN}",
    "broken XML": OWN.replace("</heading>", "</heading> ").replace("</record>", ""),
    "SGML": SGML,
    **SUBTITLES,
    "TTML": TTML,
    "LaTeX": LATEX,
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", MARKUP)
def test_markup_is_its_text(kind: str, encoding: str) -> None:
    """Texts in any markup are read without their tags, times and commands, told by content alone, in any encoding."""
    text = read(MARKUP[kind].replace("encoding='UTF-8'", "").encode(encoding))
    expected = ["Boats", ONE, TWO]
    found = [line.replace("\N{NO-BREAK SPACE}", " ") for line in text.split("\n")]
    assert found == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"<?xml version='1.0'?><rss><channel><item><description>A text of some words in a feed.</description></item></channel></rss>",
            "RSS",
        ),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>A text of some words in a picture.</text></svg>", "SVG"),
        (b"<?xml version='1.0'?><items><item><id>1</id><name>Ann</name></item></items>", "running text"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a; one two three four five six seven.</x>", "entities"),
        (b"%!PS-Adobe-3.0\n(Hello) show", "PostScript"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\n", "iCalendar"),
        (b"BEGIN:VCARD\n", "vCard"),
        (b'.\\" a remark\n.TH LS 1\n.SH NAME\n', "troff"),
        (b"begin 644 a.bin\n#86)C\n`\nend\n", "uuencoded"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "PGP"),
        (b"\\input texinfo\n@node Top\n", "Texinfo"),
    ],
)
def test_markup_that_is_no_text(data: bytes, expected: str) -> None:
    """Data, pictures and texts for programs are refused by name."""
    found = extract(data, uri="file:///a")
    assert isinstance(found, Failure), found
    assert expected in found.reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<p align=center>A title</p>\n\n# More\n", "README.md"),
        ("[1] Ann, Boats, 2024. {x}", ""),
        ("{ a set } of things", ""),
        ("<ann@x.example> wrote: one ferry left.", ""),
        ("< 5 and > 3", ""),
        ("1\nOne line, and a number before it.", ""),
        ("BMW and MZ made motor cycles; GIF89a is no picture.", ""),
        ("The command \\documentclass begins a text.", ""),
        ("From here on it is text: one ferry.\n\nMore.", ""),
        ("% of all, a text that begins with a sign", ""),
        ("begin 644 of them went away.\n", ""),
    ],
)
def test_texts_that_look_like_markup(text: str, name: str) -> None:
    """A text that begins as markup does, and is none, is read as it is."""
    assert read(text.encode(), name) == text


def test_fragments_of_pages() -> None:
    """A piece of a page without its head is what a browser shows of it."""
    assert read(b"<div class='x'><p>One &amp; two.</p><script>no()</script><p hidden>no</p></div>") == "One & two."


TEX = {
    r"caf\'e, na\"{\i}ve, \c{c}a, \v Skoda, \~n, \o{}re, stra\ss e": "café, naïve, ça, Škoda, ñ, øre, straße",
    r"``One'' -- two --- 5\,\% \& \$3 \_ \#": "“One” – two — 5% & $3 _ #",
    r"One\footnote{A note with \emph{words}.} two.": "One two.\nA note with words.",
    r"\begin{itemize}\item One\item[b] two\end{itemize}": "One\ntwo",
    "One\\\\[2pt] two": "One\ntwo",
    r"See \ref{a} and \href{http://x.example}{here}": "See and http://x.examplehere",
    r"\textbf{One \textit{two}} three": "One two three",
    "One % no\n  two 5\\% three": "One two 5% three",
}


@pytest.mark.parametrize("source", TEX)
def test_latex_is_what_is_printed(source: str) -> None:
    """Commands, remarks and references are left out; letters and signs are what they stand for."""
    assert latex_text(source) == TEX[source]


def test_comments_are_the_text_of_data() -> None:
    """A licence in the comments of an XML file of data is read; the data is not."""
    found = read(f"<?xml version='1.0'?><!-- {ONE}\n{TWO} --><invoice><id>7</id></invoice>".encode(), "a.xml")
    assert found == f"{ONE}\n{TWO}"


def test_notes_that_quote_tags_are_a_text() -> None:
    """What begins with a tag, is no XML and does not say that it is, is the text as it stands."""
    text = '<element id="0" name="Image"> </element> <element id="1"> </element> and no more'
    assert read(text.encode(), "notes.txt") == text
