"""Holds every claim against what it cites: kept, repaired by a rule, or dropped whole.

The same for every writer. A claim is shown only if its citation exists, the cited passage carries it, and it says
no more than the evidence licenses. Any doubt drops it; dropping the direct answer ends in abstention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.entailment.attribution import is_attributed, is_told_as_words
from bot.evidence import disputed, rate
from bot.lexicon import Lexicon
from bot.protocols import Entailment
from bot.types import (
    Certainty,
    Claim,
    ClaimKind,
    Draft,
    DraftClaim,
    Evidence,
    Part,
    Passage,
    Reading,
    Record,
    Status,
    Strength,
    StudyCard,
    Wording,
)
from bot.verify.additions import adds
from bot.verify.carrying import DOUBT, HEDGED, Carrier, Cited, is_row
from bot.verify.citing import card_in_words, cite
from bot.verify.conduct import misconduct
from bot.verify.conflicts import Conflict, ConflictKind, in_dispute
from bot.verify.framing import (
    framed,
    is_framed,
    lacks_comparison,
    licence,
    oversteps_in_a_clause,
    weakened,
)
from bot.verify.half_told import half_told
from bot.verify.own_words import keeps_own_words

OVERSTEPS = {
    Wording.GUARANTEE: "it promises more than any evidence can",
    Wording.SILENCE: "it takes silence about harm for safety",
    Wording.GENERALISED: "it turns what was seen in the people studied into a statement about everybody",
    Wording.MAGNITUDE: "it calls an effect big where the evidence gives only figures",
    Wording.SUPERLATIVE: "it ranks a treatment above all others",
    Wording.TREND: "it tells a difference that was not shown as if it had been",
}
_FINDINGS = {ClaimKind.EFFICACY, ClaimKind.SAFETY}
_FIGURE = re.compile(r"\d")
# What is so in general, not what happened once: "it clears skin", "it is better than", "it may help".
_IN_GENERAL = re.compile(
    r"\b(?:improves?|helps?|works?|clears?|heals?|treats?|cures?|relieves?|eases?|lessens?|reduces?|lowers?|prevents?"
    r"|benefits?|stops?|regrows?|(?:is|are) (?:\w+ ){0,2}(?:better|effective|good|useful|superior|helpful|successful)"
    r"|make|makes|bring|brings|gets?|grows?)\b",
    re.IGNORECASE,
)
_NO_CHANGE = re.compile(r"\bnothing\b|\bno (?:difference|effect|benefit|change)\b", re.IGNORECASE)


class Verdict(Record):
    """What became of one drafted claim."""

    part: Part
    drafted: str
    claim: Claim | None
    repaired: bool = False
    why: str


class _Fault(Enum):
    TOO_STRONG = "it says more than its evidence licenses"
    UNFRAMED = "it leaves out in how many people this was seen, or that nothing was compared"
    HALF_TOLD = "it tells one side of what its source says, and not the other"
    ADDED = "it says more, or of more, than its sentence: a cause, a feeling, a proof, a wider group, a limit left out"
    REWORDED = "it rewords a rule, a limit, a definition or a comparison, where one small word decides"
    MISCITED = "another sentence of the passage says it than the one that is cited"


@dataclass(frozen=True)
class _Held:
    """A text after it was held against what it cites."""

    text: str
    reading: Reading
    licensed: Strength
    carrying: tuple[Cited, ...]
    fault: _Fault | str | None
    why: str = ""  # no passage carries it


class Verifier:
    """Verifies drafts. `read` and `entailment` may fail; the pipeline turns that into an abstention."""

    def __init__(
        self,
        lexicon: Lexicon,
        read: Callable[[str], Reading],
        entailment: Entailment,
        conflicts: Sequence[Conflict] = (),
    ) -> None:
        self._read = read
        self._figures = [each for each in conflicts if each.kind is ConflictKind.FIGURES]
        self._carrier = Carrier(lexicon, entailment)

    def verify(self, draft: Draft, evidence: Evidence) -> tuple[Verdict, ...]:
        """Return one verdict for each drafted claim, in order.

        Where the short answer gives figures that another source gives otherwise, both license one level less. Sources
        that point in opposite directions stay: each is told as one side.
        """
        verdicts = self._verdicts(draft, evidence)
        ids = in_dispute(self._figures, [v.claim for v in verdicts if v.claim and v.part is Part.DIRECT])
        if not ids:
            return verdicts
        cards = tuple(disputed(card) if card.id in ids else card for card in evidence.cards)
        return self._verdicts(draft, evidence.model_copy(update={"cards": cards}))

    def _verdicts(self, draft: Draft, evidence: Evidence) -> tuple[Verdict, ...]:
        passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
        return tuple(self._verdict(claim, passages, evidence) for claim in draft.claims)

    def _verdict(self, drafted: DraftClaim, passages: dict[str, Passage], evidence: Evidence) -> Verdict:
        cited = tuple(
            Cited(passages[b.passage_id], b.sentence, evidence.card(passages[b.passage_id].source_id))
            for b in drafted.bindings
            if b.passage_id in passages and b.sentence < len(passages[b.passage_id].sentences)
        )
        if not cited or len(cited) < len(drafted.bindings):
            why = "it cites a passage that does not exist" if drafted.bindings else "it cites nothing"
            return Verdict(part=drafted.part, drafted=drafted.text, claim=None, why=why)
        own_words = not any(drafted.text == each.sentence or is_row(drafted.text, each) for each in cited)
        if own_words and (fault := misconduct(drafted.text) or _names_another_study(drafted.text, cited, evidence)):
            return Verdict(part=drafted.part, drafted=drafted.text, claim=None, why=fault)
        held = first = self._hold(drafted.text, cited)
        if first.fault is not None:
            for text, citing in self._repairs(first, cited, drafted.part):
                held = self._hold(text, citing)
                if held.fault is None:
                    break
        fault = first.fault.value if isinstance(first.fault, _Fault) else first.fault
        if held.fault is not None:
            return Verdict(part=drafted.part, drafted=drafted.text, claim=None, why=first.why or str(fault))
        reading, licensed = held.reading, held.licensed
        claim = Claim(
            text=held.text,
            kind=reading.kind,
            strength=reading.strength,
            licensed=max(licensed, reading.strength if reading.negated else licensed),
            citations=tuple(cite(each.passage, each.at, each.card) for each in held.carrying),
        )
        repaired = first.fault is not None or held.carrying != cited
        why = f"put right: {fault}" if fault else "its source carries it"
        return Verdict(part=drafted.part, drafted=drafted.text, claim=claim, repaired=repaired, why=why)

    def _hold(self, text: str, cited: Sequence[Cited]) -> _Held:
        row = is_row(text, cited[0])
        reading = _ROW_READING if row else self._read(text)
        carrying, why = self._carrier.carrying(text, reading, cited)
        told = [self._read(each.sentence) for each in carrying if not each.passage.header]
        cards = [each.card for each in (carrying or cited)]
        licensed = licence(text, reading, cards, told)
        fault: _Fault | str | None = None
        if not carrying:
            fault = _Fault.TOO_STRONG if reading.strength > licensed else why
        elif not row and not any(text == each.sentence for each in carrying):
            fault = self._fault(text, reading, licensed, carrying)
        elif reading.strength > licensed:
            fault = _Fault.TOO_STRONG
        if fault is None and not row and oversteps_in_a_clause(text, cards, self._read, told):
            fault = _Fault.TOO_STRONG
        if not row and not (fault and isinstance(fault, str)):
            own = {wording for each in told for wording in each.wordings}
            fault = _overstep(text, reading, carrying, cards, own) or fault
        reworded = not row and not DOUBT.search(text) and not any(text == each.sentence for each in carrying)
        if (
            fault is None
            and reworded
            and any(keeps_own_words(reading, each.sentence, each.passage, each.card) for each in carrying)
        ):
            fault = _Fault.REWORDED
        if fault is None and not set(carrying) <= set(cited):
            fault = _Fault.MISCITED
        return _Held(text, reading, licensed, carrying, fault, why)

    def _states_what_its_source_does_not(self, text: str, reading: Reading, carrying: Sequence[Cited]) -> bool:
        """Say whether a text states a benefit in its own voice, though no sentence of its passages does.

        To make "it works" of figures is a judgement; it was made, or not, when the article was reviewed.
        """
        if reading.kind is not ClaimKind.EFFICACY or reading.is_report or reading.negated or _FIGURE.search(text):
            return False
        likely = HEDGED.search(text) is not None and not DOUBT.search(text)
        if (
            (reading.strength <= Strength.UNCERTAIN and not likely)
            or not _IN_GENERAL.search(text)
            or is_told_as_words(text)
        ):
            return False
        needed = Strength.PROBABLY if likely else max(reading.strength, Strength.MAY)
        sentences = (
            each.text for cited in carrying for each in cited.passage.sentences if not _NO_CHANGE.search(each.text)
        )
        return not any(
            told.kind is ClaimKind.EFFICACY and told.strength >= needed and not (told.is_report or told.negated)
            for told in map(self._read, sentences)
        )

    def _fault(self, text: str, reading: Reading, licensed: Strength, carrying: Sequence[Cited]) -> _Fault | str | None:
        """Return what a retold claim lacks, though its passage carries it."""
        if DOUBT.search(text):
            return None
        prose = [each for each in carrying if not each.passage.header]
        passages = " ".join((*(each.passage.text for each in prose), *(card_in_words(each.card) for each in prose)))
        if prose and adds(text, passages, [each.sentence for each in prose]):
            return _Fault.ADDED
        finding = reading.kind in _FINDINGS or _FIGURE.search(text) is not None
        if any(half_told(text, each.sentence) for each in carrying if not each.passage.header):
            return _Fault.HALF_TOLD
        if reading.strength > licensed:
            return _Fault.UNFRAMED if reading.is_report else _Fault.TOO_STRONG
        if self._states_what_its_source_does_not(text, reading, carrying):
            return "its source states no such effect, only what was seen"
        if reading.strength > Strength.UNCERTAIN or finding:
            for each in carrying:
                if lacks_comparison(text, each.sentence) and reading.strength is not Strength.UNCERTAIN:
                    return _Fault.UNFRAMED
        return None

    def _repairs(self, held: _Held, cited: tuple[Cited, ...], part: Part) -> Iterator[tuple[str, tuple[Cited, ...]]]:
        """Yield the texts that may stand in its place, the one nearest to it first.

        A sentence that no source carries gives way to the one that it tries to tell, but not as the short answer: that
        this sentence answers the question was its writer's judgement too.
        """
        text, carrying = held.text, held.carrying or cited
        if held.fault is _Fault.MISCITED:
            yield text, held.carrying
        if held.fault is _Fault.UNFRAMED and (with_frame := framed(text, carrying[0].card)):
            yield with_frame, carrying
        if held.fault is _Fault.TOO_STRONG:
            certainty = max(rate(each.card).certainty for each in cited)
            weaker = weakened(text, held.reading, certainty)
            if weaker and (held.carrying or certainty is Certainty.VERY_LOW):
                yield weaker, cited
            if held.carrying and (with_frame := framed(text, carrying[0].card)):
                yield with_frame, carrying
        if isinstance(held.fault, _Fault) and held.carrying:
            nearest: Cited | None = carrying[0]
        else:
            nearest = None if part is Part.DIRECT else self._carrier.retold(text, cited)
        if nearest and not nearest.passage.header:
            yield nearest.sentence, (nearest,)


# A row claims no effect: its figures are one person's.
_ROW_READING = Reading(kind=ClaimKind.DESCRIPTIVE, strength=Strength.NONE, is_report=True, negated=False)


def _names_another_study(text: str, cited: Sequence[Cited], evidence: Evidence) -> str | None:
    """Return that a text names a study which none of its passages speaks of."""
    told = " ".join((*(each.passage.text for each in cited), *(card_in_words(each.card) for each in cited)))
    own = {name for each in cited for name in each.card.known_as}
    for card in evidence.cards:
        for name in card.known_as:
            named = re.compile(rf"\b{re.escape(name)}\b")  # "Du" is not in "Dupilumab"
            if named.search(text) and not named.search(told) and name not in own:
                return f"it names {name}, of which the cited passage does not speak"
    return None


def _overstep(
    text: str, reading: Reading, carrying: Sequence[Cited], cards: Sequence[StudyCard], own: Collection[Wording]
) -> str | None:
    """Return how a text oversteps by its wording; what a reviewed source says word for word does not.

    Nobody has read what an unreviewed source says, so its own words are held like anybody's. `own` are the wordings
    of the sentences that carry it: one that speaks of people in general may be retold so.
    """
    if any(text == each.sentence and each.card.status is Status.REVIEWED for each in carrying):
        return None
    for wording in reading.wordings:
        if wording is Wording.GENERALISED and wording in own:
            continue
        if not excuses(wording, text, reading, cards):
            return OVERSTEPS[wording]
    return None


def excuses(wording: Wording, text: str, reading: Reading, cards: Sequence[StudyCard]) -> bool:
    """Say whether the rest of the sentence makes a wording harmless.

    Silence about harm is told with how few people were silent; all else may be denied, or be somebody's words.
    """
    if wording is Wording.SILENCE:
        return any(is_framed(text, card) for card in cards)
    return reading.negated or is_attributed(text)
