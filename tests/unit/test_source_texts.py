"""A source text that has no study card: what it is, how many people, what it gives them, and what it does not carry."""

from __future__ import annotations

import pytest

from bot.check.designs import design_of, of_the_study
from bot.check.enrolled import people_enrolled
from bot.check.estimate import estimate
from bot.check.source_rules import objection
from bot.check.treatments import comparator_in, treatments_in
from bot.types import Certainty, Design, Support

TRIAL = (
    "In this open-label trial, 96 of 210 screened adults with gout were randomised to zelotinib 50 mg (n=48) or "
    "colchicine (n=48) for 12 weeks. Flares occurred in 21% of the zelotinib group and 34% of the colchicine group "
    "(p=0.02). Quality of life did not differ significantly between the groups (p=0.41)."
)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (TRIAL, 96),
        ("Thirty-one patients with gout took part. 11 of 31 responded.", 31),
        ("Four hundred and twelve of 530 eligible residents completed the survey.", 412),
        ("Children (n=1094) who were stable on day 3 were randomized to stop (n=547) or continue (n=547).", 1094),
        ("Women were randomised 2:1 to scalp cooling (273) or no cooling (137).", 410),
        ("Twelve RCTs with 2,655 women were found. Cranberry lowered the risk (10 trials, 2,190 women).", 2655),
        ("Six patients (four women, two men) developed a rash.", 6),
        ("Patients received it for up to 76 weeks in 2019.", None),
    ],
)
def test_the_people_of_a_study_are_those_it_took_in(text: str, people: int | None) -> None:
    assert people_enrolled(text) == people


@pytest.mark.parametrize(
    ("text", "design"),
    [
        (TRIAL, Design.RANDOMISED_TRIAL),
        ("Randomised trials are needed. We treated 12 patients in an open study.", Design.UNCONTROLLED_SERIES),
        ("A 34-year-old woman took it. In the pivotal trial, which enrolled 900 people, none did.", Design.CASE_REPORT),
        ("We searched Medline. Nine randomised trials (n = 3,100) were included.", Design.SYSTEMATIC_REVIEW),
        ("Meta-analysis of cohort studies with 9,000 patients.", Design.COHORT),
        ("Registry data on 4,312 patients who started it were compared with others.", Design.REGISTRY),
        ("We reviewed the charts of 73 patients; there was no control group.", Design.UNCONTROLLED_RETROSPECTIVE),
        ("In this editorial we argue that a randomised trial in 95 patients was too small.", Design.EXPERT_OPINION),
        ("In the open-label extension, 287 patients received it.", Design.UNCONTROLLED_SERIES),
    ],
)
def test_the_design_is_the_studys_own(text: str, design: Design) -> None:
    """A study that is asked for, or that came before, lends nothing."""
    told = of_the_study(text)
    assert design_of(told, people_enrolled(told)) is design


def test_an_estimate_says_in_one_line_what_it_read() -> None:
    told = estimate(TRIAL)
    assert (told.comparator, told.certainty) == ("colchicine", Certainty.LOW)
    assert told.in_words().startswith("Source: 96 people; compared with colchicine; estimated from its words")
    assert "open label" in told.why


def test_drugs_that_no_lexicon_knows_are_found_in_the_text() -> None:
    assert treatments_in(TRIAL) == ("colchicine", "zelotinib")
    assert treatments_in("Except for one concept, magazines accept this.") == ()
    assert comparator_in("Adults got a cream or its vehicle.") == "vehicle"


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("Zelotinib improved quality of life significantly more than colchicine.", Support.NO),
        ("In a double-blind trial zelotinib prevented flares.", Support.NO),
        ("The trial enrolled 210 adults with gout.", Support.NO),
        ("Febuxostat prevented flares.", Support.NOT_FOUND),
        ("Zelotinib prevented more flares than placebo.", Support.NOT_FOUND),
    ],
)
def test_what_a_source_does_not_carry_is_said(claim: str, support: Support) -> None:
    found = objection(claim, TRIAL, estimate(TRIAL))
    assert found is not None
    assert found.support is support


@pytest.mark.parametrize(
    "claim",
    [
        "Zelotinib was followed by fewer flares than colchicine.",
        "The trial enrolled 96 adults with gout.",
        "Quality of life did not differ between zelotinib and colchicine.",
        "It was not a double-blind trial.",
    ],
)
def test_what_it_carries_meets_no_objection(claim: str) -> None:
    assert objection(claim, TRIAL, estimate(TRIAL)) is None
