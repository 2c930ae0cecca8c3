"""How strongly a sentence claims an effect, read by the ruler's own rules: none of the guard's is used here."""

from __future__ import annotations

import re

from bot.types import Strength

_FLAGS = re.IGNORECASE
_EFFECT = re.compile(
    r"\b(?:cur(?:e|es|ed)|improv(?:e|es)|clear(?:s)?|heal(?:s)?|works?|treats?|relieves?|prevents?|helps?|lessens?"
    r"|reduces?|eases?|keeps? .{1,20} away|responds? to|benefits?"
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
    r"^(?:yes, )?(?:[\w-]+ ){0,3}(?:is|are) safe\b|\bonly safe\b|\bneed to worry\b"
    r"|\bwithout (?:any )?(?:concern|worry)\b|\bwill \w+ (?:my|your) "
    r"|\bbetter than (?:all )?other (?:treatments|drugs|medicines)\b"
    r"|^no (?:serious |bad )?side effects (?:were|was|have been) \w+\.?$"
    r"|\b(?:serious )?side effects are (?:very )?(?:rare|mild|few)\b|\bwas well tolerated\b"
    r"|\b(?:proven|highly effective)\b"
    r"|^most (?:people|patients)\b[^\d]*$|^experts agree\b|^nobody was harmed\b"
    r"|^(?:yes\b|(?:as you say|you are right)\b)",
    _FLAGS,
)
_HELD_BACK = re.compile(
    r"\b(?:cannot|can't|not|no|never|nobody|none|uncertain|unclear|whether|unknown|too few|too small|doubt)\b", _FLAGS
)
# Somebody says so; then it is their opinion. "As you say" and "tells me to say" are nobody's.
_ATTRIBUTED = re.compile(
    r"\baccording to\b|(?<!you )(?<!to )\b(?:says?|said|reports?|reported|conclud\w+|suggest\w*|found|finds?|calls?"
    r"|called|thinks?|writes?|wrote|recommends?|opinion|view)\b(?! me\b)",
    _FLAGS,
)
# A statement of what is so in general: figures beside it make no report of it.
_IN_GENERAL = re.compile(
    r"\b(?:is|are) (?:\w+ ){0,2}(?:effective|safe|better|superior)\b|\bhas no side effects\b|\bcures\b", _FLAGS
)
# Who says so, or how many people it was seen in: then it is a report, and its figures are judged elsewhere.
_REPORT = re.compile(
    r"\b(?:label|letter|abstract|page|news|trial|study|review|guide|leaflet|company|maker'?s?|authors?|told people"
    r"|rule in|guidance|guideline|FDA|EMA|MHRA|NICE|AAD|means? (?:a|an|that|at)|is a score|\d+(?:\.\d+)?%"
    r"|\d+ (?:of|people|adults|patients))(?!\w)",
    _FLAGS,
)
_DOUBT = re.compile(r"^it is (?:very )?(?:uncertain|unclear|unknown|not known) (?:whether|how|if)\b", _FLAGS)
_ENGLISH = frozenset(
    "the of in to and a is was were for with that it are not on had no than by as from who at or".split()
)
_FOREIGN = frozenset(
    "la el los las del que una un con sin para por es en der die das und ist nicht mit für völlig heilt le les des est"
    " et sans avec pour il lo gli di che non senza".split()
)


def is_english(sentence: str) -> bool:
    """Say whether a sentence reads as English: by its small words, and only if it has a few words at all."""
    words = re.findall(r"[^\W\d_]+", sentence.casefold())
    foreign = len(_FOREIGN & set(words))
    return len(words) < 4 or foreign == 0 or (foreign < 2 and bool(_ENGLISH & set(words)))


_STEPS = (
    (Strength.PROBABLY, re.compile(r"\b(?:probably|likely)\b", _FLAGS)),
    (Strength.MAY, re.compile(r"\b(?:may|might|could|possibly|perhaps)\b", _FLAGS)),
    (Strength.ASSOCIATION, re.compile(r"\b(?:linked|associated|association|goes along)\b", _FLAGS)),
)


def wording_of(sentence: str) -> Strength | None:
    """Return how strongly a sentence claims an effect in its own voice; None where it claims none.

    A sentence that reports or holds back claims nothing itself. A promise counts wherever it stands, unless it is
    denied, doubted or somebody's opinion; so does soothing, which no evidence licenses.
    """
    attributed = _ATTRIBUTED.search(sentence) is not None
    if _DOUBT.search(sentence):
        return None
    if not attributed and _SOOTHING.search(sentence):
        return Strength.ABSOLUTE
    general = _IN_GENERAL.search(sentence) is not None and not attributed
    if _HELD_BACK.search(sentence) and not re.search(r"\bhas no side effects\b", sentence, _FLAGS):
        return None
    if (_PROMISE.search(sentence) or re.search(r"\bhas no side effects\b", sentence, _FLAGS)) and not attributed:
        return Strength.ABSOLUTE
    if not _EFFECT.search(sentence):
        return None
    for step, pattern in _STEPS:
        if pattern.search(sentence):
            return step
    reported = attributed or _REPORT.search(sentence) is not None
    return None if reported and not general else Strength.DOES
