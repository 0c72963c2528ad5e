"""The text that a browser sends: pasted into a form, or a file, which is read as `prov query` reads it."""

import dataclasses
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs

from provenance.errors import InputError, UsageError
from provenance.model import Document

#: Characters of the end of a file's name that are kept; readers tell formats by it.
_NAME = 60


@dataclasses.dataclass(frozen=True)
class Form:
    """What a form has: its fields, and the name of its file with what that holds."""

    fields: Mapping[str, str]
    name: str = ""
    content: bytes = b""


def document(form: Form) -> Document:
    """The text in a form. A file goes before what is pasted; nothing of it is left on the disk.

    Raises:
        UsageError: There is no text.
        InputError: It is a file that cannot be read.
    """
    if form.name and form.content:
        return _read(form.name, form.content)
    text = form.fields.get("text", "")
    if not text.strip():
        raise UsageError("there is no text to look at", hint="paste one, or choose a file")
    return Document("", text.replace("\r\n", "\n"))


def form(body: bytes, content_type: str) -> Form:
    """The form in what a browser sent.

    Raises:
        UsageError: It is none.
    """
    if content_type.startswith("multipart/form-data"):
        return _parts(body, content_type)
    return Form({name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()})


def _parts(body: bytes, content_type: str) -> Form:
    """A form that may have files."""
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
    fields = {name: value.decode("utf-8", "replace") for name, value in found.items()}
    return Form(fields, *next((one for one in files if one[0]), ("", b"")))


def _read(name: str, content: bytes) -> Document:
    """The text in a file of this name."""
    from provenance.readers import read_one  # only where a file is sent

    last = Path(name.replace("\\", "/")).name
    safe = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in last)[-_NAME:].lstrip(".") or "file"
    with tempfile.TemporaryDirectory(prefix="prov-") as folder:
        path = Path(folder) / safe
        path.write_bytes(content)
        try:
            found = read_one(str(path))
        except (InputError, UsageError) as error:
            raise InputError(f"{error}".replace(f"{path}", last), hint=error.hint) from error
    return dataclasses.replace(found, uri="")
