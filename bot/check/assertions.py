"""Which sentences of a text assert something that needs a source: no greeting, no heading, no question, no doubt."""

from __future__ import annotations

import re

from bot.brief.owed import RESULT
from bot.entailment.rulings import makes_a_ruling
from bot.types import ClaimKind, Reading, Strength, Wording

_FLAGS = re.IGNORECASE
# What a sentence is about that names no medicine and still speaks of one.
_ON_TREATMENT = re.compile(
    r"^(?:it|they|this|these|those)\b|^the (?:drug|medicine|medication|effects?|difference|colour|findings)\b"
    r"|\b(?:warnings?|(?:blood|tuberculosis) tests?|benefit(?:ed|s)?|label|approved|licensed|flares?|notice the|take it"
    r"|works? for|mg|EASI|PPPASI|SALT)\b"
    r"|\b(?:treatments?|tablets?|pills?|capsules?|creams?|injections?|drugs?|medicines?|therap(?:y|ies)|doses?|trials?"
    r"|stud(?:y|ies)|results?|safety|side effects?|patients?|users?|remission|clear skin|hair back|regrow\w*)\b",
    _FLAGS,
)
_HEADING = re.compile(
    r"(?i)^(?:side effects|safety|warnings?|risks?|unwanted|possible)\b[^.!?]{0,40}$"
    r"|^\s*(?:#{1,6} |\*\*[^*]+\*\*\s*$)|^[^.!?]{1,80}:\s*$"
)
_OPENS_RHETORIC = re.compile(
    r"^\W*(?:did you know|why (?:live|settle|suffer|wait|put up|struggle|hide)"
    r"|who (?:says|said|would|wouldn'?t|needs|could)"
    r"|what (?:sensible|could possibly|other)|which other|looking for|how can anyone|is there anything as|what if"
    r"|is ?n'?t it|want (?:your|to)|tired of|ready (?:for|to)|imagine|sick of)\b",
    _FLAGS,
)
_DID_YOU_KNOW = re.compile(r"^\W*did you know (?:that )?(.+?)\?\s*$", _FLAGS)
_CURES = re.compile(r"\b(?:cure[sd]?|stronger|better|works|beats?)\b", _FLAGS)
_SHARE = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine)(?: \w+)? (?:out of|in) (?:every |an? )?"
    r"(?:\d+|three|four|five|six|eight|ten|twenty|thirty|fifty|hundred|thousand)\b",
    _FLAGS,
)
# Said of a medicine by its name: of everybody, always, for ever, first of all, compared.
_GOES_FAR = re.compile(
    r"\b(?:everyone|everybody|every \w+|all (?:patients|adults|people|children|jak)|always|never|for life|for good"
    r"|for ever|nobody|no one|none of (?:the|these|them)|recommends?|first[- ]line|first treatment|compared)\b",
    _FLAGS,
)
_LASTS = re.compile(
    r"\b(?:sustained|maintained|stay(?:s|ed)?|last(?:s|ed)?|need(?:s|ed)?)\b.{0,30}\b(?:years?|life|good|ever"
    r"|afterwards|again)\b|\bsafety\b.{0,20}\b(?:established|proven|confirmed|good|excellent|comparable|similar)\b",
    _FLAGS,
)
# A person's story, told as what a treatment does.
_OUTCOME = re.compile(
    r"\b(?:hair|scalp|skin|eczema|patch(?:es)?|itch\w*|wig|rash|pustules|colour|alopecia|vitiligo)\b", _FLAGS
)
_CAME_GOOD = re.compile(
    r"\b(?:(?:came|grew|was|is|are|were|growing|coming) (?:all )?back|gone|(?:been|is|was|am|i'?m) clear|covered again"
    r"|full head|no longer needs?|never had a flare|recovered completely|disappear\w*|vanish\w*|never came back|healed"
    r"|free of|cleared up)\b",
    _FLAGS,
)
_A_STUDY = re.compile(r"\d ?%|\b(?:study|trial|series|report|letter|case|registry|records|doctors)\b", _FLAGS)
# Caution claims nothing that needs a source: nobody knows, it proves nothing, it would be wrong to say.
_CAUTIOUS = re.compile(
    r"\b(?:nobody|no one|no study|no trial) (?:\w+ )?(?:knows?|(?:has|have) (?:yet )?(?:shown|prove[dn]|demonstrated"
    r"|compared|tested|studied)|(?:can|could) (?:yet )?(?:say|tell|know))\b"
    r"|\b(?:does|do|will|is|are|can|did) not (?:\w+ )?(?:cure|a cure|for everyone|for everybody)\b"
    r"|\bnot (?:\w+ )?(?:for|in) (?:everyone|everybody|every \w+|pregnan\w+|anyone)\b|\bno treatment cures\b"
    r"|\bmay (?:fall|come) (?:out|back)\b"
    r"|\b(?:cannot|can'?t|could not|does not|do not|did not) (?:\w+ )?(?:prove|show|tell|mean|say|make it)\b"
    r"|\b(?:wrong|incorrect|false|misleading|too early) to (?:say|claim|conclude|think)\b|\bproves nothing\b"
    r"|\bno (?:clear )?approval\b|\bsays nothing about\b|\b(?:it is|remains) (?:un\w+|not known|not clear)\b"
    r"|\bas far as (?:we|i) (?:know|can)\b",
    _FLAGS,
)
# Who should not take it; beside a benefit such words caution nobody: "you should not wait, it clears skin".
_CAUTIONS_OF_USE = re.compile(
    r"\bavoided\b|\bnot suitable\b|\bnot for (?:people|those|anyone)\b|\bno other choice\b"
    r"|\bnothing else (?:suits|helps)\b|^\W*(?:do not|don'?t) (?:use|take|stop|start|give)\b"
    r"|\b(?:should|must)(?: not|n'?t)\b|^\W*avoid\b",
    _FLAGS,
)
_GOES_ON = re.compile(r"[:;]|\b(?:but|so|yet|therefore|because|which)\b", _FLAGS)
# Wordings that no evidence licenses, whatever the sentence is about.
ALWAYS_TOO_MUCH = frozenset({Wording.GUARANTEE, Wording.SILENCE, Wording.SUPERLATIVE})
_RULES = {ClaimKind.REGULATORY, ClaimKind.SAFETY}
_A_DOSE = re.compile(r"\d ?mg\b|\b(?:once|twice|every \w+|\w+ times) (?:an? |each |every )?(?:week|month|year)", _FLAGS)
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)]|[QA]:)\s+")
# Ways to say one thing that the sources say another way.
_IN_OTHER_WORDS = (
    (re.compile(r"\b(?:dummy|sugar) (?:tablets?|pills?|capsules?|injections?|cream|treatment)\b", _FLAGS), "placebo"),
    (re.compile(r"^like (?:all|any|other) medicines?, ", _FLAGS), ""),
    (re.compile(r"\bthe European regulator\b", _FLAGS), "the EMA"),
)


