"""Text → content words brought to one form, so that a paraphrase and its source can be compared.

Phrases and synonyms that patients and papers use for one thing share one form; inflections are cut to stems.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.text.wordlists import word_pairs, word_set


class Word(NamedTuple):
    written: str  # lower case
    form: str  # the stem, or the name of its group of synonyms


# One row, one thing. The first entry names the group; phrases are joined before words are cut.
_SYNONYMS = (
    "person people patient participant individual subject volunteer man men woman women adult case everyone",
    "sideeffect side-effect|adverse event|adverse reaction|adverse effect|bad reaction|unwanted effect"
    "|side effect|harms",
    "blood blood|hematological|haematological|hematologic|haematologic",
    "retrospective retrospective|retrospectively|looked back|looking back|looks back|look back",
    "regrowth regrowth|regrew|regrow|regrows|grew back|grow back|grows back|growing back|grown back",
    "bloodpressure blood pressure|blood-pressure",
    "hypertension high blood pressure|raised blood pressure",
    "qualityoflife quality of life|life quality",
    "heartattack heart attack|myocardial infarction",
    "cancer cancer|malignancy|malignancies|malignant|tumour|tumor|carcinoma|neoplasm",
    "stroke stroke|cerebrovascular accident",
    "nocomparison without a comparison group|no comparison group|without comparison|uncontrolled"
    "|nothing was compared|nobody was compared|nothing to compare with|no control group"
    "|without a control group|single-arm|single arm|no comparator|no group to compare with|no group to compare it with"
    "|no group to compare them with|nothing to compare it with|nothing to compare them with|without a comparator"
    "|nobody to compare with|nobody to compare them with",
    "withcomparison with a comparison group|with comparison group|had a comparison group|with a control group"
    "|controlled trial|placebo-controlled|a controlled study",
    "randomised randomised|randomized|randomly|randomisation|randomization|at random|by chance|chance decided"
    "|decided by chance|decided at random",
    "openlabel open label|open-label|not blinded|unblinded|not masked",
    "compared compared|compared with|compared to|versus|vs|in comparison with|in comparison to|relative to",
    "placebo placebo|dummy pill|dummy treatment|sham",
    "death death|deaths|mortality|die|died|dies|dying|fatal|fatality|fatalities|lethality",
    "child child|children|kid|kids|paediatric|pediatric|childhood",
    "elderly elderly|older people|older adults|seniors|geriatric",
    "pregnancy pregnancy|pregnant|gestation|gestational",
    "itch itch|itching|itchy|pruritus",
    "skin skin|cutaneous|dermal",
    "palm palm|palms",
    "sole sole|soles|foot|feet",
    "rash rash|rashes|eruption",
    "hair hair|hairs",
    "heart heart|cardiac|cardiovascular|coronary",
    "lung lung|pulmonary",
    "liver liver|hepatic",
    "kidney kidney|renal",
    "bloodclot blood clot|blood clots|thrombosis|thromboses|thrombotic|thromboembolism|clotting",
    "infection infection|infections|infected|infect|infects|infectious|infecting",
    "score score|scores|scoring|index",
    "reach reach|reached|reaches|achieve|achieved|achieves|attain|attained",
    "study study|studies|trial|paper|papers|letter|article|research|investigation|analysis|survey",
    "researcher researcher|researchers|author|authors|investigator|investigators|scientist|scientists",
    "therapy therapy|therapies|treatment|treatments|treat|treats|treated|treating|therapeutic|medication"
    "|medications|medicine|medicines|drug|drugs",
    "take take|takes|took|taken|taking|receive|receives|received|receiving|administered|given|administration",
    "symptom symptom|symptoms|sign|signs|complaint|complaints",
    "illness illness|illnesses|disease|diseases|condition|conditions|disorder|disorders",
    "begin begin|begins|began|begun|start|starts|started|starting|initiate|initiated|initiation",
    "happen happen|happened|happens|occur|occurs|occurred|occurrence",
    "flu flu|influenza",
    "talk talk|talks|discuss|discusses|discussed",
    "coronavirus coronavirus|coronaviruses|covid-19|covid19|covid|sars-cov-2|sarscov2|sars-cov2|2019-ncov",
    "spread spread|spreads|spreading|transmit|transmits|transmitted|transmission|transmissibility|contagious",
    "mask mask|masks|face mask|face masks|face covering|face coverings|facemask|facemasks",
    "severe severe|severity|serious|seriously|severely",
    "mouse mouse|mice|murine",
    "doctor doctor|doctors|physician|physicians|clinician|clinicians",
    "month month|months",
    "average average|mean",
    "clear clear|cleared|clears|clearing|clearance",
    "large large|larger|big|bigger",
    "hospital hospital|hospitals|hospitalised|hospitalized|hospitalisation|hospitalization",
    "smoke smoke|smoking|smoker|smokers|tobacco|cigarette|cigarettes",
    "exercise exercise|exercises|physical activity",
    "weight weight|obesity|obese|overweight",
    "gene gene|genes|genetic|genetically",
    "bone bone|bones|skeletal",
    "kidneyfailure kidney failure|renal failure",
    "bowel bowel|intestine|intestinal|gut",
    "brain brain|cerebral",
    "memory memory|cognition|cognitive",
    "antibody antibody|antibodies",
    "vaccine vaccine|vaccines|vaccination|vaccinated|vaccinate|immunisation|immunization",
    "warm warm|warmer|hot|heat|warmth",
    "cold cold|colder|cool|cooler",
)
STOPWORDS = word_set(
    "a an the this that these those it its they them their he she his her him we our us you your i my "
    "me one ones is are was were be been being am do does did done doing have has had having will "
    "would shall should can could may might must of in on at to for from by with within into onto "
    "over under about around than as if whether when while where which who whom whose what why how "
    "and or but so because since although though both either neither nor not no none never also only "
    "just very more most less least much many few some any all each every other another such same own "
    "there here then thus therefore however still even again once up down out off after before during "
    "between among through against per via etc eg ie s t don doesn didn isn aren wasn weren cannot "
    "seem seems seemed appear appears appeared say says said show shows showed shown find finds found "
    "report reports reported suggest suggests suggested conclude concludes concluded indicate "
    "indicates indicated see sees saw seen make makes made use used using uses get gets got yes well "
    "quite rather really probably possibly perhaps likely result results evidence according people's "
    "average end total currently overall both likewise experience experienced experiences observe "
    "observed include includes included including involve involved time times week weeks month months "
    "day days year years mg percent daily reported reportedly uncertain unclear unknown known sure "
    "certain half third quarter zero one two three four five six seven eight nine ten eleven twelve "
    "fifteen twenty thirty fifty hundred thousand old aged age ages something anything thing things "
    "way ways several various certain kind lot know knows source sources unsaid noted recorded"
)
_WORD = re.compile(r"[a-zα-ω0-9]+(?:[-'’][a-zα-ω0-9]+)*")
_SUFFIXES = word_pairs(
    "isations:ize izations:ize isation:ize ization:ize iveness:ive fulness:ful ousness:ous ations:ate "
    "ation:ate ities ically:ic ements ement ments ment ingly edly ising:ize izing:ize ised:ize "
    "ized:ize ises:ize izes:ize ise:ize ions ion ings ing ies:y ied:y ity ness sses:ss ers ed es ly "
    "al ive s e"
)
_SPELLINGS = word_pairs("haem:hem oedema:edema aemia:emia our:or paed:ped diarrhoea:diarrhea")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return `word` without its inflection; a stem is a key for comparison, not a word."""
    for british, american in _SPELLINGS:
        if len(word) > 4:
            word = word.replace(british, american)
    word = word.removesuffix("'s").removesuffix("’s")
    for _ in range(2):
        for suffix, instead in _SUFFIXES:
            if (
                word.endswith(suffix)
                and len(word) - len(suffix) >= (3 if suffix == "s" else 4)
                and not word.endswith("ss")
            ):
                word = word[: len(word) - len(suffix)] + instead
                break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.rstrip("e") if len(word) > 4 else word


