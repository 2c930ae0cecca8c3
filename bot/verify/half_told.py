"""A claim that tells one side of what its sentence has: a finding without its comparison, a list without its worst."""

from __future__ import annotations

import re

_TURN = re.compile(r"; (?=\S)|, (?=which\b)|[,;] (?=(?:but|yet|though|although)\b)|\. Yet\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{3,}|\d[\d.]*\d|\d")


def half_told(text: str, sentence: str) -> bool:
    """Say whether a claim tells one side of a sentence that has two: "the text says 20%, but its table shows 40%"."""
    if re.search(r"\btables?\b", sentence) and re.search(r"\btext\b|\bletter\b", sentence):
        return not re.search(r"\btables?\b", text) or not re.search(r"\btext\b|\bletter\b", text)
    drops = (_drops_the_comparator, _drops_the_other_arm, _drops_the_absolute, _drops_what_weighs)
    if any(each(text, sentence) for each in drops):
        return True
    sides = [side for side in _TURN.split(sentence) if len(_WORD.findall(side.lower())) > 1]
    ours = set(_WORD.findall(text.lower()))
    shares = [_share(set(_WORD.findall(side.lower())), ours) for side in sides]
    return len(shares) > 1 and shares[0] >= _TOLD and min(shares[1:]) < _LEFT_OUT


_COMPARED_WITH = re.compile(
    r", compared with (?:an? |the )?(?:(?:about )?[\d.]+%?(?: (?:and|to) [\d.]+%)? (?:on|with"
    r"|in) )?(?:the )?([a-z]\w+)",
    re.IGNORECASE,
)
_STILL_COMPARED = re.compile(
    r"\bcompar\w+|\bthan\b|\bplacebo\b|\bdummy\b|\b(?:other|comparison|control) (?:group|arm|medicine)\b", re.IGNORECASE
)


def _drops_the_comparator(text: str, sentence: str) -> bool:
    """A finding against a placebo told without the placebo: nobody can see how much of it the medicine did."""
    match = _COMPARED_WITH.search(sentence)
    return match is not None and match.group(1).lower() not in text.lower() and not _STILL_COMPARED.search(text)


# "47% on the drug and 19% on placebo", "8.6% with it, 2% without".
_ARM = (
    r"\b(placebo|vehicle|dummy|usual care|standard care|no treatment|(?:other|comparison|control) (?:group|arm)"
    r"|the others)\b"
)
_OTHER_ARM = re.compile(rf"\d[^.;]*{_ARM}|{_ARM}[^.;]*\d", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_NO_RESULT = re.compile(
    r"\b(?:took|got|had taken|received|were given|decided|did not take)\b[^.;]*\bplacebo\b", re.IGNORECASE
)


def _drops_the_other_arm(text: str, sentence: str) -> bool:
    """A result of one group told without the other's: "47% on the drug", of "47% on the drug and 19% on placebo"."""
    if _OTHER_ARM.search(sentence) is None or _FIGURE.search(text) is None or _NO_RESULT.search(sentence):
        return False
    if not set(_RESULT.findall(text)) & set(_RESULT.findall(sentence)):
        return False
    return _STILL_COMPARED.search(text) is None and re.search(_ARM, text, re.IGNORECASE) is None


_RESULT = re.compile(
    r"(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|none)|\d[\d,.]*) of (?:the )?\d|\d[\d,.]* ?%"
    r"|[−+-]\d[\d.]*|\b\d+\.\d+\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\btimes (?:as|more|less|higher|lower)\b|\b(?:odds|hazard|risk|rate) ratio\b|\b(?:doubl|halv|tripl)\w+\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\d ?%|\d of (?:the )?\d|\bper 1,?0", re.IGNORECASE)


def _drops_the_absolute(text: str, sentence: str) -> bool:
    """A relative figure told without the counts that its sentence has: "twice as often" of 2 and 1 in 1,000."""
    return (
        _RELATIVE.search(text) is not None and _ABSOLUTE.search(sentence) is not None and _ABSOLUTE.search(text) is None
    )


_GRAVE = {
    "death": re.compile(r"\b(?:deaths?|died?|dies|fatal\w*|dying)\b", re.IGNORECASE),
    "cancer": re.compile(r"\b(?:cancers?|lymphomas?|malignan\w+|tumou?rs?)\b", re.IGNORECASE),
    "clot": re.compile(r"\b(?:clots?|clotting|thrombo\w+|VTE|emboli\w*)\b", re.IGNORECASE),
    "heart": re.compile(r"\b(?:heart|cardi\w+|MACE|strokes?)\b", re.IGNORECASE),
    "infection": re.compile(r"\b(?:infections?|tuberculosis|shingles|herpes\w*)\b", re.IGNORECASE),
}


_KIND_OF_VITILIGO = re.compile(r"\b(?:non-?)?segmental\b", re.IGNORECASE)  # the lexicon knows vitiligo of any kind
_CAN_BE_SERIOUS = re.compile(
    r"\b(?:some|these|they) (?:of (?:them|these) )?(?:can|may|could) be (?:serious|severe|fatal)\b"
)


def _drops_what_weighs(text: str, sentence: str) -> bool:
    """A list of grave harms told without one of them, harms without "serious", a kind of vitiligo told as any kind."""
    if _KIND_OF_VITILIGO.search(sentence) and not _KIND_OF_VITILIGO.search(text):
        return True
    if _CAN_BE_SERIOUS.search(sentence) and not re.search(r"\b(?:serious|severe|grave)\b", text, re.IGNORECASE):
        return True
    there, here = ({name for name, each in _GRAVE.items() if each.search(side)} for side in (sentence, text))
    return bool(here) and here < there


_TOLD = 0.5  # share of a side's words from which it is told; chosen, unmeasured
_LEFT_OUT = 0.34  # share under which it is left out; chosen on the mutants


def _share(words: set[str], ours: set[str]) -> float:
    return len(words & ours) / len(words)
