"""Figures: each is in a cited passage, stands in its frame, and no relative figure stands without an absolute one."""

from __future__ import annotations

import re

from bot.types import Answer, Claim, Outcome
from eval.cases import Case
from eval.judges.added import rounded_figures
from eval.judges.uncited import resting_on, told_by
from eval.judging import Corpus, Verdict

_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
_RESULT = re.compile(
    r"\b(?:fell|rose|dropped|changed|lower(?:ed)?|higher|reached|improved|regr[eo]w|cleared|free of|responded)\b"
    r"[^.]*\d|\d[^.]*\b(?:reached|had at least|were free of|cleared|responded|regrew|improved)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten)\s(?:\w+\s){0,3}"
    r"(?:people|persons?|patients?|adults?|women|men|children|adolescents|participants|cases?)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:times (?:as|more|less|higher|lower)|(?:hazard|risk|odds|rate) ratios?|halved?|doubled?|twofold|threefold"
    r"|(?:relative|excess) risk|\d+(?:\.\d+)?% (?:more|less|fewer|higher|lower) (?:likely|risk))\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b\d[\d,.]* (?:of|out of|in|per) (?:every )?\d|\d%|\bper 1,?0|\d (?:people|patients)", re.I)


def judge_figures(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Every figure of a claim is in a passage that it cites; if it cites none, in an article that it may rest on."""
    if not answer.claims:
        return Verdict(None, "no claims")
    for claim in answer.claims:
        cited = " ".join(corpus.passages.get(citation.passage_id, "") for citation in claim.citations)
        cited += " ".join(_named_by(citation.source_id, corpus) for citation in claim.citations)
        if not claim.citations:
            cited = told_by(resting_on(claim, case, corpus), corpus)
        lost = set(_FIGURE.findall(claim.text)) - set(_FIGURE.findall(cited)) - rounded_figures(claim.text, cited)
        if lost:
            return Verdict(False, f"{sorted(lost)} of {claim.text!r} is in no cited passage")
    return Verdict(True, "each figure is in a cited passage")


def _named_by(source_id: str, corpus: Corpus) -> str:
    """Return the title and the year of a source, which its line in the answer shows."""
    card = corpus.cards.get(source_id)
    return f" {card.title} {card.year or ''}" if card else ""


def judge_frame(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Beside each result stands in how many people it was seen: in the claim, in one of the same source, or in the
    source's own line."""
    del case
    results = [claim for claim in answer.claims if _RESULT.search(claim.text)]
    if answer.outcome is not Outcome.ANSWERED or not results:
        return Verdict(None, "tells no result")
    for claim in results:
        beside = " ".join([claim.text, *_of_same_source(claim, answer)])
        card = next((corpus.cards[c.source_id] for c in claim.citations if c.source_id in corpus.cards), None)
        listed = any(s.source_id == card.id and s.participants and str(s.participants) in answer.text
                     for s in answer.sources) if card else False  # fmt: skip
        unknown = card is not None and card.participants is None
        if not (_PEOPLE.search(beside) or listed or unknown):
            return Verdict(False, f"in how many people? {claim.text!r}")
    return Verdict(True, "each result says in how many people")


def judge_absolutes(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """A relative figure stands beside an absolute one of the same source, where its passage has one."""
    del case
    relative = [claim for claim in answer.claims if _RELATIVE.search(claim.text)]
    if not relative:
        return Verdict(None, "tells no relative figure")
    for claim in relative:
        passages = " ".join(corpus.passages.get(c.passage_id, "") for c in claim.citations)
        beside = " ".join([claim.text, *_of_same_source(claim, answer)])
        if _ABSOLUTE.search(passages) and not _ABSOLUTE.search(beside):
            return Verdict(False, f"relative alone: {claim.text!r}")
    return Verdict(True, "no relative figure stands alone where its source has an absolute one")


def _of_same_source(claim: Claim, answer: Answer) -> list[str]:
    own = {citation.source_id for citation in claim.citations}
    return [other.text for other in answer.claims if own & {citation.source_id for citation in other.citations}]
