"""How a claim bends the sentence that it retells: a hedge lost, a group widened, a comparison dropped, a cause put in.

The ruler's own reading, on the sentence of the cited passages that shares most words with the claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.text.sentences import split_sentences

_I = re.IGNORECASE
_HEDGE = re.compile(
    r"\b(?:may|might|could|probabl[ey]|likely|possibl[ey]|perhaps|suggest\w*|seems?|appears?|uncertain|unclear|unknown"
    r"|unsure|whether|cannot|opinion|thinks?|not (?:sure|known|certain|clear)|(?:says?|tells?) nothing|nobody can"
    r"|(?:do|does|did) not (?:show|say|tell)|is not in|leaves? (?:it )?open)\b",
    _I,
)
_EVERYONE = re.compile(
    r"\b(?:every(?:one|body|\s(?:person|patient|adult))|all (?:people|patients|adults)|any(?:one|body)|always|will"
    r"|certain(?:ly)?|definitely|proven|proof|guarantee\w*|for years|permanent\w*|(?:no one|nobody)(?! can tell))\b",
    _I,
)
_CAUSE = re.compile(
    r"\b(?:caus(?:e[ds]?|ing)|led to|leads? to|because of|due to|trigger(?:s|ed)?|responsible for|results? in)\b", _I
)
_FELT = re.compile(r"\b(?:fe(?:el|els|lt|eling)s?|itch\w*|pain\w*|sleep\w*|happ(?:y|ier)|comfort\w*|mood)\b", _I)
_TREND = re.compile(r"\b(?:trend\w*|tended|numerically)\b", _I)
_OTHER = re.compile(
    r"\b(?:placebo|vehicle|compar\w+|(?:other|control) (?:group|arm|medicine)|than|against|versus)\b", _I
)
_FIGURE = re.compile(r"\d")
_SPAN = re.compile(r"\b(\d+(?:\.\d+)?)[\s-](day|week|month|year)s?\b", _I)
_SAID = re.compile(
    r"\b(?:according to|says?|said|report(?:s|ed)?|conclu\w+|suggest\w*|authors?|label|abstract|letter|page|article"
    r"|company|maker\S*|news|summary|bulletin|opinion|view)\b",
    _I,
)
_UNCOMPARED = re.compile(
    r"(?:,|;|,? and)? ?(?:(?:with|there was|had|without an?) (?:no )?(?:comparison )?group"
    r"(?: to compare\w* (?:them )?with)?"
    r"|nobody (?:was|served|to compare)[^.,;]*compar\w*[^.,;]*)",
    _I,
)
_NO = re.compile(r"\b(?:not|no|none|nobody|never|cannot|without|neither|nor|too few)\b|n['’]t\b", _I)
_WORD = re.compile(r"[^\W_]{2,}|\d[\d.,]*")
_CLOSE = 0.55  # share of the claim's words that the nearest sentence has, from which it retells that sentence


def bent(claim: str, passages: Sequence[str]) -> str | None:
    """Return how a claim bends the sentence that it retells; None if it does not, or retells none."""
    told = " ".join(passages)
    nearest = max(
        (each.text for passage in passages for each in split_sentences(passage)),
        key=lambda each: _share(claim, each),
        default="",
    )
    if _share(claim, nearest) < _CLOSE or nearest.startswith("|"):  # a row of a table has cells and no words to bend
        return _alone(claim, told)
    for why, bends in _BENDS:
        if bends(claim, nearest):
            return why
    return _alone(claim, told)


def _alone(claim: str, told: str) -> str | None:
    """Return what a claim has that its passages have nowhere."""
    for why, pattern in (("tells how people felt", _FELT), ("tells a trend", _TREND), ("goes beyond", _EVERYONE)):
        if pattern.search(claim) and not pattern.search(told):
            return f"{why}, which its passage does not"
    spans, known = (set(_SPAN.findall(each.casefold())) for each in (claim, told))
    lost = {(number, unit) for number, unit in spans if number in {n for n, _ in known} and (number, unit) not in known}
    return f"tells {' '.join(next(iter(lost)))}, which its passage does not" if lost else None


def _loses_hedge(claim: str, sentence: str) -> bool:
    return _HEDGE.search(sentence) is not None and _HEDGE.search(claim) is None


def _denies(claim: str, sentence: str) -> bool:
    """One of the two denies and the other does not; a comparison group that nobody had is told either way."""
    claim, sentence = _UNCOMPARED.sub("", claim), _UNCOMPARED.sub("", sentence)
    if _HEDGE.search(sentence) and _HEDGE.search(claim):
        return False  # both leave it open, in whatever words
    return (_NO.search(sentence) is None) != (_NO.search(claim) is None)


def _puts_a_cause(claim: str, sentence: str) -> bool:
    return _CAUSE.search(claim) is not None and _CAUSE.search(sentence) is None and _HEDGE.search(claim) is None


def _widens(claim: str, sentence: str) -> bool:
    return _EVERYONE.search(_UNCOMPARED.sub("", claim)) is not None and _EVERYONE.search(sentence) is None


def _drops_the_other(claim: str, sentence: str) -> bool:
    both = _FIGURE.search(claim) and _FIGURE.search(sentence)
    return bool(both) and _OTHER.search(sentence) is not None and _OTHER.search(claim) is None


_OF_ARM = re.compile(r"(\d+(?:\.\d+)?)%?(?:(?!\d)[^.;,])*?\bon (?:\w+ )?(\d+ mg|placebo|[a-z]{6,})", _I)


def _exchanges_arms(claim: str, sentence: str) -> bool:
    """A figure stands beside another group than in its sentence."""
    theirs = {figure: arm.casefold() for figure, arm in _OF_ARM.findall(sentence)}
    return any(
        figure in theirs and arm.casefold() != theirs[figure] and arm.casefold() in theirs.values()
        for figure, arm in _OF_ARM.findall(claim)
    )


def _loses_who_says(claim: str, sentence: str) -> bool:
    opinion = re.search(r"\b(?:conclu\w+|suggest\w*|opinion|view)\b", sentence, _I) is not None
    return opinion and _SAID.search(claim) is None


_BENDS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("loses the hedge of its sentence", _loses_hedge),
    ("denies what its sentence states, or states what it denies", _denies),
    ("tells a cause where its sentence has none", _puts_a_cause),
    ("goes beyond its sentence", _widens),
    ("drops what its sentence compares with", _drops_the_other),
    ("gives a figure to another group", _exchanges_arms),
    ("tells an opinion as a fact", _loses_who_says),
)


def _share(claim: str, sentence: str) -> float:
    ours, theirs = (set(_WORD.findall(each.casefold())) for each in (claim, sentence))
    return len(ours & theirs) / len(ours) if ours else 0.0
