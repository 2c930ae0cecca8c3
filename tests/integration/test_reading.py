"""What the reader lets lead an answer, and what it may never displace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.types import Answer, ClaimKind, Outcome

Ask = Callable[..., Answer]


def begins(answer: Answer) -> str:
    return " ".join(claim.text for claim in answer.claims[:2])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How was it decided who gets the pill and who gets acitretin in the PPP comparison?", "by chance"),
        ("ritle box warning?", "label of ritlecitinib"),
        ("jak 65+ uk", "aged 65 or older"),
        ("mesure up 2 placebo serious", "In Measure Up 2"),
        ("Out of the folks in the vitiligo phase 3, what portion had unwanted effects?", "no figures on side effects"),
        ("What's vitiligo in two sentences?", "long-lasting disease"),
    ],
)
def test_what_was_asked_leads_in_whatever_words(question: str, told: str, ask: Ask) -> None:
    assert told in begins(ask(question))


def test_a_follow_up_goes_on_about_the_study_before_it(ask: Ask) -> None:
    first = ask("How did upadacitinib compare with acitretin in PPP?")
    history = [["How did upadacitinib compare with acitretin in PPP?", first.text]]
    answer = ask({"question": "Did it last beyond that?", "history": history})
    assert "4 weeks" in begins(answer)


def test_what_holds_in_breastfeeding_answers_nothing_on_pregnancy(ask: Ask) -> None:
    answer = ask("Is Dupixent safe in pregnancy?")
    assert answer.outcome is not Outcome.ANSWERED or "breastfeeding" not in begins(answer)


def test_another_tablet_is_not_the_injection_before_it(ask: Ask) -> None:
    """What is called acceptable of one medicine is not told of the other one that was meant."""
    before = "Is it ok to breastfeed on dupilumab?"
    history = [[before, ask(before).text]]
    answer = ask({"question": "and on the other one, the tablet?", "history": history})
    assert "acceptable" not in begins(answer)


def test_the_dangers_stay_first_where_they_are_asked_in_general(ask: Ask) -> None:
    answer = ask("Is it true that there are zero adverse effects with upadatinib?")
    assert "boxed warning" in begins(answer) or "6 people" in begins(answer)


def test_what_nothing_answers_brings_no_benefit(ask: Ask) -> None:
    """A name that is known makes every sentence on it look a little alike."""
    for question in ("ginseng and olumiant", "can i dye whats left of my hair while on olumiant"):
        assert not any(claim.kind is ClaimKind.EFFICACY for claim in ask(question).claims)


def test_a_declined_question_shows_the_rule_that_bears_on_it(ask: Ask) -> None:
    answer = ask("May I crush the Rinvoq because I can't swallow?")
    assert answer.outcome is Outcome.DECLINED
    assert "swallowed whole" in answer.text
