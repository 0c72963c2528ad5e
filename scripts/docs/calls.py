"""Which steps of a road are reached: each must be named by the code of one that is reached already.

Sources are read, not run. Whose method a call means is not looked into: the code of one step reaches the next one of
each name. Python reaches the core through ``index/py``.
"""

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

_TESTS = re.compile(r"^#\[cfg\(test\)\]\n(?:pub )?mod \w+ \{", re.MULTILINE)
_NO_CODE = re.compile(r"""//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'""")
_FUNCTION = re.compile(r"\bfn (\w+)")
_OWN = re.compile(r"\b[Ss]elf::")
#: A name, with the mark of a path before it: then it is that of another file.
_NAME = re.compile(r"(?:\w+(::))?(\w+)")


class Place(NamedTuple):
    """A function or class, and the file that holds it, below the root."""

    module: str
    name: str


def unreached(places: Iterable[Place]) -> list[Place]:
    """Those of ``places`` to which no way leads from the first one, over the others."""
    left = list(dict.fromkeys(places))
    ways = [left.pop(0)]
    while ways:
        way = ways.pop(0)
        names = named_by(way)
        for one in list(left):
            if one.name in names and not (
                way.module.startswith("provenance/") and one.module.startswith("index/core/")
            ):
                names.remove(one.name)
                left.remove(one)
                ways.append(one)
    return left


def named_by(place: Place) -> set[str]:
    """The names in the code of ``place``, and of what it names in its own file; none if it is not there."""
    own = definitions(place.module)
    found: set[str] = set()
    ways = [place.name]
    while ways:
        new = own.get(ways.pop(), frozenset()) - found
        found |= new
        ways += [name for name in new if name in own]
    return {name.removeprefix("::") for name in found}


@functools.cache
def definitions(module: str) -> Mapping[str, frozenset[str]]:
    """Each function and class that a file defines, outside tests, with the names in its code.

    What is named by the path of a module begins with ``::``.
    """
    source = (ROOT / module).read_text(encoding="utf-8")
    return _of_rust(source) if module.endswith(".rs") else _of_python(source)


def _of_python(source: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    nodes = list(ast.walk(ast.parse(source)))
    renamed = {
        alias.asname: alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = {renamed.get(name, name) for name in _names(node)}
            found[node.name] = found.get(node.name, frozenset()) | names
    return found


def _names(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
    """What is named in the body, and as what an argument is if it is not given."""
    defaults = [] if isinstance(node, ast.ClassDef) else [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    for part in (part for line in [*node.body, *defaults] for part in ast.walk(line)):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def _of_rust(source: str) -> dict[str, frozenset[str]]:
    code = _NO_CODE.sub('""', _TESTS.split(source)[0])
    found: dict[str, frozenset[str]] = {}
    for one in _FUNCTION.finditer(code):
        body = _OWN.sub("", _body(code, one.end()))
        names = frozenset(path + name for path, name in _NAME.findall(body))
        found[one[1]] = found.get(one[1], frozenset()) | names
    return found


def _body(code: str, start: int) -> str:
    """What stands between the next brace and the one that closes it."""
    begin = code.index("{", start)
    depth = 0
    for brace in re.finditer(r"[{}]", code[begin:]):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return code[begin : begin + brace.end()]
    return code[begin:]
