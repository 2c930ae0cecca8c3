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
        r"\b(?:since|because|given(?: that)?|now that|seeing (?:as|that)|considering(?: that)?|knowing"
        r"|(?<!me )(?<!know )(?<!wonder )(?<!wondering )(?<!sure )(?<!ask )(?<!asking )(?<!see )(?<!out )if"
        r"|as(?= (?:it|they|rinvoq|dupixent|upadacitinib|dupilumab|this|everyone|we (?:all )?know)\b))\s+" + _CLAUSE,
        _FLAGS,
    ),
    re.compile(
        r"(?:^|[.!;]\s+)(?![^?!.;]*\bhow\b)([^?!.;]{6,160}?),? (?:right|correct|agreed|yea?h?|yep"
        r"|yes|no|huh|eh|true|innit|surely|no doubt|end of"
        r"|(?:is|does|can|do|are|wo|ca|did)(?:n'?t)? (?:it|they))\s*(?:\?|$)",
        _FLAGS,
    ),
    re.compile(
        r"\b(?:can|could|may|should) (?:i|we) (?:now |just |safely )?(?:conclude|say|assume|claim|tell (?:\w+ ){1,4}?)"
        r" ?(?:that )?" + _CLAUSE,
        _FLAGS,
    ),
    re.compile(r"\b(?:isn'?t it (?:true|great|good|proven)|is it(?: not)? true) that " + _CLAUSE, _FLAGS),
    re.compile(r"^([^?!.;]{6,160}?), so\b", _FLAGS),
    re.compile(r"\bso (?=(?:it|that|this|they|there|no|zero|basically)\b)" + _CLAUSE + r"(?:\?|[.!]*$)", _FLAGS),
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
        r"\b(?:everyone|every ?body|my \w+|the \w+|he|she|they) (?:has |have )?(?:already |just |also )?"
        r"(?:knows?|says?|said|swears?|told (?:me|us)|promised(?: me| us)?|agrees?) (?:that )?" + _CLAUSE,
        _FLAGS,
    ),
    # "Confirm that it cures", "you agree that", "write that"
    re.compile(
        r"(?:^|[.!?,;] *|\bplease |\bjust |\byou |\bto )"
        r"(?:(?:confirm|admit|promise(?: me)?|reassure me)(?: that)?"
        r"|tell me(?: that)?(?! (?:what|how|if|whether|about|more|why|which|who|when|where)\b)"
        r"|(?:agree|say|write|state|repeat) (?:for me )?that) " + _CLAUSE,
        _FLAGS,
    ),
    # A message that states, and asks nothing: "Tofacitinib is completely harmless."
    re.compile(
        r"^(?!\W*(?:is|are|was|were|do|does|did|can|could|may|might|will|would|should|has|have|any|tell|explain|show|give"
        r"|please|if|who|what|when|where|which|why|how)\b)"
        r"(?!.*[,;:] ?(?:is|are|was|do|does|can|could|will|would|should|what|how|which|why|any)\b)"
        r"([^?!.;]{2,80}\b(?:is|are|'?s|has|have|does|do|can|can'?t|cannot|works?|cures?|heals?)\b"
        r"[^?!.;]{2,80})[.!]*$",
        _FLAGS,
    ),
)
# What follows these is taken as proven, however plainly it is said.
_PROVED = re.compile(
    r"(?:^|[.!;,]\s*|\band |\bso )(?:(?:which|that|this|it|they|the (?:\w+ ){1,4})(?:'?s)?\s?)?(?:surely |clearly )?"
    r"(?:prov(?:es|ed)|settles|guarantees|(?:is |'s )?proof) (?:that )?(?!(?:how|what|why|whether|which)\b)" + _CLAUSE,
    _FLAGS,
)
_A_MIRACLE = re.compile(
    r"^(?!\W*(?:is|are|was|does|do|can|could|will|how|what|why|any)\b).*"
    r"\b(?:guaranteed (?:winner|success|cure|results?)|miracle (?:cure|drug|cream)|wonder drug|done deal)\b",
    _FLAGS,
)
_SETTLED = re.compile(
    r"\b(?:proven|proved|known|shown|guaranteed|always|definitely|certain(?:ly)?|100 ?%|completely|totally|perfectly"
    r"|cures?|cured|everyone|everybody|no side[- ]?effects|harmless|miracle|no risks?|never (?:harms|hurts|fails)"
    r"|of the time|every time)\b",
    _FLAGS,
)
_OPEN = re.compile(r"\b(?:whether|if|might|may|could|maybe|perhaps|possibly|seems?)\b", _FLAGS)
# "Why does one report say that 20% were cleared": the figure is the report's own.
_REPORTED = re.compile(
    r"^(?:\w+ ){0,4}(?:says?|reports?|claims?|gives?|writes?|states?|tells?|mentions?|quotes?)\b", _FLAGS
)
_OF_SAFETY = re.compile(
    r"\b(?:safe|safely|harmless|never (?:harms|hurts)"
    r"|(?:no|zero) (?:(?:serious|severe|real|bad|known|dangerous) )?(?:side[- ]?effects?|risks?|harms?|dangers?)"
    r"|(?:can(?:'?t|not)|won'?t) (?:be|do|cause) (?:\w+ ){0,2}(?:risky|dangerous|harmful|bad|harms?|damage"
    r"|to (?:me|my|us|you|the|anyone))"
    r"|(?:means? nothing|do(?:es)?(?:n'?t| not) (?:apply|count|matter)) (?:for|to) (?:me|us|him|her|eczema|vitiligo)"
    r"|(?:do(?:es)?(?:n'?t| not)|won'?t|never|can(?:'?t|not)) (?:cause|give|lead to|raise|increase|bring) (?:\w+ ){0,4}"
    r"(?:heart|clots?|cancers?|strokes?|deaths?|infections?|harms?|side[- ]?effects?)"
    r"|nothing (?:\w+ )?(?:bad|serious|dangerous) (?:can|could|will) happen)\b",
    _FLAGS,
)


