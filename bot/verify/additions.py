"""What a retold claim adds to its passage: a cause where it has a link, a feeling where it has a score, a proof."""

from __future__ import annotations

import re
from collections.abc import Sequence

_I = re.IGNORECASE
_CAUSE = re.compile(
    r"\b(?:caus(?:e[ds]?|ing)|(?:leads?|led) to|trigger(?:s|ed)?|brings? (?:on|about)|brought (?:on|about)|provok\w+"
    r"|results? in|resulted in|gives? rise|gave rise|responsible for|to blame|because of|due to|thanks to|owing"
    r"|produc(?:e[ds]?|ing)|induc\w+|makes? (?:it|them|people|the) \w+)\b",
    _I,
)
# What only the person can tell. A score that a doctor gives says nothing of these by itself.
_FELT = {
    "feeling": re.compile(r"\b(?:fe(?:el|els|lt|eling)|well-?being|comfort\w*|happ(?:y|ier|iness)|satisf\w+)\b", _I),
    "itch": re.compile(r"\bitch\w*\b", _I),
    "pain": re.compile(r"\b(?:pain\w*|sore\w*|ache\w*|hurt\w*)\b", _I),
    "sleep": re.compile(r"\bsle(?:ep\w*|pt)\b", _I),
    "life": re.compile(
        r"\b(?:quality of life|daily li(?:fe|ves)|DLQI|burden\w*|mood|depress\w+|anxi\w+|confiden\w+)\b", _I
    ),
}
_PROOF = re.compile(
    r"\b(?:pro(?:ven|ved|ves)|proof|beyond (?:any )?doubt|established|confirm(?:s|ed)?|demonstrat\w+|definitely"
    r"|certainly|clearly shows?|without (?:a )?doubt|undoubtedly|undisputed|for certain|is certain|settled)\b",
    _I,
)
_TREND = re.compile(
    r"\b(?:trend\w*|tended|tendency|numerical(?:ly)?|borderline|almost significant|nearly significant)\b", _I
)


# Small verbs that make a cause of what merely came after: "dupilumab gave her", "the injection made the hair grow".
_MADE = re.compile(
    r"\b(?:made|gave|gives|got|brought|lowered|raised|reduced|cut|drove|blamed|from (?:the )?(?:drug|medicine))\b",
    _I,
)
# Words that take a finding further than it goes, by what they stand for; one of a group stands for all of it.
_FURTHER = tuple(
    re.compile(rf"\b(?:{words})\b", _I)
    for words in (
        r"each|every|all|everyone|everybody|both",
        r"only|solely|none but|just",
        r"anywhere|everywhere|any|no regulator|nowhere",
        r"about as|as (?:well|often|frequent(?:ly)?|safe|effective|good|much|many) as|equally|the same|no different",
        r"twice|double[ds]?|half|halved|triple[ds]?|thrice",
        r"last(?:s|ed|ing)?|stay(?:s|ed)?|remain(?:s|ed)?|permanent(?:ly)?|for good|remission|keeps?|kept",
        r"a lot|much|greatly|far|strongly|markedly|substantial(?:ly)?|considerabl[ey]|clear(?:ly)?",
        r"until|since|no longer|anymore|already",
        r"never|always",
        r"years|decades?|long[- ]term|in the long run|lifelong|over time",
        r"nothing to do with|unrelated|coinciden\w+|(?:pure|mere) chance|a chance event|by chance alone|not to blame",
        r"full(?:y)?|complete(?:ly)?|entire(?:ly)?|total(?:ly)?|whole|normal(?:ly)?|perfect(?:ly)?",
    )
)
# What was counted: reports are not people, and a pregnancy is not a birth.
_COUNTED = re.compile(
    r"\d[^.;]{0,60}\b(reports?|pregnanc(?:y|ies)|pairs|person-years|records|visits|samples|doses)\b", _I
)


def adds(text: str, passage: str, sentences: Sequence[str]) -> str | None:
    """Return what a text says that its passage does not, of the things that words alone make of a finding.

    `sentences` are the sentences that carry it.
    """
    told = " ".join(sentences)
    if _CAUSE.search(text) and not _CAUSE.search(told):
        return "it tells a cause, and its source only that one came with the other"
    if {each.casefold() for each in _MADE.findall(text)} - {each.casefold() for each in _MADE.findall(told)}:
        return "it tells a cause, and its source only what came after"
    if any(pattern.search(text) and not pattern.search(passage) for pattern in _FURTHER):
        return "it goes further than its source"
    counted = _COUNTED.search(told)
    if counted and re.search(r"\d", text) and not re.search(rf"\b{counted[1]}\b", text, _I):
        return f"its source counts {counted[1].casefold()}, and it does not say so"
    if _loses_a_limit(text, told):
        return "it leaves out of which part, or at which dose, this was seen"
    if _moves_a_threshold(text, told):
        return "it gives a share to another threshold than its source"
    if _turns_figures(text, told):
        return "it gives the figures in another order"
    for pattern in _FELT.values():
        if pattern.search(text) and not pattern.search(passage):
            return "it tells how people felt, and its source does not"
    if _PROOF.search(text) and not _PROOF.search(passage):
        return "it tells as proven what its source only found"
    if _TREND.search(text) and not _TREND.search(passage):
        return "it tells a trend, and its source no difference"
    return None


_PART = re.compile(r"\b(\d[\d,]*|[A-Z][a-z]+) of (?:the |these )?(\d[\d,]*)\b")
_DOSE = re.compile(r"\b\d+ ?mg\b", _I)
_SMALL = re.compile(r"\b(?:a little|slightly|somewhat|small|partly|almost|nearly|about half|of the face|scalp)\b", _I)
_SHARE = re.compile(r"(\bat least |\b(?:a )?minimum of |≥ ?)?(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)", _I)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def _loses_a_limit(text: str, told: str) -> bool:
    """Say whether a claim drops the part that was counted, the dose that was given, or how little it was."""
    figures = set(_FIGURE.findall(text))
    for part, whole in _PART.findall(told):
        if whole in figures and part.isdigit() and part not in figures:
            return True
    if _DOSE.search(told) and not _DOSE.search(text):
        return True
    return bool(_SMALL.search(told)) and not _SMALL.search(text)


def _thresholds(text: str) -> set[tuple[str, str]]:
    """Return each share with the threshold that it reached: 32.5 with 30, of "32.5% were at least 30% better"."""
    pairs: set[tuple[str, str]] = set()
    share: str | None = None
    for least, figure in _SHARE.findall(text):
        if not least:
            share = figure
        elif share is not None:
            pairs.add((share, figure))
            share = None
    return pairs


def _moves_a_threshold(text: str, told: str) -> bool:
    theirs = _thresholds(told)
    shares = {share for share, _ in theirs}
    return any(pair not in theirs and pair[0] in shares for pair in _thresholds(text))


def _turns_figures(text: str, told: str) -> bool:
    """Say whether a claim has two figures of its sentence in another order: then each may belong to the other."""
    theirs = list(dict.fromkeys(_FIGURE.findall(told)))
    ours = [each for each in dict.fromkeys(_FIGURE.findall(text)) if each in theirs]
    return ours != sorted(ours, key=theirs.index)
