"""Subtitles (SubRip, WebVTT, SubStation): the lines that are spoken, without their times."""

import html
import re

#: When a line is shown, as SubRip and WebVTT write it.
_TIMES = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}")
#: Blocks of WebVTT that nobody hears.
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)\b|WEBVTT\b")
_TAG = re.compile(r"<[^<>]*>|\{\\?[^{}]*\}")
#: Fields in front of what is spoken in a line of SubStation.
_FIELDS = 9


def spoken(text: str) -> str:
    r"""What is spoken in ``text``, a line each; a line that is shown twice on end, as captions that roll are, once.

    >>> spoken("WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ann>Hi &amp; bye\n\n00:02.000 --> 00:03.000\nHi & bye\nnow")
    'Hi & bye\nnow'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    found: list[str] = []
    for line in _dialogue(lines) if "[script info]" in text[:1_000].lower() else _cues(lines):
        bare = " ".join(html.unescape(_TAG.sub("", line)).split())
        if bare and found[-1:] != [bare]:
            found.append(bare)
    return "\n".join(found)


def _cues(lines: list[str]) -> list[str]:
    """The lines below times, up to an empty one."""
    found: list[str] = []
    is_shown = False
    for number, line in enumerate(lines):
        if _TIMES.match(line):
            is_shown = True
        elif not line.strip() or (not is_shown and _ASIDE.match(line)):
            is_shown = False
        elif is_shown and not _is_number(lines, number):
            found.append(line)
    return found


def _is_number(lines: list[str], number: int) -> bool:
    """Whether a line is the number of the next cue, where the empty line between them is missing."""
    return lines[number].strip().isdecimal() and number + 1 < len(lines) and _TIMES.match(lines[number + 1]) is not None


def _dialogue(lines: list[str]) -> list[str]:
    spoken_lines = (line.partition(":")[2].split(",", _FIELDS) for line in lines if line.startswith("Dialogue:"))
    return [line for fields in spoken_lines for line in re.split(r"\\[Nn]", fields[-1].replace(r"\h", " "))]
