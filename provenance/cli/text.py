"""Text for a terminal, made visible before it is measured, so that columns stand where they should."""

from typing import Any, Self

import rich.text
from rich.style import StyleType

from provenance.visible import printable


class Text(rich.text.Text):
    """As rich has it, and unable to steer a terminal, turn signs around or hide any."""

    def __init__(self, text: str = "", style: StyleType = "", **layout: Any) -> None:  # noqa: ANN401 - rich's own
        """``text`` with escapes for what would."""
        super().__init__(printable(text), style, **layout)

    def append(self, text: rich.text.Text | str, style: StyleType | None = None) -> Self:
        """Add ``text``, likewise."""
        super().append(printable(text) if isinstance(text, str) else text, style)
        return self
