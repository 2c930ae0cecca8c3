"""Sentence → whether it only describes: what a scale means, who got what, what was read, what a record may become.

Each of them has the words of an effect ("lower", "got", "side effects", "changes") and claims none. The patterns are
narrow on purpose: a sentence that goes on to a treatment, an outcome or a verdict is none of these.
"""

from __future__ import annotations

import re

from bot.strength.cues import Tagged

_DRUG = r"[a-z]{3,}(?:mab|nib|ast|cept|ciclib|limus|tretin|trexate)"
# "EASI 75", "F-VASI50", "vIGA-AD 0/1", "a DLQI score of 11 to 20", "100 person-years".
_SCALE = (
    r"(?:(?:an?|the|each) )?(?:\d[\d,]* (?:person|patient)-years?"
    r"|(?-i:[a-z]?[A-Z][A-Za-z]*(?:-[A-Za-z]+)*[A-Z][A-Za-z]*(?:-[A-Z]+)?(?:[ -]?\d+(?:/\d+)?)?(?: or \d+)?)"
    r"(?: (?:score|index|rating|response|scale))?)"
    r"(?: (?:of|from|between) \d[\d.]*(?: (?:to|or|and|-) \d[\d.]*)?)?"
)
_MEANS = re.compile(
    rf"^{_SCALE} (?:means?|is|are|runs?|ranges?|goes|stands for|stand for|counts?)\b(?P<meaning>.+)$", re.IGNORECASE
)
_LOWER_IS_BETTER = re.compile(
    r"\b(?:a |the )?(?:lower|higher|bigger|smaller)(?: score| number| value| rating| figure)?s? (?:is|are"
    r"|means?|meaning) "
    r"(?:better|worse|(?:more|less) severe|milder)\b",
    re.IGNORECASE,
)
_EFFECT_ON_LIFE = re.compile(
    r"\b(?:no|an?)(?: (?:very|extremely|small|moderate|large|big))* effect on (?:[\w']+ ){0,3}(?:life|sleep)\b"
    r"|\b(?:an? )(?:(?:very|extremely) )?(?:small|moderate|large|big) effect\b|\bclear or almost clear(?: skin)?\b",
    re.IGNORECASE,
)
_OF_A_SCALE = re.compile(
    r"\b(?:scores?|scales?|ratings?|points?|percent|lower|higher|from \d+ to \d+|followed for|years?)\b|%",
    re.IGNORECASE,
)
_BEYOND_A_SCALE = re.compile(
    rf"\b(?:works?|worked|working|helps?|helped|improv\w+|cur(?:e|es|ed)|safe\w*|unsafe|effective\w*|heal\w*|gone|vanish\w*"
    rf"|disappear\w*|clear\w*|prove[sn]?|proof|treat\w*|medicines?|medications?|drugs?|respond\w*|because|better|cause[sd]?"
    rf"|reach\w*|always|never|everyone|everybody|nobody|lowers|lowered|reduc\w+|thanks|due|normal|{_DRUG})\b"
    rf"|\b(?:people|patients|those|adults) (?:on|taking|given|who (?:take|took|get|got|use|used))\b|, (?:so"
    rf"|which|proving)\b",
    re.IGNORECASE,
)


def defines_a_scale(text: str) -> bool:
    """Return whether `text` says what a score, a step of it, or a unit of follow-up means, and nothing of an effect.

    "EASI 75 means an eczema score at least 75% lower" does; "EASI 75 means that eczema is nearly gone" does not.
    """
    match = _MEANS.match(text)
    if match is None:
        return False
    meaning = match.group("meaning")
    told = _LOWER_IS_BETTER.sub(" ", _EFFECT_ON_LIFE.sub(" ", meaning))
    of_a_scale = _OF_A_SCALE.search(meaning) is not None or told != meaning
    return of_a_scale and _BEYOND_A_SCALE.search(told) is None


_GONE = re.compile(r"\b(?:gone|vanished|disappeared|cured|over|no longer (?:there|ill)|free of)\b", re.IGNORECASE)


