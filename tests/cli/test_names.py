"""Names in tables."""

import io

import rich.console
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.table import Table

from provenance.cli.tables import Name

PARTS = st.text("abz-_.é日本ไทย", min_size=1, max_size=70)


@given(PARTS, PARTS, st.integers(1, 9_999_999), st.integers(60, 160))
def test_a_name_stays_in_its_line(host: str, file: str, number: int, width: int) -> None:
    """A name of any length is one line of a table of any width, ends in its number, and is whole where it fits."""
    name = f"{host}.example/…/{file} #{number}"
    table = Table("words", "covered", "source, and who came first", box=None)
    table.add_row("1,234,567", "100%", Name(name))
    console = rich.console.Console(width=width, file=io.StringIO())
    _, *lines = "".join(segment.text for segment in console.render(table)).rstrip().split("\n")
    assert len(lines) == 1
    assert cell_len(lines[0].rstrip()) <= width
    assert lines[0].rstrip().endswith(f"#{number}")
    if cell_len(name) <= width - 30:
        assert name in lines[0]
