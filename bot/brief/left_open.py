"""What a question leaves open, or an answer does, said in the answer: which disease, and how likely a harm is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.brief.comparing import asks_which_harms
from bot.lexicon import FORM_WORDS, Lexicon
from bot.questions.approvals import speaks_of_approval
from bot.questions.asked_figures import asks_for_shares, tells_rate
from bot.questions.times_asked import is_of_time, time_asked
from bot.questions.topics import OF_A_BABY
from bot.retrieval.passages import is_named, number_asked, of_another_drug, on_drugs, tells_of_number
from bot.types import Article, Claim, ClaimKind, Evidence, Facet, Query, SourceKind, Strength, StudyCard

_ON_BENEFIT = {Facet.EFFICACY, Facet.COMPARISON, Facet.GENERAL}
_ASKS_FOR_THE_BEST = re.compile(
    r"\b(?:which|what)\b(?!.{0,60}\b(?:dose|time|way|study|studies|trials?|evidence|warnings?|results?)\b).{0,60}?"
    r"\b(?:best|safest|strongest|gentlest|mildest|weakest|most effective|fewest|least (?:risk|side|danger)\w*)\b",
    re.IGNORECASE,
)
_BEATS_ALL = re.compile(r"\b(?:beats?|(?:better|stronger|safer) than) (?:every|all|any) ", re.IGNORECASE)
# "The cream?", "Rinvoq cream", "topical Rinvoq": not a steroid cream beside it, and not the tablets of somebody.
_BY_ANOTHER_WORD = {"tablet": r"\b(?:oral|by mouth)\b", "cream": r"\btopical\b", "injection": r"\binjectable\b"}
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
).split()
_SPELLED = {word: str(number) for number, word in enumerate(_NUMBERS, 1)}
_AGE = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_OF_AGE = re.compile(
    rf"\b{_AGE}[- ]?(?:years?[- ]old|yrs?[- ]old|y/?o)\b"
    rf"|\b(?:is|am|i'?m|she'?s|he'?s|aged?|turned|(?:allowed|approved|licensed|used|taken|ok|okay) (?:at|from))"
    rf" (?:only |just |age |the age of )?(?:turned )?{_AGE}\b"
    r"(?! ?(?:%|mg|kg|weeks|months|of|in))",
    re.IGNORECASE,
)
_OF_MONTHS = re.compile(
    rf"\b{_AGE}[- ]?(months?|weeks?|mo)[- ]?olds?\b"
    r"|\b(?:baby|infant|son|daughter|child|boy|girl|toddler|little one|he|she|it)(?: is| of|'s)? (?:only |just |now )?"
    rf"{_AGE}"
    r" (months?|weeks?)\b(?! (?:on|after|ago|of))",
    re.IGNORECASE,
)
# Who is told of without an age, by the age that they have not passed.
_AT_MOST = {  # months
    re.compile(r"\b(?:infants?|bab(?:y|ies)|newborns?)\b", re.IGNORECASE): 0,
    re.compile(r"\btoddlers?\b", re.IGNORECASE): 35,
}
_UNDER = re.compile(rf"\b(?:under|below|younger than)[- ](?:the age of |age )?{_AGE}\b(?! ?(?:%|mg|kg))", re.IGNORECASE)
_FROM_AGE = re.compile(
    r"\b(?:from age|aged|from the age of) (?P<age>\d{1,2})(?P<months> months)?"
    r"(?= or older| to|,|\.| and| if| in|$| months)",
    re.IGNORECASE,
)
_OF_SOME_TIME = re.compile(r"\bweeks?\b|\bmonths?\b|\byears?\b", re.IGNORECASE)
_OF_NO_BENEFIT = frozenset({"definition", "mechanism", "interactions", "stopping"})
# Who asks for the score of a disease has named it.
_SCORE_IN = {
    name: re.compile(rf"\b(?:{score})(?:[- ]?\d+)?\b", re.IGNORECASE)
    for name, score in {
        "palmoplantar pustulosis": "PPP?ASI",
        "vitiligo": "[FT]?-?VASI",
        "alopecia areata": "SALT(?: score)?",
        "atopic dermatitis": "EASI",
    }.items()
}
_STUDY = r"(?:stud(?:y|ies)|report|paper|article|trial|review|case|letter|series|woman|man|patient)"
_OF_A_YEAR = re.compile(
    rf"\b((?:19|20)\d\d) (?:\w+ ){{0,2}}{_STUDY}\b|\b{_STUDY} (?:from|of|in) ((?:19|20)\d\d)\b", re.IGNORECASE
)
_HOW_SURE = re.compile(
    r"\bhow (?:sure|certain|confident)\b|\bhow (?:good|strong|solid|weak|reliable) is (?:the|that|this) evidence\b",
    re.IGNORECASE,
)
_HOW_OLD = re.compile(
    r"\bhow (?:old|recent|current|up[- ]to[- ]date) (?:is|are) (?:the|your|this|that|these|those) "
    r"(?:information|info|data|sources?|evidence|articles?|answers?)\b"
    r"|\bwhen (?:was|were) (?:this|that|it|these|your \w+|the \w+) (?:last )?(?:updated|checked|read)\b"
    r"|\b(?:your|the|this) (?:information|info|data|sources?) (?:still )?"
    r"(?:up[- ]to[- ]date|current|out of date|outdated)\b",
    re.IGNORECASE,
)
_A_FATHER = re.compile(
    r"\b(?:husband|boyfriend|dad|father|male partner|he) (?:\w+ ){0,3}(?:is on|takes?|taking|uses?|on)\b"
    r"|\b(?:husband|boyfriend|father|dad)(?:'s| is) (?:\w+ ){0,2}(?:on|taking|using)\b|\bsperm\b"
    r"|\bpartner \(?(?:male|is (?:a )?(?:man|male))\b"
    r"|\b(?:as|i am|i'?m) an? (?:man|male|bloke|guy|lad)\b",
    re.IGNORECASE,
)
_OF_MEN = re.compile(r"\b(?:men|man|male|fathers?|sperm)\b", re.IGNORECASE)


def asks_how_sure(query: Query) -> bool:
    return _HOW_SURE.search(query.question) is not None


def asks_how_old(query: Query) -> bool:
    return _HOW_OLD.search(query.question) is not None


def father_note(query: Query, claims: Sequence[Claim]) -> str | None:
    """Return that no source tells of a father who takes it, where that is asked and all tell of mothers."""
    asked = OF_A_BABY & set(query.topics) and _A_FATHER.search(query.question)
    told = any(_OF_MEN.search(claim.text) for claim in claims)
    return wordings.NO_FATHER if asked and claims and not told else None


def no_condition_note(
    query: Query, direct: Sequence[Claim], cards: Sequence[StudyCard], articles: Sequence[Article], lexicon: Lexicon
) -> str | None:
    """Return of which diseases a benefit is told, where the question names a drug and no disease.

    "Will it clear my palms?" may be asked with a disease in which nobody has studied it well.
    """
    named = (query.conditions and not query.is_implied) or query.other_conditions
    if query.facet not in _ON_BENEFIT or asks_which_harms(query) or not query.drugs or named:
        return None
    on_benefit = [claim for claim in direct if claim.kind is ClaimKind.EFFICACY]
    leading = direct[:1] if on_benefit else ()  # "28.4% reached EASI 100": which disease that is has to be said too
    ids = dict.fromkeys(c.source_id for claim in (*leading, *on_benefit) for c in claim.citations)
    by_id = {card.id: card for card in cards}
    telling = [by_id[key] for key in ids]
    if _OF_NO_BENEFIT & set(query.topics) or any(is_named(query.question, card) for card in telling):
        return None
    told_of = list(dict.fromkeys(name for card in telling for name in card.conditions))
    if told_of and all((score := _SCORE_IN.get(name)) and score.search(query.question) for name in told_of):
        return None
    on_them = on_drugs(query.drugs, articles, lexicon)
    studied = dict.fromkeys(name for article in on_them for name in article.card.conditions)
    others = [
        name
        for name in studied
        if not lexicon.is_harm(name) and not any(lexicon.covers(broader, [name]) for broader in told_of)
    ]
    drugs = wordings.joined([lexicon.plain(drug) for drug in query.drugs], "or")
    plain = [[lexicon.plain(name) for name in names] for names in (told_of, others)]
    return wordings.no_condition_named(drugs, *plain) if told_of else None


def class_note(query: Query, lexicon: Lexicon) -> str | None:
    """Return of which class a drug is, where the sources are on the class and not on the drug that was asked about."""
    for mention in lexicon.mentions(query.question, fuzzy=True):
        of_class = sorted(lexicon.classes_of(mention.name) & set(query.drugs))
        if of_class and mention.name not in query.drugs:
            return wordings.one_of_a_class(lexicon.plain(mention.name), lexicon.plain(of_class[0]))
    return None


def other_drug_note(query: Query, articles: Sequence[Article], lexicon: Lexicon) -> str | None:
    """Return of which drug a study is that a question names with another one."""
    cards = of_another_drug(query, articles, lexicon)
    names = [name for name in dict.fromkeys(name for card in cards for name in card.known_as) if name in query.question]
    names = names or [cards[0].known_as[0]] if cards else []
    studied, asked = (
        [lexicon.plain(drug) for drug in drugs]
        for drugs in (dict.fromkeys(drug for card in cards for drug in card.drugs), query.drugs)
    )
    return (
        wordings.of_another_drug(wordings.joined(names), wordings.joined(studied), wordings.joined(asked))
        if cards
        else None
    )


def other_number_note(query: Query, evidence: Evidence) -> str | None:
    """Return that no source tells of the study that a question means by a number: "SOLO 3"."""
    named = [card for card in evidence.cards if is_named(query.question, card)]
    asked = number_asked(query.question, named)
    told = asked is not None and any(tells_of_number(each.passage.text, *asked) for each in evidence.ranked)
    return wordings.no_such_number(" ".join(asked), asked[0]) if asked and not told else None


def other_year_note(query: Query, claims: Sequence[Claim], cards: Sequence[StudyCard]) -> str | None:
    """Return that nothing told is from the year by which a question points at a study: "the 2018 trial"."""
    asked = _OF_A_YEAR.search(query.question)
    year = int(next(filter(None, asked.groups()))) if asked else None
    cited = {citation.source_id for claim in claims for citation in claim.citations}
    told = {card.year for card in cards if card.id in cited}
    return wordings.no_such_year(year) if year is not None and claims and year not in told else None


def time_note(query: Query, claims: Sequence[Claim]) -> str | None:
    """Return that nothing told is of the point in time that a question on a finding names: "at week 24"."""
    asked = time_asked(query.question) if query.facet in {*_ON_BENEFIT, Facet.SAFETY} else None
    of_a_baby = _OF_MONTHS.search(query.question) is not None  # its age, and no time in a study
    if asked is None or of_a_baby or any(is_of_time(claim.text, asked) for claim in claims):
        return None
    return wordings.other_time(asked) if any(_OF_SOME_TIME.search(claim.text) for claim in claims) else None


def form_note(query: Query, lexicon: Lexicon) -> str | None:
    """Return how a drug is given, where a question is on it in another form: "does Rinvoq cream work?"."""
    known = [lexicon.names[drug] for drug in query.drugs if drug in lexicon.names]
    if len(query.drugs) != 1 or not known or known[0].form not in FORM_WORDS:
        return None
    drug = known[0]
    brand = "|".join(re.escape(name) for name in (drug.name, drug.plain, *drug.also) if name)
    for form, words in FORM_WORDS.items():
        own = rf"\b(?:{brand}) (?:as )?(?:an? )?{words}\b|\b{words} (?:form|version|of (?:{brand}))\b"
        # A follow-up of a few words: "and the cream? (upadacitinib)".
        own += rf"|(?:^|, )\W*(?:and|or|what about|how about|is there|but)?\W*(?:the |an? |in |as )*{words}\W*(?:\(|$)"
        asked = re.search(rf"{own}|{_BY_ANOTHER_WORD[form]} (?:{brand})", query.question, re.IGNORECASE)
        if asked and form != drug.form:
            return wordings.other_form(lexicon.plain(drug.name), drug.form, form)
    return None


def too_young_note(query: Query, claims: Sequence[Claim]) -> str | None:
    """Return that the ages which an answer tells are all above that of the child who is asked about."""
    of_a_child = "children" in query.topics or _OF_MONTHS.search(query.question)
    months = _age_in_months(query.question) if of_a_child else None
    told = [
        int(each["age"]) * (1 if each["months"] else 12) for claim in claims for each in _FROM_AGE.finditer(claim.text)
    ]
    return wordings.too_young(months, min(told)) if months is not None and told and months < min(told) else None


def _age_in_months(question: str) -> int | None:
    """Return the age of a child that a question tells, or the most that it can be, "under 12"; of a baby the least."""
    if young := _OF_MONTHS.search(question):
        number, unit = (young[1], young[2]) if young[1] else (young[3], young[4])
        count = int(_SPELLED.get(number.casefold(), number))
        return count if unit.casefold().startswith("m") else count // 4
    if asked := _OF_AGE.search(question):
        told = next(filter(None, asked.groups())).casefold()
        return int(_SPELLED.get(told, told)) * 12
    if under := _UNDER.search(question):
        return int(_SPELLED.get(under[1].casefold(), under[1])) * 12 - 1
    return min((most for told, most in _AT_MOST.items() if told.search(question)), default=None)


def ranking_note(query: Query, lexicon: Lexicon) -> str | None:
    """Return that nothing here ranks every treatment, where a question asks for the best or the safest of all."""
    of_many = all(lexicon.names[drug].members for drug in query.drugs if drug in lexicon.names)
    of_many = of_many or _BEATS_ALL.search(query.question) is not None
    asked = of_many and query.facet not in {Facet.DOSE, Facet.APPROVAL, Facet.STUDY}
    ranks = _ASKS_FOR_THE_BEST.search(query.question) or _BEATS_ALL.search(query.question)
    return wordings.NO_RANKING if asked and ranks else None


_HOW_OFTEN_DONE = re.compile(
    r"\bhow (?:often|frequently)\b.{0,40}\b(?:tests?|tested|checks?|checked|bloods?|one|measured?|scans?|visits?|take"
    r"|inject)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"\byes or no\b|\by/n\b", re.IGNORECASE)


def yes_or_no_note(query: Query, direct: Sequence[Claim]) -> str | None:
    """Return that neither is known, where a yes or a no is asked for and what leads leaves it open."""
    unsure = bool(direct) and direct[0].strength in {Strength.UNCERTAIN, Strength.ASSOCIATION}
    return wordings.NEITHER_YES_NOR_NO if unsure and _YES_OR_NO.search(query.question) else None


def no_rate_note(query: Query, claims: Sequence[Claim]) -> str | None:
    """Return that no figure is told, where a question asks how likely a harm is and no claim has one."""
    of_a_harm = "blood_tests" not in query.topics and not _HOW_OFTEN_DONE.search(query.question)
    asked = query.facet is Facet.SAFETY and asks_for_shares(query) and of_a_harm
    told = any(tells_rate(claim.text) for claim in claims)
    return wordings.NO_RATE if asked and claims and not told else None


def several_note(query: Query, direct: Sequence[Claim], cards: Sequence[StudyCard]) -> str | None:
    """Return that nothing here ranks them, where an answer tells of several treatments and none was asked about."""
    benefits = {c.source_id for claim in direct if claim.kind is ClaimKind.EFFICACY for c in claim.citations}
    told = {card.drugs[:1] for card in cards if card.id in benefits and card.drugs}
    return wordings.NO_RANKING if len(told) > 1 and query.conditions and not query.drugs else None


def only_recommended_note(query: Query, direct: Sequence[Claim], cards: Sequence[StudyCard]) -> str | None:
    """Return that no study is told, where whether a drug works is answered by advice or by an approval alone."""
    cited = {c.source_id for claim in direct for c in claim.citations}
    kinds = {card.kind for card in cards if card.id in cited}
    asked = query.facet in {Facet.EFFICACY, Facet.GENERAL} and "guideline" not in query.topics
    if asked and query.facet is Facet.EFFICACY and direct and all(speaks_of_approval(each.text) for each in direct):
        return wordings.ONLY_APPROVED
    return wordings.ONLY_RECOMMENDED if asked and kinds == {SourceKind.GUIDELINE} else None
