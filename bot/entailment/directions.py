"""Do claim and passage pull the same way: direction, negation, and how surely each speaks."""

from __future__ import annotations

import re

from bot.entailment.attribution import is_told_as_words
from bot.entailment.retelling import is_attributed_throughout
from bot.entailment.stances import Stance, closest_clause, read_stance
from bot.entailment.statements import Statement
from bot.entailment.windows import NEAR, SAME_TOPIC, TOLD_AS_WORDS, Setting, Window, judgement, listed, not_found
from bot.text.measures import Part
from bot.text.polarity import Axis, Event, agrees, conflicts
from bot.text.words import content_forms, read_words
from bot.types import Judgement, Support

_MONTHS = "january february march april may june july august september october november december"
_NOT_DENIED = frozenset({"person", "therapy", "week", "study", "placebo", *content_forms(read_words(_MONTHS))})
_TOPIC = 0.15  # share from which an opposite direction about one thing is a contradiction; see the decision


def check_directions(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    del setting
    stance = claim.stance
    if _puts_on_the_list(claim, window.anchor):
        return judgement(Support.NO, "The source does not have this among its uses.", window)
    open_claim = stance.uncertain or stance.no_evidence
    for event in _sure_events(claim.text) if open_claim else stance.events:
        if window.anchor.row and _row_shows(event, claim, window.anchor):
            continue
        flipped = stance.flipped != window.anchor.stance.flipped
        offered = [o for s in window.statements for o in s.stance.events]
        said = [o for o in offered if agrees(event, o)]
        against = [o for o in window.anchor.stance.events if conflicts(event, o)]
        topical = [o for o in against if o.near & event.near]
        if flipped:
            said, against, topical = topical, said, []
        closest = max((len(o.near & event.near) for o in against), default=-1)
        if any(len(o.near & event.near) >= closest for o in said):
            continue
        if topical and window.shared >= _TOPIC:
            return judgement(Support.NO, _opposed(event, topical[0]), window)
        return not_found(f"The source does not say {_told(event.word, event.negated)} of this.")
    return _denials(claim, window)


def _denials(claim: Statement, window: Window) -> Judgement | None:
    stance, said = claim.stance, window.anchor.stance
    both = (claim.forms & window.anchor.forms) - claim.drugs - claim.conditions - _NOT_DENIED
    if stance.bare_denials & said.bare_denials:
        if said.restricted - stance.restricted:
            return not_found(f"The source denies only what is {listed(said.restricted)}.")
        if said.exception and not stance.exception:
            return judgement(Support.NO, "The source makes an exception that the claim leaves out.", window)
    both_open = (stance.uncertain or stance.no_evidence) and (said.uncertain or said.no_evidence)
    if _denies_alike(claim, window.anchor) or _leaves_off_the_list(claim, window.anchor):
        return None
    is_denial = stance.denied and not any(event.negated for event in stance.events)
    if is_denial and not (said.denied or said.silent):
        return not_found("The source denies nothing of the kind.")
    denied_here = both & (stance.asserted - stance.denied) & said.bare_denials
    if denied_here and not stance.uncertain:
        support = Support.NO if window.shared >= SAME_TOPIC and not said.restricted else Support.NOT_FOUND
        return judgement(support, f"The source denies it: {listed(denied_here, claim.text)}.", window)
    agreed = stance.bare_denials & said.bare_denials
    asserted_here = both & stance.bare_denials & (said.asserted - said.denied)
    if asserted_here and not both_open and not agreed:
        support = Support.NO if window.shared >= NEAR else Support.NOT_FOUND
        return judgement(
            support, f"The claim denies what the source says: {listed(asserted_here, claim.text)}.", window
        )
    return None


_TURNS = re.compile(r"; |, (?=(?:but|and|so|although|yet|which)\b)")


def _sure_events(text: str) -> list[Event]:
    """Return the events of the clauses that leave nothing open: "there is no link, but nobody knows why" denies one."""
    sides = [read_stance(side) for side in _TURNS.split(text)]
    told = [side for side in sides if not (side.uncertain or side.no_evidence or side.hedged or side.silent)]
    return [event for side in told if len(sides) > 1 for event in side.events if event.axis in _CHECKED]


_CHECKED = {Axis.RELATION, Axis.APPROVAL}
_ON_THE_LIST = re.compile(
    r"\b(?:is|are|was|were) (?:among|on|in|one of|part of) (?:its |the |their )?[^.;,]{0,40}?"
    r"\b(?:list|uses?|indications?)\b|\blists (?:a|its) (?:licence|license|approval)\b"
)


def _puts_on_the_list(claim: Statement, sentence: Statement) -> bool:
    """ "X is among its approved uses", where the source says that X is not."""
    if not claim.conditions or not _ON_THE_LIST.search(claim.text) or _OFF_THE_LIST.search(claim.text):
        return False
    clauses = [clause for clause in re.split(r"[;:]\s", sentence.text) if _OFF_THE_LIST.search(clause)]
    return any(claim.conditions & {word.form for word in read_words(clause)} for clause in clauses)


_OFF_THE_LIST = re.compile(
    r"\b(?:is|are|was) not (?:among|on|in|one of|part of) [^.;]{0,60}?\b(?:list|uses?|indications?"
    r"|illnesses|conditions)\b"
    r"|\b(?:lists?|names?|gives?|has) no (?:licence|license|approval|use)\b|\bdoes not (?:list|name)\b"
)


def _leaves_off_the_list(claim: Statement, sentence: Statement) -> bool:
    """ "X is not among its approved uses" and "its list of approved uses leaves X out" say one thing of one disease."""
    if not claim.conditions or not _OFF_THE_LIST.search(claim.text):
        return False
    for clause in re.split(r"[;:]\s", sentence.text):
        if _OFF_THE_LIST.search(clause):
            return claim.conditions <= {word.form for word in read_words(clause)}
    return False


def _denies_alike(claim: Statement, sentence: Statement) -> bool:
    """ "X had not worked for them" and "they had not responded to X": one denial, told from two ends."""
    ours = [event for event in claim.stance.events if event.negated]
    theirs = [event for event in sentence.stance.events if event.negated]
    return len(ours) == len(theirs) == 1 and ours[0].word != theirs[0].word and agrees(ours[0], theirs[0])


def check_modality(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    del setting
    stance, sentence = claim.stance, window.anchor.stance
    said = sentence
    if sentence.hedged or sentence.uncertain or sentence.silent:
        said = read_stance(closest_clause(window.anchor.text, claim.forms))
    if claim.absolutes - frozenset().union(*(s.absolutes for s in window.statements)):
        return not_found(f"The source does not go so far as {listed(claim.absolutes)}.")
    open_claim = stance.uncertain or stance.no_evidence or stance.hedged or stance.soft
    if sentence.no_evidence and not open_claim:
        support = Support.NO if window.shared >= SAME_TOPIC and stance.events else Support.NOT_FOUND
        return judgement(support, "The source says that there is no evidence for it.", window)
    if said.uncertain and not (open_claim or stance.silent):
        return not_found("The source says that it is not known.")
    if said.silent and not (stance.silent or open_claim):
        return not_found("The source says only that it does not say.")
    if said.hedged and not (open_claim or stance.opinion):
        return not_found("The source says only that it may be so.")
    if sentence.opinion and not stance.opinion and not open_claim:
        return not_found("The source gives it only as someone's view.")
    if (
        window.shared >= NEAR
        and is_attributed_throughout(window.anchor.text, claim.forms)
        and not is_told_as_words(claim.text)
    ):
        return not_found(TOLD_AS_WORDS)
    return None


def _row_shows(event: Event, claim: Statement, row: Statement) -> bool:
    """A row gives a value before and one after: "fell from 6.4 to 0" is read off the two figures."""
    starts = [q.value for q in claim.quantities if q.part is Part.START]
    ends = [q.value for q in claim.quantities if q.part is Part.END]
    if event.axis is not Axis.AMOUNT or event.negated or not starts or not ends or starts[0] == ends[0]:
        return False
    in_row = [q.value for q in row.quantities]
    in_order = starts[0] in in_row and ends[0] in in_row[in_row.index(starts[0]) + 1 :]
    return in_order and (ends[0] < starts[0]) == (event.sign < 0)


def pulls_apart(claim: Stance, passage: Stance) -> str | None:
    """Return why the two say opposite things, where some word of direction conflicts and none agrees."""
    if any(agrees(event, other) for event in claim.events for other in passage.events):
        return None
    for event in claim.events:
        for other in passage.events:
            if conflicts(event, other):
                return _opposed(event, other)
    return None


def _opposed(claimed: Event, said: Event) -> str:
    ours, theirs = (_told(event.word, event.negated) for event in (claimed, said))
    return f"The claim says {ours}; the source says {theirs}."


def _told(word: str, negated: bool) -> str:
    return f"“not {word}”" if negated else f"“{word}”"
