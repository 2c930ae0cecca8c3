"""What is told in the source's own words, or not: rules on use, advice, approvals, limits, definitions, comparisons.

In these sentences one small word carries the meaning: "from age 12" and "up to age 12", "unless both have fallen"
and "if both have fallen", "our notes hold no rates of cancer" and "no cancer". No rule here can tell such a rewording
from a harmless one, so a reworded sentence gives way to the source's own.
"""

from __future__ import annotations

import re

from bot.types import ClaimKind, Passage, Reading, Role, SourceKind, StudyCard

_I = re.IGNORECASE
_RULES = {SourceKind.LABEL, SourceKind.GUIDELINE}
_ROLES = {Role.REGULATORY, Role.LIMITS}
_KINDS = {ClaimKind.DOSE, ClaimKind.REGULATORY}
# That something was not told, read or found, which is not that it did not happen.
_NOT_TOLD = re.compile(
    r"\bour (?:notes|source)\b|\bwe (?:found|read|took|have)\b"
    r"|\b(?:does|do|did) not (?:say|give|state|tell|report|mention|list|ask)\b|\bcannot (?:tell|say|show)\b"
    r"|\bnot (?:stated|given|reported|approved|licensed)\b|\bno (?:licence|approval)\b",
    _I,
)
_DEFINES = re.compile(
    r"\bmeans?\b|\b(?:is|are) (?:a|the) (?:score|scale|rating|measure)\b|\bruns? from\b|\bscore of \d", _I
)
# What has to be done, or is advised; and which result a study was built for.
_OBLIGES = re.compile(
    r"\b(?:need(?:s|ed)?|should|must|required?|necessary|recommend\w*|advis\w+|warns?|warned|has to|have to|is to be)\b"
    r"|\b(?:main|primary|planned) (?:goal|result|outcome|measure|aim|endpoint)s?\b",
    _I,
)
_SETS_AGAINST = re.compile(
    r"\bthan\b|\binstead of\b|\bfor each\b|\brather than\b|\bunless\b|\b(?:raised|lowered) .* by\b|\band not\b", _I
)


def keeps_own_words(reading: Reading, sentence: str, passage: Passage, card: StudyCard) -> bool:
    """Say whether a sentence may be told in its own words only. A row of a table is told by its own rule."""
    if passage.header:
        return False
    return (
        card.kind in _RULES
        or passage.role in _ROLES
        or reading.kind in _KINDS
        or any(pattern.search(sentence) for pattern in (_NOT_TOLD, _DEFINES, _OBLIGES, _SETS_AGAINST))
    )
