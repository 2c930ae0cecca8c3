"""What becomes of a drafted claim: kept, put right and verified again, or dropped whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.articles import read_corpus
from bot.brief.owed import harms_owed
from bot.entailment.support import HardEntailment
from bot.lexicon import Lexicon, load_lexicon
from bot.pipeline import Bot
from bot.settings import load_settings
from bot.strength.claims import read
from bot.types import (
    Article,
    Binding,
    Draft,
    DraftClaim,
    Evidence,
    Judgement,
    Outcome,
    Part,
    Query,
    Ranked,
    Reason,
    Strength,
    StudyCard,
    Support,
)
from bot.verify.conflicts import load_conflicts
from bot.verify.framing import licence, oversteps_in_a_clause
from bot.verify.verdicts import Verdict, Verifier
from tests.fakes import FixedEntailment, FixedRetriever

ROOT = Path(__file__).resolve().parents[2]
DU = "du-2024-ppp"
FOUND = f"{DU}#what-was-found-1"
IN_DLQI = (
    "The average DLQI, a score of how much a skin disease burdens daily life, fell from 12.55 to 2.03 (about 84%) in "
    "28 people after 12 weeks, with no comparison group."
)
HARMS = f"{DU}#side-effects-and-safety-1"
FELL = (
    "The average PPPASI, a score of how severe palmoplantar pustulosis is, fell from 13.86 to 5.56 (about 60%) in 28 "
    "people after 12 weeks on upadacitinib, with no comparison group."
)


class Raising:
    """An entailment that is broken."""

    def judge(self, claim: str, passage: str, *, context: str = "") -> Judgement:
        raise RuntimeError(f"broken: {claim}, {passage}, {context}")


@pytest.fixture(scope="module")
def evidence(articles: tuple[Article, ...]) -> Evidence:
    ranked = tuple(
        Ranked(passage=p, score=0.0, similarity=(0.5,) * len(p.sentences)) for a in articles for p in a.passages
    )
    return Evidence(
        query=Query(question="", normalised=""), ranked=ranked, cards=tuple(article.card for article in articles)
    )


def claim(text: str, passage: str = FOUND, at: int = 0, part: Part = Part.DIRECT) -> DraftClaim:
    return DraftClaim(text=text, part=part, bindings=(Binding(passage_id=passage, sentence=at),))


def verify_one(drafted: DraftClaim, evidence: Evidence, lexicon: Lexicon) -> Verdict:
    return Verifier(lexicon, read, HardEntailment(lexicon)).verify(Draft(claims=(drafted,)), evidence)[0]


def test_a_sentence_of_the_source_is_kept_as_it_is(evidence: Evidence, lexicon: Lexicon) -> None:
    """Word for word, with its quote."""
    verdict = verify_one(claim(FELL), evidence, lexicon)

    assert verdict.claim is not None
    assert (verdict.claim.text, verdict.repaired, verdict.claim.citations[0].quote) == (FELL, False, FELL)


def test_a_bare_effect_is_weakened_and_verified_again(evidence: Evidence, lexicon: Lexicon) -> None:
    """Very low certainty turns "improves" into "it is very uncertain whether"."""
    drafted = claim("Upadacitinib improves palmoplantar pustulosis.", f"{DU}#in-short-1")
    verdict = verify_one(drafted, evidence, lexicon)

    assert verdict.repaired
    assert verdict.claim is not None
    assert verdict.claim.text == "It is very uncertain whether upadacitinib improves palmoplantar pustulosis."
    assert verdict.claim.strength is Strength.UNCERTAIN


def test_an_effect_of_which_sources_disagree_is_told_a_level_weaker(
    articles: tuple[Article, ...], evidence: Evidence, lexicon: Lexicon
) -> None:
    """A trial and the FDA give other figures for it: high certainty becomes moderate, and "helps" becomes likely."""
    conflicts = load_conflicts(ROOT / "corpus" / "conflicts.toml", articles)
    passages = {p.passage_id: p for article in articles for p in article.passages}
    trial = [p for p in passages.values() if p.source_id == "brave-aa-baricitinib"]
    drafts = [
        claim(sentence.text, passage.passage_id, at)
        for passage in trial
        for at, sentence in enumerate(passage.sentences)
        if sentence.text.startswith(("Baricitinib helps", "In BRAVE-AA1, a randomised"))
    ]

    verifier = Verifier(lexicon, read, HardEntailment(lexicon), conflicts)
    helps, figures = verifier.verify(Draft(claims=tuple(drafts)), evidence)
    alone = verifier.verify(Draft(claims=tuple(drafts[:1])), evidence)[0]

    assert helps.claim is not None
    assert helps.claim.text.startswith("It is likely that baricitinib helps")
    assert helps.claim.strength <= helps.claim.licensed is Strength.PROBABLY
    assert figures.claim is not None
    assert figures.claim.text == drafts[1].text
    assert alone.claim is not None
    assert alone.claim.text.startswith("Baricitinib helps")


def test_a_finding_without_its_frame_gets_it(evidence: Evidence, lexicon: Lexicon) -> None:
    """That nothing was compared is added, not left for the reader to guess."""
    verdict = verify_one(claim(FELL.replace(", with no comparison group", "")), evidence, lexicon)

    assert verdict.repaired
    assert verdict.claim is not None
    assert "no comparison group" in verdict.claim.text


def test_one_side_of_a_conflict_is_told_with_the_other(evidence: Evidence, lexicon: Lexicon) -> None:
    """The text's 20% never stands without the table's 40%."""
    text = "The letter's text says that 20% of the 20 people had complete clearance (PPPASI 100) at week 12."
    verdict = verify_one(claim(text, "zheng-2024-ppp#what-was-found-2"), evidence, lexicon)

    assert verdict.claim is None or ("20%" in verdict.claim.text and "40%" in verdict.claim.text)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        (FELL.replace("5.56", "4.56"), FOUND),
        (FELL.replace("12 weeks", "24 weeks"), FOUND),
        (FELL.replace("no comparison", "a comparison"), FOUND),
        ("Upadacitinib cures palmoplantar pustulosis.", f"{DU}#in-short-1"),
        ("It is very uncertain whether baricitinib improves palmoplantar pustulosis.", f"{DU}#in-short-1"),
        ("It is very uncertain whether upadacitinib improves vitiligo.", f"{DU}#in-short-1"),
        ("There were no severe side effects in the 28 people, and there was no comparison group.", HARMS),
        (FELL, HARMS),
    ],
)
def test_a_claim_that_its_passage_does_not_carry_is_dropped_whole(
    text: str, passage: str, evidence: Evidence, lexicon: Lexicon
) -> None:
    """Nothing of it is kept, and the reason is in words."""
    verdict = verify_one(claim(text, passage), evidence, lexicon)

    assert verdict.claim is None
    assert " " in verdict.why


def test_silence_about_harm_needs_the_number_of_people(evidence: Evidence, lexicon: Lexicon) -> None:
    """ "Nobody had a side effect" is no reassurance; "none of the 6 people" is a report."""
    passage = "mdnewsline-2023-face-neck#side-effects-and-safety-1"
    bare = verify_one(claim("According to the article, nobody reported a side effect.", passage), evidence, lexicon)
    told = "According to the article, none of the 6 people reported a side effect in the 12 weeks."
    framed = verify_one(claim(told, passage), evidence, lexicon)

    assert bare.claim is None or "6 people" in bare.claim.text
    assert framed.claim is not None


@pytest.mark.parametrize(
    "bindings",
    [
        (),
        (Binding(passage_id="smith-2020#in-short-1", sentence=0),),
        (Binding(passage_id=FOUND, sentence=99),),
        (Binding(passage_id=FOUND, sentence=0), Binding(passage_id="smith-2020#in-short-1", sentence=0)),
    ],
)
def test_a_claim_without_a_citation_or_with_an_invented_one_is_dropped(
    bindings: tuple[Binding, ...], evidence: Evidence, lexicon: Lexicon
) -> None:
    """One citation that does not exist condemns the claim."""
    drafted = DraftClaim(text=FELL, part=Part.DIRECT, bindings=bindings)

    assert verify_one(drafted, evidence, lexicon).claim is None


def test_the_quote_is_the_sentence_that_carries_the_claim(evidence: Evidence, lexicon: Lexicon) -> None:
    """A claim that points to the wrong sentence of the right passage is shown with the right one."""
    verdict = verify_one(claim(FELL, FOUND, at=2), evidence, lexicon)

    assert verdict.claim is not None
    assert verdict.claim.citations[0].quote == FELL
    assert verdict.repaired


def test_a_citation_that_carries_nothing_is_not_shown(evidence: Evidence, lexicon: Lexicon) -> None:
    """Of two citations the one that does not say it is left out."""
    drafted = claim(FELL)
    both = drafted.model_copy(update={"bindings": (*drafted.bindings, Binding(passage_id=HARMS, sentence=1))})
    verdict = verify_one(both, evidence, lexicon)

    assert verdict.claim is not None
    assert [cited.passage_id for cited in verdict.claim.citations] == [FOUND]


def test_a_benefit_owes_the_harms_of_its_source(evidence: Evidence, lexicon: Lexicon) -> None:
    """A benefit alone owes the first harms of its source; with a harm beside it, nothing more."""
    verifier = Verifier(lexicon, read, HardEntailment(lexicon))
    benefit, harm = claim(FELL), claim("", HARMS)
    harm = harm.model_copy(update={"text": _sentence(evidence, HARMS, 0)})
    alone = verifier.verify(Draft(claims=(benefit,)), evidence)
    balanced = verifier.verify(Draft(claims=(benefit, harm)), evidence)

    owed = harms_owed(alone, evidence)
    assert [each.bindings[0].passage_id for each in owed] == [HARMS, HARMS]
    assert all(verdict.claim for verdict in verifier.verify(Draft(claims=owed), evidence))
    assert harms_owed(balanced, evidence) == ()


def _sentence(evidence: Evidence, passage_id: str, at: int) -> str:
    return next(r.passage.sentences[at].text for r in evidence.ranked if r.passage.passage_id == passage_id)


class OneClaim:
    """A writer with one fixed draft."""

    def __init__(self, claims: Sequence[DraftClaim]) -> None:
        self._claims = tuple(claims)

    def write(self, evidence: Evidence) -> Draft:
        del evidence
        return Draft(claims=self._claims, writer="fixed")


def bot_that_writes(*claims: DraftClaim) -> Bot:
    articles = read_corpus(ROOT / "corpus" / "articles")
    lexicon = load_lexicon(ROOT / "corpus" / "lexicon.toml")
    settings = load_settings(corpus=ROOT / "corpus")
    return Bot(settings, articles, lexicon, FixedRetriever(articles), OneClaim(claims))


HONEST_OF_VERY_LOW = [
    "Upadacitinib was not approved for vitiligo as of October 2025; later changes are possible.",
    "NICE TA814 says to stop upadacitinib for eczema at 16 weeks if the response is too small.",
    "In the UK, the dose of upadacitinib is 15 mg a day, says the British Association of Dermatologists.",
    "In three trials of upadacitinib, the most common side effects were acne and colds, the maker said in 2021.",
    "DermNet gives ketoconazole as an example of medicines that can raise the amount of upadacitinib in the body.",
    "The 2022 news item lists eczema herpeticum as an unwanted effect of upadacitinib seen in eczema.",
    "The page of a 2019 review says that inhibitors, which slow the breakdown of upadacitinib, raised it by 75%.",
    "In one woman, the level of dupilumab in her milk was 1.3% of the level in her blood plasma, LactMed says.",
    "The page of the UK skin doctors' association (BAD) says that TNF blockers can trigger palmoplantar pustulosis.",
]
OVERCLAIMS_OF_VERY_LOW = [
    "DermNet says that upadacitinib is safe.",
    "DermNet says that upadacitinib clears eczema.",
    "Upadacitinib improves vitiligo, the maker said in 2021.",
    "Upadacitinib clears eczema, experts say.",
    "Upadacitinib gives relief as nothing else does.",
    "NICE TA814 says that upadacitinib cures eczema.",
    "The page says that upadacitinib is used for eczema, which proves it works.",
    "Upadacitinib was not approved for vitiligo in 2025; later improvements are possible.",
    "We read the label, and upadacitinib is safe.",
]


def oversteps(text: str, card: StudyCard) -> bool:
    reading = read(text)
    return reading.strength > licence(text, reading, [card]) or oversteps_in_a_clause(text, [card], read)


@pytest.mark.parametrize("text", HONEST_OF_VERY_LOW)
def test_somebody_elses_words_about_harm_dose_or_use_are_licensed(text: str, evidence: Evidence) -> None:
    """A body named as the speaker, at the head or the end, makes a report of any certainty."""
    assert not oversteps(text, evidence.card(DU))


@pytest.mark.parametrize("text", OVERCLAIMS_OF_VERY_LOW)
def test_a_name_in_front_licenses_no_verdict(text: str, evidence: Evidence) -> None:
    """Whoever says so, "it is safe" and "it clears eczema" are held to the evidence."""
    assert oversteps(text, evidence.card(DU))


HEADS_UP = "heads-up-2021#what-was-found-1"
IN_HEADS_UP = (
    "In the first report of Heads Up with 692 adults, 71% on upadacitinib 30 mg reached EASI 75 at week 16, compared "
    "with 61% on dupilumab."
)


@pytest.mark.parametrize(
    "text",
    [
        IN_HEADS_UP.replace("71%", "x").replace("61%", "71%").replace("x", "61%"),
        IN_HEADS_UP.replace("dupilumab", "x").replace("upadacitinib", "dupilumab").replace("x", "upadacitinib"),
        IN_HEADS_UP.replace("dupilumab", "placebo"),
        "Of 692 adults in the first report of Heads Up, 71% on dupilumab and 61% on upadacitinib reached EASI 75.",
    ],
)
def test_the_figure_of_one_arm_is_not_told_of_the_other(text: str, evidence: Evidence, lexicon: Lexicon) -> None:
    """Shares and arms that change places turn a finding round."""
    assert verify_one(claim(text, HEADS_UP, at=1), evidence, lexicon).claim is None


@pytest.mark.parametrize(
    "text",
    [
        "At week 16, EASI 75 was reached by 71% on upadacitinib 30 mg and by 61% on dupilumab among 692 adults in the "
        "first report of Heads Up.",
        IN_HEADS_UP.replace("compared with", "versus").replace("adults", "patients"),
    ],
)
def test_a_finding_in_another_order_is_kept(text: str, evidence: Evidence, lexicon: Lexicon) -> None:
    """Each share stands with its own arm, before it or behind it."""
    assert verify_one(claim(text, HEADS_UP, at=1), evidence, lexicon).claim is not None


def test_a_finding_without_its_comparator_gets_it_back(evidence: Evidence, lexicon: Lexicon) -> None:
    """71% on one medicine alone hides the 61% on the other."""
    verdict = verify_one(claim(IN_HEADS_UP.partition(", compared")[0] + ".", HEADS_UP, at=1), evidence, lexicon)

    assert verdict.claim is None or "61%" in verdict.claim.text


def test_a_list_of_grave_harms_is_told_whole(evidence: Evidence, lexicon: Lexicon) -> None:
    """A boxed warning without "death" is put right or dropped."""
    text = "The US label of upadacitinib has a boxed warning about serious infections, cancer and blood clots."
    verdict = verify_one(claim(text, "rinvoq-us-label#in-short-1", at=1), evidence, lexicon)

    assert verdict.claim is None or "death" in verdict.claim.text


QUESTION = "Does upadacitinib work for palmoplantar pustulosis?"


def test_when_the_direct_answer_falls_the_bot_abstains() -> None:
    """What stands around a direct answer is not an answer."""
    false = claim(FELL.replace("5.56", "1.56"))
    around = claim(FELL, part=Part.EVIDENCE)
    answer = bot_that_writes(false, around).runnable.invoke(QUESTION)

    assert (answer.outcome, answer.claims) == (Outcome.ABSTAINED, ())


@pytest.mark.parametrize(
    "text", [FELL.replace("5.56", "1.56"), FELL.replace("fell", "rose"), FELL.replace("people", "nurses")]
)
def test_beside_the_short_answer_a_sentence_that_nothing_carries_gives_way_to_its_source(
    text: str, evidence: Evidence, lexicon: Lexicon
) -> None:
    """What it tried to tell stands there in the source's own words."""
    verdict = verify_one(claim(text, part=Part.EVIDENCE), evidence, lexicon)

    assert verdict.claim is not None
    assert (verdict.claim.text, verdict.repaired) == (FELL, True)


