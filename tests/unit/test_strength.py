"""Claims about what `bot.strength.claims.read` sees in one sentence."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.strength.claims import public_level, read
from bot.strength.cues import inflect, tag
from bot.types import ClaimKind, Reading, Strength, Wording


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("Further studies are needed.", Strength.NONE),
        ("Does upadacitinib cure eczema?", Strength.NONE),
        ("Ask your doctor before you stop taking tofacitinib.", Strength.NONE),
        ("Vitiligo is a condition in which skin loses its colour.", Strength.NONE),
        ("It is not proven that it works.", Strength.UNCERTAIN),
        ("There is no evidence that tofacitinib helps eczema.", Strength.UNCERTAIN),
        ("It is very uncertain whether tofacitinib improves vitiligo.", Strength.UNCERTAIN),
        ("It isn't known if tofacitinib prevents scarring.", Strength.UNCERTAIN),
        ("Claims that tofacitinib helps eczema are unproven.", Strength.UNCERTAIN),
        ("Nobody can tell how much of the change came from tofacitinib.", Strength.UNCERTAIN),
        ("It is not clear how much of the change came from tofacitinib.", Strength.UNCERTAIN),
        ("The figures cannot tell whether the drug or the light helped.", Strength.UNCERTAIN),
        ("The figures cannot show whether it works.", Strength.UNCERTAIN),
        ("Its tables cannot confirm that number.", Strength.UNCERTAIN),
        ("The study does not say that it works.", Strength.UNCERTAIN),
        ("The rash might have cleared without tofacitinib.", Strength.UNCERTAIN),
        ("PASI is a score of how severe psoriasis is.", Strength.NONE),
        ("So they differ from people who have not tried it.", Strength.NONE),
        ("It cannot tell whether it works better, because it did not compare them.", Strength.UNCERTAIN),
        ("Tofacitinib is linked with fewer flares.", Strength.ASSOCIATION),
        ("Tofacitinib may be associated with weight gain.", Strength.ASSOCIATION),
        ("People with eczema who use tofacitinib have fewer flares.", Strength.ASSOCIATION),
        ("Tofacitinib may improve vitiligo.", Strength.MAY),
        ("There is low-certainty evidence that tofacitinib reduces itch.", Strength.MAY),
        ("Tofacitinib probably improves vitiligo.", Strength.PROBABLY),
        ("Tofacitinib likely reduces flares.", Strength.PROBABLY),
        ("Tofacitinib improves vitiligo.", Strength.DOES),
        ("The effectiveness of tofacitinib in vitiligo was confirmed.", Strength.DOES),
        ("Flares are prevented by tofacitinib.", Strength.DOES),
        ("Although the mechanism is unclear, tofacitinib improves itch.", Strength.DOES),
        ("Tofacitinib cures vitiligo.", Strength.ABSOLUTE),
        ("You can forget about eczema.", Strength.ABSOLUTE),
        ("Say goodbye to psoriasis!", Strength.ABSOLUTE),
        ("Tofacitinib has no side effects.", Strength.ABSOLUTE),
        ("Tofacitinib always works.", Strength.ABSOLUTE),
        ("The trial showed that tofacitinib has no side effects.", Strength.ABSOLUTE),
        ("Clear skin is just weeks away.", Strength.DOES),
        ("Watch your skin glow.", Strength.DOES),
        ("Most people see results within 8 weeks.", Strength.DOES),
        ("Watch your skin for signs of infection.", Strength.NONE),
        ("The clinic is ten minutes away.", Strength.NONE),
    ],
)
def test_each_form_has_its_step(sentence: str, strength: Strength) -> None:
    """Questions, open questions, links, hedges, claims and guarantees stand on seven steps."""
    assert read(sentence).strength is strength


@pytest.mark.parametrize(
    "sentence",
    [
        "EASI 75 means an eczema score at least 75% lower than at the start.",
        "A DLQI score of 11 to 20 means a very large effect on daily life, and 21 to 30 an extremely large effect.",
        "DLQI runs from 0 to 30, and a higher score is worse.",
        "vIGA-AD 0 or 1 means clear or almost clear skin.",
        "100 person-years means, for example, 100 people with eczema who are followed for one year each.",
        "In the trial, 348 adults with eczema got tofacitinib and 344 got placebo.",
        "In the trial, chance decided who got tofacitinib 15 mg and who got placebo.",
        "TOFA is a planned study of tofacitinib 30 mg in 20 people over 8 weeks.",
        "The series of 10 adults with vitiligo had no comparison group.",
        "It had no comparison group: nobody was given a placebo or another treatment to compare with.",
        "Our notes from this paper hold no figures on side effects of tofacitinib.",
        "We read parts of the British Association of Dermatologists' leaflet, and not the UK label itself.",
        "Our source is an undated page of the company that makes tofacitinib.",
        "Our notes do not give which side effects people with eczema had on tofacitinib.",
        "Later changes are possible.",
    ],
)
def test_a_sentence_that_only_describes_claims_no_effect(sentence: str) -> None:
    """What a scale means, who got what, and what was read: words of an effect, and none claimed."""
    assert read(sentence).strength is Strength.NONE


@pytest.mark.parametrize(
    "sentence",
    [
        "EASI 75 means that eczema is nearly gone.",
        "EASI 75 means that tofacitinib works.",
        "EASI 75 means that the medicine lowers the score by 75%.",
        "EASI 75 means a score 75% lower, so tofacitinib helps.",
        "DLQI runs from 0 to 30, and tofacitinib lowers it to 2.",
        "348 adults with eczema got tofacitinib and 344 got better.",
        "348 adults with eczema got tofacitinib and their skin cleared.",
        "We read that tofacitinib improves eczema.",
        "Our source is a page that shows that tofacitinib improves eczema.",
        "Later improvements are possible.",
    ],
)
def test_a_description_that_goes_on_to_an_effect_is_a_claim(sentence: str) -> None:
    """The patterns of a description excuse no treatment, outcome or verdict."""
    assert read(sentence).strength > Strength.UNCERTAIN


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("The safety table ends at week 16, so it cannot show harms that come later.", Strength.UNCERTAIN),
        ("Tofacitinib clears eczema, so it cannot show harms.", Strength.DOES),
    ],
)
def test_what_a_source_cannot_show_is_open_unless_an_effect_stands_before(sentence: str, strength: Strength) -> None:
    """ "So it cannot show" leaves open; it does not excuse what was asserted."""
    assert read(sentence).strength is strength


def test_a_missing_figure_is_no_promise() -> None:
    """ "No side-effect figures" promises nothing."""
    assert read("The news item gives no side-effect figures.").wordings == ()


def test_a_plain_claim_is_read_whole() -> None:
    """Every field of a reading is as a person would fill it in."""
    assert read("Upadacitinib dramatically reduces itch.") == Reading(
        kind=ClaimKind.EFFICACY,
        strength=Strength.DOES,
        is_report=False,
        negated=False,
        wordings=(Wording.MAGNITUDE,),
        cues=("dramatically", "reduces"),
    )


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Upadacitinib improves itch.", ClaimKind.EFFICACY),
        ("Upadacitinib can cause serious infections and acne.", ClaimKind.SAFETY),
        ("Upadacitinib was well tolerated.", ClaimKind.SAFETY),
        ("The FDA approved ruxolitinib cream for vitiligo in July 2022.", ClaimKind.REGULATORY),
        ("Take one tablet of 15 mg once daily.", ClaimKind.DOSE),
        ("Ezetimibe 20 mg daily reduced cholesterol further than 10 mg.", ClaimKind.EFFICACY),
        ("The trial enrolled 412 adults at 38 hospitals.", ClaimKind.DESCRIPTIVE),
        ("There was no comparison group.", ClaimKind.DESCRIPTIVE),
        ("There was no comparison group: the same 28 people's scores were compared.", ClaimKind.DESCRIPTIVE),
        ("The 20 people were 6 men and 14 women.", ClaimKind.DESCRIPTIVE),
        ("Their psoriasis had not responded to acitretin before.", ClaimKind.DESCRIPTIVE),
        ("It came after drug B, an earlier medicine, and not after drug A.", ClaimKind.DESCRIPTIVE),
        ("An illness with hair loss.", ClaimKind.DESCRIPTIVE),
        ("One of the 20 people had a side effect listed: a rise in blood pressure.", ClaimKind.SAFETY),
        ("Two people stopped because of acne.", ClaimKind.SAFETY),
        ("Upadacitinib can raise cholesterol.", ClaimKind.SAFETY),
        ("Blood tests stayed normal in all 20 people.", ClaimKind.SAFETY),
        ("Statins lower cholesterol.", ClaimKind.EFFICACY),
        ("The joint pain and the rash improved.", ClaimKind.EFFICACY),
        ("The hair grew back within 2 months of the injection in one woman.", ClaimKind.EFFICACY),
        ("Anyone with vitiligo should try it.", ClaimKind.EFFICACY),
        ("The dose was 5 mg twice a day.", ClaimKind.DOSE),
        ("The cream is not approved for children under 12.", ClaimKind.REGULATORY),
    ],
)
def test_each_kind_is_told_apart(sentence: str, kind: ClaimKind) -> None:
    """An effect, a harm, an approval and a dose are licensed by different rules."""
    assert read(sentence).kind is kind


@pytest.mark.parametrize(
    "sentence",
    [
        "The authors claim that it is safe.",
        "In 20 people followed 12 weeks the score fell from 17.7 to 1.3.",
        "Zheng et al. reported that 14 of 20 patients improved.",
        "According to the manufacturer, the cream is effective.",
        "Patients who received tofacitinib had lower scores than controls.",
        "In this report of one woman, hair grew back after 12 weeks.",
        "In one man, the skin cleared.",
        "The letter lists no side effects.",
        "In the trial the cream had no side effects.",
    ],
)
def test_what_a_study_found_or_said_is_a_report(sentence: str) -> None:
    """Naming a study, its people, its authors or its figures makes a report."""
    assert read(sentence).is_report


@pytest.mark.parametrize(
    "sentence",
    [
        "Tofacitinib improves vitiligo.",
        "Studies show that tofacitinib clears eczema.",
        "Doctors agree that tofacitinib works.",
        "The effectiveness of tofacitinib in vitiligo was confirmed.",
    ],
)
def test_borrowed_authority_is_no_report(sentence: str) -> None:
    """ "Studies show" names no study, so it earns none of a report's licence."""
    assert not read(sentence).is_report


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("Tofacitinib does not improve itch.", True),
        ("Tofacitinib won't help.", True),
        ("No link was found between tofacitinib and cancer.", True),
        ("Tofacitinib failed to improve itch.", True),
        ("Tofacitinib may not prevent flares.", True),
        ("Tofacitinib is not only effective but safe.", False),
        ("It is not proven that it works.", False),
        ("Nothing works better than tofacitinib.", False),
        ("With no comparison group, the score fell from 17.7 to 1.3 in 20 people.", False),
        ("In 20 people, without a placebo group, their skin improved.", False),
        ("People who had not responded to methotrexate improved on tofacitinib.", False),
        ("It did not differ from placebo.", True),
        ("It has no effect compared with placebo.", True),
        ("Tofacitinib improves itch.", False),
    ],
)
def test_denial_is_told_from_doubt(sentence: str, negated: bool) -> None:
    """A denied effect is negated; an unproven one is not."""
    assert read(sentence).negated is negated


