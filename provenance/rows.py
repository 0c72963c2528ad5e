"""Answers of many rows: a tuple for programs, or a table for Arrow and pandas."""

import dataclasses
import enum
import types
import typing
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from provenance.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

Row = TypeVar("Row")


class Rows(tuple[Row, ...]):  # noqa: SLOT001 - a tuple can have no slots of its own
    """Rows of one type, in order. Equal to a tuple of them.

    >>> from provenance.model import Reason
    >>> rows = Rows(Reason, [Reason("dates", 2.0, "a day earlier")])
    >>> len(rows), rows[0].kind
    (1, 'dates')
    """

    row_type: type[Row]

    def __new__(cls, row_type: type[Row], rows: Iterable[Row]) -> Self:
        """Take over ``rows`` of the dataclass ``row_type``."""
        self = super().__new__(cls, rows)
        self.row_type = row_type
        return self

    def to_arrow(self) -> "pa.Table":
        """The rows as an Arrow table, a column for each field; ``to_arrow().to_pandas()`` is a pandas data frame.

        An answer without rows has the same columns.

        Raises:
            UsageError: The package pyarrow is not installed.
        """
        try:
            import pyarrow as pa
        except ImportError as error:
            raise UsageError("Arrow needs the package pyarrow", hint="pip install 'provindex[parquet]'") from error
        return pa.Table.from_pylist(
            [dataclasses.asdict(typing.cast("Any", one)) for one in self], schema=pa.schema(_fields(self.row_type))
        )


def _fields(row_type: type) -> list[tuple[str, Any]]:
    """The columns of a dataclass, by name and Arrow type."""
    return [(name, _arrow_type(hint)) for name, hint in typing.get_type_hints(row_type).items()]


def _arrow_type(hint: Any) -> Any:  # noqa: ANN401 - pyarrow has no types of its own
    """The Arrow type of what a field of ours may be: a plain value, or ``None``, or a tuple of dataclasses."""
    import pyarrow as pa

    plain = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), str: pa.string()}
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and issubclass(hint, enum.StrEnum):
        return pa.string()
    if dataclasses.is_dataclass(hint):
        return pa.struct(_fields(typing.cast("type", hint)))
    if typing.get_origin(hint) is types.UnionType:
        return _arrow_type(next(one for one in typing.get_args(hint) if one is not types.NoneType))
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_type(typing.get_args(hint)[0]))
    raise TypeError(f"no Arrow type for {hint}")
