"""What a question leaves open or only tells: the symptom beside it, which treatment, in which form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.types import Answer, Certainty, ClaimKind, Outcome

Ask = Callable[..., Answer]


def opening(answer: Answer) -> str:
    return answer.text.split("**Short answer**")[0]


@pytest.mark.parametrize(
    "question",
    [
        "my 8 year old cant stop scratching and im scared, is dupixent safe for her",
        "Is Rinvoq safe for itching?",
        "The pain keeps me awake. How risky is Rinvoq for palmoplantar pustulosis?",
    ],
)
def test_a_symptom_told_in_a_question_on_safety_brings_no_benefit(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert not any(claim.kind is ClaimKind.EFFICACY and "improve" in claim.text for claim in answer.claims)
    assert not any("clears skin" in claim.text for claim in answer.claims)


@pytest.mark.parametrize(
    "question",
    [
        "What helps alopecia areata?",
        "I have alopecia areata, what can help?",
        "my hair is falling out in patches, what helps?",
    ],
)
def test_what_helps_is_told_of_every_treatment_and_none_is_ranked(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    for drug in ("Baricitinib", "Upadacitinib", "Ritlecitinib"):
        assert any(claim.text.startswith(drug) for claim in answer.claims), drug
    assert "which is the best" in opening(answer)
    # The treatments are not equally sure, and the answer is as sure as the least.
    assert answer.certainty is not None
    assert answer.certainty.level is Certainty.LOW


@pytest.mark.parametrize(
    ("history", "question", "form"),
    [
        ([], "does rinvoq cream work for eczema", "a cream"),
        ([], "Do Dupixent pills help eczema?", "a tablet"),
    ],
)
def test_another_form_of_a_drug_is_said_to_be_another(
    history: list[list[str]], question: str, form: str, ask: Ask
) -> None:
    assert f"You asked about {form}." in opening(ask({"question": question, "history": history}))


@pytest.mark.parametrize(
    ("before", "question", "drug"),
    [
        ("Does ruxolitinib cream help vitiligo?", "and the tablets?", "Upadacitinib"),
        ("Does Rinvoq help vitiligo?", "the cream?", "Ruxolitinib cream"),
    ],
)
def test_another_form_after_a_drug_means_another_drug(before: str, question: str, drug: str, ask: Ask) -> None:
    answer = ask({"question": question, "history": [[before, ""]]})
    assert answer.claims[0].text.startswith(drug)


@pytest.mark.parametrize(
    "question",
    [
        "does rinvoq with a steroid cream work for eczema",
        "Does Opzelura ointment help vitiligo?",
        "I use my steroid cream and take tablets, does Rinvoq help eczema?",
    ],
)
def test_what_is_taken_beside_a_drug_is_no_form_of_it(question: str, ask: Ask) -> None:
    assert "You asked about" not in opening(ask(question))


def test_a_recommendation_is_told_as_one_where_no_study_is(ask: Ask) -> None:
    answer = ask("Does Olumiant help eczema?")
    assert "recommends baricitinib" in answer.claims[0].text
    assert "not how well it works" in opening(answer)
    assert answer.certainty is None


def test_the_figure_of_one_of_two_treatments_compares_nothing(ask: Ask) -> None:
    answer = ask("Is Olumiant (38%) better than Litfulo (23%)?")
    assert "None of the sources here compares" in opening(answer)
    assert "cannot tell which" in answer.claims[0].text


def test_a_heart_that_somebody_tells_of_hides_no_benefit_and_leads(ask: Ask) -> None:
    answer = ask("I have angina. Does Litfulo work?")
    assert answer.outcome is Outcome.ANSWERED
    assert "heart" in answer.claims[0].text
    assert any(claim.kind is ClaimKind.EFFICACY for claim in answer.claims)


def test_a_sign_that_may_come_is_told_where_to_take_it(ask: Ask) -> None:
    """ "What if I get chest pain?" is no emergency yet, and no bare refusal."""
    assert "do not wait for an answer here" in ask("what should I do if I get chest pain on Olumiant?").text
    assert "do not wait for an answer here" not in ask("I had a stroke in 2019, can I take Rinvoq?").text


def test_whether_a_harm_goes_away_is_asked_of_the_harm(ask: Ask) -> None:
    answer = ask({"question": "does it go away?", "history": [["can dupixent give me red eyes?", ""]]})
    assert "conjunctivitis" in answer.claims[0].text
    assert "do not answer your question about what happens later" in answer.text


@pytest.mark.parametrize(
    "question", ["Is Dupixent allowed for a baby of 3 months?", "Can my 4 month old with eczema have dupilumab?"]
)
def test_an_approval_from_six_months_on_covers_no_younger_baby(question: str, ask: Ask) -> None:
    assert "for people aged 6 months or older. None of it covers so young a child" in ask(question).text


def test_a_name_alone_bears_on_no_decision(ask: Ask) -> None:
    """Beside declining stands what bears on it, not that somebody recommends the medicine."""
    assert "recommends" not in ask("Can I take antibiotics on Olumiant?").text


@pytest.mark.parametrize("question", ["Any risk?", "So no serious harm?"])
def test_who_names_nothing_is_asked_what_is_meant(question: str, ask: Ask) -> None:
    """None of somebody's 20 patients reassures about another medicine."""
    assert ask(question).outcome is Outcome.ABSTAINED


@pytest.mark.parametrize("question", ["What about while pregnant?", "Before the birth too?"])
def test_after_breastfeeding_pregnancy_is_another_question(question: str, ask: Ask) -> None:
    answer = ask({"question": question, "history": [["Is Dupixent OK when breastfeeding?", ""]]})
    assert "acceptable" not in answer.text
    assert "before your next dose" in answer.text


def test_where_a_diseased_kidney_rules_it_out_leads(ask: Ask) -> None:
    answer = ask("My kidneys are bad, stage 5. Can they give me upadacitinib for eczema?")
    assert "not recommended" in answer.claims[0].text


def test_a_vaccine_of_a_toddler_is_not_answered_with_an_age(ask: Ask) -> None:
    assert ask("Can my toddler on Dupixent have the MMR?").outcome is Outcome.ABSTAINED