def is_heading(sentence: str) -> bool:
    return _HEADING.search(sentence) is not None


def is_rhetorical(sentence: str) -> bool:
    """Say whether a question promises by asking: "why live with it when one pill can fix it?"."""
    promises = any(words.search(sentence) for words in (_OUTCOME, _ON_TREATMENT, _CURES))
    return sentence.rstrip(" \"'”").endswith("?") and _OPENS_RHETORIC.search(sentence) is not None and promises


def is_question(sentence: str) -> bool:
    return sentence.rstrip(" \"'”").endswith("?") and not is_rhetorical(sentence)


def is_cautious(sentence: str, reading: Reading) -> bool:
    """Say whether a sentence only cautions: a promise, a further clause or a benefit beside the caution claims more."""
    promises = reading.strength is Strength.ABSOLUTE or bool(ALWAYS_TOO_MUCH & set(reading.wordings))
    if promises or _GOES_ON.search(sentence):
        return False
    of_use = reading.kind is not ClaimKind.EFFICACY and _CAUTIONS_OF_USE.search(sentence) is not None
    return of_use or _CAUTIOUS.search(sentence) is not None


def stated(sentence: str) -> str:
    """Return what a sentence states: "did you know that it helps?" states that it helps."""
    told = _DID_YOU_KNOW.match(sentence)
    plain = f"{told[1][0].upper()}{told[1][1:]}." if told else _LIST_MARK.sub("", sentence)
    for words, same in _IN_OTHER_WORDS:
        plain = words.sub(same, plain)
    return plain


def tells_a_story(sentence: str, *, names_one: bool) -> bool:
    """Say whether a sentence tells of one person's good outcome: "Anna's hair came back on it"."""
    good = _CAME_GOOD.search(sentence) is not None and (names_one or _OUTCOME.search(sentence) is not None)
    return good and not _A_STUDY.search(sentence)


def speaks_of_treatment(sentence: str, *, names_one: bool) -> bool:
    return names_one or any(words.search(sentence) for words in (_ON_TREATMENT, RESULT, _SHARE, _LASTS))


def asserts(sentence: str, reading: Reading, *, names_one: bool) -> bool:
    """Say whether a sentence has to be found in a source; `names_one`: it names a medicine, or means the one before."""
    if (
        is_question(sentence)
        or is_cautious(sentence, reading)
        or not speaks_of_treatment(sentence, names_one=names_one)
    ):
        return False
    if is_heading(sentence):
        return bool(reading.wordings) or (names_one and reading.kind is ClaimKind.EFFICACY)
    effect = reading.kind is not ClaimKind.DESCRIPTIVE and reading.strength > Strength.UNCERTAIN
    ruled = reading.kind in _RULES or (reading.kind is ClaimKind.DOSE and _A_DOSE.search(sentence) is not None)
    rule = ruled and reading.strength is Strength.NONE and names_one
    told = tells_a_story(sentence, names_one=names_one) or makes_a_ruling(sentence)
    far = names_one and _GOES_FAR.search(sentence) is not None
    measured = any(words.search(sentence) for words in (RESULT, _SHARE, _LASTS))
    return effect or rule or told or far or measured or Wording.GENERALISED in reading.wordings
