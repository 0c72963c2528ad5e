import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.model import Document, Metadata, Origin
from provenance.times import ClaimedTime, as_claimed, claimed_time, credible, utc_moment

WRITTEN = {
    "2024": "2024",
    "2024-05": "2024-05",
    "2024/5": "2024-05",
    "05/2024": "2024-05",
    "May 2024": "2024-05",
    "mai 2024": "2024-05",
    "2024-05-01": "2024-05-01",
    "20240501": "2024-05-01",
    "2024/05/01": "2024-05-01",
    "1.5.2024": "2024-05-01",
    "1. Mai 2024": "2024-05-01",
    "1er mai 2024": "2024-05-01",
    "1 de mayo de 2024": "2024-05-01",
    "Wednesday, May 1st, 2024": "2024-05-01",
    "1 мая 2024 г.": "2024-05-01",
    "2024年5月1日": "2024-05-01",
    "05/13/2024": "2024-05-13",
    "13/05/2024": "2024-05-13",
    "05/01/2024": "2024",  # the fifth of January or the first of May
    "2024-05-01+02:00": "2024-05-01",
    "2024-05-01T10": "2024-05-01",
    "2024-05-01T00:00:00": "2024-05-01",
    "2024-05-01T00:00:00+02:00": "2024-05-01",
    "2024-05-01T00:00:00Z": "2024-05-01T00:00:00Z",
    "2024-05-01 10:00": "2024-05-01T10:00:00",
    "May 1, 2024 3:15 pm": "2024-05-01T15:15:00",
    "2024-05-01T10:00:00-00:00": "2024-05-01T10:00:00",
    "Wed, 01 May 2024 10:00:00 -0000": "2024-05-01T10:00:00",
    "2024-05-01T10:00+02:00": "2024-05-01T08:00:00Z",
    "2024-05-01T10:00:00.250+0200": "2024-05-01T08:00:00Z",
    "20240501T100000Z": "2024-05-01T10:00:00Z",
    "Wed, 1 May 2024 10:00:00 EST": "2024-05-01T15:00:00Z",
}


@pytest.mark.parametrize(("written", "kept"), WRITTEN.items())
def test_a_claim_keeps_its_precision(written: str, kept: str) -> None:
    """What a claim does not say is not made up, whatever the way it is written in."""
    assert as_claimed(written) == kept


@pytest.mark.parametrize("kept", WRITTEN.values())
def test_what_is_kept_is_read_as_it_is(kept: str) -> None:
    """A claim as it is kept is a way to write it."""
    assert as_claimed(kept) == kept


@pytest.mark.parametrize(
    "written", ["", "yesterday", "24", "7", "2024-13", "2024-02-30", "12:30", "31/31/2024", "v2.0.24"]
)
def test_what_names_no_time_is_refused(written: str) -> None:
    """What is no time is said to be none."""
    with pytest.raises(ValueError, match=r"."):
        as_claimed(written)


PLACEHOLDERS = [
    "0001-01-01T00:00:00",
    "0000-00-00 00:00:00",
    "0101-01-01T00:00:00+00:00",
    "0001",
    "1582-10-15",
    "1601-01-01T00:00:00Z",
    "1899-12-30T00:00:00Z",
    "1899-12-31",
    "1900-01-01",
    "1904-01-01T00:00:00",
    "1970-01-01T00:00:00Z",
    "1970-01-01T01:00:00+01:00",
    "1969-12-31T19:00:00",
    "1969-12-31",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "1. Januar 1970",
    "1980-01-01",
    "1980-01-01T01:00:00",
    "1999-11-30T00:00:00Z",
    "2013-12-23T23:15:00Z",
    "2013-01-27T09:14:16Z",
    "2006-09-16T00:00:00Z",
]


@pytest.mark.parametrize("written", PLACEHOLDERS)
def test_a_placeholder_claims_nothing(written: str) -> None:
    """What programs write that know no date is no claim, in any zone."""
    assert as_claimed(written) is None
    assert Metadata(published_at=written).published_at is None


@pytest.mark.parametrize(
    "written", ["1970", "1900", "1813", "1970-01-03", "1980-01-02T10:20:30Z", "2013-12-23", "2000-02-01"]
)
def test_dates_beside_placeholders_are_claims(written: str) -> None:
    """A year of a book, or a day after an epoch, is a claim."""
    assert as_claimed(written) == written