def overstates_a_scale(text: str) -> bool:
    """Return whether `text` makes a step of a scale into a promise: "EASI 75 means that eczema is nearly gone"."""
    match = _MEANS.match(text)
    return match is not None and _GONE.search(match.group("meaning")) is not None


_MEDICINE = (
    rf"(?:(?:the|an?|either|both|only|real|oral|\d[\d.]* ?mg|of|a day|once a day|daily) )*"
    rf"(?:{_DRUG}(?: cream)?|placebo|(?:a )?dummy(?: \w+)?|vehicle(?: cream)?|usual (?:care|treatment)"
    rf"|(?:another|other|no other) (?:treatments?|medicines?))"
)
_GOT = r"(?:got|took|received|(?:was|were|had been) (?:given|assigned to|put on))"
_COUNTED = re.compile(
    rf"\b\d[\d,]* (?:of them |(?:people|patients|adults|children|teenagers|women|men|participants)"
    rf"(?: with [\w ]{{1,40}}?)? )?{_GOT}\b",
    re.IGNORECASE,
)
_EACH_GOT = re.compile(rf"\b{_GOT} (?P<what>(?:[\w.,-]+ ?){{1,8}})", re.IGNORECASE)
_OUTCOME = re.compile(
    r"\b(?:clear\w*|skin|hair|itch\w*|better|worse|well|free|scores?|felt|became|reach\w*|respon\w*|benefit\w*|help\w*"
    r"|safe\w*|harm\w*|effects?|infection\w*|than|more|less|fewer|result\w*|work\w*|stop\w*|recover\w*|proved?)\b|%",
    re.IGNORECASE,
)
_EFFECTS = frozenset({"cause", "change", "changenoun", "effective", "association", "ability"})


def tells_who_got_what(tagged: Tagged) -> bool:
    """Return whether a sentence counts the people of each arm, and tells no outcome of theirs."""
    text = tagged.text
    if not _COUNTED.search(text) or _OUTCOME.search(text):
        return False
    if any(token.cue in _EFFECTS for token in tagged.tokens):
        return False
    return all(re.match(_MEDICINE, each.group("what"), re.IGNORECASE) for each in _EACH_GOT.finditer(text))


_DESIGN = re.compile(
    r"^(?:in [^,.;:]{1,60}, )?chance decided who\b"
    r"|^(?:the|this|that) (?:[\w-]+ ){0,4}?(?:study|series|trial|report|registry|cohort|letter)(?: of [^.,;:]{1,80})? "
    r"(?:had|has) no (?:comparison|control|placebo) group\W*$"
    r"|^[^.,;:]{1,80}? (?:was|were) followed (?:up )?(?:for|to|until|over) (?:week |month |year )?[\w.]+(?: \w+)?\W*$"
    r"|^[^.,;:]{1,60}? (?:is|was) an? (?:[\w,-]+ ){0,8}?(?:study|trial|series|report|registry|review|survey"
    r"|protocol)\b",
    re.IGNORECASE,
)


def tells_of_a_design(tagged: Tagged) -> bool:
    """Return whether a sentence tells what sort of study it was, or that chance decided, and no outcome."""
    if not _DESIGN.search(tagged.text) or _OUTCOME.search(tagged.text):
        return False
    if any(token.cue in _EFFECTS for token in tagged.tokens):
        return False
    return all(re.match(_MEDICINE, each.group("what"), re.IGNORECASE) for each in _EACH_GOT.finditer(tagged.text))


