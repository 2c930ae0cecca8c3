"""Text → its stance: what it asserts, denies, hedges, leaves open, or only quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.text.polarity import Event, event_table
from bot.text.wordlists import word_set
from bot.text.words import STOPWORDS, Word, join_phrases, read_words

NEGATORS = word_set(
    "0 zero no not never without neither nor none cannot lack lacks lacked lacking absence unable "
    "unlikely nobody nothing hardly isn't wasn't aren't weren't don't doesn't didn't won't can't "
    "couldn't hasn't haven't hadn't wouldn't shouldn't nowhere isnt doesnt dont failed fails"
)
_PASSIVES = word_set(
    "observed seen found reported noted detected shown significant different evident apparent demonstrated met reached "
    "achieved attained recorded"
)
# They open a clause as its subject, so that its verb stands some way off: "none of the 28 people had …".
_SUBJECTS = word_set("none neither nor nobody")
_BOUNDARIES = word_set("but however although though while whereas except because yet despite which that's")
_FLIPPERS = word_set(
    "deficiency deficient lack loss absence insufficient insufficiency knockout knockdown deletion "
    "depletion low inhibition inhibitor inhibitors blockade withdrawal ablation deprivation silencing"
)
_HEDGE = re.compile(
    r"\b(?:presum\w*|may|might|could|possibly|perhaps|maybe|potentially|potential|hypothesi[sz]\w*|"
    r"theoretical\w*|theory|"
    r"speculat\w*|possible|possibility|exploratory|exploring|explored|aim(?:s|ed)?|preliminary)\b"
)
_SOFT_HEDGE = re.compile(
    r"\b(?:probably|likely|seem\w*|appear\w*|suggest\w*|indicat\w*|tend\w*|linked|associat\w*|can)\b"
)
_UNCERTAIN = re.compile(
    r"\b(?:uncertain\w*|unclear|unknown|not (?:yet )?(?:known|clear|certain|established|proven|understood)|"
    r"inconclusive|insufficient evidence|lack of evidence|too (?:early|few|small)|remains? to be|"
    r"further (?:\w+ ){0,3}"
    r"(?:studies|trials|research|investigation|verification)|(?:more|larger|bigger|longer|randomi[sz]ed) "
    r"(?:[\w-]+ ){0,4}(?:studies|trials|research|investigation)\b.{0,40}\bneed\w*|"
    r"needs? more (?:research|studies"
    r"|data)|"
    r"(?:need(?:s|ed)?|requir\w+) (?:further|more (?:\w+ )?stud\w*)|still under study|"
    r"cannot (?:tell|say|show|be (?:sure|certain|known|told|said|seen|shown))|(?:do|does|did) not tell"
    r"|(?:do|does|did) not (?:show|say) (?:how|whether|which|what|if|when|who|why)|nobody knew whether"
    r"|(?<!knew )whether)\b"
)
_NO_EVIDENCE = re.compile(
    r"\bno (?:\w+ ){0,3}(?:evidence|proof)\b|\b(?:not|n't|n’t) (?:\w+ ){0,3}(?:evidence|proven|prove|proof)\b"
    r"|\b(?:is|are) not (?:\w+ )?(?:a )?(?:cure|treatment)\b"
)
_OPINION = re.compile(
    r"\b(?:authors?|researchers?|doctors?|experts?|investigators?|company|manufacturer|they|we|"
    r"some)\b[^.;]{0,60}?\b"
    r"(?:conclud\w+|call(?:s|ed)?|claim(?:s|ed)?|believ\w+|recommend\w*|think|thinks|consider\w*|"
    r"argu\w+|propos\w+|"
    r"describ\w+|speculat\w+|say|says|said|state[sd]?|hypothesi[sz]\w+|suggest\w*|advis\w+|report that)\b"
    r"|\baccording to (?:the )?(?:authors?|company|researchers?|manufacturer)\b"
    r"|\bin (?:the authors'|their) (?:view|opinion)\b"
)
_QUESTION_NO = re.compile(r"\?\s*(?:the (?:short )?answer is:?\s*)?no\b", re.IGNORECASE)
# One word for all ways to say that nobody knows, so that "cannot tell" is no denial of what follows.
_UNSURE = re.compile(
    r"\b(?:(?:do|does|did) not|don't|doesn't|cannot|can't|is not|are not) (?:yet |be )?"
    r"(?:know|known|tell|told|clear|certain|sure|say (?:how|whether|which|what|if|when|who|why))\b(?: us\b)?"
    r"|\b(?:unclear|unknown|unsure)\b"
)
_FIGURES = (
    r"(?:\w+ )?(?:figures?|numbers?|data|results?|information|details|counts?|shares?|percentages?|dates?|dose)\b"
)
# Likewise for all ways to say that a source is silent.
_UNSAID = re.compile(
    rf"\b(?:has|have|had|holds?|held|contains?|carr(?:y|ies)|includes?|there (?:are|is|were|was)) no (?={_FIGURES})"
    r"|\bnone of (?:these|those|the|its) (?=(?:results|figures|numbers)\b)|\bundated\b"
    r"|\b(?:is|are|was|were) not (?=in (?:our|the) (?:notes|text|page|report|abstract|digest)\b)|"
    r"\b(?:do|does|did) not (?:say|state|mention|give|report)\b|\b(?:says?|said) nothing (?:about|on|of)\b"
    r"|\b(?:is|are|was|were) not (?:stated|mentioned|given|told|said|reported) (?=(?:in|by|on)\b)|\bgives? no\b"
    r"|\b(?:is|are|was|were) not (?:stated|mentioned|given|told|said|reported)(?=[.;,])"
)
_NOT_UNSURE = re.compile(r"\bnot (?:at all |very )?(?:uncertain|unclear|unknown)(?: (?:whether|how))?\b")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_EXCEPTION = re.compile(r"\b(?:except|apart from|other than|aside from|with the exception)\b")
_SEVERITIES = word_set(
    "serious severe major significant grave important long-term new unexpected related dangerous "
    "lasting permanent life-threatening"
)


class Clauses(NamedTuple):
    """The words of a text, and where each one stands."""

    words: list[Word]
    clause_of: list[int]  # per word, the 0-based clause it stands in
    covered: list[bool]


@lru_cache(maxsize=4096)
def clauses_of(text: str) -> Clauses:
    """Return the words of `text` with the clause that each stands in, cut at punctuation."""
    words: list[Word] = []
    clause_of: list[int] = []
    plain = _UNSAID.sub("unsaid ", _UNSURE.sub("uncertain", _DECIMAL.sub("", join_phrases(text))))
    for index, clause in enumerate(re.split(r"[,;:.()\[\]!?]+(?=\s|$)", plain)):
        read = read_words(clause)
        words.extend(read)
        clause_of.extend([index] * len(read))
    return Clauses(words, clause_of, _negation(words, clause_of, flip_all=bool(_QUESTION_NO.search(text))))


@dataclass(frozen=True)
class Stance:
    """How one sentence, or a short run of them, stands to what it speaks of."""

    events: tuple[Event, ...]
    denied: frozenset[str]  # content forms under a negation
    asserted: frozenset[str]  # content forms under none
    bare_denials: frozenset[str]  # what is denied without a restriction such as "serious"
    restricted: frozenset[str]  # the restrictions on what is denied: "serious", "severe"
    hedged: bool
    soft: bool
    uncertain: bool
    no_evidence: bool
    opinion: bool
    exception: bool
    silent: bool  # it says that its source does not say
    flipped: bool  # it speaks of a lack of the thing


def read_stance(text: str) -> Stance:
    """Return the stance of `text`; "Does it help? No." is a denial."""
    plain = join_phrases(text)
    words, clause_of, covered = clauses_of(text)
    events = tuple(_event_at(words, clause_of, covered, at) for at in range(len(words)) if _directs(words, at))
    denied = {word.form for word, under in zip(words, covered, strict=True) if under and is_content(word)}
    asserted = {word.form for word, under in zip(words, covered, strict=True) if not under and is_content(word)}
    restricted = {
        word.form
        for at, word in enumerate(words)
        if covered[at] and word.written in _SEVERITIES and not _tells_whose_illness(words, at)
    }
    return Stance(
        events=events,
        denied=frozenset(denied),
        asserted=frozenset(asserted),
        bare_denials=frozenset(denied - asserted),
        restricted=frozenset(restricted),
        hedged=bool(_HEDGE.search(plain)),
        soft=bool(_SOFT_HEDGE.search(plain)),
        uncertain=bool(_UNCERTAIN.search(_NOT_UNSURE.sub("sure", plain))),
        no_evidence=bool(_NO_EVIDENCE.search(plain)),
        opinion=bool(_OPINION.search(plain)),
        exception=bool(_EXCEPTION.search(plain)),
        silent=bool(_UNSAID.search(plain)),
        flipped=any(word.written in _FLIPPERS for word in words),
    )


_NOT_MORE = word_set("research studies study trials trial work data evidence information investigation people patients")


def _directs(words: Sequence[Word], at: int) -> bool:
    if words[at].written == "more" and at + 1 < len(words) and words[at + 1].written in _NOT_MORE:
        return False
    if _bounds_a_figure(words, at) or _tells_whose_illness(words, at):
        return False
    if words[at].written in _APPROVED and at + 1 < len(words) and words[at + 1].form in _USES:
        return False  # "its list of approved uses" approves nothing
    return words[at].written in event_table()


def _bounds_a_figure(words: Sequence[Word], at: int) -> bool:
    """ "Half or more", "more than 128": a bound, and no direction."""
    if words[at].written not in {"more", "less", "fewer"}:
        return False
    than = [word.written for word in words[at + 1 : at + 3]]
    return (at > 0 and words[at - 1].written == "or") or (len(than) == 2 and than[0] == "than" and than[1].isdigit())


def _tells_whose_illness(words: Sequence[Word], at: int) -> bool:
    """ "Severe liver disease" says who is meant, and not how an effect was."""
    ahead = words[at + 1 : at + 3]
    ill = any(word.form == "illness" or word.written.endswith("disease") for word in ahead)
    return ill and words[at].written in {"severe", "serious", "mild"}


_APPROVED = word_set("approved licensed authorised authorized")
_USES = word_set("use uses therapy indication indications")


_CLAUSES = re.compile(r"[,;:()]\s|\b(?:although|but|however|though|while|whereas|yet|despite)\b", re.IGNORECASE)


def closest_clause(text: str, forms: frozenset[str]) -> str:
    """Return the clause of `text` that shares most with `forms`; all of it where several share as much."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    shared = [len(forms & {word.form for word in read_words(clause)}) for clause in clauses]
    best = max(shared, default=0)
    return clauses[shared.index(best)] if best and shared.count(best) == 1 else text