@lru_cache(maxsize=1)
def _groups() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    singles: dict[str, str] = {}
    phrases: list[tuple[str, str]] = []
    for row in _SYNONYMS:
        name, _, rest = row.partition(" ")
        entries = rest.split("|") if "|" in rest else rest.split()
        singles[name] = name
        for entry in entries:
            if " " in entry or ("-" in entry and not entry[-1].isdigit()):
                phrases.append((entry, name))
            else:
                singles[entry] = name
                singles[stem(entry)] = name
    phrases.sort(key=lambda pair: -len(pair[0]))
    return singles, tuple(phrases)


@lru_cache(maxsize=1)
def _phrase_pattern() -> re.Pattern[str]:
    phrases = "|".join(re.escape(phrase) for phrase, _ in _groups()[1])
    return re.compile(rf"\b(?:{phrases})s?\b")


def join_phrases(text: str) -> str:
    """Return `text` in lower case, each known phrase replaced by the one word of its group."""
    names = dict(_groups()[1])

    def name_of(match: re.Match[str]) -> str:
        return names.get(match.group()) or names[match.group().removesuffix("s")]

    return _phrase_pattern().sub(name_of, _CONTRACTED.sub(_in_full, text.lower().replace("’", "'")))


_CONTRACTED = re.compile(
    r"\b(can't|won't|(?:is|are|was|were) not able to|(?:is|are|was|were) unable to)\b"
    r"|\b(is|are|was|were|do|does|did|has|have|had|would|should|could)n't\b"
)