_NOBODY_COMPARED = re.compile(
    rf"^(?:[^.:;]*\bno (?:comparison|control) group(?:: |; |, so |, and |, because ))?"
    rf"(?:nobody|no one|none of them|no person|no patient) {_GOT} {_MEDICINE}(?:(?:,| or|, or) {_MEDICINE})*"
    rf"(?: (?:to compare|for comparison|as a comparison)(?: with| to)?)?\W*$",
    re.IGNORECASE,
)
_DOCUMENT = (
    r"(?:notes?|cop(?:y|ies)|reading|digest|page|paper|letter|report|article|abstract|summary|leaflet|label|table|review"
    r"|press release|news item|full text|guideline|parts?|pages?|sections?|figures|numbers|data|website|study)"
)
_WE_READ = re.compile(
    rf"^we (?:(?:have|had|did|could|only|also|so far|yet|not) ){{0,3}}(?:read|seen?|found|checked|used)\b(?! that\b)"
    rf"(?=.*\b{_DOCUMENT}\b)",
    re.IGNORECASE,
)
_GIVES_NO_FIGURES = re.compile(
    rf"^(?:our|this|the|these|its) (?:[\w'-]+ ){{0,3}}?{_DOCUMENT}\b(?: (?:from|of|on|about) [\w'’ -]{{1,60}}?)? "
    r"(?:holds?|gives?|gave|contains?|has|have|carr(?:y|ies)|lists?|includes?) no "
    r"(?:\w+ )?(?:figures?|numbers?|data|information|details?|counts?|table) (?:on|about|for"
    r"|of)\b(?!.*\b(?:but|so|because)\b)",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:is|are|was|were|that|which|works?|worked|helps?|improv\w+|clears?|cur(?:e|es|ed)|proves?|proven|safe|effective"
    r"|well tolerated|causes?)\b",
    re.IGNORECASE,
)


_OUR_SOURCE = re.compile(
    rf"^our (?:sources?|notes|copy) (?:is|are|was|were|comes?) (?:an?|the|only|from|two|three)\b"
    rf"[^,;:]*\b{_DOCUMENT}\b[^,;:]*$"
    r"|^our notes (?:from [^,;:]{1,60} )?do not (?:give|say|state|hold|have|name|tell)\b[^,;:]*$",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\b(?:works?|improv\w+|helps?|clears?|cur(?:e|es|ed)|prove[sn]?|safe|effective|shows?|heals?|causes)\b",
    re.IGNORECASE,
)


def tells_of_the_reading(text: str) -> bool:
    """Return whether `text` says what was read, or on what it has no figures: "we read parts of the leaflet"."""
    if _OUR_SOURCE.search(text):
        return _CLAIMED.search(text) is None
    if _GIVES_NO_FIGURES.search(text):
        return _VERDICT.search(text) is None
    return _WE_READ.search(text) is not None and _VERDICT.search(text) is None


def had_nobody_to_compare(text: str) -> bool:
    """Return whether `text` says no more than that nobody got another treatment to compare with."""
    return _NOBODY_COMPARED.search(text) is not None


_LATER = re.compile(
    r"^\W*(?:any |some )?(?:later|further|future|newer|other) (?:changes?|updates?|decisions?|approvals?"
    r"|news|reports?) "
    r"(?:(?:is|are|was|were) (?:possible|not (?:known|covered|included))|(?:may|might"
    r"|could) (?:have )?(?:come|came|follow(?:ed)?|exist))"
    r"(?: (?:since|since then|after that|later|here))?\W*$",
    re.IGNORECASE,
)


def may_be_out_of_date(text: str) -> bool:
    """Return whether `text` says that what is on record may have changed: "later changes are possible"."""
    return _LATER.search(text) is not None


_COMPOUND = re.compile(
    r"\b(?:safety|side[- ]effects?|efficacy) (?=(?:tables?|lists?|sections?|parts?|figures|data|summary"
    r"|study|trial)\b)",
    re.IGNORECASE,
)
_SO_IT_CANNOT = re.compile(
    r", (?:so|and so|which means that) (?:it|this|they|these \w+|(?:the|this|that) [\w-]+(?: [\w-]+)?) "
    r"(?:cannot|can't|could not|do(?:es)? not) (?:show|tell|say|rule out|exclude|reveal|answer)\b[^,;:.]*\W*$",
    re.IGNORECASE,
)


def what_leaves_open(text: str) -> str | None:
    """Return the reason of "…, so it cannot show …", read for itself by the caller; None in any other sentence."""
    match = _SO_IT_CANNOT.search(text)
    return _COMPOUND.sub("", text[: match.start()]) if match else None
