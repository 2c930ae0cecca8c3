"""What a claim says that its passages do not, by groups of words that change what a reader takes from a finding.

A group counts as told where any of its words stands in the passages: which one is a matter of style.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.text.sentences import split_sentences

_I = re.IGNORECASE
_GROUPS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (why, re.compile(rf"\b(?:{words})\b", _I))
    for why, words in (
        ("plays a harm down", r"mild(?:ly)?|minor|slight(?:ly)?|passing|temporary|brief|harmless|manageable|trivial"
         r"|worth noting|uncommon|rare(?:ly)?|seldom|few(?:er)? (?:side|harms|problems)|rather than serious"),
        ("reassures", r"tolerat\w+|safe(?:ly|ty)?|reassur\w+|no need|needn.t|worr\w+|no (?:danger|risk)"
         r"|without (?:risk|danger)|relax|rest assured|peace of mind|trust|rel(?:y|iable|iably)"),
        ("tells a better result", r"clear skin|healthy|full(?:y)?|complete(?:ly)?|entire(?:ly)?|whole|normal(?:ly)?"
         r"|cured?"
         r"|remission|disappear\w*|most of|perfect(?:ly)?|free of|(?:much|a lot|far) (?:better|more|less)"
         r"|striking\w*|dramatic\w*|impressive\w*|remarkabl\w+|quick(?:ly)?|rapid(?:ly)?|fast"),
        ("makes two things equal", r"equal(?:ly)?|(?:just|about|at least) as|the same|no different|alike|likewise"
         r"|similar(?:ly)?|no (?:single )?\w+ (?:\w+ ){0,6}better than"),
        ("sets treatments against each other", r"better than|worse than|outdo(?:es)?|outperform\w*|superior|beats?|best"
         r"|first (?:choice|treatment|line)|stronger than|safer|more effective|prefer\w*|works better|leading"),
        ("tells it of more people or times", r"each|every(?:one|body)?|all ages|any(?:one|body)?|usual(?:ly)?"
         r"|typical(?:ly)?"
         r"|general(?:ly)?|tends?|in most|always|never|worldwide|everywhere|several|many|multiple|wherever|regardless"),
        ("makes the evidence better", r"solid|strong(?:ly)?|robust|high[- ]quality|well[- ]established|established"
         r"|prove[ns]?"
         r"|proof|confirm\w*|beyond doubt|expert\w*|consensus|agree(?:s|d)?|convincing\w*|conclusive\w*|firm(?:ly)?"
         r"|definite(?:ly)?|certainly|settled|shows? that|show(?:ed|n)? that|demonstrat\w+"),
        ("tells a cause", r"caus(?:e[ds]?|ing)|led to|leads? to|due to|because of|brought (?:on|about)"
         r"|brings?|triggers?"
         r"|triggered|responsible for|results? in|put down to|thanks to|makes? (?:it|them|people|skin|hair)|reason for"
         r"|blame\w*|explains?"),
        ("tells how long it lasts", r"lasts?|lasting|permanent(?:ly)?|long[- ]term|for good|for years|for life|lifelong"
         r"|durable|indefinite(?:ly)?|expected to (?:stay|last|keep)"),
        ("names other people", r"children|child|teen\w*|adolescents?|bab(?:y|ies)|infants?|older (?:people"
         r"|adults|women|men)"
         r"|elderly|pregnan\w+|breast-?feeding|healthy (?:people|adults)"),
        ("lifts or makes a rule", r"should|must|recommend\w*|advis\w+|worth (?:it|trying|a try)|left out|skip(?:ped)?"
         r"|unnecessary|needless"),
        ("tells how it works", r"immune system|block(?:s|ing)?|inflammation|root cause|directly"
         r"|switch(?:es)? off|calms?"
         r"|balance[sd]?|repairs?|genes?"),
        ("tells how it was studied", r"randomi[sz]ed|double[- ]blind|blinded|placebo|controlled|registry|phase \w+"
         r"|pool(?:s|ed|ing)?|meta-analysis|guideline|compared|head[- ]to[- ]head|planned|main (?:goal|aim|result)"),
    )
)  # fmt: skip

_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(_WORDS)})\b", _I)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
_OF = re.compile(  # "5 of the 156", "3 in 4"; not "EASI 75 in 72.4%"
    rf"(?<![.\d])(\d[\d,]*|\b(?:{'|'.join(_WORDS)}))"
    r" (?:(?:out )?of (?:the |these |those )?|in (?:every )?(?=(?:\d|1\d|20)\b))"
    r"(\d[\d,]*)\b(?!\.\d|%)",
    _I,
)
_ARM = re.compile(r"\b\d+(?:\.\d+)? ?mg\b|\bplacebo\b|\bvehicle\b", _I)
# A sentence that leaves a result open may name it: "whether it caused", "cannot tell how long it lasts".
_HELD_BACK = re.compile(
    r"\b(?:whether|cannot|uncertain|unclear|unknown|nobody can|(?:do|does|did) not (?:show|say|tell|prove|mean)"
    r"|(?:says?|tells?) nothing|opinion)\b",
    _I,
)
_OF_RESULTS = {"tells a cause", "makes the evidence better", "tells how long it lasts", "tells a better result"}
_ROUND = 0.051  # "3 in 4" for 76%: a fraction as people say it is within a twentieth


def added(claim: str, passages: Sequence[str], about: str = "") -> str | None:
    """Return what a claim adds to its passages; `about` is what their study card says."""
    told = f"{' '.join(passages)} {about}"
    groups = _GROUPS if _HELD_BACK.search(claim) is None else [each for each in _GROUPS if each[0] not in _OF_RESULTS]
    return next((why for why, words in groups if words.search(claim) and not words.search(told)), None)


def miscounted(claim: str, passages: Sequence[str]) -> str | None:
    """Return a count of a whole that no sentence has, or a share that a sentence gives to another dose."""
    sentences = [each.text for passage in passages for each in split_sentences(passage)]
    numbers = [_numbers(each) for each in sentences]
    for part, whole in _OF.findall(claim):
        pair = {_digits(part), _digits(whole)}
        if not any(pair <= each for each in numbers) and not is_rounded(part, whole, " ".join(passages)):
            return f"counts {part} of {whole}, which no sentence does"
    doses = [_dose_of(claim)] + [_dose_of(each) for each in sentences]
    for share, dose in doses[0].items():
        theirs = {each[share] for each in doses[1:] if share in each}
        if theirs and dose not in theirs:
            return f"gives {share}% to {dose}, and its sentence to {' or '.join(sorted(theirs))}"
    return None


def _dose_of(text: str) -> dict[str, str]:
    """Return for each share its dose, or the placebo: the next one in its clause, else the one before it."""
    found = {}
    for share in _PERCENT.finditer(text):
        clause = re.split(r",|;| and | compared | against |%", text[share.end() :], maxsplit=1)[0]
        after, before = _ARM.search(clause), _ARM.findall(text[: share.start()])
        if after or before:
            found[share[1]] = (after[0] if after else before[-1]).casefold()
    return found


def is_rounded(part: str, whole: str, told: str) -> bool:
    """Say whether "3 in 4" rounds a share, or a count of a whole, that is told."""
    of = float(_digits(whole).replace(",", "")) or 1.0
    share = float(_digits(part).replace(",", "")) / of
    shares = [float(each) / 100 for each in _PERCENT.findall(told)]
    shares += [float(_digits(x).replace(",", "")) / (float(y.replace(",", "")) or 1.0) for x, y in _OF.findall(told)]
    return of <= 20 and any(abs(share - each) < _ROUND for each in shares)


def rounded_figures(claim: str, told: str) -> set[str]:
    """Return the figures of a claim that stand in such a fraction."""
    return {
        _digits(each) for part, whole in _OF.findall(claim) if is_rounded(part, whole, told) for each in (part, whole)
    }


def _numbers(text: str) -> set[str]:
    return {_digits(each) for each in _NUMBER.findall(text)}


def _digits(number: str) -> str:
    word = number.casefold()
    return str(_WORDS.index(word) + 1) if word in _WORDS else word
