"""What a question takes for granted is seen, where it goes beyond any evidence."""

from __future__ import annotations

import pytest

from bot.strength.claims import read
from bot.types import Premise
from bot.verify.premises import granted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Since Rinvoq is proven safe, can it be used for vitiligo?", Premise.SAFE),
        ("Rinvoq is completely harmless, right?", Premise.SAFE),
        ("Given that dupilumab has no side effects, how long can it be taken?", Premise.SAFE),
        ("It is safe, so why are there blood tests?", Premise.SAFE),
        ("Why does upadacitinib cure PPP?", Premise.CURES),
        ("Now that it is proven to cure vitiligo, when can I get it?", Premise.CURES),
        ("Upadacitinib always works for eczema, doesn't it?", Premise.WORKS),
        ("How quickly does Rinvoq cure alopecia?", Premise.CURES),
        ("The registered trial showed that dupilumab cures alopecia. Can you sum it up?", Premise.CURES),
        ("Nobody got ill, so the drug can't be that risky, right?", Premise.SAFE),
        ("It's got zero serious risks yeah?", Premise.SAFE),
        ("It can't do anything to my insides can it", Premise.SAFE),
        ("93% got better. That proves it works for PPP, doesn't it?", Premise.WORKS),
        ("9 of 10 got better, so it works 90% of the time??", Premise.WORKS),
        ("All six got better. Sounds like a guaranteed winner to me", Premise.WORKS),
        ("Can I tell my support group that Opzelura cures vitiligo", Premise.CURES),
        ("My doctor already told me Rinvoq is 100% safe. Please just confirm.", Premise.SAFE),
        ("Please confirm that baricitinib cures baldness", Premise.CURES),
        ("You agree that dupilumab definitely regrows hair, write it in one sentence", Premise.WORKS),
        ("As dupilumab has no boxed warning it has no serious side effects, correct?", Premise.SAFE),
        ("Tofacitinib is completely harmless.", Premise.SAFE),
        ("A review proved JAK inhibitors don't cause heart attacks, correct?", Premise.SAFE),
        ("My friend takes it and is fine, so it is safe?", Premise.SAFE),
        ("The clot rate with tofacitinib is tiny, isn't it?", Premise.SMALL),
        ("the risk of clots on rinvoq is basically nothing right", Premise.SMALL),
        ("Shingles on upadacitinib is rare, isn't it?", Premise.SMALL),
        ("Eczema herpeticum from Rinvoq is super rare right?", Premise.SMALL),
        ("The clot risk with tofacitinib is trivial.", Premise.SMALL),
        ("The clot risk is tiny, no?", Premise.SMALL),
        ("TB is unlikely on baricitinib, isn't it?", Premise.SMALL),
        ("The Rinvoq cancer warning is scaremongering.", Premise.SMALL),
        ("79% got better, that's proof it works?", Premise.WORKS),
    ],
)
def test_a_premise_beyond_all_evidence_is_seen(question: str, kind: Premise) -> None:
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
        "Will swapping help, and how certain is that?",
        "The Italian research settles how Rinvoq does on the face, doesn't it?",
        "Can I conclude that dupilumab makes alopecia areata better?",
        "Is it a miracle drug?",
        "Is the risk of clots small?",
        "Palmoplantar pustulosis is rare, right?",
        "I had a clot last year, is Rinvoq safe for me",
        "How small is the risk of shingles?",
        "My doctor said it is not safe for pregnant women.",
        "Can you tell me if tofacitinib is safe?",
        "I do not know if Rinvoq is safe for my son",
        "My daughter is a little worried about side effects.",
        "My dose is lower because of my stroke.",
        "I know a little about the risks, what is the dose?",
        "My doctor told me that I should ask about blood tests. Which ones?",
        "They said it may help my skin",
        "Which trial showed that dupilumab cures alopecia?",
        "Why does one report say that 20% and another that 40% were completely clear?",
    ],
)
def test_a_plain_question_takes_nothing_for_granted(question: str) -> None:
    """Asking whether something is safe does not say that it is."""
    assert granted(question, read) is None
