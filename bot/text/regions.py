"""Which regions a text speaks of: by name, or by their regulator."""

from __future__ import annotations

import re

# "Us" and "nice" are words: as names of a country and of an institute they count in capitals only.
_REGIONS = {
    "US": re.compile(r"\bUS\b|(?i:\b(?:FDA|USA|United States|America(?:n)?|in the (?:states|us))\b|\bU\.S\.)"),
    "EU": re.compile(r"\b(?:EU|EMA|European? (?:Union|Commission|Medicines)|Europe(?:ans?)?)\b", re.IGNORECASE),
    "UK": re.compile(r"\bNICE\b|(?i:\b(?:UK|NHS|MHRA|Britain|British|England|Scotland|Wales|United Kingdom)\b)"),
    "Canada": re.compile(r"\b(?:Canad(?:a|ian)|Health Canada)\b", re.IGNORECASE),
    "Japan": re.compile(r"\b(?:Japan(?:ese)?|PMDA)\b", re.IGNORECASE),
    "Australia": re.compile(r"\b(?:Australian?|TGA)\b", re.IGNORECASE),
    "Switzerland": re.compile(r"\b(?:Switzerland|Swiss(?:medic)?)\b", re.IGNORECASE),
    "India": re.compile(r"\b(?:India|CDSCO)\b", re.IGNORECASE),
    "China": re.compile(r"\b(?:China|NMPA)\b", re.IGNORECASE),
    "Ireland": re.compile(r"\b(?:Ireland|Irish)\b", re.IGNORECASE),
    "New Zealand": re.compile(r"\b(?:New Zealand|Medsafe)\b", re.IGNORECASE),
    "South Korea": re.compile(r"\bKorean?\b", re.IGNORECASE),
    "Brazil": re.compile(r"\b(?:Brazil(?:ian)?|Anvisa)\b", re.IGNORECASE),
    "Hong Kong": re.compile(r"\bHong Kong\b", re.IGNORECASE),
}


def regions_in(text: str) -> frozenset[str]:
    """Return the regions whose approvals a text speaks of: by name, or by their regulator."""
    return frozenset(region for region, pattern in _REGIONS.items() if pattern.search(text))


def regulator_in(text: str) -> str | None:
    """Return the first word by which a text names a region or its regulator, as written: "NICE", "Europe"."""
    found = [match for pattern in _REGIONS.values() if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start()).group() if found else None
