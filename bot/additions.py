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
_LINK = re.compile(
    r"\b(?:link(?:s|ed)?|associat\w+|goes along|went along|reported (?:after|with|in|of)|after (?:starting|taking)"
    r"|while|with|on|following|followed)\b",
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


def adds(text: str, passage: str, sentences: Sequence[str]) -> str | None:
    """Return what a text says that its passage does not, of the things that words alone make of a finding.

    `sentences` are the sentences that carry it.
    """
    told = " ".join(sentences)
    if _CAUSE.search(text) and not _CAUSE.search(told) and _LINK.search(told):
        return "it tells a cause, and its source only that one came with the other"
    for pattern in _FELT.values():
        if pattern.search(text) and not pattern.search(passage):
            return "it tells how people felt, and its source does not"
    if _PROOF.search(text) and not _PROOF.search(passage):
        return "it tells as proven what its source only found"
    if _TREND.search(text) and not _TREND.search(passage):
        return "it tells a trend, and its source no difference"
    return None
