"""How a source knows what it says: its design, comparison, centres, funding, and whether it tells of its own work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.ingest.counts import NUMBER, PLANNED, Fact, number
from bot.types import Design

_I = re.IGNORECASE

_DESIGNS: tuple[tuple[Design, str], ...] = (
    (
        Design.SYSTEMATIC_REVIEW,
        r"\bsystematic(?:ally)? review(?:ed)?\b.{0,80}\brandomi[sz]ed\b|"
        r"\bmeta-analysis of (?:\w+ ){0,3}randomi[sz]ed\b",
    ),
    (
        Design.RANDOMISED_TRIAL,
        r"\b(?:were|was|participants|patients|adults|"
        r"people) (?:\w+ )?randomly (?:assigned|allocated)\b|\b(?:were|"
        r"was) (?:\w+ )?randomi[sz]ed\b|"
        r"\brandomi[sz]ed(?:,| )(?:[\w-]+,? ){0,5}(?:trial|study)\b|\bwe randomi[sz]ed\b",
    ),
    (
        Design.CASE_REPORT,
        r"\bcase report\b|\ba case is presented\b|\bwe (?:report|describe|present) (?:a|the|"
        r"one) (?:\w+ )?(?:case|patient)\b|\bthis case\b",
    ),
    (Design.CASE_SERIES, r"\bcase series\b|\bseries of \w+ (?:cases|patients)\b"),
    (Design.UNCONTROLLED_RETROSPECTIVE, r"\bretrospective(?:ly)?\b"),
    (Design.COHORT, r"\b(?:prospective |matched |population[- ]based )?cohort (?:study|of)\b"),
    (Design.REGISTRY, r"\bregist(?:ry|er)(?:[- ]based)? (?:study|of|data)\b"),
    (
        Design.UNCONTROLLED_SERIES,
        r"\b(?:single[- ]arm|uncontrolled|one[- ]arm|non-?comparative)\b|"
        r"\bopen[- ]label\b|\bpilot (?:study|trial)\b",
    ),
    (
        Design.LETTER,
        r"\bletter to the edit?or\b|^\W*dear (?:sirs?|editors?)\b|\bstudy letter\b|"
        r"\b(?:research )?letter\b",
    ),
)


_CONTROLLED = {Design.RANDOMISED_TRIAL, Design.SYSTEMATIC_REVIEW, Design.COHORT, Design.REGISTRY}


_COMPARED = (
    r"\b(placebo|vehicle|sham|usual care|standard care|standard treatment|no treatment)\b(?=[- ](?:control|"
    r"group|arm|cream)|[.,;) ])",
    r"\b(?:compared (?:with|to|against)|versus|vs\.?) (?:the |a |those |people |patients |participants |"
    r"adults |on |taking |receiving |who (?:took|received) )*([a-z][\w-]+(?: (?:[\w-]+))?)",
    r"\b([a-z][\w-]+) (?:control|comparison|comparator) group\b",
)


_UNCOMPARED = re.compile(
    r"\b(?:no|without(?: an?| any)?|lack(?:ed|ing|s)?(?: of)?(?: an?| any)?|absence of(?: an?)?) (?:control|"
    r"comparison|comparator)(?: (?:group|arm))?\b|"
    r"\b(?:uncontrolled|single[- ]arm|one[- ]arm|non-?comparative)\b|\bbefore and after (?:the |"
    r"\w+ )?treatment\b|\bbefore-(?:and-)?after\b",
    _I,
)


_ONE_CENTRE = re.compile(
    r"\b(?:single|one)[- ](?:cent(?:er|re)|site|hospital|clinic|institution)\b|"
    r"\bat (?:our|one) (?:hospital|clinic|department|cent(?:er|re))\b",
    _I,
)


_CENTRES = re.compile(
    rf"\b(?:at|across|from|in) ({NUMBER}) (?:\w+ ){{0,2}}(?:cent(?:er|re)s|sites|hospitals|clinics)\b", _I
)


_NAMED_HOSPITAL = re.compile(
    r"\bat the ((?:Department|Division|Clinic) of [A-Z][^.;]{5,120}?(?:Hospital|Clinic|University|"
    r"Institute)(?: of [A-Z]\w+(?: [A-Z]\w+)*)?)"
)


_FUNDED = re.compile(
    r"\b(?:(?:was|were|is) (?:\w+ )?(?:funded|sponsored|financed|supported) by|funding (?:was )?(?:provided|"
    r"received) (?:by|from)|"
    r"supported by (?:an? )?(?:\w+ )?grants?|(?:received )?no (?:specific |external )?(?:funding|grant)|"
    r"funding:|funder:|sponsor:|without (?:external )?funding)",
    _I,
)


_FIRST_HAND = re.compile(
    r"\b(?:we|our) (?:\w+ ){0,2}?(?:conducted|analy[sz]ed|collected|enrolled|randomi[sz]ed|included|studied|"
    r"treated|report|describe|present|recruited|evaluated|"
    r"reviewed|assessed|followed|excluded|compared|searched|measured|recorded|patients|cohort|study|series|"
    r"participants|centre|center)\b|"
    r"\bin (?:this|the present|the current) study, (?:we|the authors|\d)",
    _I,
)


_SECOND_HAND = re.compile(
    r"\b(?:a|the|one) (?:recent|new|small|large|\d{4})?\s?(?:study|trial|letter|report|"
    r"paper)(?:,)? (?:published|in a letter|has found|found|highlights?|shows?|suggests?|reported)|"
    r"\b(?:published in|according to (?:the|a) (?:study|researchers|authors|report|trial)|"
    r"(?:the )?(?:researchers|investigators|scientists) (?:also )?"
    r"(?:found|said|used|reported|recommend|note)|"
    r"the authors (?:recommend|conclude|report|suggest|note|say|found)|in the document|(?:some|several|"
    r"existing) (?:\w+[- ]){0,2}(?:studies|research)(?: and clinical trials)? (?:have )?(?:show|suggest|found))",
    _I,
)


def design(title: str, sentences: Sequence[str]) -> Fact[Design] | None:
    """Return how the source knows what it says; in its title before anywhere else."""
    for texts in ([title] if title else [], sentences):
        for kind, pattern in _DESIGNS:
            quote = next((each for each in texts if _affirms(pattern, each)), None)
            if quote is None:
                continue
            if kind in {Design.COHORT, Design.REGISTRY, Design.UNCONTROLLED_RETROSPECTIVE}:
                return Fact[Design](value=_with_comparison(kind, sentences), quote=quote)
            if kind is Design.CASE_REPORT and any(re.search(r"\bcase series\b", each, _I) for each in texts):
                continue
            return Fact[Design](value=kind, quote=quote)
    return None


def _with_comparison(kind: Design, sentences: Sequence[str]) -> Design:
    compared = comparator(sentences, controlled=True)
    if compared and compared.value and not any(_UNCOMPARED.search(each) for each in sentences):
        return Design.COHORT if kind is Design.UNCONTROLLED_RETROSPECTIVE else kind
    return (
        Design.UNCONTROLLED_RETROSPECTIVE if kind is Design.UNCONTROLLED_RETROSPECTIVE else Design.UNCONTROLLED_SERIES
    )


def _affirms(pattern: str, text: str) -> bool:
    match = re.search(pattern, text, _I)
    return (
        match is not None
        and not PLANNED.search(text[: match.start()])
        and not re.search(r"\b(?:are|is) (?:needed|required|warranted)\b", text[match.end() :], _I)
    )


def is_controlled(kind: Design | None) -> bool:
    return kind in _CONTROLLED


def comparator(sentences: Sequence[str], *, controlled: bool) -> Fact[str] | None:
    """Return what the treatment was compared with; "" for a study that says it compared nothing."""
    nothing = next((each for each in sentences if _UNCOMPARED.search(each)), None)
    if not controlled:
        return Fact[str](value="", quote=nothing) if nothing else None
    for pattern in _COMPARED:
        named = [
            (match.group(1).casefold(), sentence)
            for sentence in sentences
            for match in [re.search(pattern, sentence, _I)]
            if match
            and not PLANNED.search(sentence[: match.start()])
            and match.group(1).casefold() not in _NO_COMPARATORS
        ]
        if named:
            return Fact[str](value=_trimmed(named[0][0]), quote=named[0][1])
    return None


_NO_COMPARATORS = frozenset(
    "baseline before that those other others age week the a an all each historical previous people patients "
    "our their its".split()
)


def _trimmed(name: str) -> str:
    return re.sub(
        r" (?:at|in|for|on|over|was|were|group|arm|and|or|after|with|by|to|alone|did|had|who|reached|achieved|"
        r"once|twice|daily|week)$",
        "",
        name,
    )


def centres(sentences: Sequence[str], title: str) -> Fact[int] | None:
    for text in (title, *sentences):
        match = _CENTRES.search(text)
        if match:
            return Fact[int](value=number(match.group(1)), quote=text)
    for text in (title, *sentences):
        if _ONE_CENTRE.search(text) and not re.search(r"\bmulti-?cent", text, _I):
            return Fact[int](value=1, quote=text)
    hospitals = {match.group(1): text for text in sentences for match in _NAMED_HOSPITAL.finditer(text)}
    several = any(re.search(r"\bmulti-?cent|\b(?:hospitals|cent(?:er|re)s|sites)\b", text, _I) for text in sentences)
    if len(hospitals) == 1 and not several:
        return Fact[int](value=1, quote=next(iter(hospitals.values())))
    return None


def funding(sentences: Iterable[str]) -> Fact[str] | None:
    """Return the sentence that says who paid."""
    quote = next((each for each in sentences if _FUNDED.search(each)), None)
    return Fact[str](value=quote, quote=quote) if quote else None


def open_label(sentences: Iterable[str]) -> Fact[bool] | None:
    quote = next(
        (each for each in sentences if re.search(r"\bopen[- ]label\b", each, _I) and not PLANNED.search(each)), None
    )
    return Fact[bool](value=True, quote=quote) if quote else None


def second_hand(sentences: Sequence[str], headings: Iterable[str] = ()) -> Fact[bool] | None:
    """Return whether somebody else tells of the study: the authors' own "we" decides, then its sections."""
    own = next((each for each in sentences if _FIRST_HAND.search(each)), None)
    if own:
        return Fact[bool](value=False, quote=own)
    told = next((each for each in sentences if _SECOND_HAND.search(each)), None)
    if told:
        return Fact[bool](value=True, quote=told)
    sections = {"methods", "results"} <= {heading.casefold().split(" ")[-1] for heading in headings}
    return Fact[bool](value=False, quote="it has its own sections Methods and Results") if sections else None
