"""Question → an outcome, or go on. Rules first, then a small net, before retrieval and before any language model.

The rules are data: bot/data/triage.toml, which a clinician can read and every line of which is tested. People in need
write in more ways than anybody can list, so what no rule knows is read by the net of `bot.triage.net`. In doubt an
urgent sign is taken as one; in doubt anything else goes on to an answer from the sources. docs/triage.md.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import Field

from bot.questions.topics import topics_asked
from bot.text.plain_text import decoded, english_share, plain, unspaced
from bot.triage.bare_signs import before_a_medicine, in_a_cause, in_a_conclusion
from bot.triage.languages import tongue_of
from bot.triage.net import Label, Leaning, lean
from bot.types import Outcome, Reason, Record

# From which probability the net decides, chosen on eval/triage/written_on.jsonl with that half held out of training
# (`python bench/train_triage.py held-out`): docs/triage.md. Urgent: chosen on the messages kept for thresholds and with
# the unseen counts in sight; 0.15 sees 2 more of 817 unseen emergencies and crises, and alarms at 13 more of 1,773.
URGENT_FROM = 0.3
# A piece of a message says little alone ("asking for me and my husband"): where the whole was read, it has to lean
# to it at least so far. Costs 1 of the 189 urgent messages kept for thresholds.
WHOLE_FROM = 0.05
# Below this the net takes back an emergency or a crisis that a rule saw: it is sure that the words are about something
# else ("My aunt had a stroke in 1987"). None of the examples of the rules is taken back: tests/unit/test_triage.py.
TAKEN_BACK_BELOW = 0.08
_SURE_BARE = 0.8  # of a sign without the medicine that was named after it
_SURE_OF_IT = 0.5  # of a crisis, though somebody asks whether they need not worry
DECIDED_FROM = {
    Label.PERSONAL_DECISION: 0.8,
    Label.NEW_SYMPTOM: 0.65,  # a sign in somebody is never answered with figures; costs 7 of 1,500 calm questions
    Label.BUYING: 0.85,
    Label.ATTACK: 0.95,
    Label.OUT_OF_SCOPE: 0.97,  # the net knows no treatment that a clinic adds; retrieval declines other topics
}
# From here the net takes back a decision that a rule saw: of 147 decisions that rules see on the counted sets, it takes
# none for a question.
ANSWERED_FROM = 0.8
# A decision is about a deed. Of an effect alone, "can it grow my hair back?", a message asks a question.
_EFFECT = re.compile(
    r"\b(?:help\w*|work\w*|re-?gr[eo]w\w*|gr[eo]w\w*|clear\w*|back|cur(?:e|es|ed)|caus\w+|since|because of|do that"
    r"|do this|side[- ]?effects?|reactions?|improv\w+|how many|how often|chances?)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(?:tak(?:e|es|ing|en)|took|stop\w*|start\w*|skip\w*|switch\w*|swap\w*|chang(?:e|ing)|doubl(?:e|ing)|halv\w+|half"
    r"|split\w*|cut\w*|crush\w*|shar(?:e|ing)|give|giving|us(?:e|ing)|combin\w+|mix\w*|add(?:ing)?|com(?:e|ing) off"
    r"|go(?:ing)? (?:on|off|back|ahead|up|down)|increas\w+|reduc\w+|lower\w*|rais(?:e|ing)|wait\w*|try(?:ing)?|drink\w*"
    r"|eat\w*|inject\w*|miss(?:ed|ing)?|forgot\w*|dos(?:e|es|ing)|doses?|should|ok|okay|allowed|alright|fine|safe to"
    r"|better to|have to|need to|do i|shall|decid\w+|choos\w+|pick|prescri\w+|refus\w+|accept\w*|agree|keep"
    r"|continu\w+|quit\w*|leave|apply|put|choice|instead|or not|\d+ ?mg)\b",
    re.IGNORECASE,
)
_WITH_CHILD = re.compile(r"\b(?:pregnant|expecting)\b", re.IGNORECASE)
# A decision is somebody's; without "I", "my" or the like a message asks about what was studied.
_SOMEBODY = re.compile(
    r"\b(?:i|im|i'?m|i'?ve|i'?d|i'?ll|me|my|mine|we|we'?re|us|our|you|your|u|ur|y'?all|son|daughter|child|kid|baby|wife|husband"
    r"|partner|mum|mom|dad|mother|father|brother|sister|friend|should|shall)\b",
    re.IGNORECASE,
)
# What the net takes for one of these is a question of fact where the rule of the name says so.
_ASKS_A_FACT = {Label.NEW_SYMPTOM: "new_symptom", Label.PERSONAL_DECISION: "personal_decision"}
# "If I took the whole pack, would it be enough" was not done; who asks may mean to.
_ONLY_ASKED = re.compile(
    r"\b(?:if|suppose|what if|imagine) (?:i|he|she|we|some ?(?:one|body)|my \w+) (?:just |only |really )?"
    r"(?:took|take|swallow(?:ed)?|had|drank|ate|inject(?:ed)?|necked|downed)\b",
    re.IGNORECASE,
)
_ASKS_WHAT_HAPPENED = re.compile(r"\W*(?:did|was|were|who|how many|what happened|which)\b", re.IGNORECASE)
# An illness that labels rule on, told of somebody who has not started: no sign of what the medicine did.
_ABOUT_TO_START = re.compile(
    r"\b(?:about|due|meant|supposed|going|waiting|hoping|planning|wants?) to (?:start|begin|go on|try|be put on)\b"
    r"|\b(?:is|am|are|'s|'m|'re|be|i'?m|(?:s?he)'?s) (?:starting|beginning) (?:on )?"
    r"(?!(?:an?|my|his|her|to|antibiotics)\b)\w+",
    re.IGNORECASE,
)
_IS_NEW = re.compile(
    r"\b(?:today|tonight|now|again|since|new|this (?:morning|week|evening)|lately|recently|yesterday|last night|sore"
    r"|lumps?|aches?|aching|tingl\w*|cough\w*|dizz\w*|growing|worse|more (?:often|and more)|at rest|angina|headaches?"
    r"|mole|heal|same (?:feeling|ache|pain)|swollen|pain\w*|hurts?|for a (?:week|month))\b",
    re.IGNORECASE,
)
_LABELS_RULE_ON = frozenset({"kidney", "liver", "heart", "clots", "cancer", "immune"})
_LASTING_INFECTION = re.compile(r"\b(?:tb|tuberculosis|hiv|\w*worms?)\b", re.IGNORECASE)
_REASON_OF = {
    Label.EMERGENCY: Reason.EMERGENCY,
    Label.CRISIS: Reason.CRISIS,
    Label.PERSONAL_DECISION: Reason.PERSONAL_DECISION,
    Label.NEW_SYMPTOM: Reason.PERSONAL_DECISION,
    Label.BUYING: Reason.OUT_OF_SCOPE,
    Label.ATTACK: Reason.UNSAFE_REQUEST,
    Label.OUT_OF_SCOPE: Reason.OUT_OF_SCOPE,
}

# A sign in someone now; these turn the same words into a question about what was, or what could be.
_NOT_NOW = re.compile(
    r"\b(?:in (?:19|20)\d\d|years? ago|months? ago|last (?:year|month)|as a child|once had|used to|had a"
    r"|history of|back in|previously"
    r"|was a child|long ago|in the past)\b",
    re.IGNORECASE,
)
_DEALT_WITH = re.compile(
    r"\b(?:false alarm|resolved|all clear|(?:i'?m|i am|he'?s|he is|she'?s|she is) (?:fine|ok(?:ay)?|better"
    r"|safe)(?: now)?"
    r"|just (?:asking|curious|wondering)|hypothetical\w*|not (?:about me|an emergency)|(?:called|rang|saw|seen|at)"
    r" (?:an? |the |my )?(?:ambulance|doctor|hospital|911|999|112|a&e|er))\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:now|again|today|tonight|since (?:yesterday|this|last night)|this (?:morning|evening))\b", re.IGNORECASE
)
_OVER = re.compile(r"\b(?:all clear|fine|gone|better|recovered|ok(?:ay)?|well) (?:since|now|again)\b", re.IGNORECASE)
_MINE = re.compile(
    r"\b(?:i have|i'?ve got|i'?m having|i am having|am i|i feel|i am|my|(?:he|she) (?:is|has))\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"^\W*(?:(?:so|and|but|please|hi|hello|ok|okay|well)\W+)?(?:can|could|does|do|did|is|are|was|were|will|would|may|might|what|which|how|why|who|when"
    r"|has|have|tell me|explain|list)\b",
    re.IGNORECASE,
)
_STUDY_PEOPLE = re.compile(
    r"\b(?:in (?:the|a|this|that) (?:study|trial|letter|report|case)|patients?|participants?|people in)\b",
    re.IGNORECASE,
)

# Rules are written against these written out; "can't" and "don't" stay as they are.
_WRITTEN_OUT = {"'re": "are", "'m": "am", "'ve": "have", "'ll": "will"}
_CONTRACTION = re.compile(r"\b(\w+)('re|'m|'ve|'ll)\b", re.IGNORECASE)
_PARTLY_ENGLISH = 0.2  # of the words; chosen, unmeasured
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LETTERS = re.compile(r"[^\W\d_]+")


class Finding(Record):
    """What triage decided: how the question ends, or None to go on."""

    rule: str  # of data/triage.toml, "net:<label>", or why the message cannot be read
    outcome: Outcome | None
    reason: Reason | None
    language: str | None = None  # of data/languages.toml, where the message is in one of them


class _Rule(Record):
    id: str
    outcome: Outcome
    reason: Reason
    source: str
    any: tuple[str, ...]
    none: tuple[str, ...] = ()
    personal: bool = False
    firm: bool = Field(default=False, description="the net cannot take it back")
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


GO_ON = Finding(rule="none", outcome=None, reason=None)
# Goes on too, since only a fact is asked; the answer says whom to tell of the sign.
SIGN_TOLD = Finding(rule="sign_told", outcome=None, reason=None)


@cache
def rules() -> tuple[_Rule, ...]:
    """Return the rules of bot/data/triage.toml in their order."""
    return tuple(
        _Rule(**{**entry, **{key: tuple(map(_written_out, entry[key])) for key in ("any", "none") if key in entry}})
        for entry in _raw()["rule"]
    )


def _written_out(pattern: str) -> str:
    """Put the words of a family in the place of its name: "<who>"."""
    for name, words in _raw()["words"].items():
        pattern = pattern.replace(f"<{name}>", f"(?:{'|'.join(words)})")
    return pattern


def triage(question: str, *, max_chars: int) -> Finding:
    """Return what must happen before any evidence is looked at.

    Raises:
        ModelError: the net cannot be loaded; whoever asks must abstain.
    """
    if not _LETTERS.search(question):
        return _declined("empty")
    text = plain(question)
    read = text[:max_chars]
    coded = decoded(read)
    tongue = tongue_of(read)
    disguised = unspaced(read)
    readings = tuple(each for each in (read, disguised, *coded) if each)
    # The net reads English only; a message that is partly English is read too.
    leanings = (
        [lean(_literal(each)) for each in readings] if tongue is None or english_share(read) > _PARTLY_ENGLISH else []
    )
    bare = _bare(read, leanings[0]) if leanings else None
    as_written = [_as_written(each, leaning) for each, leaning in zip(readings, leanings, strict=False)]
    urgent = _urgent(readings, leanings, as_written)
    if urgent is None and bare is not None and bare[0].urgent > bare[1]:
        label = bare[0].urgent_label
        urgent = Finding(rule=f"net:{label.value}", outcome=Outcome.URGENT, reason=_REASON_OF[label])
    if urgent is not None:
        return urgent.model_copy(update={"language": tongue.code if tongue else None})
    if tongue is not None and tongue.sign is not None:
        return Finding(rule="language", outcome=Outcome.URGENT, reason=tongue.sign, language=tongue.code)
    unreadable = _unreadable(text, max_chars)
    if unreadable:
        return _declined(unreadable)
    if coded:
        return Finding(rule="encoded", outcome=Outcome.DECLINED, reason=Reason.UNSAFE_REQUEST)
    if tongue is not None:
        return Finding(rule="language", outcome=Outcome.DECLINED, reason=Reason.OUT_OF_SCOPE, language=tongue.code)
    found = _calm(readings[-1], leanings[-1])
    if bare is not None and _is_sign(bare[0]):
        rule = f"net:{bare[0].label.value}"
        return Finding(rule=rule, outcome=Outcome.DECLINED, reason=_REASON_OF[bare[0].label])
    return found


def _is_sign(leaning: Leaning) -> bool:
    return leaning.label is Label.NEW_SYMPTOM and leaning.certainty > DECIDED_FROM[Label.NEW_SYMPTOM]


def _bare(text: str, leaning: Leaning) -> tuple[Leaning, float] | None:
    """Return what the net makes of a sign by itself, and from where it is urgent; None where none is wrapped."""
    if _is_sign(leaning):  # sent to the prescriber already
        return None
    if concluded := in_a_conclusion(text) or in_a_cause(text):
        return lean(_literal(concluded)), URGENT_FROM
    told = before_a_medicine(text)
    if told is None or any(hit.search(_signs_in(text)) for hit in _compiled("new_symptom")[0]):
        return None
    return lean(_literal(told)), _SURE_BARE


def is_over(text: str) -> bool:
    """Say whether a message tells that what was urgent before is dealt with, or was never meant."""
    return _DEALT_WITH.search(text) is not None


def sounds_low(question: str) -> bool:
    """Say whether a message tells of a low mood, whatever it asks besides."""
    hits, _ = _compiled("low_mood")
    text = _signs_in(plain(question))
    return any(hit.search(text) for hit in hits)


def names_a_sign(question: str) -> bool:
    """Say whether a message names a sign of an emergency, and not of the past: "what if I get chest pain?"."""
    hits, _ = _compiled("emergency")
    text = _signs_in(plain(question))
    return not _NOT_NOW.search(text) and any(hit.search(text) for hit in hits)


def _as_written(text: str, leaning: Leaning) -> Leaning:
    """Return what the net makes of a text with its figures of speech; `leaning` is of the text without them."""
    return lean(text) if _literal(text) != text else leaning


def _urgent(readings: tuple[str, ...], leanings: list[Leaning], as_written: list[Leaning]) -> Finding | None:
    """Return the emergency or crisis that a rule or the net sees in any reading of a message.

    A figure of speech that is read plainly calms the net; it never takes back a rule.
    """
    for at, text in enumerate(readings):
        signs = _signs_in(text)
        taken_back = bool(leanings) and max(leanings[at].urgent, as_written[at].urgent) < TAKEN_BACK_BELOW
        urgent = (rule for rule in rules() if rule.outcome is Outcome.URGENT and (rule.firm or not taken_back))
        fired = next((rule for rule in urgent if _fires(rule, signs)), None)
        if fired is not None:
            taken = any(_fires(_rule(each), _ONLY_ASKED.sub(" ", signs)) for each in ("taken", "overdose"))
            if fired.reason is Reason.CRISIS and taken:  # what was swallowed comes before why
                fired = _rule("overdose")
            if fired.id == "overdose" and not taken and leanings and leanings[at].urgent_label is Label.CRISIS:
                return Finding(rule=fired.id, outcome=fired.outcome, reason=Reason.CRISIS)
            return Finding(rule=fired.id, outcome=fired.outcome, reason=fired.reason)
    if _asks_to_be_reassured().fullmatch(_literal(readings[0]).strip()):
        return None
    unsure = _asks_part_of_it().search(readings[0]) is not None
    for leaning in leanings:
        if unsure and leaning.urgent < _SURE_OF_IT and leaning.urgent_label is Label.CRISIS:
            continue
        if leaning.urgent > URGENT_FROM and (leaning.whole is None or leaning.whole >= WHOLE_FROM):
            label = leaning.urgent_label
            return Finding(rule=f"net:{label.value}", outcome=Outcome.URGENT, reason=_REASON_OF[label])
    return None


def _calm(text: str, leaning: Leaning) -> Finding:
    """Return what a message that is not urgent asks for: by a rule, else by the net where it is sure."""
    signs = _signs_in(text)
    for rule in rules():
        if rule.outcome is not Outcome.URGENT and _fires(rule, signs) and not _is_question(rule, text, leaning):
            return Finding(rule=rule.id, outcome=rule.outcome, reason=rule.reason)
    if leaning.label in _ASKS_A_FACT and _stopped(_ASKS_A_FACT[leaning.label], signs):
        return SIGN_TOLD if leaning.label is Label.NEW_SYMPTOM else GO_ON
    if leaning.label is Label.NEW_SYMPTOM and _is_ill_before_it(text):
        return Finding(rule="ill_before_it", outcome=Outcome.DECLINED, reason=Reason.PERSONAL_DECISION)
    of_a_study = leaning.label is Label.NEW_SYMPTOM and _ASKS_WHAT_HAPPENED.match(text)
    if leaning.label is Label.PERSONAL_DECISION or of_a_study:
        about_somebody = _SOMEBODY.search(text) is not None and (of_a_study or not _asks_of_an_effect(text))
    else:
        about_somebody = True
    if about_somebody and leaning.certainty > DECIDED_FROM.get(leaning.label, 1.0):
        reason = _REASON_OF[leaning.label]
        return Finding(rule=f"net:{leaning.label.value}", outcome=Outcome.DECLINED, reason=reason)
    return GO_ON


def _is_question(rule: _Rule, text: str, leaning: Leaning) -> bool:
    """Say whether the net takes back a decision that a rule saw: of no deed, "can I conclude that it works?"."""
    if rule.id != "personal_decision" or leaning.label is not Label.ANSWER:
        return False
    return leaning.certainty > ANSWERED_FROM and not (_DEED.search(text) or _WITH_CHILD.search(text))


def _is_ill_before_it(text: str) -> bool:
    ill = _LABELS_RULE_ON & set(topics_asked(text)) or _LASTING_INFECTION.search(text)
    return bool(ill) and _ABOUT_TO_START.search(text) is not None and not _IS_NEW.search(text)


def _asks_of_an_effect(text: str) -> bool:
    """Say whether a message asks what a treatment does, "can it grow my hair back?", and of nothing to be done."""
    return _EFFECT.search(text) is not None and _DEED.search(text) is None


def _signs_in(text: str) -> str:
    """Return a text as the rules read it: on one line, contractions written out, what is denied left out."""
    told = _CONTRACTION.sub(
        lambda match: f"{match.group(1)} {_WRITTEN_OUT[match.group(2).casefold()]}", " ".join(text.split())
    )
    return _denied().sub(" ", told)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("bot") / "data" / "triage.toml").read_text(encoding="utf-8"))


@cache
def _denied() -> re.Pattern[str]:
    """Return the expression for signs that somebody says are not there: "no fever", "don't have chest pain"."""
    denied = _raw()["denied"]
    sign = f"(?:{'|'.join(denied['signs'])})"
    more = rf"(?:,? (?:or|and|nor) (?:any )?{sign}){{0,4}}"
    return re.compile(rf"\b(?:{'|'.join(denied['by'])}) (?:{'|'.join(denied['between'])})?{sign}{more}", re.IGNORECASE)


def _literal(text: str) -> str:
    """Return a text with the figures of speech that the net takes at their word said plainly."""
    for figure, meant in _figures():
        text = figure.sub(meant, text)
    return text


@cache
def _figures() -> tuple[tuple[re.Pattern[str], str], ...]:
    figures = _raw()["figures"]["of_speech"]
    return tuple((re.compile(_written_out(figure), re.IGNORECASE), meant) for figure, meant in figures)


@cache
def _asks_part_of_it() -> re.Pattern[str]:
    return re.compile(_raw()["calm"]["part"], re.IGNORECASE)


@cache
def _asks_to_be_reassured() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{whole})" for whole in _raw()["calm"]["whole"]), re.IGNORECASE)


@cache
def _rule(rule_id: str) -> _Rule:
    return next(rule for rule in rules() if rule.id == rule_id)


def _stopped(rule_id: str, text: str) -> bool:
    """Say whether what keeps a rule from firing stands in a message: it asks a fact, only if a sign is known."""
    _, stops = _compiled(rule_id)
    return any(stop.search(text) for stop in stops)


def _fires(rule: _Rule, text: str) -> bool:
    hits, stops = _compiled(rule.id)
    if not any(hit.search(text) for hit in hits) or any(stop.search(text) for stop in stops):
        return False
    return not rule.personal or _is_happening(text, hits)


@cache
def _compiled(rule_id: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    rule = _rule(rule_id)
    return (
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule.any),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule.none),
    )


def _is_happening(text: str, hits: tuple[re.Pattern[str], ...]) -> bool:
    """Say whether a sign is told of somebody, now: not of the past, and not asked about in general."""
    sentences = _SENTENCE_END.split(text)
    for sentence in sentences:
        if not any(hit.search(sentence) for hit in hits):
            continue
        if _NOT_NOW.search(sentence) and (_OVER.search(sentence) or not _AGAIN.search(sentence)):
            continue
        general = _ASKS_WHETHER.search(sentence) and sentence.rstrip().endswith("?")
        if (general or _STUDY_PEOPLE.search(sentence)) and not _MINE.search(sentence):
            continue
        return True
    # A sign whose words are spread over sentences, told in the first person.
    return not any(hit.search(part) for part in sentences for hit in hits) and bool(_MINE.search(text))


def _declined(rule: str) -> Finding:
    return Finding(rule=rule, outcome=Outcome.DECLINED, reason=Reason.OUT_OF_SCOPE)


def _unreadable(text: str, max_chars: int) -> str | None:
    """Return why a question cannot be read at all, or None."""
    if len(text) > max_chars:
        return "too_long"
    if not _LETTERS.search(text):
        return "empty"
    if "\x00" in text or sum(unicodedata.category(char) in {"Cc", "Co", "Cn", "Cs"} for char in text) > len(text) / 10:
        return "binary"
    return None
