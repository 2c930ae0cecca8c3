"""How many people a study took in, as its own text tells: not those screened, not those who responded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.text.numerals import in_figures

_FLAGS = re.IGNORECASE
_MOST = 100_000_000
# No time, no phase, no year.
_NUMBER = (
    r"(?<![\w.,:/%-])(?<!day )(?<!week )(?<!month )(?<!year )(?<!phase )(?<!stage )(?<!type )(?<!grade )(?<!aged )"
    r"(?!(?:19[5-9]|20[0-3])\d\b(?! (?:patients|participants|people|adults|children|women|men)))"
    r"(\d{1,3}(?:[, ]\d{3})+|\d+)(?![.\d]|[,:/]\d| ?%|-| (?:weeks?|months?|years?|days?|hours?|mg|ml|points?)\b)"
)
_NOUN = (
    r"(?:patients|participants|people|persons|adults|children|infants|neonates|newborns|adolescents|teenagers|girls"
    r"|boys|women|men|mothers|males|females|subjects|individuals|volunteers|residents|students|nurses|veterans"
    r"|athletes|pupils|workers|smokers|survivors|respondents|outpatients|inpatients|recipients|users|pregnancies"
    r"|cases|consecutive)"
)
_COUNTED = re.compile(rf"{_NUMBER}\s+(?:(?!of\b|and\b|to\b|or\b)[\w'-]+,?\s+){{0,5}}?{_NOUN}\b", _FLAGS)
# "23 elite climbers (15 men)": whoever they are, they have a sex and an age.
_WITH_THEIR_SEX = re.compile(
    rf"{_NUMBER} (?:[\w-]+ ){{0,3}}[\w-]+s \((?:\d+ (?:men|women|boys|girls|male|female)|mean age|median age|aged)",
    _FLAGS,
)
_N = re.compile(
    rf"\bn\s?=\s?{_NUMBER}|\btotal (?:number )?(?:of )?{_NUMBER}|\bsample size (?:was|of) {_NUMBER}", _FLAGS
)
_BARE = re.compile(
    rf"\b(?:randomi[sz]ed|enrolled|recruited|included|assigned|treated) {_NUMBER}(?! (?:studies|trials|eyes|centres))"
    rf"|{_NUMBER} (?:were|was) (?:[\w-]+ )?(?:randomi[sz]ed|enrolled|recruited|included|assigned|allocated|treated)\b"
    rf"|{_NUMBER} (?:enrolled|randomi[sz]ed|included|recruited)\b"
    rf"|{_NUMBER} (?:had|with) [^.;]{{3,70}} and were (?:included|studied|analy[sz]ed)\b"
    rf"|\b(?:trials|RCTs|studies),? (?:with|\(|of|in|totalling|enrolling)"
    rf" ?(?:n ?= ?{_NUMBER}|{_NUMBER}(?=\)| (?:[\w-]+ ){{0,3}}?{_NOUN}))",
    _FLAGS,
)
_GIVEN = re.compile(r"\b(?:random\w+|received?|given|either|taught|assigned|allocated|versus|or)\b", _FLAGS)
_ARM = re.compile(rf"\(n ?= ?{_NUMBER}\)", _FLAGS)
_BRACKETED = re.compile(rf"\brandom\w+\b[^.]{{0,60}}\bto\b[^.(]{{2,60}}\({_NUMBER}\)[^.(]{{2,60}}\({_NUMBER}\)", _FLAGS)
# "96 of 210 screened": of those who were asked, the ones who came.
_OF_SCREENED = re.compile(
    rf"{_NUMBER} of (?:the )?\d[\d,]* (?:[\w-]+ ){{0,3}}?(?:screened|eligible|approached|invited|assessed|asked)\b"
    rf"|{_NUMBER} of (?:the )?\d[\d,]* (?:[\w-]+ ){{0,4}}?(?:were|was) (?:screened|eligible|approached|invited)\b",
    _FLAGS,
)
_ALL = re.compile(r"\ball $|\b(?:participants|patients|subjects|population|setting and participants): ?$", _FLAGS)
# Beside the number, what says that these are the people of the study, and what says that they are not.
_TAKEN_IN = re.compile(
    r"\b(?:randomi[sz]\w+|enrol\w+|recruit\w+|includ(?:ed|ing)|entered|assigned|allocated|stud(?:ied|y of)"
    r"|we (?:treated|followed|analy[sz]ed|report|describe|present|gave|reviewed|identified|compared|matched|surveyed)"
    r"|took part|participated|joined|underwent|were (?:given|treated|followed|reviewed|analy[sz]ed|identified|surveyed)"
    r"|received|total of|in total|consecutive|cohort of|series of|(?:records|notes|charts|files) of|trial (?:of|in)"
    r"|survey of|data (?:from|on)|answered|responded to|completed the (?:survey|questionnaire)|comprising"
    r"|consisted of|eligible|are described|were described)\b",
    _FLAGS,
)
_NOT_TAKEN_IN = re.compile(
    r"\b(?:screened|assessed for eligibility|invited|approached|contacted|exclud\w+|declined|withdr[ae]w\w*"
    r"|discontinued|drop(?:ped)? ?outs?|lost to|stopped|refused|died|deaths?|responded(?! to)|achieved|reached|reported"
    r"|developed|(?<!who )had (?:an?|no|at least|clear|complete)|experienced|improved|subgroup|of whom|of these|of them"
    r"|per|each arm|each group|completed(?! the)|unlike|previous\w*|earlier|background|prevalence|worldwide|affects?"
    r"|million|living with|a year|every year|annually|others?|among|limited to|at least one|still in)\b",
    _FLAGS,
)
_OUT_OF = re.compile(r"(?:^|\s)(?:\d[\d,]* of(?: the| these)?|Of)\s*$")  # "11 of 73": a share, and perhaps of a part
_SENTENCE = re.compile(r"(?<=[a-z0-9)%\]])[.;:]\s+(?=[A-Z0-9(])|\n+")
_SMALL = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_ONE_TO_TWELVE = "|".join(_SMALL)
_IN_WORDS = re.compile(
    rf"\b({_ONE_TO_TWELVE}) (hundred|thousand)(?:,? (?:and )?(\d{{1,2}}|{_ONE_TO_TWELVE}))?\b"
    rf"|\b({_ONE_TO_TWELVE})(?= (?:[\w-]+ ){{0,3}}{_NOUN}\b)", _FLAGS
)  # fmt: skip
_NEAR = 60  # characters to either side; chosen, unmeasured


class _Counted(NamedTuple):
    score: float
    number: int


def people_enrolled(text: str) -> int | None:
    """Return how many people a text says that its study took in; None where it does not say."""
    sentences = [each for each in _SENTENCE.split(_in_digits(text)) if each]
    arms = [total for sentence in sentences for total in _in_all_arms(sentence)]
    found = [each for at, sentence in enumerate(sentences) for each in _counts(sentence, first=at == 0)]
    found = [each._replace(score=each.score + 3 * (each.number in arms)) for each in found]
    return max([*found, *(_Counted(3.0, total) for total in arms)], default=_Counted(0.0, 0)).number or None


def _in_all_arms(sentence: str) -> Iterator[int]:
    """Yield how many people the arms of a sentence have together: "to X (n=48) or Y (n=50)"."""
    own = [_value(match.group(1)) for match in _ARM.finditer(sentence)] if _GIVEN.search(sentence) else []
    if bracketed := _BRACKETED.search(sentence):
        own = [_value(group) for group in bracketed.groups()]
    if len(own) > 1:
        whole = len(own) > 2 and max(own) == sum(own) - max(own)
        yield max(own) if whole else sum(own)  # "children (n=90) … to X (n=45) or Y (n=45)"


def _counts(sentence: str, *, first: bool) -> Iterator[_Counted]:
    """Yield the counts of people in a sentence, each with how surely it is the study's own."""
    for match in _OF_SCREENED.finditer(sentence):
        yield _Counted(3.0, _value(next(group for group in match.groups() if group)))
    taken_in = 0.5 * bool(_TAKEN_IN.search(sentence))
    for pattern, own in ((_COUNTED, 0.0), (_BARE, 1.5), (_N, 0.0), (_WITH_THEIR_SEX, 2.0)):
        for match in pattern.finditer(sentence):
            number = _value(next(group for group in match.groups() if group))
            if not 0 < number < _MOST:
                continue
            at = next(at for at, group in enumerate(match.groups(), start=1) if group)
            open_bracket = sentence.rfind("(", 0, match.start(at)) > sentence.rfind(")", 0, match.start(at))
            before = re.split(r"[,;(]\s?", sentence[max(0, match.start() - _NEAR) : match.start()])[-1]
            after = re.split(r"[,;)(]\s?", sentence[match.end() :][:_NEAR])[0]
            score = own + taken_in + 0.5 * first
            score += 1.5 * bool(_TAKEN_IN.search(f"{before} {match.group()} {after}"))
            score += 1.5 * bool(_ALL.search(sentence[: match.start(at)]))
            score -= 2.5 * bool(_NOT_TAKEN_IN.search(f"{before[-25:]} {match.group()} {after}"))
            score -= 1.5 * bool(_OUT_OF.search(sentence[: match.start(at)]))
            score -= 1.5 * (open_bracket and pattern is _COUNTED)
            yield _Counted(score, number)


def _in_digits(text: str) -> str:
    """Return a text with its numbers of people in digits: "four hundred and twelve", "six patients"."""

    def value(match: re.Match[str]) -> str:
        if match[4]:
            return str(_SMALL[match[4].lower()])
        rest = match[3] or "0"
        more = int(rest) if rest.isdigit() else _SMALL[rest.lower()]
        return str(_SMALL[match[1].lower()] * (100 if match[2].lower() == "hundred" else 1000) + more)

    return _IN_WORDS.sub(value, in_figures(text))


def _value(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))
