"""Notices in texts: short forms of words, found fast and then read closely."""

import dataclasses
import re

from provenance import engine


@dataclasses.dataclass(frozen=True)
class Notice:
    """What to look for.

    Attributes:
        finder: What it begins with; of texts without that no more is read.
        pattern: The whole of it, with what may stand around it.
    """

    finder: engine.Pattern
    pattern: re.Pattern[str]

    def found_in(self, text: str) -> list[re.Match[str]]:
        """All of them in ``text``, in order; what begins within one is part of it."""
        found: list[re.Match[str]] = []
        for start, _ in self.finder.spans(text):
            is_part = bool(found) and start < found[-1].end()
            if not is_part and (one := self.pattern.match(text, start)):
                found.append(one)
        return found
