"""What a sentence says of an approval: that there is one for a name, or that there is none."""

from __future__ import annotations

import re

from bot.lexicon import Lexicon

_APPROVAL = re.compile(
    r"\bapprov|\blicen[sc]e|\bauthori[sz]|\bamong its uses|\bsubmitted to|\bas an option for", re.IGNORECASE
)
_FILED = re.compile(
    r"\b(?:submitted|filed|applied|asked) (?:\w+ ){0,8}?(?:to|with|for) (?:the )?(?:FDA|EMA|MHRA|appro)", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(?:not|no|nor|never|without|submitted|asked|uncertain|whether|if|cannot)\b", re.IGNORECASE)
_ON_CONDITION = re.compile(r",? (?:if|when|where|unless)\b", re.IGNORECASE)  # for whom it is approved, no denial
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)}) (?:\w+ ){{0,2}}(?:use|indication)\b", re.IGNORECASE)


def speaks_of_approval(text: str) -> bool:
    return _APPROVAL.search(text) is not None


def affirms_approval(text: str, name: str, lexicon: Lexicon) -> bool:
    """Say whether a sentence tells of an approval in the clause that holds this name, without a denial in it."""
    if not speaks_of_approval(text):
        return False
    clauses = (_ON_CONDITION.split(clause)[0] for clause in re.split(r"[;:]", text))
    return any(not _NEGATION.search(clause) for clause in clauses if _holds(clause, name, lexicon))


def is_asked_for(text: str) -> bool:
    """Say whether a sentence tells that somebody has asked a regulator for an approval."""
    return _FILED.search(text) is not None


def affirms_any(text: str) -> bool:
    """Say whether a sentence tells of an approval for whatever use, without a denial in its clause."""
    clauses = (_ON_CONDITION.split(clause)[0] for clause in re.split(r"[;:]", text))
    return any(speaks_of_approval(clause) and not _NEGATION.search(clause) for clause in clauses)


def place_in_order(text: str) -> int:
    """Return which approved use a sentence tells of, 9 for "its ninth use"; 0 where it does not count."""
    found = _ORDINAL.search(text)
    return _ORDINALS.index(found[1].casefold()) + 1 if found else 0


def _holds(clause: str, name: str, lexicon: Lexicon) -> bool:
    return name.casefold() in clause.casefold() or lexicon.covers(name, lexicon.names_in_evidence(clause))
