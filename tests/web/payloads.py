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
