"""What a question takes for granted is seen, where it goes beyond any evidence."""

from __future__ import annotations

import pytest

from bot.premises import granted
from bot.strength import read
from bot.types import ClaimKind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Since Rinvoq is proven safe, can it be used for vitiligo?", ClaimKind.SAFETY),
        ("Rinvoq is completely harmless, right?", ClaimKind.SAFETY),
        ("Given that dupilumab has no side effects, how long can it be taken?", ClaimKind.SAFETY),
        ("It is safe, so why are there blood tests?", ClaimKind.SAFETY),
        ("Why does upadacitinib cure PPP?", ClaimKind.EFFICACY),
        ("Now that it is proven to cure vitiligo, when can I get it?", ClaimKind.EFFICACY),
        ("Upadacitinib always works for eczema, doesn't it?", ClaimKind.EFFICACY),
        ("How quickly does Rinvoq cure alopecia?", ClaimKind.EFFICACY),
    ],
)
def test_a_premise_beyond_all_evidence_is_seen(question: str, kind: ClaimKind) -> None:
    """Safe, proven, cures: the answer names it first."""
    assert granted(question, read) is kind


@pytest.mark.parametrize(
    "question",
    [
        "Since I take Rinvoq, is acne common?",
        "Is upadacitinib safe?",
        "Does dupilumab cure alopecia?",
        "If it works, how long does it take?",
        "I heard that it may help vitiligo; is that so?",
        "My doctor says I need blood tests. Why?",
        "Now that I am 65, what does the label say?",
        "What do we know about how it works?",
        "Why is there a boxed warning?",
    ],
)
def test_a_plain_question_takes_nothing_for_granted(question: str) -> None:
    """Asking whether something is safe does not say that it is."""
    assert granted(question, read) is None
