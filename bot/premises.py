"""What a question takes for granted: "since it is proven safe, …", "why does it cure …", "it works, right?".

A premise is named and left open before anything else is answered; a false one that goes unnoticed is half believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.types import ClaimKind, Premise, Reading, Strength, Wording

_FLAGS = re.IGNORECASE


# Each gives, as its group, the words that the question treats as settled.
_CLAUSE = r"([^,?!.;]{6,160})"
_GRANTED = (
    re.compile(
        r"\b(?:since|because|given(?: that)?|now that|seeing (?:as|that)|considering(?: that)?|knowing|if"
        r"|as(?= (?:it|they|rinvoq|dupixent|upadacitinib|dupilumab|this|everyone|we (?:all )?know)\b))\s+" + _CLAUSE,
        _FLAGS,
    ),
    re.compile(r"^([^?!.;]{6,160}?),? (?:right|correct|isn'?t it|doesn'?t it|don'?t they|yes|true)\s*\?", _FLAGS),
    re.compile(r"\b(?:isn'?t it (?:true|great|good|proven)|is it(?: not)? true) that " + _CLAUSE, _FLAGS),
    re.compile(r"^([^?!.;]{6,160}?), so\b", _FLAGS),
    re.compile(r"(?:^|,)\W*(?:(?:great|ok|okay|oh|and|but|wow|good|then)\W+)*so\W+" + _CLAUSE + r"\?", _FLAGS),
    re.compile(
        r"^(?!\W*(?:ha[sd]|have|is|was|were|are|did|does|do|who|which|what|any|can|could|how)\b)[^?!.;]{0,80}?"
        r"\b(?:show(?:s|ed)|prov(?:es|ed)|confirm(?:s|ed)|demonstrat(?:es|ed)) that " + _CLAUSE,
        _FLAGS,
    ),
    re.compile(
        r"\b(?:how come|(?:why|how (?:well|quickly|fast|soon|completely))"
        r" (?:does|do|did|is|are|was|were|has|have|will))\s+" + _CLAUSE,
        _FLAGS,
    ),
    re.compile(
        r"(?:^|\bi )(?:know|heard|read|saw|was told) (?:that )?" + _CLAUSE,
        _FLAGS,
    ),
    re.compile(
        r"\b(?:everyone (?:knows|says)|my (?:friend|doctor|neighbou?r) says) (?:that )?" + _CLAUSE,
        _FLAGS,
    ),
)
_SETTLED = re.compile(
    r"\b(?:proven|proved|known|shown|guaranteed|always|definitely|certain(?:ly)?|100 ?%|completely|totally|perfectly"
    r"|cures?|cured|everyone|everybody|no side[- ]?effects|harmless|miracle|no risks?|never (?:harms|hurts|fails))\b",
    _FLAGS,
)
_OPEN = re.compile(r"\b(?:whether|if|might|may|could|maybe|perhaps|possibly|seems?)\b", _FLAGS)
# "Why does one report say that 20% were cleared": the figure is the report's own.
_REPORTED = re.compile(
    r"^(?:\w+ ){0,4}(?:says?|reports?|claims?|gives?|writes?|states?|tells?|mentions?|quotes?)\b", _FLAGS
)
_OF_SAFETY = re.compile(
    r"\b(?:safe|safely|harmless|never (?:harms|hurts)"
    r"|no (?:(?:serious|severe|real|bad|known|dangerous) )?(?:side[- ]?effects?|risks?|harms?))\b",
    _FLAGS,
)


_OF_HARM = re.compile(
    r"\b(?:caus(?:e[ds]?|ing)|trigger(?:s|ed)?|leads? to|led to|mak(?:es?|ing) (?:\w+ ){1,4}worse|dangerous|harmful"
    r"|kill(?:s|ed)?|gives? (?:you|people|me))\b",
    _FLAGS,
)


def granted(question: str, read: Callable[[str], Reading]) -> Premise | None:
    """Return what a question takes for granted: that it works, that it is safe, that it harms, or nothing at all.

    Only what goes beyond any evidence counts: a guarantee, a proof, a plain "is safe". "Since I take Rinvoq" does not.
    """
    for clause in _clauses(question.replace("\u2019", "'")):
        if _OPEN.search(clause) or (_REPORTED.match(clause) and re.search(r"\d", clause)):
            continue
        reading = read(clause)
        if _OF_SAFETY.search(clause):
            return Premise.SAFE
        beyond = reading.strength is Strength.ABSOLUTE or Wording.GUARANTEE in reading.wordings
        settled = _SETTLED.search(clause) is not None and reading.strength >= Strength.MAY
        if (beyond or settled) and not reading.negated:
            if _OF_HARM.search(clause):
                return Premise.HARMS
            return Premise.SAFE if reading.kind is ClaimKind.SAFETY else Premise.WORKS
    return None


def _clauses(question: str) -> Iterator[str]:
    for pattern in _GRANTED:
        for match in pattern.finditer(question.strip()):
            yield match.group(1)
