"""Sentences of a source → the sections of an article; what says more than its evidence is held back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.evidence import licensed_strength, rate
from bot.ingest.clean import Piece
from bot.ingest.document import Reason, Removed
from bot.ingest.draft_records import HeldBack
from bot.ingest.limits import MAX_SENTENCE_CHARS
from bot.strength.claims import read
from bot.text.sentences import split_sentences
from bot.types import ClaimKind, Reading, Record, Role, Status, Strength, StudyCard, Wording
from bot.verify.verdicts import OVERSTEPS

_I = re.IGNORECASE
_LIMITS = re.compile(
    r"\b(?:limitations?|limited (?:by|sample)|small (?:sample|number|study|group)|sample sizes?|"
    r"further (?:studies|research|investigation|trials|verification)|"
    r"(?:larger|more|longer|additional|controlled|double-blind|randomi[sz]ed)[\w ,-]{0,40}(?:studies|trials|"
    r"research) (?:are|is|were|will be) (?:needed|required|warranted|necessary)|"
    r"(?:remains?|still) (?:unclear|unknown|uncertain|to be|under study|in the exploratory)|"
    r"not (?:yet )?(?:known|clear|established|been (?:studied|shown|established))|"
    r"no (?:conclusive|clear|firm|sufficient|reliable)? ?evidence|cannot (?:be|tell|show|exclude|rule|"
    r"determine)|preliminary|inconclusive|requires? further|"
    r"caution|short follow-up|not a standard treatment|not generali[sz]able|should be interpreted)\b",
    _I,
)
_HARMS = re.compile(
    r"\b(?:adverse|side[- ]effects?|safety|safe|toler(?:ated|ability|able)|toxicity|unwanted|complications?|"
    r"discontinu\w+ (?:due|because|for)|bad reactions?|"
    r"infections?|thrombosis|malignan\w+|deaths?|died|serious (?:events?|reactions?)|hospitali[sz]ed|hair loss|"
    r"nausea|headache|acne|rash(?:es)? (?:in|occurred))\b",
    _I,
)
_HAPPENED = re.compile(
    r"\b(?:occurred|reported|experienced|developed|observed|had|noted|led to|caused|"
    r"induc\w+|potential|risk|withdrew|stopped)\b",
    _I,
)
_PAID = re.compile(r"\b(?:funded|sponsored|financed|supported) by\b|^(?:funding|sponsor)\b", _I)
_APPROVED = re.compile(r"\b(?:approv(?:ed|al)|licen[sc]ed|authori[sz]ed|indicated for|off-label)\b", _I)
_FOUND = re.compile(
    r"\b(?:improv\w+|decreas\w+|increas\w+|reduc\w+|achiev\w+|respon(?:ded|se|ders?)|fell|dropped|rose|"
    r"remission|clear(?:ed|ance)|relaps\w+|regrowth|"
    r"significan\w+|resolved|changed|scores?|outcome|primary end ?point|effective|efficacy|benefit\w*|"
    r"p ?[<=>] ?0?\.\d)\b|\d ?%",
    _I,
)
_METHOD = re.compile(
    r"\b(?:were (?:enrolled|recruited|excluded|included|randomi[sz]ed|eligible|collected|assessed|"
    r"compared using|diagnosed)|we (?:conducted|enrolled|recruited|excluded|"
    r"collected|evaluated|assessed|recorded|randomi[sz]ed|measured)|mean age|median age|inclusion criteria|"
    r"exclusion|eligible|aged|received|at doses? of|was administered|"
    r"questionnaires?|between the ages|were performed|was performed|statistic\w+|t-tests?|purpose of this|"
    r"aim of this|objective|previously undergone)\b",
    _I,
)
_HEADINGS = (
    (Role.LIMITS, re.compile(r"\b(?:limitations?|conclusions?|discussion|interpretation)\b", _I)),
    (Role.HARMS, re.compile(r"\b(?:safety|adverse|side effects?|harms?|toler|safe)\b", _I)),
    (Role.FOUND, re.compile(r"\b(?:results?|findings?|efficacy|outcomes?|discover)\b", _I)),
    (
        Role.STUDIED,
        re.compile(
            r"\b(?:background|introduction|methods?|aims?|objectives?|purpose|materials|"
            r"design|setting|participants|importance)\b",
            _I,
        ),
    ),
)
_FIGURE = re.compile(
    r"\d|\b(?:half|third|quarter|all|none|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b", _I
)
_VERDICT = re.compile(
    r"\b(?:effective(?:ness|ly)?|efficacious|safe(?:ty and efficacy)?|well[- ]tolerated|promising|beneficial|"
    r"successful(?:ly)?|therapeutic (?:value|option|benefit|effect)|"
    r"potential benefits?|useful|valuable|superior|favou?rable|excellent|remarkabl\w+|dramatic\w*|breakthrough|"
    r"game[- ]chang\w+|option|alternative|recommend(?:ed|s)?)\b",
    _I,
)
_INFERENCE = re.compile(
    r"\b(?:confirm(?:s|ed|ing)?|prov(?:es|ed|en|ing)|demonstrat(?:es|ed|ing)|indicat(?:es|ed|ing)|"
    r"highlight(?:s|ed|ing)?|"
    r"support(?:s|ed|ing)? (?:the|its|that)|establish(?:es|ed|ing)|underscor\w+|validat\w+|in conclusion|"
    r"to conclude|conclud\w+|"
    r"this means|therefore|thus|hence|thereby|could be the|may be the)\b",
    _I,
)
_SUGGESTS = re.compile(r"\b(?:suggest\w*|hypothesi[sz]ed|potential|possib\w+|may|might|could)\b", _I)
_NO_HARM = re.compile(
    r"\b(?:no|none of the \w+|no one|nobody|not any|without)\b(?: \w+){0,3} ?((?:serious|severe|significant|"
    r"major|grave) )?(?:adverse (?:events?|effects?|reactions?)|"
    r"side[- ]effects?|bad reactions?|complications?|safety (?:signals?|concerns?))\b",
    _I,
)
_EXCEPT = re.compile(r"\b(?:except|apart from|other than|besides|aside from|but (?:one|two|a|\d))\b", _I)
_LEAST_CHARS = 15


class Sorted(Record):
    """The sentences of each section in the source's order, and what stays out."""

    by_role: dict[Role, tuple[tuple[str, ...], ...]]
    held_back: tuple[HeldBack, ...]
    removed: tuple[Removed, ...]
    no_harm: tuple[str, ...]


