"""Does a passage carry a claim: true claims in other words pass, falsified ones do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entailment.support import HardEntailment
from bot.lexicon import load_lexicon
from bot.types import Support

ROOT = Path(__file__).resolve().parents[2]
ENTAILMENT = HardEntailment(load_lexicon(ROOT / "corpus" / "lexicon.toml"))

FACE = (
    "Six people aged 12 to 35 years took part: three were male and three were female. Their eczema on the face "
    "and neck had not responded to dupilumab. Each took 15 mg of upadacitinib once daily for three months. "
    "After 12 weeks everyone had a fall of at least 75% in eczema symptoms, and half even had a 90% reduction. "
    "No participants reported side effects. Inflammation markers in the blood fell."
)
FACE_CARD = "6 people, 12 weeks, no comparison group, upadacitinib, atopic dermatitis, published 2023"
PPP = (
    "Records of 28 patients treated with upadacitinib from July 2022 to December 2023 were collected. There were "
    "10 males and 18 females. After 12 weeks, PPPASI scores decreased from 13.86 ± 2.76 to 5.56 ± 1.08 (p < 0.05). "
    "20 patients achieved a PGA score of 0/1. No severe adverse events were reported. The authors conclude that "
    "upadacitinib could be a safe and effective treatment for palmoplantar pustulosis. Upadacitinib has been "
    "approved for rheumatoid arthritis and ulcerative colitis."
)
PPP_CARD = "28 people, 12 weeks, no comparison group, upadacitinib, palmoplantar pustulosis, published 2024"
DOSES = (
    "Of the 20 patients, 16 received 15 mg of upadacitinib a day, 3 received 30 mg and 1 received 45 mg. Raised blood "
    "lipids in one patient came after acitretin. No adverse effects were observed except for a transient rise in "
    "blood pressure. The long-term safety of upadacitinib still needs further research.\n\n"
    "| Case | PPPASI before | PPPASI at week 12 |\n| --- | --- | --- |\n| 4 | 6.4 | 0 |\n| 6 | 22.2 | 1.1 |\n"
)
DOSES_CARD = "20 people, 12 weeks, no comparison group, upadacitinib, palmoplantar pustulosis, published 2024"
HAIR = (
    "A 42-year-old woman with alopecia areata developed hair loss 4 months after she started dupilumab, with a 70% "
    "reduction of scalp hair density by the 7th month. Her atopic dermatitis improved. After intramuscular "
    "triamcinolone she had near-complete hair regrowth within 2 months while continuing dupilumab. How dupilumab "
    "might cause hair loss remains unclear."
)
HAIR_CARD = "one woman, no comparison group, dupilumab, alopecia areata, atopic dermatitis, published 2019"
VITILIGO = (
    "There is still no conclusive evidence that upadacitinib can effectively treat vitiligo. "
    "It is not currently a standard treatment."
)
VITILIGO_CARD = "web page, upadacitinib, vitiligo"
SOURCES = {
    "face": (FACE, FACE_CARD),
    "ppp": (PPP, PPP_CARD),
    "doses": (DOSES, DOSES_CARD),
    "hair": (HAIR, HAIR_CARD),
    "vitiligo": (VITILIGO, VITILIGO_CARD),
}


def support(source: str, claim: str) -> Support:
    passage, card = SOURCES[source]
    return ENTAILMENT.judge(claim, passage, context=card).support


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("face", "Six people took upadacitinib 15 mg a day for 12 weeks."),
        ("face", "Everyone had at least a 75% fall in eczema symptoms."),
        ("face", "Half of them had a 90% reduction."),
        ("face", "Three of the six people were female."),
        ("face", "None of the six people reported a side effect."),
        ("face", "Levels of inflammation markers in the blood dropped."),
        ("ppp", "In 28 people, the PPPASI score fell from 13.86 to 5.56 after 12 weeks."),
        ("ppp", "The PPPASI score fell by about 60% in 12 weeks."),
        ("ppp", "About 71% of the patients reached a PGA of 0/1."),
        ("ppp", "There were no severe side effects."),
        ("ppp", "There were 10 men and 18 women."),
        ("ppp", "The authors say that upadacitinib could be safe and effective in palmoplantar pustulosis."),
        ("doses", "16 of the 20 people took 15 mg a day."),
        ("doses", "In case 4, the PPPASI fell from 6.4 to 0."),
        ("hair", "A 42-year-old woman developed hair loss four months after starting dupilumab."),
        ("hair", "Her hair density fell by 70% by month 7."),
        ("hair", "Her atopic dermatitis got better."),
        ("vitiligo", "There is no conclusive evidence that upadacitinib treats vitiligo."),
    ],
)
def test_a_true_claim_in_other_words_is_supported(source: str, claim: str) -> None:
    """An honest paraphrase passes."""
    assert support(source, claim) is Support.YES


@pytest.mark.parametrize(
    ("kind", "source", "claim"),
    [
        ("number", "ppp", "In 28 people, the PPPASI score fell from 13.86 to 1.27 after 12 weeks."),
        ("number", "face", "Everyone had at least a 95% fall in eczema symptoms."),
        ("swapped ends", "ppp", "The PPPASI score fell from 5.56 to 13.86."),
        ("spread", "ppp", "The PPPASI score fell from 13.86 to 1.08."),
        ("count", "face", "Sixty people took upadacitinib 15 mg."),
        ("share", "face", "All six people had a 90% reduction."),
        ("unit", "face", "Six people took upadacitinib 15 g a day for three months."),
        ("time", "ppp", "In 28 people, the PPPASI score fell from 13.86 to 5.56 after 12 months."),
        ("dose", "doses", "16 of the 20 people took 30 mg a day."),
        ("drug", "face", "Six people took dupilumab 15 mg a day for three months."),
        ("drug", "doses", "Raised blood lipids in one patient came after upadacitinib."),
        ("condition", "face", "Six people with psoriasis took upadacitinib 15 mg."),
        ("condition", "ppp", "Upadacitinib has been approved for palmoplantar pustulosis."),
        ("negation dropped", "face", "Their eczema on the face and neck had responded to dupilumab."),
        ("negation added", "hair", "Her atopic dermatitis did not improve."),
        ("negation scope", "ppp", "There were no side effects."),
        ("exception", "doses", "No adverse effects were observed."),
        ("direction", "face", "Levels of inflammation markers in the blood rose."),
        ("direction", "hair", "Her atopic dermatitis worsened."),
        ("hedge", "hair", "Dupilumab causes hair loss."),
        ("attribution", "ppp", "Upadacitinib is a safe and effective treatment for palmoplantar pustulosis."),
        ("no evidence", "vitiligo", "Upadacitinib effectively treats vitiligo."),
        ("no evidence", "vitiligo", "Upadacitinib is a standard treatment for vitiligo."),
        ("population", "face", "Six children took upadacitinib 15 mg a day."),
        ("population", "hair", "A 42-year-old man developed hair loss four months after starting dupilumab."),
        ("one to many", "hair", "70% of patients lost their hair on dupilumab."),
        ("one to many", "hair", "Patients on dupilumab lose their hair."),
        ("comparator", "ppp", "The PPPASI score fell from 13.86 to 5.56 compared with placebo."),
        ("comparator", "face", "Upadacitinib worked better than dupilumab in these six people."),
        ("row", "doses", "In case 4, the PPPASI fell from 22.2 to 1.1."),
        ("absolute", "hair", "Her hair grew back completely within two months."),
        ("absolute", "face", "Upadacitinib cures eczema."),
        ("course", "hair", "Her hair grew back after she stopped dupilumab."),
        ("site", "face", "Their eczema on the legs had not responded to dupilumab."),
        ("date", "ppp", "Patients were treated from July 2020 to December 2023."),
        ("certainty", "doses", "The long-term safety of upadacitinib is well established."),
    ],
)
def test_a_falsified_claim_is_not_supported(kind: str, source: str, claim: str) -> None:
    """However a claim is bent, it does not pass."""
    assert support(source, claim) is not Support.YES, kind


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("Statins reduce mortality.", "Statin use was associated with decreased mortality.", Support.YES),
        ("Exercise increases knee pain.", "400 adults had knee pain. Exercise reduced pain.", Support.NO),
        ("Statins increase mortality.", "Statins reduced mortality in these patients.", Support.NO),
        ("Zinc shortens colds.", "Zinc did not shorten colds.", Support.NO),
        ("Coffee is associated with stroke.", "Coffee was not associated with stroke.", Support.NO),
        ("Garlic is effective against colds.", "Garlic was ineffective against colds.", Support.NO),
        ("Yoga improves back pain.", "The weather in spring is mild.", Support.NOT_FOUND),
    ],
)
def test_general_claims_follow_direction_and_negation(claim: str, passage: str, expected: Support) -> None:
    """Opposite words and denials contradict; silence is not support."""
    assert ENTAILMENT.judge(claim, passage).support is expected


TRIAL = (
    "In TRIAL-1, 71% on upadacitinib 30 mg, 60% on 15 mg and 16% on placebo had at least 75% of their hair at week 16. "
    "More people had clear skin with upadacitinib than with dupilumab. In the US, the FDA approved upadacitinib for "
    "severe alopecia areata in people aged 12 or older, a news item says. The label lists its approved uses; vitiligo "
    "is not on its list. The news item does not say how often acne happens."
)


@pytest.mark.parametrize(
    "claim",
    [
        "TRIAL-1: 16% on placebo and 71% on upadacitinib 30 mg had at least 75% of their hair at week 16.",
        "More patients had clear skin with upadacitinib than with dupilumab.",
        "According to a news item, the FDA approved upadacitinib in the US for severe alopecia areata from age 12.",
        "Vitiligo is not among the approved uses that the label lists.",
        "How often acne happens cannot be told from the news item.",
        "The news item doesn't say how often acne happens.",
    ],
)
def test_a_trial_told_in_another_order_is_supported(claim: str) -> None:
    """Each share beside its arm, a comparison from its other end, a denial turned round."""
    assert ENTAILMENT.judge(claim, TRIAL).support is Support.YES


@pytest.mark.parametrize(
    ("kind", "claim"),
    [
        ("arms", "In TRIAL-1, 71% on placebo and 16% on upadacitinib 30 mg had at least 75% of their hair at week 16."),
        ("doses", "In TRIAL-1, 60% on upadacitinib 30 mg and 71% on 15 mg had at least 75% of their hair at week 16."),
        ("limit", "In TRIAL-1, 75% on upadacitinib 30 mg had at least 71% of their hair at week 16."),
        ("comparison", "More people had clear skin with dupilumab than with upadacitinib."),
        ("comparison", "Fewer people had clear skin with upadacitinib than with dupilumab."),
        ("region", "In the EU, upadacitinib was approved for severe alopecia areata from age 12, a news item says."),
        ("refused", "The FDA refused upadacitinib for severe alopecia areata in the US, a news item says."),
        ("degree", "In the US, the FDA approved upadacitinib for alopecia areata from age 12, a news item says."),
        ("age", "The FDA approved upadacitinib for severe alopecia areata in people of any age, a news item says."),
        ("age", "The FDA approved upadacitinib for severe alopecia areata in people under 12, a news item says."),
        ("attribution", "In the US, the FDA approved upadacitinib for severe alopecia areata from age 12."),
        ("list", "Vitiligo is among the approved uses that the label lists."),
    ],
)
def test_a_trial_or_an_approval_turned_round_is_not_supported(kind: str, claim: str) -> None:
    """Arms, doses, limits, regions, degrees of illness and ages stay what they are."""
    assert ENTAILMENT.judge(claim, TRIAL).support is not Support.YES, kind


def test_context_alone_supports_nothing() -> None:
    """A card tells the setting of a finding, never the finding."""
    judged = ENTAILMENT.judge(
        "Upadacitinib improved palmoplantar pustulosis in 28 people.", "The weather was mild.", context=PPP_CARD
    )

    assert judged.support is Support.NOT_FOUND


def test_similar_meaning_never_lifts_a_claim_about_a_drug() -> None:
    """The learned layer is for general claims alone."""
    generous = HardEntailment(load_lexicon(ROOT / "corpus" / "lexicon.toml"), lambda _a, _b: 1.0)

    assert generous.judge("Upadacitinib effectively treats vitiligo.", VITILIGO).support is not Support.YES
    assert generous.judge("Walking lifts the mood.", "Strolls make people happier.").support is Support.YES


@pytest.mark.parametrize("text", ["", " ", "...", "|||", "| a |", "[1]", "x" * 30_000, "1 2 3 " * 1_500, "no " * 3_000])
def test_odd_texts_are_judged_not_found(text: str) -> None:
    """Nothing to check, or too much of it, is never support."""
    assert ENTAILMENT.judge(text, FACE).support is Support.NOT_FOUND


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_any_texts_are_judged_without_an_error(claim: str, passage: str, context: str) -> None:
    """Whatever is typed, a judgement comes back."""
    assert isinstance(ENTAILMENT.judge(claim, passage, context=context).support, Support)


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        (
            "Dupilumab is given as 300 mg every two weeks.",
            "Dupilumab is given as 300 mg every other week.",
            Support.YES,
        ),
        ("Dupilumab is given as 300 mg every two weeks.", "Dupilumab is given as 300 mg every other day.", Support.NO),
        (
            "Upadacitinib was not approved for alopecia areata in July 2025.",
            "Upadacitinib was not approved for alopecia areata as of July 2025.",
            Support.YES,
        ),
        (
            "Ritlecitinib is approved in America for severe alopecia areata from the age of 12.",
            "In the US, ritlecitinib is approved for severe alopecia areata from age 12.",
            Support.YES,
        ),
        (
            "Ritlecitinib is approved in Europe for severe alopecia areata from the age of 12.",
            "In the US, ritlecitinib is approved for severe alopecia areata from age 12.",
            Support.NO,
        ),
        (
            "In the trial, 1.4% had a serious side effect on 15 mg and 2.8% on 30 mg.",
            "In UP-AA Study 2, 1.4% had a serious side effect on 15 mg and 2.8% on 30 mg.",
            Support.YES,
        ),
    ],
)
def test_a_rhythm_a_month_a_region_and_a_trial_by_other_words(claim: str, passage: str, expected: Support) -> None:
    """ "Up to" is a limit, "UP-AA" a name; a month is denied by nobody; "in America" is "in the US"."""
    assert ENTAILMENT.judge(claim, passage).support is expected
