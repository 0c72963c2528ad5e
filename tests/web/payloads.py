"""Texts that would run as a script where a page does not escape them."""

RUN = "window.__ran=1"

_WRAPS = (
    "{}",
    '"{}',
    "'{}",
    "</textarea>{}",
    "</script>{}",
    "</title>{}",
    "</style>{}",
    "-->{}",
    "]]>{}",
    "{{{{7*7}}}}{}",
    "%3Cx%3E{}",
    "\\u003c{}",
    "&lt;{}",
    "`{}`",
    "</svg>{}",
)
_BODIES = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<a href=javascript:{RUN}>go</a>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f" onmouseover={RUN} autofocus onfocus={RUN} x=",
    f"<math><mtext><style><img src=x onerror={RUN}></style></mtext></math>",
    f"<style>@import 'javascript:{RUN}';</style>",
)
PAYLOADS = [wrap.format(body) for wrap in _WRAPS for body in _BODIES]
"""150 of them."""


def harmless(payload: str) -> str:
    """The same length in letters that mean nothing to a browser."""
    return "".join(sign if sign == " " else "x" for sign in payload)


def taken_from(number: int, payload: str) -> str:
    """A sentence of a copy that gives the address of its source, which the reasons for a direction quote."""
    return f"See x.example/{number}/{payload} for more."


def in_notes(notes: list[str], said: list[str]) -> int:
    """How many of these texts some note quotes."""
    return sum(any(one in note for note in notes) for one in said)