PAIRS = [
    ("2024-05-01T08:00:00Z", "2024-05-01T08:01:00Z", True),
    ("2024-05-01T08:00:00Z", "2024-05-01T08:00:30Z", False),  # the first one was written to the minute
    ("2024-05-01T08:00:20Z", "2024-05-01T08:00:30Z", True),
    ("2024-05-01T08:00:00Z", "2024-05-01", False),
    ("2024-05-01", "2024-05-01T23:00:00Z", False),
    ("2024-05-01", "2024-05-02", False),  # somewhere the first day ends after the second one began elsewhere
    ("2024-05-01", "2024-05-03", True),
    ("2024-05-01T08:00:00Z", "2024-05-02", True),  # nowhere it was the second of May yet
    ("2024-05-01", "2024-05-02T12:00:00Z", True),
    ("2024-05-01T20:00:00", "2024-05-02T01:00:00Z", False),
    ("2024-05-01T20:00:00", "2024-05-02T12:00:00Z", True),
    ("2024-05-01T00:00:00Z", "2024-05-01T09:00:00Z", False),  # midnight in UTC stands for the day
    ("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", True),
    ("2024-05", "2024-05-20", False),
    ("2024-05", "2024-06", True),
    ("2024-05", "2024-06-15", True),
    ("2023", "2024", True),
    ("2024", "2024-11", False),
    ("2023", "2024-01-15", True),
    ("9999-12-31", "9999", False),
]


@pytest.mark.parametrize(("one", "other", "ordered"), PAIRS)
def test_claims_have_an_order_where_they_do_not_overlap(one: str, other: str, *, ordered: bool) -> None:
    """The first of each pair comes first, or nothing is said; never the second."""
    first, second = claimed_time(one), claimed_time(other)
    assert first.is_before(second) is ordered
    assert not second.is_before(first)


moments = st.datetimes(dt.datetime(1500, 1, 1), dt.datetime(2200, 1, 1))  # noqa: DTZ001 - both naive and aware are wanted


@st.composite
def claims(draw: st.DrawFn) -> ClaimedTime:
    """A claim of any precision."""
    moment = draw(moments)
    size = draw(st.sampled_from([4, 7, 10, 19, 20]))
    return claimed_time((moment.isoformat(timespec="seconds") + "Z")[:size])


@given(claims(), claims())
def test_the_order_of_claims_is_antisymmetric(one: ClaimedTime, other: ClaimedTime) -> None:
    """Two claims never come before each other, and one never before itself."""
    assert not (one.is_before(other) and other.is_before(one))
    assert not one.is_before(one)


@given(claims(), claims())
def test_overlapping_claims_have_no_order(one: ClaimedTime, other: ClaimedTime) -> None:
    """Where there is a moment that both claims may mean, neither comes first; elsewhere one does."""
    overlap = max(one.earliest, other.earliest) < min(one.latest, other.latest)
    assert (one.is_before(other) or other.is_before(one)) is not overlap


@given(claims(), claims(), claims())
def test_the_order_of_claims_is_transitive(one: ClaimedTime, other: ClaimedTime, third: ClaimedTime) -> None:
    """What comes before something comes before all that comes after it."""
    if one.is_before(other) and other.is_before(third):
        assert one.is_before(third)


@given(moments, st.integers(-40, 56), st.sampled_from([4, 7, 10, 19]))
def test_a_claim_holds_the_moment_it_was_cut_from(moment: dt.datetime, quarters: int, size: int) -> None:
    """However a moment in an inhabited zone is cut short, its claim spans it; of months and years, but for the zone."""
    zone = dt.timezone(dt.timedelta(minutes=15 * quarters))
    claim = claimed_time(moment.isoformat(timespec="seconds")[:size])
    exact = moment.replace(microsecond=0, tzinfo=zone if size >= 10 else dt.UTC)
    assert claim.earliest <= exact < claim.latest


@pytest.mark.parametrize(
    ("claimed", "seen_at", "holds"),
    [
        ("2029-05-01T08:00:00Z", "2024-05-03T10:00:00Z", False),
        ("2025", "2024-12-31T20:00:00Z", False),
        ("2024-05-03T10:00:01Z", "2024-05-03T10:00:00Z", False),
        ("2024-05-03", "2024-05-03T10:00:00Z", True),
        ("2024-05-04", "2024-05-03T12:00:00Z", True),  # where that day begins first it had begun
        ("2024", "2024-01-01T10:00:00Z", True),
        ("2024-05-03T10:00:00Z", "2024-05-03T10:00:00Z", True),
    ],
)
def test_a_claim_later_than_its_sighting_is_void(claimed: str, seen_at: str, *, holds: bool) -> None:
    """What was seen cannot have been published after that, wherever within its precision the claim lies."""
    assert (credible(claimed, seen_at) is not None) is holds
    observed = Document("memory:a", "A text.", Metadata(published_at=claimed), origin=Origin(observed_at=seen_at))
    assert (observed.metadata.published_at is not None) is holds


def test_claims_of_older_stores_are_read() -> None:
    """What older versions stored as midnight in UTC is that day, and placeholders that they stored say nothing."""
    day = claimed_time("2024-05-01T00:00:00Z")
    assert (day.earliest, day.latest) == (utc_moment("2024-05-01T00:00:00Z"), utc_moment("2024-05-02T00:00:00Z"))
    assert credible("0101-01-01T00:00:00Z", None) is None