@pytest.mark.parametrize(
    ("sentence", "wordings"),
    [
        ("No one had any bad reactions.", (Wording.SILENCE,)),
        ("None of 6 people reported a side effect.", (Wording.SILENCE,)),
        ("No serious adverse events were reported.", (Wording.SILENCE,)),
        ("The letter reports no serious side effects in the 20 people.", (Wording.SILENCE,)),
        ("Serious infections were rare.", (Wording.SILENCE,)),
        ("Side effects were rare and mild.", (Wording.SILENCE,)),
        ("It has no side effects.", (Wording.GUARANTEE,)),
        ("The page gives no numbers for these side effects.", ()),
        ("Anyone with vitiligo should try it.", (Wording.GENERALISED,)),
        ("All patients should use sunscreen.", ()),
        ("Tofacitinib is the most effective cream.", (Wording.SUPERLATIVE,)),
        ("There was a trend towards improvement (p = 0.08).", (Wording.TREND,)),
        ("Tofacitinib helps patients.", (Wording.GENERALISED,)),
        ("Tofacitinib is safe for everyone.", (Wording.GUARANTEE, Wording.GENERALISED)),
        ("Tofacitinib may cure vitiligo.", (Wording.GUARANTEE,)),
        ("Tofacitinib is not a cure for vitiligo.", ()),
        ("No treatment is completely safe.", ()),
        ("Tofacitinib is not the best treatment.", ()),
        ("You may get headaches while taking this medicine.", ()),
        ("Tofacitinib improves itch in adults with eczema.", ()),
        ("At the end of the study, scores were lower.", ()),
    ],
)
def test_overstepping_is_seen_where_strength_does_not_show_it(sentence: str, wordings: tuple[Wording, ...]) -> None:
    """Guarantees, silence, superlatives and trends are marked, unless they are denied."""
    assert read(sentence).wordings == wordings


