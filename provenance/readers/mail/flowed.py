"""Plain text in mail: flowed lines, and files encoded between them."""

import re

#: Lines of files in the codes that older programs put into texts.
_FILES = re.compile(
    r"^begin [0-7]{3} \S.*\n(?:[\x20-\x60]{1,80}\n)+end[ \t]*$\n?"
    r"|^=ybegin .*\n(?:(?!=yend).*\n)*(?:=yend.*$\n?)?",
    re.MULTILINE,
)
_DEPTH = re.compile(r">*")


def without_files(text: str) -> str:
    r"""``text`` less the files in it that are coded as uuencode and yEnc have it.

    >>> without_files("One.\nbegin 644 a.bin\n#86)C\n`\nend\nTwo.")
    'One.\nTwo.'
    """
    return _FILES.sub("", text) if "\nbegin " in f"\n{text}" or "=ybegin " in text else text


def unflowed(text: str, *, joins: bool) -> str:
    r"""``text`` with the lines put together again that were broken for the way (RFC 3676, ``format=flowed``).

    Args:
        text: The text with line feeds at its ends of lines.
        joins: The blank at the end of a line was put there for the way, too (``DelSp=yes``).

    >>> unflowed("One \ntwo.\n From here\n>> a \n>> b\n-- \nAnn", joins=False)
    'One two.\nFrom here\n>>a b\n-- \nAnn'
    """
    done: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = _DEPTH.match(line).end()  # type: ignore[union-attr] # it matches anything
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        kept = rest[:-1] if flows and joins else rest
        if open_depth == depth and rest != "-- ":
            done[-1] += kept
        else:
            done.append(line[:depth] + kept)
        open_depth = depth if flows else -1
    return "\n".join(done)
