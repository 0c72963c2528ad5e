"""The text that a browser sends: pasted into a form, or a file, which is read as `prov query` reads it."""

import dataclasses
import io
import tempfile
from pathlib import Path
from urllib.parse import parse_qs

from provenance.errors import InputError, UsageError
from provenance.model import Document
from provenance.pipeline.asking.one_text import one_text

#: Characters of the end of a file's name that are kept; readers tell formats by it.
_NAME = 60


def document(body: bytes, content_type: str) -> Document:
    """The text in a form. A file goes before what is pasted; nothing of it is left on the disk.

    Raises:
        UsageError: There is no text.
        InputError: It is a file that cannot be read.
    """
    if content_type.startswith("multipart/form-data"):
        text, name, content = _parts(body, content_type)
        if name and content:
            return _read(name, content)
    else:
        text = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).get("text", [""])[0]
    if not text.strip():
        raise UsageError("there is no text to look at", hint="paste one, or choose a file")
    return Document("", text.replace("\r\n", "\n"))


def _parts(body: bytes, content_type: str) -> tuple[str, str, bytes]:
    """The pasted text of a form in parts, the name of its file, and what that holds."""
    from python_multipart import parse_form
    from python_multipart.exceptions import FormParserError

    found: dict[str, bytes] = {}
    files: list[tuple[str, bytes]] = []

    def field(one: object) -> None:
        found[one.field_name.decode("utf-8", "replace")] = one.value or b""  # type: ignore[attr-defined]

    def file(one: object) -> None:
        one.file_object.seek(0)  # type: ignore[attr-defined]
        name = (one.file_name or b"").decode("utf-8", "replace")  # type: ignore[attr-defined]
        files.append((name, one.file_object.read()))  # type: ignore[attr-defined]

    headers = {"Content-Type": content_type.encode("latin-1"), "Content-Length": str(len(body)).encode()}
    try:
        parse_form(headers, io.BytesIO(body), field, file)
    except FormParserError as error:
        raise UsageError("the form cannot be read", hint="send it from the page") from error
    name, content = next((one for one in files if one[0]), ("", b""))
    return found.get("text", b"").decode("utf-8", "replace"), name, content


def _read(name: str, content: bytes) -> Document:
    """The text in a file of this name."""
    last = Path(name.replace("\\", "/")).name
    safe = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in last)[-_NAME:].lstrip(".") or "file"
    with tempfile.TemporaryDirectory(prefix="prov-") as folder:
        path = Path(folder) / safe
        path.write_bytes(content)
        try:
            found = one_text(str(path))
        except (InputError, UsageError) as error:
            raise InputError(f"{error}".replace(f"{path}", last), hint=error.hint) from error
    return dataclasses.replace(found, uri="")