@pytest.mark.parametrize(
    "sentence", ["The letter reports no side effects in the 6 people.", "In 6 people no harm was seen."]
)
def test_a_report_of_no_harm_is_no_guarantee(sentence: str) -> None:
    """What was seen in a few people promises nothing, whatever it keeps silent about."""
    reading = read(sentence)

    assert reading.is_report
    assert reading.strength < Strength.ABSOLUTE
    assert reading.wordings == (Wording.SILENCE,)
    assert not reading.negated


@pytest.mark.parametrize(
    "frame", ["{} reduces itch.", "{} may reduce itch.", "It is uncertain whether {} reduces itch."]
)
def test_a_name_changes_nothing(frame: str) -> None:
    """A placeholder, a letter and a drug that nobody knows yet read like a drug that everybody knows."""
    read_as = {read(frame.format(name)).strength for name in ("Tofacitinib", "X", "Drug A", "Zxqlinib")}

    assert len(read_as) == 1


def test_a_month_is_no_hedge() -> None:
    """ "In May 2020" hedges nothing."""
    assert read("In May 2020 the cream cleared the rash.").strength > Strength.PROBABLY


def test_contractions_and_typographic_quotes_read_alike() -> None:
    """ "It’s" and "it's" are one word; the cue is given as it was written."""
    curly, straight = read("It doesn’t help."), read("It doesn't help.")

    assert curly.cues == ("doesn’t", "help")
    assert curly.model_copy(update={"cues": straight.cues}) == straight