# "The clot rate is tiny, isn't it?"
_SMALL = re.compile(
    r"\b(?:tiny|small|little (?:or no |to no )?(?:risk|chance|danger)|rare(?:ly)?|minimal|negligible|minor|minuscule"
    r"|trivial|insignificant|slim|remote|(?:is|are|'s|very|pretty|so|really|quite|super) low|low (?:risk|chance)"
    r"|unlikely|overblown|exaggerated|scaremongering"
    r"|scare stor(?:y|ies)|hype|out of (?:all )?proportion|one in a million"
    r"|zero|nothing|almost (?:none|never|no)|hardly (?:any|ever)|barely"
    r"|(?:only|just) (?:a few|one|two|old|older))\b",
    _FLAGS,
)
_RARELY = re.compile(r"\b(?:from|on|with|after) \w+ (?:is|are) (?:\w+ )?(?:rare|unlikely|uncommon)\b", _FLAGS)
_CURES = re.compile(r"\bcur(?:e[sd]?|ing)\b|\bcured\b", _FLAGS)
_A_HARM = re.compile(
    r"\b(?:risks?|dangers?|harms?|side[- ]?effects?|warnings?|clots?|cancers?|tumou?rs?|lymphoma|melanoma|malignanc\w+"
    r"|leuk\w+|thrombos[ei]s|embolisms?|TB|sepsis|pneumonia"
    r"|heart (?:attacks?|problems?|risks?)|strokes?|infections?|shingles|tuberculosis|deaths?|dying|die|dies)\b",
    _FLAGS,
)
_NOT_SAFE = re.compile(r"\b(?:not|never)(?: \w+){0,2} safe|n'?t(?: \w+){0,2} safe", _FLAGS)
_OF_HARM = re.compile(
    r"\b(?:caus(?:e[ds]?|ing)|trigger(?:s|ed)?|leads? to|led to|mak(?:es?|ing) (?:\w+ ){1,4}worse|dangerous|harmful"
    r"|kill(?:s|ed)?|gives? (?:you|people|me))\b",
    _FLAGS,
)


def granted(question: str, read: Callable[[str], Reading]) -> Premise | None:
    """Return what a question takes for granted: that it works, is safe, harms, harms little, or nothing at all.

    Only what goes beyond any evidence counts: a guarantee, a proof, a plain "is safe", a harm that is called small.
    "Since I take Rinvoq" does not.
    """
    asked = question.replace("\u2019", "'").strip()
    if _A_MIRACLE.search(asked):
        return Premise.WORKS
    for proved, clause in _clauses(asked):
        if _OPEN.search(clause) or (_REPORTED.match(clause) and re.search(r"\d", clause)):
            continue
        reading = read(clause)
        if _OF_SAFETY.search(clause) and not _NOT_SAFE.search(clause):
            return Premise.SAFE
        beyond = reading.strength is Strength.ABSOLUTE or Wording.GUARANTEE in reading.wordings
        settled = (proved or _SETTLED.search(clause) is not None) and reading.strength >= Strength.MAY
        if (beyond or settled) and not reading.negated:
            if _OF_HARM.search(clause):
                return Premise.HARMS
            if _CURES.search(clause):
                return Premise.CURES
            return Premise.SAFE if reading.kind is ClaimKind.SAFETY else Premise.WORKS
        if (beyond or settled) and _A_HARM.search(clause):  # "it proved that they do not cause heart attacks"
            return Premise.SAFE
        if _RARELY.search(clause):
            return Premise.SMALL
        if _SMALL.search(clause) and _A_HARM.search(clause):
            return Premise.SMALL
    return None


def _clauses(question: str) -> Iterator[tuple[bool, str]]:
    """Yield what a question treats as settled, and whether it says that this is proven."""
    for match in _PROVED.finditer(question):
        yield True, match.group(1)
    for pattern in _GRANTED:
        for match in pattern.finditer(question):
            yield False, match.group(1)
