r"""LaTeX: the text without its commands, close enough to the printed text to be compared with others.

A library for this was tried. It is exact for formulas, but takes ten seconds and more for a book, and adds words that
the author did not write, such as today's date. Here, formulas stay as they are spelled. Macros of the author are not
expanded, and their arguments stay.
"""

import re
import unicodedata

#: Environments whose content is no running text, and commands whose arguments are none.
_UNSEEN = "comment|tikzpicture|pgfpicture|filecontents\\*?|lstlisting|minted"
_NO_TEXT = (
    "documentclass|documentstyle|usepackage|RequirePackage|PassOptionsToPackage|input|include|includeonly"
    "|includegraphics|label|ref|eqref|pageref|autoref|cref|Cref|vref|nameref|cite[a-zA-Z]*|nocite|bibliography|bibliographystyle"
    "|bibitem|addbibresource|newcommand|renewcommand|providecommand|newenvironment|renewenvironment|newtheorem"
    "|DeclareMathOperator|setlength|addtolength|setcounter|addtocounter|newcounter|vspace|hspace|pagestyle|thispagestyle|pagenumbering"
    "|hypersetup|geometry|graphicspath|definecolor|color|textcolor|index|glossary|bgroup|egroup|fontsize|selectfont"
    "|usetikzlibrary|hyphenation|newif|begin|end|setmainfont|selectlanguage|theoremstyle|captionsetup|lstset"
    "|cline|hline|cmidrule|rule|special|write|markboth|markright|allowdisplaybreaks"
)
_ARGUMENTS = r"(?:\s*\[[^\[\]]*\]|\s*\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*"
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*?(?:\n[ \t]*|$)")
_ENVIRONMENT = re.compile(rf"\\begin\{{({_UNSEEN})\}}.*?\\end\{{\1\}}", re.DOTALL)
_COMMAND = re.compile(rf"\\(?:{_NO_TEXT})(?![a-zA-Z])\*?{_ARGUMENTS}")
_BODY = re.compile(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", re.DOTALL)
_HEADING = re.compile(r"\\(title|author)\s*(?:\[[^\[\]]*\])?\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_BREAK = re.compile(
    r"\\(?:part|chapter|(?:sub)*section|(?:sub)?paragraph|item|caption|footnote|par|newline|linebreak|maketitle)"
    r"(?![a-zA-Z])\*?"
    r"(?:\s*\[[^\[\]]*\])?\s*|\\\\\*?(?:\s*\[[^\[\]]*\])?"
)
_FOOTNOTE = re.compile(r"\\footnote(?:text)?(?:\s*\[[^\[\]]*\])?\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")

#: Accents by their commands, as combining characters.
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_ACCENTED = re.compile(
    r"\\(?:([`'^~\"=.])\s*|([uvHckrdb])(?:\s+|(?=\{)))(?:\{\s*(\\?[a-zA-Z])\s*\}|(\\[ij](?![a-zA-Z])|[a-zA-Z]))"
)
#: Letters and signs by their commands.
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å",
    "i": "\u0131", "j": "\u0237", "dh": "ð", "th": "þ", "S": "§", "P": "¶", "copyright": "©", "pounds": "£",
    "euro": "€",
    "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteright": "\u2019",
    "textquoteleft": "\u2018", "textquotedblleft": "“", "textquotedblright": "”", "textbackslash": "\\",
    "LaTeX": "LaTeX",
    "TeX": "TeX", "quad": " ", "qquad": " ", "textasciitilde": "~", "guillemotleft": "«", "guillemotright": "»",
}  # fmt: skip
_LETTER = re.compile(rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![a-zA-Z])(?:\{{\}}|[ \t]*)")
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\N{NO-BREAK SPACE}"), (r"\-", ""), (r"\/", ""))
_ESCAPED = re.compile(r"\\([%&$#_{} ])")
_OTHER = re.compile(r"\\(?:[a-zA-Z@]+\*?(?:[ \t]*\[[^\[\]\n]*\])?[ \t]*|.)")


def latex_text(source: str) -> str:
    r"""The text in ``source``: title and author, then the body, with footnotes behind it.

    >>> latex_text(r"\documentclass{a}\title{T}\begin{document}\section{One} caf\'e \emph{is} 5\,\%.% no\end{document}")
    'T\nOne café is 5%.'
    """
    plain = _ENVIRONMENT.sub("", _COMMENT.sub(r"\1", source.replace("\r\n", "\n")))
    body = _BODY.search(plain)
    heads = [found[2] for found in _HEADING.finditer(plain)] if body else []
    text = _HEADING.sub("", body[1]) if body else plain
    notes = [note[1] for note in _FOOTNOTE.finditer(text)]
    text = _FOOTNOTE.sub("", text)
    lines = (" ".join(_bare(block).split(" ")) for part in (*heads, text, *notes) for block in part.split("\n\n"))
    return "\n".join(line for line in (_tidy(one) for one in lines) if line)


def _bare(block: str) -> str:
    """A paragraph without its commands."""
    text = _BREAK.sub("\0", _COMMAND.sub(" ", block))
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], _ACCENTED.sub(_accented, text))
    for spelled, sign in _SIGNS:
        text = text.replace(spelled, sign)
    text = _OTHER.sub("", _ESCAPED.sub(lambda found: chr(0xE000 + ord(found[1])), text))
    text = re.sub(r"[{}$]", "", text).replace("&", "\t")
    return re.sub("[\ue000-\ue0ff]", lambda found: chr(ord(found[0]) - 0xE000), text)


def _accented(found: re.Match[str]) -> str:
    letter = (found[3] or found[4]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1] or found[2]])


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t\n]+", " ", line).strip() for line in text.split("\0"))
    return "\n".join(line for line in lines if line)
