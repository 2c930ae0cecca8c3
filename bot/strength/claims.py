"""Wording → what a sentence claims, how strongly, and where it oversteps.

Two layers. A learned one says which of four public levels the sentence is on. A hard one, which has the
last word, reads what must not be left to chance: guarantees, hedges, open questions, denials, reports, and
which of the seven steps inside a level. Source: docs/decisions/0004-strength-model.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.strength.cues import Tagged, tag, words
from bot.strength.descriptions import (
    defines_a_scale,
    had_nobody_to_compare,
    may_be_out_of_date,
    overstates_a_scale,
    tells_of_a_design,
    tells_of_the_reading,
    tells_who_got_what,
    what_leaves_open,
)
from bot.strength.frames import Clause, Frame, is_instruction, is_negated, read_clauses
from bot.strength.kinds import kind_of
from bot.strength.model import level_probabilities
from bot.strength.oversteps import Found, find_wordings
from bot.strength.promises import doubts_the_cause, promises, recommends_to_everyone, tells_only_of_the_study
from bot.strength.reports import is_report, names_a_study
from bot.types import ClaimKind, Reading, Strength, Wording

PUBLIC_LEVEL = {
    Strength.NONE: 0,
    Strength.UNCERTAIN: 0,
    Strength.ASSOCIATION: 1,
    Strength.MAY: 2,
    Strength.PROBABLY: 2,
    Strength.DOES: 3,
    Strength.ABSOLUTE: 3,
}
# How much likelier a hedge that may govern the claim makes level 2; see bench/train_strength.py.
_HEDGE_FACTOR = 3.0
# In a sentence this short the cues say nearly all there is, and the training data has few of them.
_SHORT_TOKENS = 14
_SHORT_FACTOR = 1.5
_PLAIN_FACTOR = 5.0
_ASSERTING_ADJECTIVES = words(
    "effective efficacious beneficial helpful safe harmful dangerous detrimental toxic useless"
    " ineffective tolerated successful superior favourable favorable good strong acceptable"
    " reassuring clinically proven breakthrough lifesaver amazing great"
    " excellent impressive fantastic"
)
_DEFINED_FACTOR = 10.0
_MAX_CUES = 8
_FINDING_CUES = frozenset({"change", "changenoun"})
_NO_FINDINGS = words("limit limits limited limiting give gave lost developed gain gained maintained varied")
_EFFECT_CUES = frozenset({"cause", "change", "changenoun", "effective", "association", "ability", "comparison"})


def read(sentence: str) -> Reading:
    """Return what one sentence claims: its kind, strength, and the words that decided.

    A question and an instruction claim nothing. "Not proven" and "no evidence that it helps" are UNCERTAIN
    and not negated: absence of evidence denies nothing. "May be associated with" is an ASSOCIATION, the
    weaker of its two words. Any text is read, however long or odd, up to
    `bot.strength.cues.MAX_SENTENCE_CHARS`; text with no words claims nothing.
    """
    tagged = tag(sentence)
    clauses = read_clauses(tagged)
    report = is_report(tagged)
    found = () if _is_question(tagged) else find_wordings(tagged.text, reported=report)
    describes = _only_describes(tagged) and not found
    strength = Strength.NONE if describes else _strength(tagged, clauses, found)
    # "Nothing works better", "nobody had a side effect" and "don't let itch win" deny no effect.
    reassuring = {each.wording for each in found} & {Wording.SUPERLATIVE, Wording.SILENCE}
    spared = bool(reassuring) or promises(tagged.text) or overstates_a_scale(tagged.text)
    negated = strength > Strength.UNCERTAIN and not spared and is_negated(tagged, clauses, strength)
    has_effect = any(token.cue in _EFFECT_CUES for token in tagged.tokens)
    tells_finding = report and any(
        token.cue in _FINDING_CUES and token.word not in _NO_FINDINGS for token in tagged.tokens
    )
    tells_finding = tells_finding and not describes and not tells_only_of_the_study(tagged.text)
    kind = kind_of(tagged.text, strength, has_effect, tells_finding)
    to_everyone = recommends_to_everyone(tagged.text)
    if kind is ClaimKind.DESCRIPTIVE and to_everyone:
        kind = ClaimKind.EFFICACY
    if kind in {ClaimKind.REGULATORY, ClaimKind.DOSE}:
        report = names_a_study(tagged)
    return Reading(
        kind=kind,
        strength=strength,
        is_report=report,
        negated=negated,
        wordings=tuple(each.wording for each in _overstepping(found, kind, strength, report or negated, to_everyone)),
        cues=_cues(tagged, clauses, found),
    )


def public_level(strength: Strength) -> int:
    """Return the level of Sumner and Yu, 0 to 3."""
    return PUBLIC_LEVEL[strength]


def _only_describes(tagged: Tagged) -> bool:
    text = tagged.text
    return (
        defines_a_scale(text)
        or tells_who_got_what(tagged)
        or tells_of_a_design(tagged)
        or tells_of_the_reading(text)
        or had_nobody_to_compare(text)
        or may_be_out_of_date(text)
    )


def _is_question(tagged: Tagged) -> bool:
    return bool(tagged.tokens) and tagged.text.rstrip("\"')\u201d\u2019 ").endswith("?")


def _strength(tagged: Tagged, clauses: Sequence[Clause], found: Sequence[Found]) -> Strength:
    if not any(token.word[0].isalpha() for token in tagged.tokens) or _is_question(tagged):
        return Strength.NONE
    ruled = max((clause.strength for clause in clauses), default=Strength.NONE)
    frames = {clause.frame for clause in clauses}
    guaranteed = any(each.wording is Wording.GUARANTEE for each in found)
    if guaranteed and not frames & {Frame.HEDGED, Frame.OPEN}:
        return Strength.ABSOLUTE
    if promises(tagged.text) or overstates_a_scale(tagged.text):
        return Strength.DOES
    if is_instruction(tagged) or tells_only_of_the_study(tagged.text):
        return Strength.NONE
    reason = what_leaves_open(tagged.text)
    if reason and not any(token.cue in _EFFECT_CUES for token in tag(reason).tokens):
        return Strength.UNCERTAIN
    scores = list(level_probabilities(tagged))
    if Frame.HEDGED not in frames and Frame.MAYBE not in frames:
        scores[2] = 0.0  # because nothing in the sentence hedges
    if _is_open(tagged, clauses) or doubts_the_cause(tagged.text):
        return Strength.UNCERTAIN
    if any(clause.plain and clause.strength is ruled for clause in clauses if clause.frame is Frame.HEDGED):
        scores[3] = 0.0  # because a hedge that governs the claim is never read as none
        scores[2] *= _HEDGE_FACTOR
    if Frame.DEFINED in frames:
        scores[0] *= _DEFINED_FACTOR
    if len(tagged.tokens) <= _SHORT_TOKENS:
        if frames - {Frame.NOTHING, Frame.OPEN} == {Frame.ASSERTED} and _asserts_plainly(tagged):
            scores[3] *= _PLAIN_FACTOR
        elif len(clauses) == 1:
            scores[PUBLIC_LEVEL[ruled]] *= _SHORT_FACTOR
    level = max(range(len(scores)), key=scores.__getitem__)
    if (
        level == 0
        and not frames & {Frame.ASKED, Frame.OPEN}
        and any(each.wording is Wording.SUPERLATIVE for each in found)
    ):
        level = 3
    if level == 0 and _tells_of_change(tagged):
        level = 1
    if level == 0 and ruled is Strength.MAY and Frame.MAYBE in frames:
        level = 2
    return _step(level, frames, ruled)


def _is_open(tagged: Tagged, clauses: Sequence[Clause]) -> bool:
    """Return whether an open question governs the sentence; the reason it gives ("because ...") asserts nothing."""
    because = next((token.start for token in tagged.tokens if token.word in {"because", "since"}), len(tagged.text))
    said = [clause for clause in clauses if clause.start < because] or clauses
    plain = any(clause.plain and clause.frame is Frame.OPEN for clause in said)
    return plain and max(clause.strength for clause in said) is Strength.UNCERTAIN


def _asserts_plainly(tagged: Tagged) -> bool:
    """Return whether a causal verb or a verdict ("is safe") stands here, and no comparison."""
    if any(token.cue in {"limit", "association", "comparison"} for token in tagged.tokens):
        return False
    return any(
        token.cue == "cause" or (token.cue == "effective" and token.word in _ASSERTING_ADJECTIVES)
        for token in tagged.tokens
    )


_SEEN_CHANGE = re.compile(
    r"\bfrom \d[\d.,]*%? (?:[\w()/%.-]+ ){0,4}?to \d|\b(?:was|were) (?:noted|seen|observed|reported"
    r"|recorded)\b"
    r"|\b\d+ (?:of (?:the )?\d+ )?(?:patients|people|adults|children|participants|women|men) "
    r"(?:responded|improved|recovered)\b",
    re.IGNORECASE,
)


def _tells_of_change(tagged: Tagged) -> bool:
    """Return whether a change is reported and no cause named: no more than a link, but no less."""
    changes = any(token.cue in {"change", "changenoun"} for token in tagged.tokens)
    return changes and _SEEN_CHANGE.search(tagged.text) is not None


def _step(level: int, frames: set[Frame], ruled: Strength) -> Strength:
    """Return which of the seven steps a public level is: the split that no public data labels."""
    if level == 0:
        return Strength.UNCERTAIN if Frame.OPEN in frames else Strength.NONE
    if level == 1:
        return Strength.ASSOCIATION
    if level == 2:
        return Strength.PROBABLY if ruled is Strength.PROBABLY else Strength.MAY
    return Strength.DOES


def _overstepping(
    found: Sequence[Found], kind: ClaimKind, strength: Strength, excused: bool, to_everyone: bool
) -> list[Found]:
    """Return the phrases that overstep here: "you" does only where something good is claimed in general."""
    claims_benefit = kind is ClaimKind.EFFICACY and (strength >= Strength.MAY or to_everyone)
    general_benefit = not excused and (claims_benefit or strength is Strength.ABSOLUTE)
    return [each for each in found if each.wording is not Wording.GENERALISED or general_benefit]


def _cues(tagged: Tagged, clauses: Sequence[Clause], found: Sequence[Found]) -> tuple[str, ...]:
    written = [tagged.text[each.start : each.end] for each in found if each.wording is not Wording.GENERALISED]
    for clause in clauses:
        written.extend(tagged.written(first, last) for first, last in clause.deciding)
    return tuple(dict.fromkeys(written))[:_MAX_CUES]
