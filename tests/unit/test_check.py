"""Holding any text against sources: what it overclaims, what they contradict, what they do not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.estimate import estimate
from bot.check.texts import Checked, check_against, told
from bot.cli import main
from bot.lexicon import load_lexicon
from bot.types import Certainty, Design, Support

ROOT = Path(__file__).resolve().parents[2]
LEXICON = load_lexicon(ROOT / "corpus" / "lexicon.toml")
SERIES = (
    "Doctors looked back at the records of 28 people with palmoplantar pustulosis who took upadacitinib. The average "
    "PPPASI fell from 13.86 to 5.56 after 12 weeks, with no comparison group. No severe side effects were reported in "
    "the 28 people. The authors ask for larger randomised double-blind trials."
)
TRIAL = (
    "In this randomised controlled trial, 400 adults with knee pain were assigned to exercise or usual care. Exercise "
    "reduced pain after 12 weeks."
)


def check_one(text: str, source: str = SERIES) -> Checked:
    (checked,) = check_against(text, [source], LEXICON)
    return checked


def test_a_changed_figure_is_contradicted_in_words_an_editor_understands() -> None:
    """The figure that the source gives is named beside the one that it does not."""
    checked = check_one("In 28 people, the PPPASI fell from 13.86 to 4.56 after 12 weeks.")

    assert checked.supported is Support.NO
    assert "The source gives 13.86 to 5.56, not 4.56." in checked.why
    assert checked.found


def test_a_report_with_its_frame_is_no_overclaim() -> None:
    """Figures with their people and without more are licensed at any certainty."""
    checked = check_one("In 28 people, the PPPASI fell from 13.86 to 5.56 after 12 weeks, with no comparison group.")

    assert (checked.supported, checked.overclaims, checked.found) == (Support.YES, False, False)


@pytest.mark.parametrize(
    "text", ["Upadacitinib cures palmoplantar pustulosis.", "It is 100% safe.", "Nobody had side effects."]
)
def test_guarantees_and_silence_are_overclaims(text: str) -> None:
    """No source licenses them."""
    assert check_one(text).overclaims


def test_an_effect_on_another_subject_is_not_found() -> None:
    """A source that does not speak of it neither supports nor denies it, and no rewording is offered."""
    checked = check_one("Metformin lowers blood sugar in type 2 diabetes.")

    assert (checked.supported, checked.rewording) == (Support.NOT_FOUND, None)
    assert checked.why == "No source speaks of this subject."
    assert "NOT FOUND" in told([checked])


def test_a_sentence_that_claims_no_effect_is_left_alone() -> None:
    """Opening hours need no evidence."""
    assert not check_one("Our clinic opens at nine.").found


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Exercise eases knee pain.", Support.YES),
        ("Exercise increases knee pain.", Support.NO),
        ("Exercise reduced pain in 900 adults.", Support.NO),
        ("The weather in spring is mild.", Support.NOT_FOUND),
    ],
)
def test_topic_and_direction_decide_where_the_source_bears_on_a_claim(claim: str, expected: Support) -> None:
    """With given sources, a claim in other words is supported or denied by what the source shows."""
    assert check_one(claim, TRIAL).supported is expected


def test_no_reason_shows_a_stem_or_a_word_of_the_program() -> None:
    """Reasons are for a clinic's editor."""
    texts = (
        "Upadacitinib cures eczema. Side effects were severe. Dupilumab works better than upadacitinib in children. "
        "The PPPASI fell by 95%. The study compared upadacitinib with placebo. It had no comparison group in 12 women."
    )
    reasons = " ".join(each.why for each in check_against(texts, [SERIES], LEXICON))

    for internal in ("atopicdermatiti", "sideeffect", "nocomparison", "(plain)", "unsaid", "palmoplantarpustulosis"):
        assert internal not in reasons


@pytest.mark.parametrize(
    ("text", "design", "certainty"),
    [
        (SERIES, Design.UNCONTROLLED_RETROSPECTIVE, Certainty.VERY_LOW),
        (TRIAL, Design.RANDOMISED_TRIAL, Certainty.HIGH),
        ("A randomised controlled trial of 40 adults.", Design.RANDOMISED_TRIAL, Certainty.MODERATE),
        ("A cohort of 9,000 people was followed.", Design.COHORT, Certainty.VERY_LOW),
        ("A cohort of 9,000 users was compared with non-users.", Design.COHORT, Certainty.LOW),
        ("We report a case of hair loss.", Design.CASE_REPORT, Certainty.VERY_LOW),
        ("The drug reduced tumours in mice.", None, Certainty.VERY_LOW),
        ("Randomised trials are needed.", None, Certainty.VERY_LOW),
        ("", None, Certainty.VERY_LOW),
    ],
)
def test_a_source_is_rated_by_what_it_says_of_itself(text: str, design: Design | None, certainty: Certainty) -> None:
    """A trial that somebody asks for is no trial; what is not said raises nothing."""
    assert (estimate(text).design, estimate(text).certainty) == (design, certainty)


@pytest.mark.parametrize(("leaflet", "status"), [("It is 100% safe.", 3), ("Our clinic opens at nine.", 0)])
def test_the_exit_status_tells_a_clinics_ci(
    leaflet: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """3 when something is to be looked at, 0 when nothing is."""
    text, source = tmp_path / "leaflet.txt", tmp_path / "source.txt"
    text.write_text(leaflet, encoding="utf-8")
    source.write_text(SERIES, encoding="utf-8")

    assert main(["check", str(text), "--source", str(source), "--corpus", str(ROOT / "corpus")]) == status
    assert "1 sentences" in capsys.readouterr().out