def is_content(word: Word) -> bool:
    return word.written not in STOPWORDS and word.written not in NEGATORS and len(word.form) > 1


_SCOPE = 7  # words; chosen, unmeasured
_SCOPE_OF_A_SUBJECT = 12
_SCOPE_OF_ZERO = 3


def _negation(words: Sequence[Word], clause_of: Sequence[int], *, flip_all: bool) -> list[bool]:
    """Return, per word, whether an odd number of negations covers it."""
    covered = [flip_all] * len(words)
    for at, word in enumerate(words):
        if word.written not in NEGATORS and not word.written.endswith("n't"):
            continue
        following = words[at + 1].written if at + 1 < len(words) else ""
        if (
            word.written in {"not", "no"} and following in {"only", "doubt", "matter", "longer"}
        ) and following != "longer":
            continue
        if word.written == "nor" and at and words[at - 1].written == "neither":
            continue
        near = {words[i].written for i in range(at + 1, min(len(words), at + 5))}
        scope = 2 * _SCOPE if near & {"evidence", "proof"} else _SCOPE
        if word.written in _SUBJECTS:
            scope = max(scope, _SCOPE_OF_A_SUBJECT)
        if word.written in {"0", "zero"}:
            if not following or following in STOPWORDS or following.isdigit():
                continue  # a value, not "0 people"
            scope = _SCOPE_OF_ZERO
        for ahead in range(at + 1, min(len(words), at + 1 + scope)):
            if clause_of[ahead] != clause_of[at] or words[ahead].written in _BOUNDARIES:
                break
            covered[ahead] = not covered[ahead] if flip_all else True
        passive = {words[i].written for i in range(at + 1, min(len(words), at + 4)) if clause_of[i] == clause_of[at]}
        if word.written in {"not", "never"} and passive & _PASSIVES:
            for back in range(at):
                if clause_of[back] == clause_of[at]:
                    covered[back] = True
        elif word.written == "not" and _is_passive(words, at):
            for back in range(at - 1, -1, -1):
                if clause_of[back] != clause_of[at] or words[back].written in _BOUNDARIES | _RELATIVES:
                    break
                covered[back] = covered[back] or words[back].written not in event_table()
    return covered


_RELATIVES = word_set("who that whose where when after before if whether and")
_IS = word_set("is are was were be been")
_PARTICIPLES = word_set("given taken told put used told shown seen done")


def _is_passive(words: Sequence[Word], at: int) -> bool:
    """ "Live vaccines are not given" denies the vaccines, as "they get no live vaccines" does."""
    if not at or words[at - 1].written not in _IS or at + 1 >= len(words):
        return False
    following = words[at + 1].written
    return following in _PARTICIPLES or (following.endswith("ed") and following not in event_table())


def _event_at(words: Sequence[Word], clause_of: Sequence[int], covered: Sequence[bool], at: int) -> Event:
    axis, sign, denies = event_table()[words[at].written]
    near = frozenset(
        words[i].form
        for i in range(max(0, at - 6), min(len(words), at + 7))
        if i != at
        and is_content(words[i])
        and words[i].written not in event_table()
        and abs(clause_of[i] - clause_of[at]) <= 1
    )
    return Event(axis, sign, covered[at] != denies, words[at].written, near)
