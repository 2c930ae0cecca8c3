"""Which part of a message asks, and which of its words are meant: the rest is told, said in jest, or denied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.lexicon import Mention, NameKind

_FLAGS = re.IGNORECASE

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONG_MESSAGE = 10  # words; a shorter one is all question; chosen, unmeasured
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_ASKS = re.compile(
    r"\W*(?:(?:so|and|but|also|please|hi|hello|ok|well|just) )*(?:does|do|did|is|are|was|were|can|could|will|would"
    r"|has|have|how|what|whats|which|who|why|when|where|should|any|tell me|i (?:want|need|would like|wanted) to know"
    r"|wondering"
    r"|im wondering|i wonder|not sure (?:if|whether))\b",
    _FLAGS,
)
_WISHES_TO_KNOW = re.compile(
    r"\b(?:like|want|need|hop(?:e|ing)|trying|love|curious|wish)(?: \w+)? to"
    r" (?:know|understand|find out|learn|hear|ask)\b",
    _FLAGS,
)
# "My wife died and now I have eczema, does Dupixent help?": what is asked begins behind the comma.
_ASKING_CLAUSE = re.compile(
    r"[,;:–-]\s+(?:(?:so|but|and|now|please) )?"
    r"((?:is|are|does|do|did|can|could|will|would|has|have|what|which|how)\b[^,;]+\Z)",
    _FLAGS,
)
_STANDS_ALONE = 5  # words; a shorter question, like "How many?", is about the sentence before it
# "A cream that works" points at nothing that was told before.
_POINTS_BACK = re.compile(
    r"\b(?:this|those|these|like (?:me|him|her|us|them)|in (?:my|his|her) case)\b|\bthat\W*$"
    r"|(?:^|\b(?:is|was|does|did|do|of|for|about|like|with|from|in|at|on|by|during|after|has|can|could|will|would"
    r"|all) )that\b",
    _FLAGS,
)
# Said of no medicine and of no illness.
_FIGURE_OF_SPEECH = re.compile(
    r"\b(?:giv(?:e|es|ing)|gave) \w+ (?:a |an )?(?:heart (?:failure|attack)s?|stroke)\b"
    r"(?=.{0,60}\b(?:every ?time|each time|when(?:ever)? i (?:look|see|read|open|hear|think))\b)"
    r"|\bsick (?:of|and tired of|to death of)\b|\b(?:itch\w*|pain|rash|skin|eczema|psoriasis|hands|feet|heat|wait\w*)"
    r"(?: is| are| was|'s) killing (?:me|us|him|her|them)\b"
    r"|\b(?:would|'d|could) (?:kill|die) for\b|\bto die for\b|\bdying (?:to|for an? (?!ill|dis))\b"
    r"|\bdriv(?:es?|ing) (?:me|us|him|her|them) (?:\w+ )?(?:mad|crazy|nuts|insane|bonkers|(?:up|round) the \w+)"
    r"|\b(?:breaks?|broke|breaking|with all|from the bottom of) (?:my|her|his|our) heart\b"
    r"|\bheart (?:sank|sinks|skips?(?: a beat)?|melts?|goes out)\b"
    r"|\b(?:aunt|uncle|wife|husband|mother|father|mum|mom|dad|friend|gran\w*|grand\w+|brother|sister|partner|dog|cat)"
    r" (?:has )?(?:just )?(?:died|passed away)\b(?!.{0,20}\b(?:on|from|after|taking|of)\b)"
    r"|\b(?:know|learn\w*|off) (?:\w+ ){0,3}by heart\b",
    _FLAGS,
)
# A disease that somebody says is not theirs is not what they ask about.
_DENIED = re.compile(
    r"\b(?:(?:do|does|did)(?: not|n['\u2019]?t) (?:have|suffer from)|ha(?:ve|s|d)(?: not|n['\u2019]?t)(?: (?:got|had))?"
    r"|(?:not|no|without|never had))(?: any)?\W+$",
    _FLAGS,
)
# What somebody once was is no group of people that the question is about.
_AS_IT_WAS = re.compile(
    r"\b(?:since|when|as) (?:(?:i|he|she|we|they) (?:was|were) )?(?:an? )?(?:\w+ )?(?:bab(?:y|ies)|child(?:ren)?|kids?"
    r"|teen\w*|toddler)\b",
    _FLAGS,
)


def asking_part(question: str) -> str:
    """Return the sentences of a long message that ask something; a short one, or one that asks nowhere, whole."""
    sentences = [part for part in _SENTENCES.split(question.strip()) if part.strip()]
    if len(sentences) < 2 or len(_WORD.findall(question)) < _LONG_MESSAGE:
        return question
    asking = [part for part in sentences if _asks(part)]
    leans = any(len(_WORD.findall(part)) < _STANDS_ALONE or _POINTS_BACK.search(part) for part in asking)
    return " ".join(asking) if asking and not leans else question


def asking_clause(text: str) -> str | None:
    """Return what is asked behind the last comma, where it points at nothing before it; None if that is not so."""
    clause = _ASKING_CLAUSE.search(text)
    return clause[1] if clause and not _POINTS_BACK.search(clause[1]) else None


def literal(text: str) -> str:
    """Return a text without figures of speech, and without what somebody once was."""
    return _FIGURE_OF_SPEECH.sub(" ", _AS_IT_WAS.sub(" ", text))


def meant(question: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Return the names that a question is about: not those of a figure of speech, nor a disease that is denied.

    Where every disease is denied, "no eczema left after a year?", none is left out.
    """
    spoken = [match.span() for match in _FIGURE_OF_SPEECH.finditer(question)]
    kept = [each for each in mentions if not any(start <= each.start < end for start, end in spoken)]
    denied = [
        each
        for each in kept
        if each.kind is NameKind.CONDITION and _DENIED.search(question, max(0, each.start - 40), each.start)
    ]
    left = {each.name for each in kept if each.kind is NameKind.CONDITION and each not in denied}
    return [each for each in kept if each not in denied or each.name in left] if left else kept


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith("?") or bool(_ASKS.match(sentence) or _WISHES_TO_KNOW.search(sentence))
