"""Documents that are packages: XML and other parts under names, in a ZIP archive or, seldom, in one XML file."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import defusedxml.ElementTree

from provenance.errors import InputError
from provenance.readers.limits import Limits
from provenance.sizes import readable_size

#: How a relation to the main part ends, in every version of the standard.
_MAIN = "/officeDocument"
_TYPES = "[Content_Types].xml"
#: Namespaces of Flat OPC.
_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


class Package(Protocol):
    """Parts under names."""

    def bytes(self, name: str) -> bytes | None:
        """What is in the part ``name``, if there is one."""
        ...

    def xml(self, name: str) -> Element | None:
        """The tree in the part ``name``, if there is one."""
        ...


class ZipPackage:
    """Parts in a ZIP archive, each and all together no larger than they may be.

    Names are found however a producer spelled them: with a slash in front, backslashes, or in another case.
    """

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        """The parts in ``archive``."""
        self._archive = archive
        self._left = self._most = limits.document
        self._names = {_key(info.filename): info for info in reversed(archive.infolist())}

    def names(self) -> list[str]:
        """The names of the parts, as they are looked up."""
        return list(self._names)

    def has(self, name: str) -> bool:
        """Whether there is a part ``name``."""
        return self._info(name) is not None

    def _info(self, name: str) -> zipfile.ZipInfo | None:
        return self._names.get(_key(name)) or self._names.get(_key(unquote(name)))

    def bytes(self, name: str) -> bytes | None:
        """What is in the part ``name``, if there is one."""
        info = self._info(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise InputError("a document that is locked with a password")
        with self._archive.open(info) as member:
            data = member.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"expands to more than {readable_size(self._most)}")
        return data

    def xml(self, name: str) -> Element | None:
        """The tree in the part ``name``, if there is one; entities, which can be bombs, are refused."""
        data = self.bytes(name)
        return None if data is None else parsed(data)


class FlatPackage:
    """Parts in one XML file, as Word writes them on demand (Flat OPC)."""

    def __init__(self, root: Element) -> None:
        """The parts in ``root``."""
        self._trees = {
            _key(part.get(_FLAT + "name") or ""): next(iter(data), None)
            for part in root.iter(_FLAT + "part")
            for data in part.iter(_FLAT + "xmlData")
        }

    def bytes(self, name: str) -> bytes | None:
        """Nothing: what is no XML is not looked into."""
        del name
        return None

    def xml(self, name: str) -> Element | None:
        """The tree in the part ``name``, if there is one."""
        return self._trees.get(_key(name))


def is_flat(root: Element) -> bool:
    """Whether ``root`` is a package in one XML file."""
    return root.tag == _FLAT + "package"


def parsed(data: bytes) -> Element:
    """The tree in ``data``.

    Raises:
        InputError: It defines entities, which can be bombs.
        ParseError: It is not XML.
    """
    try:
        return defusedxml.ElementTree.fromstring(data)  # type: ignore[no-any-return]
    except defusedxml.DefusedXmlException as error:
        raise InputError(f"XML that defines entities: {type(error).__name__}") from error


def needed(package: Package, name: str) -> Element:
    """The tree in the part ``name``.

    Raises:
        InputError: There is none.
    """
    found = package.xml(name)
    if found is None:
        raise InputError(f"an office document without {name}")
    return found


def optional(package: Package, name: str | None) -> Element | None:
    """The tree in a part that says something about the text; a broken one says nothing."""
    try:
        return package.xml(name) if name else None
    except (ParseError, ValueError):
        return None


def local(tag: object) -> str:
    """The name of an element or attribute without its namespace; none for comments and the like.

    >>> local("{urn:x}p"), local("p")
    ('p', 'p')
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def main_part(package: Package) -> str | None:
    """The part that the relations of the whole package call the document (OPC, part 2 of ISO/IEC 29500)."""
    return next((target for kind, target in relations(package, "").values() if kind.endswith(_MAIN)), None)


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """By their identifiers, kinds and targets of the relations of ``part`` to other parts of the package."""
    folder, name = posixpath.split(part)
    tree = package.xml(posixpath.join(folder, "_rels", name + ".rels"))
    found = {}
    for one in () if tree is None else tree:
        target = one.get("Target") or ""
        if target and one.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
            found[one.get("Id") or path] = (one.get("Type") or "", path)
    return found


def content_type(package: Package, part: str) -> str:
    """What the package calls the content of ``part``; nothing if it does not say."""
    tree = package.xml(_TYPES)
    named = {_key(one.get("PartName") or ""): one.get("ContentType") or "" for one in _elements(tree, "Override")}
    kinds = {(one.get("Extension") or "").lower(): one.get("ContentType") or "" for one in _elements(tree, "Default")}
    return named.get(_key(part)) or kinds.get(posixpath.splitext(part)[1].lstrip(".").lower(), "")


def _elements(tree: Element | None, name: str) -> Iterator[Element]:
    return (one for one in (() if tree is None else tree) if local(one.tag) == name)


def _key(name: str) -> str:
    """A name of a part without what producers spell in several ways."""
    return name.replace("\\", "/").lstrip("/").lower()
