"""A message that asks two things is two questions, each whole; one that asks one thing stays one."""

from __future__ import annotations

import pytest

from bot.lexicon import Lexicon
from bot.questions.parts import parts_of
from bot.questions.queries import understand
from bot.types import Facet


@pytest.mark.parametrize(
    ("question", "facets"),
    [
        ("Does ritlecitinib work for alopecia and what are the risks?", [Facet.EFFICACY, Facet.SAFETY]),
        ("What are the risks? Does it work? (upadacitinib, eczema)", [Facet.SAFETY, Facet.EFFICACY]),
        (
            "upadacitinib for vitiligo: does it work, is it approved, and what side effects?",
            [Facet.EFFICACY, Facet.APPROVAL, Facet.SAFETY],
        ),
        ("can rinvoq tablets be crushed for my mum, and what dose at 72?", [Facet.DOSE, Facet.GENERAL]),
        ("Upadacitinib or acitretin for PPP, which works faster and which is safer?", [Facet.COMPARISON] * 2),
        ("does upadacitinib help PPP, and does dupilumab help alopecia", [Facet.EFFICACY] * 2),
        ("Does dupilumab help PPP, and is dupilumab safe?", [Facet.EFFICACY, Facet.SAFETY]),
        ("Does Rinvoq work for eczema, can it cause clots, and what do you think?", [Facet.EFFICACY, Facet.SAFETY]),
        ("I am 72 and have eczema. Does Rinvoq work and what are the risks?", [Facet.EFFICACY, Facet.SAFETY]),
    ],
)
def test_each_part_is_a_question_with_its_names(question: str, facets: list[Facet], lexicon: Lexicon) -> None:
    """What a part leaves to another is told in it."""
    parts = parts_of(understand(question, lexicon), lexicon)
    assert [part.facet for part in parts] == facets
    assert all(part.drugs for part in parts)
    assert all(part.conditions for part in parts) or not understand(question, lexicon).conditions


@pytest.mark.parametrize(
    "question",
    [
        "Does Rinvoq work for vitiligo?",
        "How long was the trial, and who was in it?",
        "If I do nothing, how often does alopecia areata come back by itself?",
        "My mother is 71, what dose of upadacitinib is given at that age for eczema?",
        "Since Rinvoq is approved for PPP, what dose do they use?",
        "How old was case 19 and which dose did she take?",
        "serious infections on upadacitinib - which ones and is 30 worse than 15?",
        "I have eczema and psoriasis, does Rinvoq help?",
        "Is it safe to take upadacitinib and have a drink?",
        "What did the study find in people who were tired, red and sore?",
    ],
)
def test_what_asks_one_thing_is_not_parted(question: str, lexicon: Lexicon) -> None:
    """What is told beside a question, and two topics of one kind, make no second question."""
    assert parts_of(understand(question, lexicon), lexicon) == ()


def test_a_part_leans_on_a_study_that_another_names(lexicon: Lexicon) -> None:
    query = understand("How many were in Heads Up, and did it work?", lexicon)
    assert "Heads Up" in parts_of(query, lexicon, ["Heads Up"])[1].question