def sort(pieces: Iterable[Piece], card: StudyCard) -> Sorted:
    """Return a source's sentences by section. `card` decides what counts as more than the evidence."""
    paragraphs: dict[Role, list[tuple[str, ...]]] = {}
    held: list[HeldBack] = []
    removed: list[Removed] = []
    no_harm: list[str] = []
    for piece in pieces:
        groups: dict[Role, list[str]] = {}
        for sentence in (span.text for span in split_sentences(piece.block.text)):
            if reason := _no_evidence(sentence):
                if reason is not Reason.BROKEN or len(sentence) >= _LEAST_CHARS:
                    removed.append(Removed(text=sentence, reason=reason))
                continue
            if _tells_of_no_harm(sentence):
                no_harm.append(sentence)
                continue
            reading = read(sentence)
            if _NO_HARM.search(sentence):
                groups.setdefault(Role.HARMS, []).append(sentence)  # because it names the harm that there was
                continue
            why = overstates(sentence, reading, card)
            if why:
                held.append(HeldBack(sentence=sentence, why=why))
                continue
            groups.setdefault(role_of(sentence, reading, piece.under), []).append(sentence)
        for role, sentences in groups.items():
            paragraphs.setdefault(role, []).append(tuple(sentences))
    return Sorted(
        by_role={role: tuple(groups_of) for role, groups_of in paragraphs.items()},
        held_back=tuple(held),
        removed=tuple(removed),
        no_harm=tuple(no_harm),
    )