def test_the_sentence_that_is_cited_stands_in_before_a_nearer_one(evidence: Evidence, lexicon: Lexicon) -> None:
    """What was cited is what it tried to tell, though another sentence has more of its words."""
    bent = IN_DLQI.replace("12.55", "13.86").replace("DLQI", "PPPASI").replace("burdens", "severe")
    verdict = verify_one(claim(bent, at=1, part=Part.EVIDENCE), evidence, lexicon)

    assert verdict.claim is not None
    assert verdict.claim.text == IN_DLQI


@pytest.mark.parametrize(
    "text",
    [
        "The clinic moved to a larger building in that spring.",
        FELL.replace("on upadacitinib", "on baricitinib"),
        FELL.replace("28 people", "28 people with vitiligo"),
    ],
)
def test_a_sentence_on_something_else_does_not_give_way_to_its_source(
    text: str, evidence: Evidence, lexicon: Lexicon
) -> None:
    """Another matter, medicine or illness: the source's sentence is not what it tried to tell."""
    assert verify_one(claim(text, part=Part.EVIDENCE), evidence, lexicon).claim is None


def test_an_answer_that_names_a_benefit_shows_harms_too() -> None:
    """Whatever the writer left out, the harms of the source are in the answer."""
    answer = bot_that_writes(claim(FELL)).runnable.invoke(QUESTION)

    assert answer.outcome is Outcome.ANSWERED
    assert any(cited.passage_id == HARMS for each in answer.claims for cited in each.citations)


@pytest.mark.parametrize("entailment", [Raising(), FixedEntailment(Support.NOT_FOUND)])
def test_a_guard_that_breaks_or_finds_nothing_abstains(entailment: Raising | FixedEntailment) -> None:
    """No claim passes a check that did not happen."""
    bot = bot_that_writes(claim("In 28 people the average PPPASI dropped from 13.86 to 5.56 in 12 weeks."))
    bot._verifier = Verifier(bot.lexicon, read, entailment)
    answer = bot.runnable.invoke(QUESTION)

    assert (answer.outcome, answer.reason, answer.claims) == (Outcome.ABSTAINED, Reason.THIN_EVIDENCE, ())
