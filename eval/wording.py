"""How strongly a sentence claims an effect, read by the ruler's own rules: none of the guard's is used here."""

from __future__ import annotations

import re

from bot.types import Strength

_FLAGS = re.IGNORECASE
_EFFECT = re.compile(
    r"\b(?:cur(?:e|es|ed)|improv(?:e|es)|clear(?:s)?|heal(?:s)?|works?|treats?|relieves?|prevents?|helps?|lessens?|reduces?"
    r"|lowers?|raises?|causes?|regrows?|is (?:safe|effective|proven|harmless)|are (?:safe|effective))\b",
    _FLAGS,
)
_PROMISE = re.compile(
    r"\b(?:cures?\b(?! rate)|guarantee[sd]?|always works|100 ?% (?:safe|effective)|completely safe|perfectly safe"
    r"|no side effects at all|miracle|never fails|is safe for everyone)\b",
    _FLAGS,
)
_HELD_BACK = re.compile(
    r"\b(?:cannot|can't|not|no|never|nobody|none|uncertain|unclear|whether|unknown|too few|too small|doubt)\b", _FLAGS
)
# Who says so, or how many people it was seen in: then it is a report, and its figures are judged elsewhere.
_REPORT = re.compile(
    r"\b(?:says?|said|reports?|reported|found|according to|conclud\w+|suggest\w*|authors?|label|letter|abstract|page"
    r"|news"
    r"|trial|study|review|guide|leaflet|company|maker'?s?|\d+(?:\.\d+)?%|\d+ (?:of|people|adults|patients)"
    r"|told people|rule in|guidance|guideline|FDA|EMA|MHRA|NICE|AAD|means? (?:a|an|that|at)|is a score)(?!\w)",
    _FLAGS,
)
_STEPS = (
    (Strength.PROBABLY, re.compile(r"\b(?:probably|likely)\b", _FLAGS)),
    (Strength.MAY, re.compile(r"\b(?:may|might|could|possibly|perhaps)\b", _FLAGS)),
    (Strength.ASSOCIATION, re.compile(r"\b(?:linked|associated|association|goes along)\b", _FLAGS)),
)


def wording_of(sentence: str) -> Strength | None:
    """Return how strongly a sentence claims an effect in its own voice; None where it claims none.

    A sentence that reports or holds back claims nothing itself. A promise counts wherever it stands, unless it is
    denied, doubted or put in somebody's mouth.
    """
    if _HELD_BACK.search(sentence):
        return None
    if _PROMISE.search(sentence) and not _REPORT.search(sentence):
        return Strength.ABSOLUTE
    if not _EFFECT.search(sentence):
        return None
    for step, pattern in _STEPS:
        if pattern.search(sentence):
            return step
    return None if _REPORT.search(sentence) else Strength.DOES
