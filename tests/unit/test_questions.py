"""Questions: what is asked, about what, and what a follow-up leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lexicon import Lexicon
from bot.questions.condensing import is_faithful
from bot.questions.follow_ups import complete
from bot.questions.queries import understand
from bot.questions.topics import topics, topics_in
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
        ("will Rinvoq give me my hair back, it comes out in patches of alopecia", Facet.EFFICACY),
        ("what did the trials in teenagers show on rinvoq for eczema?", Facet.EFFICACY),
        ("is face and neck eczema harder for Rinvoq?", Facet.EFFICACY),
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


BEFORE = "Does Dupixent help eczema?"
AFTER = "what about the other one, Rinvoq?"


@pytest.mark.parametrize(
    ("earlier", "question", "names"),
    [
        ((BEFORE, AFTER), "which is safer?", {"dupilumab", "upadacitinib", "atopic dermatitis"}),
        ((BEFORE, AFTER), "and in pregnancy?", {"upadacitinib", "atopic dermatitis"}),
        (("Is baricitinib safe?", "for alopecia?"), "Who paid for that study?", {"baricitinib", "alopecia areata"}),
        (("Is baricitinib safe?",), "for alopecia?", {"baricitinib", "alopecia areata"}),
        ((BEFORE,), "does it itch less after a month?", {"dupilumab", "atopic dermatitis"}),
        ((BEFORE,), "does sunscreen help?", set()),
        ((BEFORE,), "what is EASI?", set()),
        ((BEFORE,), "Is methotrexate any good?", {"methotrexate"}),
        (("hello", "who are you?"), "is it safe?", set()),
    ],
)
def test_a_conversation_goes_on_about_what_it_is_about(
    earlier: tuple[str, ...], question: str, names: set[str], lexicon: Lexicon
) -> None:
    """Names are carried while they are meant, and a new subject does not drag old ones along."""
    whole = complete(question, [(asked, "") for asked in earlier], lexicon)
    assert {mention.name for mention in lexicon.mentions(whole, fuzzy=True)} == names


@pytest.mark.parametrize(
    ("condensed", "faithful"),
    [
        ("Is dupilumab safe in pregnancy?", True),
        ("Is dupilumab, which cures eczema, safe in pregnancy?", False),
        ("Is upadacitinib safe in pregnancy?", False),
        ("Is dupilumab 300 mg safe in pregnancy?", False),
        ("Is dupilumab safe\nin pregnancy?", False),
        ("", False),
    ],
)
def test_a_condensed_question_has_only_the_readers_own_words(condensed: str, faithful: bool, lexicon: Lexicon) -> None:
    """A model that rewrites a question must not bring in a premise, a name or a figure."""
    questions = ["Does dupilumab help eczema?", "and is it safe in pregnancy?"]
    assert is_faithful(condensed, questions, lexicon) is faithful


@pytest.mark.parametrize(
    ("message", "topics"),
    [
        (
            "I had eczema since I was a baby and tried every cream. Now I am on Rinvoq. Does it raise cholesterol?",
            ("lipids",),
        ),
        (
            "My dad is 72 and smokes twenty a day, he was offered Rinvoq for eczema. What do we need to know?",
            ("older", "smoking"),
        ),
        ("Does rinvoq work for a 15 yo?", ("children",)),
        ("Is it for people over 65s?", ("older",)),
        ("Is Rinvoq safe in the long run?", ("long_term",)),
    ],
)
def test_a_message_asks_what_its_question_asks_and_of_whom(
    message: str, topics: tuple[str, ...], lexicon: Lexicon
) -> None:
    """What somebody tells beside the question is no topic of the answer; who they are is."""
    assert set(understand(message, lexicon).topics) == set(topics)


def test_a_named_study_is_not_completed_with_earlier_treatments(lexicon: Lexicon) -> None:
    history = [("Which is safer, Dupixent or Rinvoq?", "")]
    question = "In the Zheng study, what was her score?"
    assert complete(question, history, lexicon, studies=["Zheng"]) == question


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("and with placebo?", "In Measure Up 1 how many got EASI 75 on upadacitinib 30 mg, placebo?"),
        ("what about the placebo group", "In Measure Up 1 how many got EASI 75 on upadacitinib 30 mg, placebo?"),
        ("and on 15 mg?", "In Measure Up 1 how many got EASI 75 on upadacitinib 15 mg?"),
        ("and at week 52?", "In Measure Up 1 how many got EASI 75 on upadacitinib 30 mg, week 52?"),
    ],
)
def test_another_arm_dose_or_time_keeps_the_question(question: str, whole: str, lexicon: Lexicon) -> None:
    """What was counted, and on which dose, is not asked anew."""
    before = [("In Measure Up 1 how many got EASI 75 on upadacitinib 30 mg?", "80%.")]
    assert complete(question, before, lexicon) == whole


def test_a_wish_to_know_is_what_a_long_message_asks(lexicon: Lexicon) -> None:
    """What was tried before is told, not asked."""
    told = (
        "I have eczema and tried Protopic and light therapy for years, nothing worked. My doctor named upadacitinib. "
    )
    query = understand(told + "Before Tuesday I would just like to understand how many people get clear skin", lexicon)
    assert "sun" not in query.topics
    assert "frequency" not in query.topics


def test_the_baby_of_a_pregnant_woman_is_no_child_who_takes_the_medicine(lexicon: Lexicon) -> None:
    """However she spells it."""
    assert understand("im 9 weeks pregant on rinvoq, will my baby be ok", lexicon).topics == ("pregnancy",)
    assert "breastfeeding" in understand("breast feeding my 3 month old, can i take upadacitinib", lexicon).topics
    assert "children" in understand("my daughter is 14, can she take rinvoq and get pregnant later", lexicon).topics
    assert understand("pregabalin with rinvoq?", lexicon).topics == ()


def test_a_disease_that_is_denied_is_not_asked_about(lexicon: Lexicon) -> None:
    """ "I don't have eczema" asks about the other one; where every disease is denied, none is left out."""
    asked = understand("can dupixent help my alopecia areata? i dont have eczema", lexicon)
    assert asked.conditions == ("alopecia areata",)
    assert understand("no eczema left after a year on dupixent?", lexicon).conditions == ("atopic dermatitis",)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("my bald patches give me heart failure every time I look, does ritlecitinib help", "heart"),
        ("I'm sick of this rash, the itch is killing me. does rinvoq help?", "death"),
    ],
)
def test_a_figure_of_speech_asks_about_nothing(question: str, topic: str, lexicon: Lexicon) -> None:
    """Nobody asks about the heart who has heart failure every time they look in the mirror."""
    query = understand(question, lexicon)
    assert topic not in query.topics
    assert "heart failure" not in query.other_conditions


def test_a_relative_that_points_at_nothing(lexicon: Lexicon) -> None:
    """What was told before "is there a cream that works" is not asked about; before "is that known" it is."""
    told = (
        "Years ago I was depressed because of my vitiligo and I am well now. Is there a cream that works on the face?"
    )
    assert understand(told, lexicon).topics == ("face",)
    pointing = "I have been so depressed since I started on the dupixent injections last May. Is that known?"
    assert "mood" in understand(pointing, lexicon).topics


def test_the_disease_of_a_study_is_no_side_effect(lexicon: Lexicon) -> None:
    """ "Side effects in the hair loss study" asks what else happened there."""
    assert not understand("serious side effects in the hair loss study of rinvoq", lexicon).asks_cause
    assert understand("is hair loss a side effect of dupixent", lexicon).asks_cause


@pytest.mark.parametrize(
    ("question", "topic", "is_asked"),
    [
        ("how long after my last rinvoq tablet can i nurse again", "breastfeeding", True),
        ("should I ask the nurse about rinvoq", "breastfeeding", False),
        ("how long after my last rinvoq tablet can i nurse again", "lasting", False),
        ("can alopecia grow back on its own without any drug", "untreated", True),
        ("can I take rinvoq on its own, without a cream?", "untreated", False),
        ("and what about under 18s?", "children", True),
        ("shingles vaccine before rinvoq? live vaccines?", "live_vaccines", True),
        ("does opzelura work on the face?", "face", True),
        ("what dose did they use in the face and neck letter", "face", False),
        ("why does rinvoq have a boxed warning", "warning_basis", True),
        ("did people know which drug they were on", "blinding", True),
    ],
)
def test_topics_are_found_however_they_are_put(question: str, topic: str, is_asked: bool, lexicon: Lexicon) -> None:
    """Words that mean a topic find it; the same words that mean something else do not."""
    assert (topic in understand(question, lexicon).topics) is is_asked


def test_a_form_of_a_disease_stands_for_it(lexicon: Lexicon) -> None:
    """ "Eczema on the face and neck" is about that form, whose evidence is another than that of eczema."""
    asked = understand(
        "eczema on face and neck is the worst for me, does rinvoq help the face and neck eczema", lexicon
    )
    assert asked.conditions == ("face and neck eczema",)


def test_why_not_goes_on_about_the_whole_question(lexicon: Lexicon) -> None:
    """After "why not?", "and dupixent?" still asks about grapefruit."""
    history = [("can i take rinvoq with grapefruit", ""), ("why not?", "")]
    assert "grapefruit" in complete("and dupixent?", history, lexicon)


def test_who_made_the_rules_is_carried_along(lexicon: Lexicon) -> None:
    """ "When do they make you stop it?" after a question on NICE asks what NICE says; "does it work?" does not."""
    history = [("NICE upadacitinib eczema", "")]
    assert "NICE" in complete("when do they make you stop it", history, lexicon)
    assert "NICE" not in complete("does it work", history, lexicon)


@pytest.mark.parametrize(
    ("question", "topic", "is_asked"),
    [
        ("my wife died and now I have eczema, does Dupixent help", "death", False),
        ("could die lol, does rinvoq stop itch", "death", False),
        ("I'm so tired of this, does Dupixent work for eczema?", "tiredness", False),
        ("my eyes are red, does dupixent help with that", "eyes", True),
        ("my eczema is on my face, does rinvoq help?", "face", True),
        ("I'm pregnant, does Rinvoq help eczema?", "pregnancy", True),
        ("is it true that people died, does rinvoq cause that", "death", True),
        ("my eczema is driving me mad, does Rinvoq help", "driving", False),
        ("How long until Rinvoq is out of my body?", "speed", False),
        ("is Dupixent safe? My skin itches since I started", "itch", True),
    ],
)
def test_what_is_only_told_is_no_topic(question: str, topic: str, is_asked: bool, lexicon: Lexicon) -> None:
    assert (topic in understand(question, lexicon).topics) is is_asked


@pytest.mark.parametrize(
    ("question", "disease"),
    [
        ("does rinvoq help ad", ("atopic dermatitis",)),
        ("does olumiant help aa?", ("alopecia areata",)),
        ("i saw an ad for rinvoq, does it work", ()),
    ],
)
def test_an_abbreviation_in_lower_case_counts_where_a_disease_stands(
    question: str, disease: tuple[str, ...], lexicon: Lexicon
) -> None:
    assert understand(question, lexicon).conditions == disease
