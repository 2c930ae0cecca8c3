"""What no sentence of an answer may do, whatever its source says: address its reader, carry markup, ask.

A claim tells what sources found. One that says "you" or "take" judges or advises a person whom nobody examined.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(
    r"<\s*[/!?|a-z]|&(?:#\d+|#x[0-9a-f]+|[a-z]+);|!?\[[^\]]*\]\s*\(|[*_`~]{2}|`|\b(?:javascript|data|vbscript|file):\S"
    r"|\bhttps?:|\bwww\.|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(r"\b(?:you|your|yours|yourself|you['’]\w+)\b", re.IGNORECASE)
# The base form of a verb at the head of a sentence is an order, unless it is a noun there: "Use of the drug was …".
_ORDER = re.compile(
    r"^\W*(?:(?:please|just|simply|always|never|then|so|now|if [^,]{1,60},)\s+)?(?:do not |don['’]t )?"
    r"(?:take|use|stop|start|apply|inject|double|halve|skip|increase|decrease|reduce|lower|raise|switch|try|avoid|keep"
    r"|worry|fear|ignore|go|continue|buy|swallow|change|ask|tell|call|wait|add|combine|mix|order|trust|relax)\b"
    r"(?! (?:of|in|was|were|is|are|and|or|with|for|by|had|to|up|time|rates?|scores?|levels?)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?\W*$|(?<![a-z,] nor )(?<![a-z,] neither )\b(?:was|is|were|are|did|does|do) (?:it|they|there(?! in)|this)\b"
    r"|^\W*(?:by )?(?:how|what|which|who|whom|whose|why)\b"
    r"(?!.*(?:\b(?:not|neither|nobody|unknown|unclear|uncertain|cannot)\b|n['’]t\b(?! (?:it|they|there|this|you)\b)))"
    r"|^\W*(?:(?:when|where|how (?:often|long|many|much|well|soon|safe)) )?"
    r"(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should|may(?! (?:\d{1,2},? )?(?:19|20)\d\d\b))\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3
# Every finite verb looks like one of these; many nouns do too, so only the barest fragment has none.
_MAYBE_VERB = re.compile(
    r"\b(?:\w+s|\w+ed|\w+['’]t|can(?:not)?|may|might|could|will|would|must|should|do|did|are|were|have|had|fell|rose|grew|got"
    r"|gave|took|made|came|went|led|lost|kept|left|saw|ran|became|began|held|read|\w+ing)\b",
    re.IGNORECASE,
)
_ASIDE_ANSWER = re.compile(r"^\W*(?:yes|no|sure|of course|absolutely|indeed|right)\b\s*[,.:!–-]", re.IGNORECASE)


def misconduct(text: str) -> str | None:
    """Return what a sentence does that none may, in words for a reviewer; None if it only tells."""
    if _MARKUP.search(text):
        return "it carries markup, a link or a hidden character"
    if _TO_THE_READER.search(text) or _ORDER.search(text):
        return "it tells the reader what to do, or what they have"
    if len(_WORDS.findall(text)) < _FEWEST_WORDS or not _MAYBE_VERB.search(text):
        return "it is no sentence"
    if _ASKS.search(text):
        return "it asks instead of telling"
    if _ASIDE_ANSWER.search(text):
        return "it answers yes or no where sources only report"
    return None
