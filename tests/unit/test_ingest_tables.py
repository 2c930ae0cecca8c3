"""Tables that come out of a PDF as loose lines: whole, or not trusted, never shifted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.checks import inconsistencies, odd_percentages
from bot.ingest.document import Block, BlockKind, Reason, Table
from bot.ingest.grids import Cell, table_of
from bot.ingest.line_tables import find_tables

NUMBERS = ("Score before treatment", "Score at week 12", "Itch before treatment", "Itch at week 12")
WORDS = st.sampled_from(["N", "Invented cream", "Pretend, ointment", "Fancy/plain lotion", "Moon milk twice a day"])
FIGURES = st.one_of(st.integers(0, 40).map(str), st.floats(0, 40).map(lambda each: f"{each:.1f}"))


@dataclass(frozen=True)
class Loose:
    """A table, and the lines that a PDF may give for it."""

    rows: list[list[str]]
    names: tuple[str, ...]
    lines: list[str]


@st.composite
def loose_tables(draw: st.DrawFn) -> Loose:
    count = draw(st.integers(3, 12))
    names = NUMBERS[: draw(st.sampled_from([2, 4]))]
    rows = [
        [str(number), f"{draw(st.sampled_from([5, 10]))} mg", draw(WORDS), *(draw(FIGURES) for _ in names), draw(WORDS)]
        for number in range(1, count + 1)
    ]
    lines = ["Table 1: Invented people one by one", ""]
    for name in ("Case Dose", "Other treatment", *names, "Side effects"):
        lines += [*draw(broken(name)), ""]
    for row in rows:
        pieces = [f"{row[0]} {row[1]} {row[2]}", " ".join(row[3:])]
        for piece in pieces if draw(st.booleans()) else [" ".join(pieces)]:
            lines += draw(broken(piece)) if draw(st.booleans()) else [piece]
            lines += [""] if draw(st.booleans()) else []
    return Loose(
        rows,
        names,
        [*lines, "", "N: none; mg: milligram; IGA: invented assessment", "", "The text goes on after the table."],
    )


@st.composite
def broken(draw: st.DrawFn, text: str) -> list[str]:
    """Return a text over one or two lines, as narrow cells break it."""
    words = text.split()
    cut = draw(st.integers(1, len(words)))
    return [" ".join(part) for part in (words[:cut], words[cut:]) if part]


@given(loose=loose_tables())
def test_rows_are_whole_or_the_table_is_not_trusted(loose: Loose) -> None:
    """Every figure stands in its own row and under its own heading, however the lines were broken."""
    regions = find_tables(loose.lines)

    assert len(regions) == 1
    table = regions[0].table
    if table is None:
        assert Reason.TABLE in {each.reason for each in regions[0].removed}
        return
    assert [row[0] for row in table.rows] == [row[0] for row in loose.rows]
    for at, name in enumerate(loose.names):
        if name in table.header:
            column = table.header.index(name)
            assert [row[column] for row in table.rows] == [row[3 + at] for row in loose.rows]
    told = [" ".join(row) for row in table.rows]
    assert told == [" ".join(row) for row in loose.rows]
    figures = [heading for heading in table.header if heading in NUMBERS]
    assert figures == [name for name in loose.names if name in figures]


CASE_6 = """Table 2: Invented people one by one

Case Dose

Cream

Score
before

Score at week
12

1 5 mg N 8.1 1.0
2 5 mg N 9.0 2.0
3 5 mg Moon milk,
Pretend paste

4 1.1
4 5 mg N 6.4 0.5
5 5 mg N 7.0 0.1
"""


def test_a_line_that_starts_like_a_row_is_read_by_its_shape() -> None:
    """ "4 1.1" belongs to case 3; case 4 comes after it."""
    table = find_tables(CASE_6.splitlines())[0].table

    assert table is not None
    assert [(row[0], row[-2], row[-1]) for row in table.rows][2:4] == [("3", "4", "1.1"), ("4", "6.4", "0.5")]


@pytest.mark.parametrize(
    "lines",
    [
        "Table 1: Gaps\n\nCase Score\n\n1 5 6\n2 7\n3 8 9\n\nText.",
        "Table 1: No headings\n\n1 5 6\n2 7 8\n3 8 9\n\nText.",
        "Table 1: Columns   that\n\nA   B   C\n1 2\n3   4   5\n6   7   8\n\nText.",
    ],
)
def test_what_does_not_fit_is_left_out(lines: str) -> None:
    """A missing cell could be any cell."""
    regions = find_tables(lines.splitlines())
    assert all(region.table is None for region in regions)


@given(
    rows=st.lists(
        st.lists(
            st.builds(
                Cell, st.text("abc 12", min_size=1, max_size=6), st.integers(1, 3), st.integers(1, 3), st.booleans()
            ),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_cells_with_spans_make_whole_rows_or_no_table(rows: list[list[Cell]]) -> None:
    """HTML, JATS and Word allow spans that overlap; what comes out is a grid."""
    table = table_of(rows)
    if isinstance(table, Table):
        assert {len(row) for row in table.rows} == {len(table.header)}


PEOPLE = Table(
    header=("Case", "Sex", "Age (years)", "MOON before", "MOON at week 8"),
    rows=(
        ("1", "F", "30", "20", "10"),
        ("2", "F", "40", "10", "1"),
        ("3", "M", "50", "40", "0"),
        ("4", "M", "60", "10", "9"),
    ),
)
BLOCK = Block(kind=BlockKind.TABLE, text="Table 1", table=PEOPLE)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The mean age was 45 years.", []),
        ("The mean age was 47 years.", ["Mean of Age (years): the text says 47, Table 1 gives 45.00."]),
        ("The mean MOON score fell from 20.00 to 5.00.", []),
        (
            "The mean MOON score fell from 20.00 to 4.00.",
            ["Mean of MOON at week 8: the text says 4.00, Table 1 gives 5.00."],
        ),
        ("MOON 50 was reached by 75%.", []),
        ("MOON 50 was reached by 50%.", ["MOON 50: the text says 50%, Table 1 gives 3 of 4 (75%)."]),
        ("There were 2 women and 2 men among the 4 patients.", []),
        (
            "There were 3 women and 1 man among the 4 patients.",
            ["Men and women: the text says 1 and 3, Table 1 gives 2 and 2."],
        ),
        (
            "There were 3 women and 2 men among the 4 patients.",
            ["Men and women: 3 and 2 make 5, the text says 4 people."],
        ),
        ("Of the patients, 1 of 4 (25%) stopped.", []),
        ("Of the patients, 1 of 4 (35%) stopped.", ["1 of 4 is 25.0%, the text says 35%."]),
    ],
)
def test_a_source_that_disagrees_with_itself_is_told_with_both_figures(sentence: str, told: list[str]) -> None:
    """And one that agrees is left alone."""
    assert inconsistencies([sentence], [BLOCK], 4) == told


@pytest.mark.parametrize(
    ("sentence", "odd"),
    [
        ("A rash was seen in 30% of the patients.", False),
        ("A rash was seen in 33% of the patients.", False),
        ("A rash was seen in 37% of the patients.", True),
        ("Scores of the patients had a 37% reduction.", False),
        ("A rash was seen in 3 of 8 (37.5%) of the patients.", False),
    ],
)
def test_a_share_that_no_number_of_people_makes_is_for_the_reviewer(sentence: str, odd: bool) -> None:
    """3 of 10 is 30%, 3 of the 9 who were left 33%; nobody is 37%. A fall by 37% is no share of people."""
    assert bool(odd_percentages([sentence], 10)) is odd
