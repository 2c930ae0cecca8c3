"""Tagged sentence → clauses, each with the frame that governs its claim: open, hedged, asserted, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.strength.cues import Tagged, Token, words
from bot.types import Strength


class Frame(Enum):
    """How a clause holds out its effect."""

    NOTHING = "nothing"  # no effect is named
    OPEN = "open"  # "it is unclear whether", "not proven"
    ASKED = "asked"  # an aim, a need, a recommendation
    DEFINED = "defined"  # what a thing is, or is used for
    HEDGED = "hedged"  # a hedge governs the effect
    MAYBE = "maybe"  # a hedge is there, but what it governs is not plain
    LINKED = "linked"  # an association or a comparison
    ASSERTED = "asserted"


@dataclass(frozen=True)
class Clause:
    """One clause: its frame, the strength its cues alone give it, and the spans of tokens that decided."""

    frame: Frame
    strength: Strength
    denied: bool
    deciding: tuple[tuple[int, int], ...]
    plain: bool = False  # nothing else in the clause competes with the hedge or the open question
    start: int = 0  # where its first word stands in the sentence


_EFFECTS = frozenset({"cause", "change", "changenoun", "effective", "ability"})
_LINKS = frozenset({"association", "comparison"})
_SPLITTERS = frozenset({"but", "although", "though", "however", "while", "whereas", "yet", "because"})
# Hedges of a verb, which lower the claim itself; "potential" and "possible" may lower a side remark only.
_FIRM_HEDGES = words(
    "may might could probably possibly perhaps likely appears appear appeared appearing seems seem"
    " seemed seeming is are was were most very highly presumably unlikely low moderate low-certainty"
    " low-quality moderate-certainty moderate-quality there some preliminary early limited emerging it"
    " maybe"
)
_HOPES = words("promising promise hope hopes candidate plausible")
_DENIALS = words("nothing no ineffective useless worthless futile unhelpful")
_SUBORDINATORS = frozenset({"although", "though", "while", "whereas", "if"})
# How far a hedge or a denial reaches, in words. Chosen, unmeasured.
_HEDGE_REACH = 8
_DENIAL_REACH = 7


def read_clauses(tagged: Tagged) -> tuple[Clause, ...]:
    """Return the clauses of a sentence in order; one ends at ; : . or before "but", "although", "while"."""
    return tuple(
        replace(_read_clause(tagged.tokens, start, end), start=tagged.tokens[start].start)
        for start, end in _bounds(tagged.tokens)
    )


def _bounds(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(tokens):
        ends = token.word in {";", ":", ".", "!", "?"} or (token.word in _SPLITTERS and not token.cue)
        comma = token.word == "," and tokens[start].word in _SUBORDINATORS
        if (ends or comma) and at > start:
            if any(each.word[0].isalpha() for each in tokens[start:at]):
                yield start, at
            start = at
    if any(each.word[0].isalpha() for each in tokens[start:]):
        yield start, len(tokens)


def _read_clause(tokens: Sequence[Token], start: int, end: int) -> Clause:
    cues = _spans(tokens, start, end)
    effects = [span for span in cues if span.cue in _EFFECTS]
    links = [span for span in cues if span.cue in _LINKS]
    opened = [span for span in cues if span.cue in {"uncertain", "whether"}]
    hedges = [span for span in cues if span.cue in {"may", "probably"}]
    denials = [span for span in cues if span.cue == "negation" and not _denies_no_effect(tokens, span.last)]
    asked = [span for span in cues if span.cue in {"aim", "need", "define"}]
    studied = [span for span in cues if span.cue == "study"]
    denied = any(0 < claim.first - denial.last <= _DENIAL_REACH for denial in denials for claim in (*effects, *links))
    denied = denied or any(_DENIALS & {token.word for token in tokens[s.first : s.last + 1]} for s in effects)
    if opened:
        decides = any(span.cue == "uncertain" for span in opened)
        strength = Strength.UNCERTAIN if decides or effects or links else Strength.NONE
        before = [span for span in (*effects, *links, *hedges) if span.first < opened[0].first]
        plain = decides and (not before or _is_predicate(tokens, before[-1].last, opened[0].first))
        frame = Frame.OPEN if strength is Strength.UNCERTAIN else Frame.NOTHING
        found_none = bool(studied) and tokens[opened[0].first].word in {"no", "little"}
        return Clause(frame, strength, found_none, _pairs(opened[:2]), plain and not found_none)
    governed = _governed(hedges, effects, links)
    if governed is not None:
        strength = Strength.PROBABLY if governed[0].cue == "probably" else Strength.MAY
        plain = tokens[governed[0].first].word in _FIRM_HEDGES and not any(
            span.first < governed[0].first for span in (*effects, *links, *asked)
        )
        denied = denied or "unlikely" in {tokens[at].word for at in range(governed[0].first, governed[0].last + 1)}
        return Clause(Frame.HEDGED, strength, denied, _pairs(governed), plain)
    frame, strength, deciding = Frame.NOTHING, Strength.NONE, list[Span]()
    if links and not effects:
        frame, strength, deciding = Frame.LINKED, Strength.ASSOCIATION, links[:2]
    elif effects:
        frame, strength, deciding = Frame.ASSERTED, Strength.DOES, effects[:2]
    if asked and (not effects or asked[0].first < effects[0].first):
        frame = Frame.DEFINED if asked[0].cue == "define" else Frame.ASKED
        return Clause(frame, Strength.NONE, False, _pairs(asked[:1]))
    if hedges:
        if not deciding and any(tokens[hedge.last].word in _HOPES for hedge in hedges):
            strength = Strength.MAY
        return Clause(Frame.MAYBE, strength, denied, _pairs([*hedges[:1], *deciding]))
    return Clause(frame, strength, denied, _pairs([*denials[:1], *deciding] if denied else deciding))


_COMPARATORS = words("placebo control controls comparator comparators comparison comparisons controlled blinding")
_BETWEEN = words("a an any the real proper own placebo control comparison untreated separate active group groups of or")


def _denies_no_effect(tokens: Sequence[Token], denial: int) -> bool:
    """Return whether "no" is said of a comparison group, or "not" of who took part ("who had not responded")."""
    if "who" in {token.word for token in tokens[max(0, denial - 2) : denial]}:
        return True
    if tokens[denial].word not in {"no", "without", "of", "lack", "lacks", "lacked", "lacking", "nor", "not"}:
        return False
    for token in tokens[denial + 1 : denial + 6]:
        if token.word in _COMPARATORS:
            return tokens[denial].word != "not"
        if token.word not in _BETWEEN:
            return False
    return False


_COPULAS = words("is are was were be been has have remain remains remained still yet currently largely as")
_DENYING = words(
    "not never isn't aren't wasn't hasn't haven't cannot can't remain remains remained yet is are was were"
)


def _is_predicate(tokens: Sequence[Token], effect: int, opened: int) -> bool:
    """Return whether "unknown" says so of the effect before it ("the effect is unknown"), not of an aside."""
    between = {token.word for token in tokens[effect + 1 : opened]}
    if between & {",", "and", "but", "though", "by", "through", "via", "for"}:
        return False
    return tokens[opened].word in _DENYING or tokens[opened - 1].word in _COPULAS


@dataclass(frozen=True)
class Span:
    """A cue of one or more words: the first and the last token of it."""

    cue: str
    first: int
    last: int


def _spans(tokens: Sequence[Token], start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    for at in range(start, end):
        token = tokens[at]
        if token.cue and token.first:
            spans.append(Span(token.cue, at, at))
        elif token.cue and spans:
            spans[-1] = Span(spans[-1].cue, spans[-1].first, at)
    return spans


def _pairs(spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    return tuple((span.first, span.last) for span in spans)


def _governed(hedges: Sequence[Span], effects: Sequence[Span], links: Sequence[Span]) -> tuple[Span, Span] | None:
    """Return the first hedge with the effect it governs; a link in between takes the hedge for itself."""
    for hedge in hedges:
        reached = [span for span in effects if 0 < span.first - hedge.last <= _HEDGE_REACH]
        taken = [span for span in links if 0 < span.first - hedge.last <= _HEDGE_REACH]
        if reached and (not taken or reached[0].first < taken[0].first):
            return hedge, reached[0]
    return None


def is_negated(tagged: Tagged, clauses: Sequence[Clause], strength: Strength) -> bool:
    """Return whether the clause that carries `strength` denies its effect."""
    same = [clause for clause in clauses if clause.strength is strength]
    claiming = same or [clause for clause in clauses if clause.strength > Strength.UNCERTAIN]
    if claiming:
        return claiming[0].denied
    return any(clause.denied for clause in clauses) or _DENIES.search(tagged.text.lower()) is not None


_IMPERATIVES = words(
    "ask tell talk call take do don't keep store see read use apply contact seek avoid check wash"
    " make remember speak please always never stop start consult follow report swallow inject rinse"
    " discuss visit learn click share listen consider let give put wear tell"
)


def is_instruction(tagged: Tagged) -> bool:
    """Return whether a sentence tells the reader what to do and promises nothing for it."""
    said = [token.word for token in tagged.tokens]
    if not said or said[0] not in _IMPERATIVES or said[1:2] in (["of"], ["in"]):
        return False
    return not any(
        token.cue in {"cause", "change", "effective"} and token.first and (token.word == "will" or said[at - 1] == "to")
        for at, token in enumerate(tagged.tokens)
    )


_DENIES = re.compile(
    r"\b(?:no better than|no worse than|no (?:link|association|effect|benefit|difference)"
    r"|did not differ|ineffective)\b"
)
