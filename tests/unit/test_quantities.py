"""Numbers as sentences use them, and which of them may stand for which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.magnitudes import carried_by_any
from bot.text.measures import Part, Unit
from bot.text.quantities import read_quantities


@pytest.mark.parametrize(
    ("offered", "claimed"),
    [
        ("20 of 28 patients", "71.4% of patients"),
        ("20 of 28 patients", "about 71% of patients"),
        ("20 of 28 patients", "about seven in ten patients"),
        ("three of six people", "half of the people"),
        ("everyone got better", "all of them got better"),
        ("the score was 17.69", "the score was 17.7"),
        ("the score was 17.69", "the score was about 18"),
        ("after 12 weeks", "after 84 days"),
        ("after 12 weeks", "after three months"),
        ("by week 12", "after 12 weeks"),
        ("in the seventh month", "by month 7"),
        ("15 mg/day", "15-mg dose"),
        ("1,200 women", "1200 women"),
        ("twenty-eight people", "28 people"),
        ("ages 12 to 35", "between 12 and 35 years old"),
        ("5–20% of patients", "5 to 20% of patients"),
        ("fell from 13.86 to 5.56", "fell by about 60%"),
        ("P < 0.05", "p<0.05"),
        ("n = 20", "20 participants"),
        ("77% of people on X", "was reached by 77% of those on X"),
        ("61.6% of 348 adults", "was reached by 61.6% of 348 adults"),
        ("people aged 65 or older", "people from age 65"),
        ("75% or more", "at least 75%"),
    ],
)
def test_the_same_quantity_in_other_words_is_carried(offered: str, claimed: str) -> None:
    """Spelling, rounding, units and shares of a count do not make another figure."""
    stated = read_quantities(offered)

    assert read_quantities(claimed)
    assert all(carried_by_any(figure, stated) for figure in read_quantities(claimed))


@pytest.mark.parametrize(
    ("offered", "claimed"),
    [
        ("75% of patients", "25% of patients"),
        ("a 70% reduction", "70% of patients"),
        ("20 of 28 patients", "about 85% of patients"),
        ("20 of 28 patients", "20 of 38 patients"),
        ("6 of 20 patients", "14 of 20 patients"),
        ("15 mg", "15 weeks"),
        ("15 mg", "15 g"),
        ("12 weeks", "12 months"),
        ("16 weeks", "three months"),
        ("17.69 ± 11.29", "a score of 11.29"),
        ("from 17.69 to 1.27", "from 1.27"),
        ("at least 75%", "less than 75%"),
        ("people aged 65 or older", "people under 65"),
        ("75% or more", "75% or less"),
        ("half of the people", "all of the people"),
        ("14 women", "14 men"),
        ("July 2022", "June 2022"),
        ("95% CI", "95% of people"),
        ("about 71%", "71.4%"),
        ("28 patients", "28 trials"),
    ],
)
def test_another_quantity_is_not_carried(offered: str, claimed: str) -> None:
    """A change of value, unit, part, bound or group is another figure."""
    stated = read_quantities(offered)

    assert not all(carried_by_any(figure, stated) for figure in read_quantities(claimed))


def test_a_change_has_a_start_an_end_and_spreads() -> None:
    """'From 17.69 ± 11.29 to 1.27 ± 1.41' is four figures with three parts."""
    parts = [q.part for q in read_quantities("fell from 17.69 ± 11.29 to 1.27 ± 1.41")]

    assert parts == [Part.START, Part.SPREAD, Part.END, Part.SPREAD]


@pytest.mark.parametrize("text", ["IL-17 and JAK1", "COVID-19", "see [3] and [4, 5]", "doi 10.1000/x.12", "no one"])
def test_identifiers_are_not_quantities(text: str) -> None:
    """Digits in names, citation marks and addresses count nothing."""
    assert read_quantities(text) == ()


def test_a_case_number_names_a_row() -> None:
    """'Case 4' says which row, not how many."""
    assert [q.unit for q in read_quantities("In case 4 the score was 6.4")] == [Unit.ROW, Unit.PLAIN]


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Nothing that a person can type stops the reader."""
    read_quantities(text)


@given(st.text(alphabet="0123456789.,%±–- ofinmgweks/<=>()to", max_size=200))
def test_any_run_of_figures_is_read_without_an_error(text: str) -> None:
    """Broken tables and stray marks are read too."""
    quantities = read_quantities(text)

    assert all(carried_by_any(q, quantities) in {True, False} for q in quantities[:10])
