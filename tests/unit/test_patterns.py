"""Every regular expression of the package does work that grows with the length of what it reads, and not faster."""

import ast
import importlib
import importlib.util
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import provenance

_METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
#: What stands in for a part of a pattern that is only known when it is used.
_UNKNOWN = "x"

#: What tempts a pattern to try again and again: each is repeated until the text is long enough.
_LURES = (
    *(" \t\n\raA1-.,:/<>'\"=&@_(©é。Ж"),
    *("\r\n", "x ", "a ", "a.", "1.", "12", "1 ", "a:", "a: ", "a:\r\n", "X-A: b\r\n", " a\r\n", "\n ", " \n", "a\n"),
    *(".\n", "; ", ". ", '." ', "<!--", "<!-- -->", "<!-- --> <!--", "-->", "<a ", "<a b", "<meta ", "<meta charset"),
    *("<meta charset=", "<?xml ", "<html", "<p>", "From a ", "From a 2024\r\n", "charset=", "Content-Type: ", "2024"),
    *("2024-05", "2024-05-01", "%", "%4", "%PDF-1.4\n", "utm_a", "HTTP/1.1 ", "(c) ", "© 2024 ", "Copyright ", "by a "),
    *("Version 1.", "RFC ", "v1.", "May 1, ", "1 May 2024 ", "\N{NO-BREAK SPACE}"),
)
_STARTS = ("", "<", '"')
_ENDS = ("", "\0")

#: Lengths, growing slowly, on which exponential work shows before it has to be waited for, and seconds it may take.
_SHORT = (20, 30, 45, 70, 105, 160, 240, 360)
_LEAST = 0.02
#: The length that is doubled, seconds below which nothing is compared, and how much longer twice the length may take.
_SIZE = 3_000
_NOISE = 0.004
_RATIO = 3.2


class Use(NamedTuple):
    """A pattern and a way in which it is applied."""

    where: str
    pattern: re.Pattern[Any]
    method: str


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for found in pkgutil.walk_packages(provenance.__path__, "provenance."):
        path = importlib.util.find_spec(found.name)
        if path and path.origin and path.origin.endswith(".py"):
            yield found.name, ast.parse(Path(path.origin).read_text(encoding="utf-8"))


def _compiled(held: object) -> Iterator[re.Pattern[Any]]:
    """The patterns that a module-level name holds, itself or in a container."""
    if isinstance(held, re.Pattern):
        yield held
    elif isinstance(held, tuple | list | set | frozenset):
        for one in held:
            yield from _compiled(one)
    elif isinstance(held, dict):
        yield from _compiled(list(held.values()))


def _literal(node: ast.expr) -> str | bytes | None:
    """The pattern that an expression writes, with stand-ins for what is only known at run time."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else _UNKNOWN for one in node.values)
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        format_ = _literal(node.left)
        if isinstance(format_, bytes):
            return format_.replace(b"%s", _UNKNOWN.encode())
        return format_.replace("%s", _UNKNOWN) if format_ else None
    return None


def _written(name: str, tree: ast.Module) -> Iterator[Use]:
    """Patterns that are written where they are used."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr in _METHODS:
            pattern = _literal(node.args[0])
            if pattern is not None:
                flags = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else re.NOFLAG
                yield Use(f"{name}:{node.lineno}", re.compile(pattern, flags), node.func.attr)


def _named(name: str, tree: ast.Module) -> Iterator[Use]:
    """Patterns that a module compiles once, each with the methods that the module calls on the name."""
    called: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _METHODS and isinstance(node.value, ast.Name):
            called.setdefault(node.value.id, set()).add(node.attr)
    for held, value in vars(importlib.import_module(name)).items():
        for pattern in _compiled(value):
            for method in sorted(called.get(held, {"search"})):
                yield Use(f"{name}.{held}", pattern, method)


def _uses() -> list[Use]:
    found: dict[tuple[object, str], Use] = {}
    for name, tree in _modules():
        for use in (*_named(name, tree), *_written(name, tree)):
            found.setdefault((use.pattern, use.method), use)
    return list(found.values())


USES = _uses()


def _seconds(use: Use, text: str) -> float:
    subject: Any = text.encode() if isinstance(use.pattern.pattern, bytes) else text
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        if use.method in {"sub", "subn"}:
            use.pattern.sub(use.pattern.pattern[:0], subject)
        else:
            result = getattr(use.pattern, use.method)(subject)
            if use.method == "finditer":
                list(result)
        best = min(best, time.process_time() - start)
        if best < _NOISE:
            break
    return best


def _texts(size: int) -> Iterator[tuple[str, str]]:
    for start in _STARTS:
        for lure in _LURES:
            for end in _ENDS:
                yield repr((start, lure, end)), start + lure * (size // len(lure)) + end


def _hangs(use: Use) -> str | None:
    """The text on which a pattern does more than linear work, if one is found."""
    for (name, once), (_, twice), (_, four) in zip(_texts(_SIZE), _texts(2 * _SIZE), _texts(4 * _SIZE), strict=True):
        end = once[-1:]
        for size in _SHORT:
            if (took := _seconds(use, once[:size] + end)) > _LEAST:
                return f"{name}: {took:.3f} s for {size} characters"
        took, more, most = _seconds(use, once), 0.0, 0.0
        if took > _NOISE / 4:
            more = _seconds(use, twice)
        if more > _NOISE and more > _RATIO * took:
            most = _seconds(use, four)
        if most > _RATIO * more > 0:
            return f"{name}: {took:.4f} s, twice as long {more:.4f} s, again {most:.4f} s"
    return None


def test_patterns_are_found() -> None:
    """The search for patterns sees those of all parts of the package, named ones and written ones."""
    places = {use.where for use in USES}
    assert len(USES) > 40
    assert {"provenance.readers.formats.signs.MAIL_FROM", "provenance.crawl.discovery.links._TAG"} <= places
    assert any(re.fullmatch(r"provenance\.readers\.documents\.pdf:\d+", place) for place in places)


@pytest.mark.parametrize("use", USES, ids=[f"{use.where}.{use.method}" for use in USES])
def test_a_pattern_does_linear_work(use: Use) -> None:
    """On texts made to tempt it, a pattern takes about twice as long for twice the length, and never long."""
    assert _hangs(use) is None


def test_a_pattern_that_backtracks_is_noticed() -> None:
    """The check finds the quadratic and the exponential work for which it is made."""
    assert _hangs(Use("", re.compile(r"\s+$"), "search"))
    assert _hangs(Use("", re.compile(r"(?:a|aa)+!"), "match"))