def _in_full(match: re.Match[str]) -> str:
    """ "Doesn't" is "does not", and "is not able to" is "cannot"."""
    if match.group(2):
        return f"{match.group(2)} not"
    return "will not" if match.group(1) == "won't" else "cannot"


def read_words(text: str) -> tuple[Word, ...]:
    """Return every word of `text` in order, function words included."""
    singles = _groups()[0]
    words = []
    for match in _WORD.finditer(join_phrases(text)):
        written = match.group()
        pieces = [written] if written in singles or any(c.isdigit() for c in written) else written.split("-")
        for piece in pieces:
            if piece:
                words.append(Word(piece, singles.get(piece) or singles.get(stem(piece)) or stem(piece)))
    return tuple(words)


_NAMES: dict[str, str] = {}  # form → a name of the lexicon; never what a patient typed


def note_name(form: str, name: str) -> None:
    _NAMES.setdefault(form, name)


def readable(form: str, text: str = "") -> str:
    """Return a form as people write it: the name of the lexicon, the word of `text`, or the phrase of its group."""
    if form in _NAMES:
        return _NAMES[form]
    phrase = next((p for p, name in _groups()[1] if name == form and p.replace(" ", "") == form), None)
    if phrase or form in _PLAIN:
        return phrase or _PLAIN[form]
    return next((word.written for word in read_words(text) if word.form == form), form)


_PLAIN = {"nocomparison": "no comparison group", "withcomparison": "a comparison group", "hairloss": "hair loss"}


def form_of(name: str) -> str:
    """Return the one form of a name of several words: "high blood pressure" is "hypertension"."""
    words = read_words(name)
    return words[0].form if len(words) == 1 else stem("".join(word.written for word in words))


def content_forms(words: tuple[Word, ...]) -> tuple[str, ...]:
    """Return the forms that carry meaning: no function words and no bare figures."""
    return tuple(
        word.form
        for word in words
        if word.written not in STOPWORDS and len(word.form) > 1 and not word.written.replace("-", "").isdigit()
    )


def common_share(one: str, other: str) -> float:
    """Return how much of their content words two texts share, from 0 to 1 (Dice)."""
    first, second = (set(content_forms(read_words(text))) for text in (one, other))
    return 2 * len(first & second) / max(1, len(first) + len(second))
