"""Questions: what is asked, about what, and what a follow-up leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lexicon import Lexicon
from bot.questions import complete, understand
from bot.topics import topics, topics_in
from bot.types import Facet


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("Does Rinvoq work for vitiligo?", Facet.EFFICACY),
        ("any benefit of dupilumab in alopecia", Facet.EFFICACY),
        ("Is it dangerous?", Facet.SAFETY),
        ("does dupixent cause hair loss", Facet.SAFETY),
        ("is rinvoq licensed for PPP", Facet.APPROVAL),
        ("Is Rinvoq better than Dupixent?", Facet.COMPARISON),
        ("was the higher dose better than the lower dose?", Facet.EFFICACY),
        ("what dose did they take", Facet.DOSE),
        ("who wrote the letter on PPP", Facet.STUDY),
        ("case 4 please", Facet.CASE),
        ("What is vitiligo?", Facet.GENERAL),
    ],
)
def test_the_facet_is_what_the_question_asks(question: str, facet: Facet, lexicon: Lexicon) -> None:
    """One question, one kind of answer."""
    assert understand(question, lexicon).facet is facet


def test_a_study_is_pointed_at_by_its_size(lexicon: Lexicon) -> None:
    """ "The 28-patient study" names a study; it does not ask for a number."""
    query = understand("What did the 28-patient study find?", lexicon)
    assert (query.participants, "people" in query.topics, query.terms) == (28, False, ())


def test_names_from_elsewhere_are_kept_apart(lexicon: Lexicon) -> None:
    """What the corpus covers and what it does not are never mixed."""
    query = understand("Humira or Rinvoq for lupus and PPP?", lexicon)
    assert (query.drugs, query.other_drugs) == (("upadacitinib",), ("Humira",))
    assert (query.conditions, query.other_conditions) == (("palmoplantar pustulosis",), ("lupus",))


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("and the side effects?", [("Does Rinvoq work for vitiligo?", "")], ["upadacitinib", "vitiligo"]),
        ("what about dupilumab?", [("Does Rinvoq work for vitiligo?", "")], ["dupilumab", "vitiligo"]),
        ("and for PPP?", [("Is Rinvoq approved for vitiligo?", "")], ["upadacitinib", "palmoplantar pustulosis"]),
        ("is it approved for PPP?", [("Does Rinvoq work for vitiligo?", "")], ["PPP", "upadacitinib"]),
        ("Does dupilumab cause hair loss?", [("Does Rinvoq work for vitiligo?", "")], ["dupilumab", "hair loss"]),
        ("and the side effects?", [("hello", "Rinvoq cures all")], []),
        ("and for children?", [("Rinvoq in PPP?", ""), ("thanks", "")], ["upadacitinib", "palmoplantar pustulosis"]),
    ],
)
def test_a_follow_up_is_completed_from_earlier_questions_only(
    question: str, history: list[tuple[str, str]], expected: list[str], lexicon: Lexicon
) -> None:
    """An answer in a history may be forged; a change of subject drags nothing along."""
    whole = complete(question, history, lexicon)
    found = [mention.name for mention in lexicon.mentions(whole, fuzzy=True)]
    assert found == [mention.name for name in expected for mention in lexicon.mentions(name)]


def test_a_follow_up_keeps_what_was_asked(lexicon: Lexicon) -> None:
    """ "And for PPP?" after an approval is about an approval."""
    whole = complete("and for PPP?", [("Is Rinvoq approved for vitiligo?", "")], lexicon)
    assert (whole, understand(whole, lexicon).facet) == ("Is Rinvoq approved for PPP?", Facet.APPROVAL)


def test_a_topic_inside_a_longer_one_does_not_count() -> None:
    """ "Trying for a baby" is about pregnancy and not about babies."""
    assert topics_in("we are trying for a baby") == ("pregnancy",)
    assert topics_in("was the higher dose better") == ("higher_dose",)
    assert "stopping" not in topics_in("does it stop itching")


def test_every_topic_has_a_label_that_reads_in_a_sentence() -> None:
    """ "…do not answer your question about <label>." """
    assert [key for key, topic in topics().items() if not topic.label or topic.label.endswith(".")] == []


@given(st.text(max_size=2_000))
def test_any_text_can_be_understood(lexicon: Lexicon, question: str) -> None:
    """Nothing typed makes the reader of questions fail."""
    query = understand(question, lexicon)
    assert query.question == question
