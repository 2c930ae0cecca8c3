"""Wording against licence: the promise itself."""

from __future__ import annotations

from bot.types import Answer, Strength
from eval.cases import Case
from eval.judges.licence import licence_of
from eval.judges.uncited import resting_on
from eval.judges.wording import is_english, wording_of
from eval.judging import Corpus, Verdict


def judge_overclaim(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """No claim is worded as a promise, and none claims an effect more strongly than the best source that it cites."""
    if any(not is_english(claim.text) for claim in answer.claims):
        return Verdict(None, "not in English: its wording cannot be read")
    for claim in answer.claims:
        worded = wording_of(claim.text)
        licence = max(
            (licence_of(corpus.cards[s]) for s in resting_on(claim, case, corpus) if s in corpus.cards),
            default=None,
        )
        if worded is Strength.ABSOLUTE:
            return Verdict(False, f"promises: {claim.text!r}")
        if worded is not None and (licence is None or worded > licence):
            allowed = licence.value if licence else "nothing"
            return Verdict(False, f"worded {worded.value!r}, licensed {allowed!r}: {claim.text!r}")
    return Verdict(True, "nothing is worded more strongly than its licence")
