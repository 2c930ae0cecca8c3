"""What a sentence says of an approval: that there is one for a name, or that there is none."""

from __future__ import annotations

import re

from bot.lexicon import Lexicon

_APPROVAL = re.compile(
    r"\bapprov|\blicen[sc]e|\bauthori[sz]|\bamong its uses|\bsubmitted to|\bas an option for", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(?:not|no|nor|never|without|submitted|asked|uncertain|whether|if|cannot)\b", re.IGNORECASE)
_ON_CONDITION = re.compile(r", (?:if|when|where|unless)\b", re.IGNORECASE)  # for whom it is approved, no denial
# "Us" and "nice" are words: as names of a country and of an institute they count in capitals only.
_REGIONS = {
    "US": re.compile(r"\bUS\b|(?i:\b(?:FDA|USA|United States|America(?:n)?|in the states)\b|\bU\.S\.)"),
    "EU": re.compile(r"\b(?:EU|EMA|European? (?:Union|Commission|Medicines)|Europe(?:an)?)\b", re.IGNORECASE),
    "UK": re.compile(r"\bNICE\b|(?i:\b(?:UK|NHS|MHRA|Britain|British|England|Scotland|Wales|United Kingdom)\b)"),
    "Hong Kong": re.compile(r"\bHong Kong\b", re.IGNORECASE),
}


def speaks_of_approval(text: str) -> bool:
    return _APPROVAL.search(text) is not None


def affirms_approval(text: str, name: str, lexicon: Lexicon) -> bool:
    """Say whether a sentence tells of an approval in the clause that holds this name, without a denial in it."""
    if not speaks_of_approval(text):
        return False
    clauses = (_ON_CONDITION.split(clause)[0] for clause in re.split(r"[;:]", text))
    return any(not _NEGATION.search(clause) for clause in clauses if _holds(clause, name, lexicon))


def regions_in(text: str) -> frozenset[str]:
    """Return the regions whose approvals a text speaks of: by name, or by their regulator."""
    return frozenset(region for region, pattern in _REGIONS.items() if pattern.search(text))


def _holds(clause: str, name: str, lexicon: Lexicon) -> bool:
    return name.casefold() in clause.casefold() or lexicon.covers(name, lexicon.names_in_evidence(clause))
