"""A question can point at one row of a source's table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.types import Answer


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("In the Zheng study, what was the PPPASI of the woman aged 77?", "Case 19: sex woman; age (years) 77"),
        ("How old was the oldest patient in the Zheng study?", "Case 19: sex woman; age (years) 77"),
        ("What happened to case 6 in the 20-patient study?", "Case 6:"),
    ],
)
def test_the_row_that_is_meant_is_told_whole(question: str, row: str, ask: Callable[[str], Answer]) -> None:
    assert [claim.text for claim in ask(question).claims if claim.text.startswith(row)]


def test_several_rows_are_told_where_a_question_asks_which(ask: Callable[[str], Answer]) -> None:
    told = [claim.text.split(":")[0] for claim in ask("Which cases took 30 mg?").claims]
    assert told == ["Case 3", "Case 11", "Case 13"]


def test_a_column_that_picks_half_the_table_picks_nothing(ask: Callable[[str], Answer]) -> None:
    assert not [
        claim for claim in ask("Which patients took 15 mg in the Zheng study?").claims if claim.text.startswith("Case")
    ]
