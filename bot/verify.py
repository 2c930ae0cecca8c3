"""Holds every claim against what it cites: kept, repaired by a rule, or dropped whole.

The same for every writer. A claim is shown only if its citation exists, the cited passage carries it, and it says
no more than the evidence licenses. Any doubt drops it; dropping the direct answer ends in abstention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.articles import table_cells
from bot.evidence import frame_of, licensed_strength, rate
from bot.lexicon import Lexicon
from bot.protocols import Entailment
from bot.types import (
    Certainty,
    Citation,
    Claim,
    ClaimKind,
    Draft,
    DraftClaim,
    Evidence,
    Part,
    Passage,
    Reading,
    Record,
    Strength,
    StudyCard,
    Support,
    Wording,
)
from bot.wordings import table_row

# "The authors conclude", "according to the page", "the letter's text says": told as somebody's words.
_ATTRIBUTED = re.compile(
    r"\b(?:authors?|letter(?:'s)?|page|article|abstract|summary|report|researchers|doctors|study|series|label|guideline)\b"
    r"(?: \w+){0,4}? (?:say|conclude|suggest|report|write|think|claim|describe|mention|name|list|show|ask|advise"
    r"|note|find|call"
    r"|presume)(?:s|d|ed)?\b|\baccording to\b|\bby the table\b",
    re.IGNORECASE,
)
OVERSTEPS = {
    Wording.GUARANTEE: "it promises more than any evidence can",
    Wording.SILENCE: "it takes silence about harm for safety",
    Wording.GENERALISED: "it turns what was seen in the people studied into a statement about everybody",
    Wording.MAGNITUDE: "it calls an effect big where the evidence gives only figures",
    Wording.SUPERLATIVE: "it ranks a treatment above all others",
    Wording.TREND: "it tells a difference that was not shown as if it had been",
}
_HEDGES = {
    Certainty.MODERATE: "It is likely, but not certain, that {}",
    Certainty.LOW: "It is possible, but not certain, that {}",
    Certainty.VERY_LOW: "It is very uncertain whether {}",
}
_SEVERAL_CLAUSES = re.compile(r"[;:?]|, (?:but|so|and|because|which|while)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")


class Verdict(Record):
    """What became of one drafted claim."""

    part: Part
    drafted: str
    claim: Claim | None
    repaired: bool = False
    why: str


class Verifier:
    """Verifies drafts. `read` and `entailment` may fail; the pipeline turns that into an abstention."""

    def __init__(self, lexicon: Lexicon, read: Callable[[str], Reading], entailment: Entailment) -> None:
        self._lexicon = lexicon
        self._read = read
        self._entailment = entailment

    def verify(self, draft: Draft, evidence: Evidence) -> tuple[Verdict, ...]:
        """Return one verdict for each drafted claim, in order."""
        passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
        return tuple(self._verdict(claim, passages, evidence) for claim in draft.claims)

    def _verdict(self, drafted: DraftClaim, passages: dict[str, Passage], evidence: Evidence) -> Verdict:
        def dropped(why: str) -> Verdict:
            return Verdict(part=drafted.part, drafted=drafted.text, claim=None, why=why)

        cited = [
            (passages[binding.passage_id], binding.sentence)
            for binding in drafted.bindings
            if binding.passage_id in passages and binding.sentence < len(passages[binding.passage_id].sentences)
        ]
        if not cited or len(cited) < len(drafted.bindings):
            return dropped("it cites a passage that does not exist" if drafted.bindings else "it cites nothing")
        cards = [evidence.card(passage.source_id) for passage, _ in cited]
        text = drafted.text
        reading = _ROW_READING if _is_row(text, *cited[0]) else self._read(text)
        licensed = licence(text, reading, cards)
        fault = self._fault(text, reading, licensed, cited, cards)
        repaired = False
        weaker = weakened(text, reading, max(rate(card).certainty for card in cards))
        if fault == _TOO_STRONG and weaker:
            text = weaker
            reading = self._read(text)
            licensed = licence(text, reading, cards)
            fault = self._fault(text, reading, licensed, cited, cards)
            repaired = True
        if fault:
            return dropped(fault)
        claim = Claim(
            text=text,
            kind=reading.kind,
            strength=reading.strength,
            licensed=max(licensed, reading.strength if reading.negated else licensed),
            citations=tuple(cite(passage, at, card) for (passage, at), card in zip(cited, cards, strict=True)),
        )
        why = "weakened to what its evidence licenses" if repaired else "its source carries it"
        return Verdict(part=drafted.part, drafted=drafted.text, claim=claim, repaired=repaired, why=why)

    def _fault(
        self,
        text: str,
        reading: Reading,
        licensed: Strength,
        cited: Sequence[tuple[Passage, int]],
        cards: Sequence[StudyCard],
    ) -> str | None:
        """Return why the claim cannot stand, or None if it can."""
        for wording in reading.wordings:
            if not is_attributed(text) and not reading.negated:
                return OVERSTEPS[wording]
        if reading.strength > licensed:
            return _TOO_STRONG
        if not any(
            self._carries(text, reading, passage, at, card) for (passage, at), card in zip(cited, cards, strict=True)
        ):
            return "the cited passage does not say it"
        return None

    def _carries(self, text: str, reading: Reading, passage: Passage, at: int, card: StudyCard) -> bool:
        if text == passage.sentences[at].text or _is_row(text, passage, at):
            return True
        if reading.strength is Strength.UNCERTAIN and not _FIGURE.search(text):
            return self._is_uncertain_of(text, card)
        judged = self._entailment.judge(text, passage.text, context=card_in_words(card))
        return judged.support is Support.YES

    def _is_uncertain_of(self, text: str, card: StudyCard) -> bool:
        """A source of very low certainty carries "it is very uncertain whether" for what it covers."""
        if rate(card).certainty is not Certainty.VERY_LOW:
            return False
        listed = (*card.drugs, *card.conditions)
        names = {mention.name for mention in self._lexicon.mentions(text)}
        return bool(names) and any(self._lexicon.covers(name, listed) for name in names)


# A row claims no effect: its figures are one person's.
_ROW_READING = Reading(kind=ClaimKind.DESCRIPTIVE, strength=Strength.NONE, is_report=True, negated=False)
_TOO_STRONG = "it says more than its evidence licenses"


def _is_row(text: str, passage: Passage, at: int) -> bool:
    """Say whether a text tells one row of a table, cell by cell, and nothing else."""
    return bool(passage.header) and text == table_row(passage.header, table_cells(passage.sentences[at].text))


def weakened(text: str, reading: Reading, certainty: Certainty) -> str | None:
    """Return the sentence with the hedge that this certainty asks for; None where no hedge fits.

    A hedge fits before one plain statement; before a report, a denial or several clauses it makes nonsense.
    """
    hedge = _HEDGES.get(certainty)
    told = reading.is_report or reading.negated or bool(reading.wordings) or is_attributed(text)
    if hedge is None or told or not text or _SEVERAL_CLAUSES.search(text):
        return None
    is_name = text[1:2].isupper() or not text[1:2].isalpha()
    return hedge.format(text if is_name else text[0].lower() + text[1:])


def licence(text: str, reading: Reading, cards: Sequence[StudyCard]) -> Strength:
    """Return the strongest wording that these sources allow this sentence.

    A report of a finding is licensed at any certainty if its frame stands in it, and so are somebody's words
    told as such; both only up to DOES: nothing licenses ABSOLUTE.
    """
    if is_attributed(text) or (reading.is_report and any(is_framed(text, card) for card in cards)):
        return Strength.DOES
    if reading.negated and reading.kind is ClaimKind.EFFICACY:
        return Strength.DOES  # a denied benefit never overclaims; whether it is supported is asked separately
    return max(licensed_strength(rate(card).certainty, reading.kind, card.kind) for card in cards)


def is_attributed(text: str) -> bool:
    return _ATTRIBUTED.search(text) is not None


def is_framed(text: str, card: StudyCard) -> bool:
    """Say whether a report tells how many people its figures are from, or that it is about one person."""
    if card.participants is None:
        return False
    if card.participants == 1:
        return (
            re.search(
                r"\b(?:one|a|this|the|1)\b[\w\s'-]{0,20}\b(?:wom[ae]n|m[ae]n|person|patient|case|she|her|he|his)\b|\b(?:she|her|he|his)\b",
                text,
                re.IGNORECASE,
            )
            is not None
        )
    people = r"(?:people|patients|persons|participants|adults|children|women|men|cases?|of them|on \d+ mg)"
    number = str(card.participants)
    return (
        re.search(
            rf"\b{number}\b(?: \w+)? {people}|\bof (?:the )?{number}\b|\b\d+ of (?:the )?\d+\b"
            rf"|\bof the \d+ people\b|\bcase \d+\b|\bthese \d+ people\b",
            text,
            re.IGNORECASE,
        )
        is not None
    )


def card_in_words(card: StudyCard) -> str:
    """Return a study card as a sentence: names and numbers that a claim may carry beside the passage's own."""
    names = ", ".join((*card.drugs, *card.conditions))
    year = f" Published {card.year}." if card.year else ""
    return f"{card.title}. {names}. {frame_of(card).capitalize()}. {card.population or ''}.{year}"


def cite(passage: Passage, at: int, card: StudyCard) -> Citation:
    sentence = passage.sentences[at]
    return Citation(
        source_id=passage.source_id,
        passage_id=passage.passage_id,
        quote=sentence.text,
        start=sentence.start,
        end=sentence.end,
        url=card.link,
    )
