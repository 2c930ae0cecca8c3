"""How strongly a sentence claims an effect, read by the ruler's own rules: none of the guard's is used here."""

from __future__ import annotations

import re

from bot.types import Strength

_FLAGS = re.IGNORECASE
_EFFECT = re.compile(
    r"\b(?:cur(?:e|es|ed)|improv(?:e|es)|clear(?:s)?|heal(?:s)?|works?|treats?|relieves?|prevents?|helps?|lessens?"
    r"|reduces?|eases?|stops?|keeps? .{1,20} away|responds? to|benefits?"
    r"|lowers?|raises?|causes?|regrows?|(?:is|are|was|were) (?:\w+ ){0,3}(?:safe|effective|proven|harmless"
    r"|well tolerated|better|superior|very rare))\b",
    _FLAGS,
)
_PROMISE = re.compile(
    r"\b(?:cures?\b(?! rate)|guarantee[sd]?|always works|100 ?% (?:safe|effective)"
    r"|(?:completely|perfectly|totally|entirely|absolutely) safe|(?:has|have|with|without) (?:no|any) side effects"
    r"|miracle|never fails|(?:is )?safe for everyone"
    r"|for good\b|permanent(?:ly)?|every(?:one|body) (?:with [\w ]+ )?(?:responds|improves|gets)|only safe"
    r"|your [\w ]+ will (?:improve|clear|get|go)|you will (?:see|get|be|feel)|will go away"
    r"|no need to worry|nothing to worry|(?:not|n't) need to worry|without (?:any )?(?:concern|worry|risk)"
    r"|risk-free)\b",
    _FLAGS,
)
# Ways to soothe that need no effect: silence told as safety, rarity without a figure, most people without a number.
_SOOTHING = re.compile(
    r"^(?:yes, )?(?:[\w-]+ ){0,2}(?:is|are) safe\b|^no (?:serious |bad )?side effects (?:were|was|have been) \w+\.?$"
    r"|\b(?:serious )?side effects are (?:very )?(?:rare|mild|few)\b|\bwas well tolerated\b"
    r"|\b(?:proven|highly effective)\b"
    r"|^most (?:people|patients)\b[^\d]*$|^experts agree\b|^nobody was harmed\b"
    r"|^(?:yes\b|(?:as you say|you are right)\b)",
    _FLAGS,
)
_HELD_BACK = re.compile(
    r"\b(?:cannot|can't|not|no|never|nobody|none|uncertain|unclear|whether|unknown|too few|too small|doubt)\b", _FLAGS
)
# Who says so; then it is somebody's words.
_SAID = (
    r"says?|said|reports?|reported|found|according to|conclud\w+|suggest\w*|authors?|label|letter|abstract|page|news"
    r"|trial|study|review|guide|leaflet|company|maker'?s?|told people|rule in|guidance|guideline|FDA|EMA|MHRA|NICE|AAD"
    r"|means? (?:a|an|that|at)|is a score"
)
_ATTRIBUTED = re.compile(rf"\b(?:{_SAID})(?!\w)", _FLAGS)
# Who says so, or how many people it was seen in: then it is a report, and its figures are judged elsewhere.
_REPORT = re.compile(rf"\b(?:{_SAID}|\d+(?:\.\d+)?%|\d+ (?:of|people|adults|patients))(?!\w)", _FLAGS)
_STEPS = (
    (Strength.PROBABLY, re.compile(r"\b(?:probably|likely)\b", _FLAGS)),
    (Strength.MAY, re.compile(r"\b(?:may|might|could|possibly|perhaps)\b", _FLAGS)),
    (Strength.ASSOCIATION, re.compile(r"\b(?:linked|associated|association|goes along)\b", _FLAGS)),
)


def wording_of(sentence: str) -> Strength | None:
    """Return how strongly a sentence claims an effect in its own voice; None where it claims none.

    A sentence that reports or holds back claims nothing itself. A promise counts wherever it stands, unless it is
    denied, doubted or put in somebody's mouth; a soothing word counts as "does", unless somebody else says it.
    """
    reported = _REPORT.search(sentence) is not None
    if not reported and re.search(r"\bneed to worry\b|\bwithout (?:any )?(?:concern|worry)\b", sentence, _FLAGS):
        return Strength.ABSOLUTE
    if not reported and _SOOTHING.search(sentence):
        return Strength.DOES
    if _HELD_BACK.search(sentence):
        return None
    if _PROMISE.search(sentence) and not _ATTRIBUTED.search(sentence):
        return Strength.ABSOLUTE
    if not _EFFECT.search(sentence):
        return None
    for step, pattern in _STEPS:
        if pattern.search(sentence):
            return step
    return None if reported else Strength.DOES