def _no_evidence(sentence: str) -> Reason | None:
    if len(sentence) > MAX_SENTENCE_CHARS or len(sentence) < _LEAST_CHARS or not re.search(r"[a-z]{3}", sentence):
        return Reason.BROKEN
    return Reason.QUESTION if sentence.rstrip("\"'”’) ").endswith("?") else None


def _tells_of_no_harm(sentence: str) -> bool:
    """Say whether a sentence offers silence about harm. It is told again with how few people were silent."""
    return _NO_HARM.search(sentence) is not None and not _EXCEPT.search(sentence)


def overstates(sentence: str, reading: Reading, card: StudyCard) -> str | None:
    """Return how a sentence says more than the source's own evidence licenses, as if a person had reviewed it.

    A finding with its figures is a report, and stays, unless it is dressed up as a verdict or a conclusion.
    """
    for wording in reading.wordings:
        if wording is not Wording.SILENCE:
            return OVERSTEPS[wording]
    if _VERDICT.search(sentence) and _INFERENCE.search(sentence) and not _LIMITS.search(sentence):
        return "it draws a conclusion where it should tell what was seen"
    certainty = rate(card.model_copy(update={"status": Status.REVIEWED})).certainty
    licensed = licensed_strength(certainty, reading.kind, card.kind)
    if reading.strength <= max(licensed, Strength.UNCERTAIN) or reading.negated:
        return None
    dressed = _VERDICT.search(sentence) or _INFERENCE.search(sentence)
    if reading.kind is ClaimKind.SAFETY and reading.strength <= Strength.MAY and not dressed:
        return None  # a harm that is only suspected is not kept from anybody
    told = reading.is_report or _SUGGESTS.search(sentence) is None
    if _FIGURE.search(sentence) and told and not dressed and (_FOUND.search(sentence) or _HAPPENED.search(sentence)):
        return None
    if reading.is_report and not dressed:
        return None
    allowed, said = (each.value.replace("_", " ") for each in (licensed, reading.strength))
    cue = next((match.group() for match in (dressed,) if match), "; ".join(reading.cues) or sentence[:40])
    level = certainty.value.replace("_", " ")
    return f'it claims "{said}" ({cue}); certainty is {level}, which licenses "{allowed}"'


def role_of(sentence: str, reading: Reading, under: str) -> Role:
    """Return the section of a sentence: by what it says, then by the heading that it stands under."""
    if _APPROVED.search(sentence) and reading.kind in {ClaimKind.REGULATORY, ClaimKind.DESCRIPTIVE, ClaimKind.SAFETY}:
        return Role.REGULATORY
    if _LIMITS.search(sentence):
        return Role.LIMITS
    if _PAID.search(sentence):
        return Role.STUDIED
    headed = next((role for role, pattern in _HEADINGS if pattern.search(under)), None)
    if headed is Role.STUDIED:
        return Role.STUDIED
    if (
        _HARMS.search(sentence)
        and (_HAPPENED.search(sentence) or reading.kind is ClaimKind.SAFETY)
        and not _METHOD.search(sentence)
    ):
        return Role.HARMS
    if headed is Role.HARMS and not _METHOD.search(sentence):
        return Role.HARMS
    if headed is Role.FOUND:
        return Role.STUDIED if _METHOD.search(sentence) and not _FOUND.search(sentence) else Role.FOUND
    if _METHOD.search(sentence) and not (reading.is_report and reading.strength > Strength.UNCERTAIN):
        return Role.STUDIED
    if _FOUND.search(sentence) and (
        reading.is_report or reading.strength > Strength.UNCERTAIN or headed is Role.LIMITS
    ):
        return Role.FOUND
    return Role.LIMITS if headed is Role.LIMITS else Role.STUDIED
