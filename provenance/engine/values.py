"""Answers of the native core as our values, and its errors as our errors."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from provenance import _core
from provenance.errors import DiskFull, IntegrityError, ProvenanceError
from provenance.model import Alignment, Basis, Disguise, Finding, Kind, Mark, Passage, Side, Substitution


@contextlib.contextmanager
def damage_reported(also: tuple[type[Exception], ...] = (OSError,)) -> Iterator[None]:
    """Turn what the core says of damaged, foreign or missing segments into :class:`IntegrityError`."""
    caught: tuple[type[Exception], ...] = (_core.DamagedSegment, _core.ForeignSegment, *also)
    try:
        yield
    except caught as error:
        hint = "restore the store and its index folder from one backup, or index again into a new store"
        raise IntegrityError(_said(error), hint=hint) from error


@contextlib.contextmanager
def damaged_text_reported() -> Iterator[None]:
    """Turn what the core says of stored texts and lexicons that it cannot read into :class:`IntegrityError`."""
    try:
        yield
    except ValueError as error:
        raise IntegrityError(
            str(error), hint="restore the store from a backup; `prov verify` says how far it goes"
        ) from error


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno and error.filename:
        return f"cannot read {error.filename}: {os.strerror(error.errno)}"
    return str(error)


@contextlib.contextmanager
def writing_reported(path: Path) -> Iterator[None]:
    """Turn what the system says of a segment that cannot be written into errors of ours."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            hint = "free some space and run the command again"
            raise DiskFull(f"no room for {path.name} in {path.parent}", hint=hint) from error
        raise ProvenanceError(f"cannot write {path}: {error.strerror or error}") from error


_SIDES = {"left": Side.QUERY, "right": Side.SOURCE, "both": Side.BOTH}


def alignment(native: _core.Alignment) -> Alignment:
    """The core's ``left`` is our query, its ``right`` our source."""
    return Alignment(
        kind=Kind(native.kind) if native.kind else None,
        resemblance=native.resemblance,
        query_in_source=native.left_in_right,
        source_in_query=native.right_in_left,
        matched_words=native.matched_words,
        changed=native.changed,
        passages=tuple(_passage(passage) for passage in native.passages),
        substitutions=tuple(Substitution(one.right, one.left, one.count) for one in native.substitutions),
        coarse=native.coarse,
        content=native.content,
        overlap=native.overlap,
        worth_a_second_look=native.worth_a_second_look,
    )


def _passage(native: _core.Passage) -> Passage:
    return Passage(
        query_start=native.left_start,
        query_end=native.left_end,
        source_start=native.right_start,
        source_end=native.right_end,
        kind=Kind(native.kind),
        changed=native.changed,
        words=native.words,
        findings=tuple(Finding(Disguise(kind), _SIDES[side], count) for kind, side, count in native.findings),
        marks=tuple(Mark(mark) for mark in native.marks),
        basis=Basis(native.basis),
        likeness=native.likeness,
    )