def test_copying_damage_is_undone() -> None:
    """Literal escapes and text read in the wrong encoding do not hide the words."""
    damaged = "Tofacitinib\\xa0reduces TGF-Î² levels\\u2009by half."

    assert tag(damaged).text == "Tofacitinib reduces TGF-β levels by half."
    assert read(damaged).strength is Strength.DOES


@pytest.mark.parametrize("sentence", ["", " ", "🙂", "?!", "12 34", "\x00", "()", "—"])
def test_text_without_words_claims_nothing(sentence: str) -> None:
    """Nothing said is nothing claimed."""
    assert read(sentence) == Reading(kind=ClaimKind.DESCRIPTIVE, strength=Strength.NONE, is_report=False, negated=False)


@pytest.mark.parametrize(
    "piece",
    ["a", "may ", "(", "no side effects ", "\\x", "patients who had ", "1.1 to ", "İ", "the most ", "🙂"],
)
def test_a_hundred_thousand_characters_are_read_at_once(piece: str) -> None:
    """No pattern backtracks its way through a long text; ten times the usual time is allowed."""
    began = time.perf_counter()

    read(piece * (100_000 // len(piece)))

    assert time.perf_counter() - began < 2.0


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(sentence: str) -> None:
    """No text makes `read` raise, and the same text is read the same way twice."""
    assert read(sentence) == read(sentence)


@given(
    st.lists(
        st.sampled_from(
            "tofacitinib may not cure eczema unclear whether and but patients 12 % , ; ? linked to reduces no"
            " evidence that is safe in everyone ( ) 'nt best trend".split()
        ),
        max_size=30,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_order_of_cues_is_read(words: list[str]) -> None:
    """Cues in any order give a reading whose cues are words of the sentence."""
    sentence = " ".join(words)

    assert all(cue in sentence for cue in read(sentence).cues)


def test_the_public_scale_has_four_levels() -> None:
    """Seven steps fold into the four of Sumner and Yu."""
    assert [public_level(step) for step in Strength] == [0, 0, 1, 2, 2, 3, 3]


def test_verbs_are_inflected_by_rule() -> None:
    """The lists name a verb once."""
    assert inflect("reduce") == ("reduce", "reduces", "reduced", "reducing")
    assert inflect("modify") == ("modify", "modifies", "modified", "modifying")


def test_training_libraries_stay_out_of_the_program() -> None:
    """Reading a sentence loads neither torch nor scikit-learn, and importing loads no model."""
    code = (
        "import sys, bot.strength.claims\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "bot.strength.claims.read('It may help.')\n"
        "assert not {'torch', 'sklearn', 'transformers'} & set(sys.modules), sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
