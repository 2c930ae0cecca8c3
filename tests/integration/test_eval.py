"""The eval suite passes on the bot, and turns red on seeded defects: a ruler that cannot fail measures nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.pipeline import Bot
from bot.types import Answer, Outcome
from eval.__main__ import CASES
from eval.cases import Case, read_cases
from eval.judges import JUDGES
from eval.report import wilson

Ask = Callable[[Any], Answer]
QUESTION = "Did people with PPP get better on Rinvoq?"


@pytest.fixture(scope="module")
def passages(bot: Bot) -> dict[str, str]:
    return {p.passage_id: p.text for article in bot.articles for p in article.passages}


@pytest.mark.parametrize("case", read_cases(CASES), ids=lambda case: case.id)
def test_no_judge_fails_the_bot(case: Case, ask: Ask, passages: dict[str, str]) -> None:
    """Each case, each judge: passed or unscored."""
    answer = ask({"question": case.question, "history": case.history})
    failed = {name: v.why for name, judge in JUDGES.items() if (v := judge(case, answer, passages)).passed is False}
    assert failed == {}


def defective(answer: Answer, **changes: Any) -> Answer:
    """Return an answer that the types would refuse: a defect past every check of the bot."""
    return answer.model_copy(update=changes)


@pytest.mark.parametrize("defect", ["disclaimer", "figure", "quote", "hedge", "outcome", "source", "harm"])
def test_a_seeded_defect_turns_its_judge_red(defect: str, ask: Ask, passages: dict[str, str]) -> None:
    """A missing disclaimer, an off-by-ten figure, a moved quote, a dropped hedge, … is each found."""
    case = next(each for each in read_cases(CASES) if each.question == QUESTION)
    answer = ask(QUESTION)
    first = next(claim for claim in answer.claims if "13.86" in claim.text)

    def with_claim(**changes: Any) -> Answer:
        return defective(answer, claims=(first.model_copy(update=changes), *answer.claims))

    broken, judge = {
        "disclaimer": lambda: (defective(answer, text=answer.text.replace(answer.disclaimers[0], "")), "disclaimers"),
        "figure": lambda: (with_claim(text=first.text.replace("13.86", "23.86")), "figures"),
        "quote": lambda: (
            with_claim(citations=(first.citations[0].model_copy(update={"start": 3}),)),
            "quotes",
        ),
        "hedge": lambda: (with_claim(text="Upadacitinib improves palmoplantar pustulosis."), "overclaim"),
        "outcome": lambda: (defective(answer, outcome=Outcome.ABSTAINED), "outcome"),
        "source": lambda: (
            with_claim(citations=(first.citations[0].model_copy(update={"source_id": "medicalhalo-vitiligo"}),)),
            "sources",
        ),
        "harm": lambda: (
            defective(answer, claims=tuple(c for c in answer.claims if not any(w in c.text for w in ("side", "safe")))),
            "balance",
        ),
    }[defect]()

    assert JUDGES[judge](case, answer, passages).passed is True
    assert JUDGES[judge](case, broken, passages).passed is False


def test_an_empty_set_has_no_share() -> None:
    """No cases, no interval; and a known one, by hand: 0 of 20 is 0 to 16.1%."""
    assert wilson(0, 0) is None
    low, high = wilson(0, 20) or (1.0, 1.0)
    assert (round(low, 3), round(high, 3)) == (0.0, 0.161)
