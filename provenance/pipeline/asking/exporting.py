"""Exporting what is stored: rows of views, the whole lineage in the terms of W3C PROV, and signatures."""

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from provenance.errors import UsageError
from provenance.exchange.signature_file import Header, Signature, write
from provenance.finished import finished
from provenance.model import ExportedView, ExportFormat, Relation
from provenance.pipeline.known_by_signature import TEXTS, sign_stored
from provenance.pipeline.session import Session
from provenance.store import Store, documents, exporting, lineage, sightings
from provenance.store.lineage import Edge
from provenance.visible import csv_text, json_text

if TYPE_CHECKING:
    from prov.model import ProvDocument

SCHEMA_VERSION = 1

#: Namespaces of texts, by the hash of what they say, and of what PROV has no word for.
TEXT, OWN = "urn:sha256:", "urn:provindex:"
#: What a spreadsheet takes for a formula, after blanks and in full width, too; or what would be read as our apostrophe.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|'")
#: What a relation is in PROV, besides a derivation.
_TYPES = {Relation.EXCERPT: "prov:Quotation", Relation.REVISION: "prov:Revision"}


def write_rows(store: Store, exported: ExportedView, form: ExportFormat, out: BinaryIO) -> None:
    """Write every row of a view, in a fixed order."""
    columns, pages = exporting.columns(store, exported), exporting.pages(store, exported)
    if form is ExportFormat.PARQUET:
        _write_parquet(columns, pages, out)
        return
    if form is ExportFormat.CSV:
        out.write(_csv_line(columns))
    for page in pages:
        if form is ExportFormat.CSV:
            out.writelines(map(_csv_line, page))
        else:
            out.writelines(_json_line(dict(zip(columns, row, strict=True))) for row in page)


def whole_prov_json(store: Store) -> str:
    """The lineage of the whole store as PROV-JSON: an entity for each text, a derivation for each edge."""
    edges = lineage.every(store)
    ids = {number for edge in edges for number in (edge.derived_id, edge.source_id)}
    return prov_json(documents.load(store, ids), edges)


def prov_json(members: Mapping[int, documents.StoredDocument], edges: Iterable[Edge]) -> str:
    """These documents and edges in the words of W3C PROV, as PROV-JSON.

    Raises:
        UsageError: The package ``prov`` is not installed.
    """
    return json_text(str(_prov_document(members, edges).serialize(indent=1)))


def _prov_document(members: Mapping[int, documents.StoredDocument], edges: Iterable[Edge]) -> "ProvDocument":
    """The same as the package ``prov`` has it.

    Raises:
        UsageError: The package ``prov`` is not installed.
    """
    try:
        from prov.model import ProvDocument
    except ImportError as error:
        raise UsageError("W3C PROV needs the package prov", hint="pip install 'provindex[w3c]'") from error
    document = ProvDocument()
    document.add_namespace("text", TEXT)
    document.add_namespace("own", OWN)
    for one in members.values():
        document.entity(f"text:{one.sha256}", _claims(one))
    for edge in edges:
        derived, source = (f"text:{members[number].sha256}" for number in (edge.derived_id, edge.source_id))
        attributes = _direction(edge)
        if edge.relation in _TYPES:
            attributes["prov:type"] = document.valid_qualified_name(_TYPES[edge.relation])
        document.derivation(derived, source, other_attributes=attributes)
    return document


def _claims(one: documents.StoredDocument) -> dict[str, Any]:
    known = {
        "prov:label": one.claims.title or one.uri,
        "prov:location": one.uri,
        "own:document": one.document_id,
        "own:tokens": one.tokens,
        "own:published_at": one.claims.published_at,
        "own:author": one.claims.author,
        "own:first_seen_at": one.first_seen_at,
    }
    return {name: value for name, value in known.items() if value is not None}


def _direction(edge: Edge) -> dict[str, Any]:
    return {
        "own:relation": str(edge.relation),
        "own:confidence": edge.confidence,
        "own:immediate": edge.immediate,
        "own:reasons": json.dumps([dataclasses.asdict(reason) for reason in edge.reasons], ensure_ascii=False),
    }


def _json_line(row: dict[str, Any]) -> bytes:
    if isinstance(row.get("reasons"), str):
        row["reasons"] = json.loads(row["reasons"])
    return (json_text(json.dumps({"schema_version": SCHEMA_VERSION, **row}, ensure_ascii=False)) + "\n").encode()


def _csv_line(row: Iterable[object]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([spreadsheet_cell(value) for value in row])
    return line.getvalue().encode()


def spreadsheet_cell(value: object) -> object:
    r"""``value`` as a spreadsheet may have it: formulas behind an apostrophe, escapes as JSON has them.

    To undo it, take one apostrophe from the start, then halve the backslashes before each ``u``: an odd one among them
    and the four digits that follow are a sign. JSON in a cell needs no undoing.
    """
    if not isinstance(value, str):
        return value
    if value.startswith(("[", "{")) and _is_json(value):
        return json_text(value)
    shown = csv_text(value)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def export_signatures(session: Session, path: Path) -> int:
    """Write the signature of each document to ``path``, with its number and where it was first seen; say how many.

    The file is for datasketch. Texts without words have no signature. The file appears when it is complete.
    """
    with session.store.snapshot():
        ids = sorted(number for number, _, tokens in documents.sizes(session.store) if tokens)
        header = Header.of(session.params, session.permutations, len(ids))
        with finished(path) as out:
            write(out, header, _signatures(session, ids))
    return len(ids)


def _signatures(session: Session, ids: Sequence[int]) -> Iterator[Signature]:
    for start in range(0, len(ids), TEXTS):
        signed = dict(sign_stored(session, ids[start : start + TEXTS]))
        places = sightings.uris(session.store, signed)
        yield from (Signature(places[number][0], hashvalues, number) for number, hashvalues in signed.items())


def _write_parquet(columns: list[str], pages: Iterator[list[tuple[Any, ...]]], out: BinaryIO) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("Parquet needs the package pyarrow", hint="pip install 'provindex[parquet]'") from error
    writer = None
    for page in pages:
        batch = pa.table({name: list(values) for name, values in zip(columns, zip(*page, strict=True), strict=True)})
        writer = writer or pq.ParquetWriter(out, batch.schema)
        writer.write_table(batch.cast(writer.schema))
    if writer is None:
        writer = pq.ParquetWriter(out, pa.schema([(name, pa.string()) for name in columns]))
    writer.close()
