"""The treatments that a source text compares, read from its own words: for drugs that no lexicon knows.

Source of the endings: the WHO's stems of International Nonproprietary Names (The use of stems in the selection of INN).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FLAGS = re.IGNORECASE
_DRUG_STEM = re.compile(
    r"\b[a-z]{2,}(?:inib|[a-z]mab|kinra|cept|milast|statin|prazole|sartan|gliptin|gliflozin|glitazone|cillin|mycin|cycline|oxacin"
    r"|conazole|glutide|parin|xaban|gatran|triptan|limus|retin|ciclib|zomib|olol|[^s]pril|dipine|zosin|lukast|setron|dronate"
    r"|oxetine|azepam|zolam|caine|profen|coxib|steride|fibrate|grel|onide|terol|tropium|formin|thiazide|semide|afil|tadine"
    r"|rizine|barbital|trexate|platin|rubicin|taxel|tecan|[a-z]vir|pressin|tocin|relin|pride|racetam|gabalin|pentin|giline"
    r"|triptyline|peridone|apine|piprazole|idone|azine|quine|quin|sartan|entan|ciguat|mustine|fungin|bactam|penem|micin|lamide"
    r"|metasone|solone|sone|trel|estrol|gestrel|parib|degib|rafenib|lisib|previr|buvir|asvir|navir|tegravir|siran|nersen|imod|fenacin)\b",
    _FLAGS,
)
_WORD = r"[A-Za-z][\w-]{2,}"
_NAME = rf"((?:{_WORD} ){{0,3}}?{_WORD})"
_AFTER = r"(?=\s*(?:\(|,|;|\.|\d|$|for\b|or\b|and\b|once\b|twice\b|daily\b|weekly\b|every\b|plus\b|alone\b|in\b|at\b|with\b|was\b|were\b|over\b|after\b|group\b|arm\b))"
_TO = r"(?:randomi[sz]ed|randomly (?:assigned|allocated)|assigned|allocated|received?|given|allocation)"
_PAIR = re.compile(
    rf"\b{_TO}\b[^.]{{0,60}}?\b(?:to|receive|received?|get|either|given)\b (?:receive |get |either |take |undergo |\d:\d )*"
    rf"{_NAME}(?: [\d.,/]+ ?(?:mg|g|ml|mcg|µg|IU|%)?[^.;,]{{0,40}}?)?(?: \([^)]*\))?,? (?:or|versus|vs\.?|and) (?:to )?(?:receive )?(?:an? |the )?(?:matching )?{_NAME}{_AFTER}",
    _FLAGS,
)
_VERSUS = re.compile(
    rf"\b{_NAME}(?: [\d.,/]+ ?(?:mg|g|ml|mcg|µg|IU|%))?(?: \([^)]*\))?,? (?:versus|vs?\.?|compared (?:with|to)|in comparison with) (?:an? |the |matching )?{_NAME}{_AFTER}",
    _FLAGS,
)
_LISTED = re.compile(rf"\b{_NAME}(?: [\d.,/-]+ ?(?:mg|g|ml|mcg|µg|IU|%)[^(]{{0,30}})? \(n ?= ?[\d,]+\)", _FLAGS)
_COMPARED_WITH = re.compile(rf"\bcompar(?:ed?|ing|ison of) (?:the )?{_NAME} (?:with|to|and) (?:an? |the |those (?:given|on|taking) )?{_NAME}{_AFTER}", _FLAGS)
_GROUP = re.compile(rf"\b(?:the )?({_WORD})(?:-treated)? (?:group|arm)s?\b", _FLAGS)
_NOT_NAMES = frozenset(
    (
        "the this that these those each both all other another same two three four one either neither treatment therapy study"
        " control controls placebo group groups arm arms patients people participants adults children women men drug drugs"
        " medicine dose doses intervention active usual standard care comparison and for with were was had who age risk ethnic"
        " higher lower larger smaller first second third parallel test experimental sub subgroup blood support peer working"
        " expert single receive received treated alone oral topical weekly daily matching baseline after than only its their"
        " untreated routine sham vehicle dummy mg week weeks month months years year not per from into either outcome mean"
    ).split()
)
_COMPARATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, _FLAGS))
    for name, pattern in (
        ("placebo", r"\bplacebo\b|\bdummy (?:pill|tablet)s?\b"),
        ("vehicle", r"\bvehicle\b"),
        ("sham", r"\bsham\b"),
        ("usual care", r"\b(?:usual|standard|routine|conventional) (?:care|treatment|therapy|management|of care)\b|\btreatment as usual\b"),
        ("a waiting list", r"\bwait(?:ing)?[- ]?list\b"),
        ("no treatment", r"\bno (?:treatment|intervention|vaccine|vaccination|supplement\w*)\b|\buntreated\b|\bnon-?users?\b|\bunexposed\b|\bunvaccinated\b|\bnever[- ]users?\b"),
        ("matched controls", r"\bmatched (?:\w+ )?(?:controls?|comparators?)\b|\bcontrols? (?:were )?matched\b|\b(?:healthy )?controls\b|\bcontrol (?:group|arm)\b"),
    )
)  # fmt: skip
_NOTHING_GIVEN = {"placebo", "vehicle", "sham"}
_USED = 2  # times that a name stands in a text before it is taken for a treatment


def treatments_in(text: str) -> tuple[str, ...]:
    """Return the names of what a text gives to people, lower case: by their endings, and as the arms of a comparison."""
    names = {match.group().casefold() for match in _DRUG_STEM.finditer(text)}
    for arm in _arms(text):
        names |= {word for word in [arm.split()[-1]] if len(re.findall(rf"\b{re.escape(word)}\b", text, _FLAGS)) >= _USED}
    return tuple(sorted(names - _NOT_NAMES))


def comparator_in(text: str) -> str | None:
    """Return what a text compares with: nothing real by its usual name, else the second arm of its first comparison."""
    listed = [name for match in _LISTED.finditer(text) if (name := _trimmed(match.group(1)))]
    pairs = [_trimmed(match.group(2)) for pattern in (_PAIR, _COMPARED_WITH) for match in pattern.finditer(text)]
    known = next((name for name, pattern in _COMPARATORS if pattern.search(text)), None)
    if known in _NOTHING_GIVEN:
        return known
    versus = [_trimmed(match.group(2)) for match in _VERSUS.finditer(text)]
    return next(filter(None, [*listed[1:2], *pairs, known, *versus]), None)


def _arms(text: str) -> Iterator[str]:
    for pattern in (_PAIR, _VERSUS, _COMPARED_WITH):
        for match in pattern.finditer(text):
            yield from filter(None, (_trimmed(match.group(1)), _trimmed(match.group(2))))
    yield from (name for match in _LISTED.finditer(text) if (name := _trimmed(match.group(1))))
    yield from (name for match in _GROUP.finditer(text) if (name := _trimmed(match.group(1))))


def _trimmed(name: str) -> str:
    words = name.casefold().split()
    while words and words[0] in _NOT_NAMES:
        words = words[1:]
    while words and words[-1] in _NOT_NAMES:
        words = words[:-1]
    return " ".join(words)
