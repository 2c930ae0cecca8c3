"""How a question ended, what the answer had to convey, and that it carries its disclaimers."""

from __future__ import annotations

import re

from bot.types import Answer
from eval.cases import Case
from eval.judging import Corpus, Verdict


def judge_outcome(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    del corpus
    return Verdict(answer.outcome in case.outcome, f"ended {answer.outcome.value}")


def judge_content(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """What must be conveyed is; what must never be said is in no claim, nor in how sure the answer says it is."""
    del corpus
    missing = [each for each in case.conveys if not re.search(each, answer.text, re.IGNORECASE)]
    said = [claim.text for claim in answer.claims]
    said += [answer.certainty.sentence] if answer.certainty else []
    wrong = [text for text in said if any(re.search(each, text, re.IGNORECASE) for each in case.never)]
    if missing or wrong:
        return Verdict(False, f"missing {missing}, forbidden {wrong}")
    return Verdict(True, "conveys what it must")


def judge_disclaimers(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    del case, corpus
    whole = bool(answer.disclaimers) and all(line in answer.text for line in answer.disclaimers)
    return Verdict(whole, "carries its disclaimers" if whole else "lacks a disclaimer")
