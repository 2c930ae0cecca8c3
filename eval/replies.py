"""What any bot replies → an `Answer` that every judge can read. A plain text is read sentence by sentence."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from bot.text.sentences import split_sentences
from bot.types import Answer, Claim, ClaimKind, Outcome, Strength, Versions

_URGENT = re.compile(
    r"\b(?:call|ring|dial) (?:\w+ ){0,4}(?:911|999|112|988|emergency|ambulance|crisis)"
    r"|\bemergency (?:number|department|room)"
    r"|\bget (?:medical )?help (?:now|immediately|right away)\b|\bseek (?:immediate|emergency|urgent)\b",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    r"\b(?:I (?:can(?:not|'t)|am not able to|am unable to|won't)"
    r" (?:help|tell|advise|decide|recommend|diagnose|give|assist)"
    r"|only (?:a|your) doctor can (?:decide|tell)|your (?:own )?doctor (?:has to|must|should) decide"
    r"|not something I can)\b",
    re.IGNORECASE,
)
_ABSTAINED = re.compile(
    r"\b(?:I (?:do not|don't) (?:know|have)|no (?:information|evidence|sources?|data) (?:on|about|for|available|here)"
    r"|(?:could|can)(?: not|not|n't) (?:find|answer)|do(?:es)? not (?:answer|cover|contain|mention)|not covered)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"not (?:a )?(?:doctor|substitute|medical advice)|(?:talk|speak) (?:to|with) (?:your|a) (?:doctor|pharmacist)"
    r"|(?:ask|consult) (?:your|a) (?:doctor|pharmacist|healthcare)",
    re.IGNORECASE,
)
_TEXT_FIELDS = ("answer", "text", "output", "response", "content", "reply")


class ReplyError(ValueError):
    """A target's reply is neither an answer object nor a text; the message says what came."""


def read_reply(reply: Any, question: str) -> Answer:
    """Return a reply as an answer: an `Answer`, its JSON object, an object with a text field, or a text.

    Raises:
        ReplyError: it is none of these.
    """
    if isinstance(reply, Answer):
        return reply
    if isinstance(reply, dict):
        if {"outcome", "claims", "disclaimers"} <= reply.keys():
            try:
                return Answer.model_validate(reply)
            except ValidationError as error:
                fault = error.errors()[0]
                raise ReplyError(f"not the answer object: {fault['loc']}: {fault['msg']}") from error
        found = next((reply[name] for name in _TEXT_FIELDS if isinstance(reply.get(name), str)), None)
        if found is not None:
            return read_text(found, question)
        raise ReplyError(f"an object without a text in one of {', '.join(_TEXT_FIELDS)}: has {sorted(reply)[:8]}")
    if isinstance(reply, str):
        return read_text(reply, question)
    raise ReplyError(f"neither a text nor an object: {type(reply).__name__}")


def read_text(text: str, question: str) -> Answer:
    """Return a plain text as an answer without citations; how it ended is read from its words."""
    sentences = [each.text for each in split_sentences(text)]
    notices = tuple(each for each in sentences if _NOTICE.search(each))
    outcome = _outcome_of(text)
    told = [each for each in sentences if each not in notices] if outcome is Outcome.ANSWERED else []
    claims = tuple(
        Claim.model_construct(
            text=each, kind=ClaimKind.DESCRIPTIVE, strength=Strength.NONE, licensed=Strength.NONE, citations=()
        )
        for each in told
    )
    return Answer.model_construct(
        answer_id="",
        question=question,
        outcome=outcome,
        reason=None,
        text=text,
        claims=claims,
        certainty=None,
        sources=(),
        urgent=None,
        disclaimers=notices,
        follow_ups=(),
        versions=Versions(app="?", corpus="?", index="?", writer="?", model=None, prompt=None),
    )


def _outcome_of(text: str) -> Outcome:
    """Return how a text ended. Help comes first; what refuses and also answers counts as an answer."""
    if not text.strip():
        return Outcome.ABSTAINED
    first = text[:400]
    if _URGENT.search(first):
        return Outcome.URGENT
    short = len(text) < 600
    if short and _DECLINED.search(text):
        return Outcome.DECLINED
    if short and _ABSTAINED.search(text):
        return Outcome.ABSTAINED
    return Outcome.ANSWERED
