"""Answers "is it safe" and "does it cause": labels first, then what was seen in people, then what is not known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.brief.benefit import MOST_STUDIES
from bot.brief.material import Material
from bot.brief.selection import Candidate
from bot.brief.surroundings import WARNS, claim, first_per_source, in_order, limits
from bot.evidence import rate
from bot.questions.asked_figures import tells_rate
from bot.questions.facets import asks_for_benefit
from bot.questions.topics import OF_A_BABY, topics_asked
from bot.types import Certainty, DraftClaim, Facet, Part, Query, Role, SourceKind, Strength

_HARMS_OF_FEW = 4  # sentences of each source where there are one or two
_HARMS_OF_MANY = 2
_MOST_RULES = 2
_MOST_RULED_OUT = 6
_MOST_SILENT = 1
_TOLD_WHOLE = {"who_not", "vaccines"}
_TOLD_BESIDE = {
    "vaccines": ("live_vaccines",)
}  # that vaccines are brought up to date hides that live ones are not given
_WHERE_RULES_STAND = {Role.HARMS, Role.REGULATORY}
# What concerns some people only; told of a treatment in general where it was asked about.
_FOR_SOME = frozenset({"pregnancy", "breastfeeding", "vaccines", "interactions", "children", "fertility"})
# Of these a reference text speaks where labels are silent.
_TOLD_IN_REVIEWS = OF_A_BABY | {"vaccines", "live_vaccines"}
# What a label says of these is never missing from an answer on them.
_LABEL_SPEAKS_ON = _FOR_SOME | {
    "older", "kidney", "liver", "infection", "immune", "smoking", "cancer", "clots", "heart", "death",
    "allergy", "skin_checks", "lipids", "who_not", "alcohol",
}  # fmt: skip
# People, of whom an approval and a dose tell as much as a warning.
_WHOM = frozenset({"children", "older", "kidney", "liver"})
_ASKS_FOR_NONE = re.compile(
    r"\b(?:free (?:of|from)|without|no|zero|never|any|nobody|none)\b.{0,30}"
    r"\b(?:side[- ]?effects?|reactions?|adverse|harms?|risks?)\b",
    re.IGNORECASE,
)
_TELLS_OF_NONE = re.compile(r"\b(?:none of the|no (?:severe|serious|side|one)|nobody)\b", re.IGNORECASE)
_OF_A_CAUSE = re.compile(
    r"\b(?:caus\w+|link(?:ed|s)|risks?|more often|followed by|brings?|trigger\w*)\b", re.IGNORECASE
)
# Beside a benefit, for somebody at risk: who should not take it, and what else is to be done.
_SAYS_WHAT_TO_DO = re.compile(
    r"\b(?:must not|should not|avoid(?:s|ed)?|not recommended|ruled out|only (?:if|when|where)|unless|past|higher risk"
    r"|at risk|tell their|treated before)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:safe|safety|side effects?|harms?|dangerous|risks?|unwanted|severe|tests?|warnings?)\b", re.IGNORECASE
)


def speaks_of_harm(text: str) -> bool:
    return _HARM.search(text) is not None


def _with_the_surest(about_harm: Sequence[Candidate], most: int) -> list[str]:
    """Return the sources that tell of harm, the best match first; three small ones do not crowd out a trial."""
    cards = {each.card.id: each.card for each in about_harm}
    sources = list(cards)[:most]
    counting = [each.card for each in about_harm if each.card.participants and tells_rate(each.text)]
    if most > 1 and counting:
        surest = max(counting, key=lambda card: rate(card).certainty)
        if all(rate(surest).certainty > rate(cards[each]).certainty for each in sources if cards[each].participants):
            sources = [*sources[: most - 1], surest.id]
    return sources


def safety(material: Material, *, most_sources: int) -> list[DraftClaim]:
    """Return the label's warning first, then what was seen in people, the best match first."""
    query, cards = material.query, material.evidence.cards
    warnings = material.label_warnings()
    labels = {each.bindings[0].source_id for each in warnings}
    about_harm = [
        each
        for each in material.candidates
        if each.role is Role.HARMS and each.card.id not in labels and not (each.topics & _FOR_SOME) - set(query.topics)
    ]
    about_harm = [each for each in about_harm if not _is_on_another_drug(each, material)]
    asks_for_none = _ASKS_FOR_NONE.search(query.question) is not None
    if asks_for_none:
        about_harm.sort(key=lambda each: not _TELLS_OF_NONE.search(each.text))
    sources = _with_the_surest(about_harm, most_sources - bool(labels))
    most = _HARMS_OF_FEW if len(sources) < 3 else _HARMS_OF_MANY
    harms = in_order(about_harm, Role.HARMS, Part.HARMS, sources, most=most)
    shown = [card for card in cards if card.id in {*sources, *labels}]
    small = any(card.participants for card in shown)  # a news page is weak, but not small
    if harms and small and all(rate(card).certainty is Certainty.VERY_LOW for card in shown):
        first = {each.bindings[0].source_id: each.bindings[0] for each in reversed(harms)}
        drugs = query.drugs or tuple(dict.fromkeys(drug for card in cards for drug in card.drugs))
        text = wordings.safety_unknown(material.named(drugs))
        leads = [DraftClaim(text=text, part=Part.DIRECT, bindings=tuple(first.values()))]
    else:
        # "None of the 6 people" leads only where somebody asks whether there were none.
        grave = [each for each in harms if asks_for_none or not _TELLS_OF_NONE.search(each.text)]
        leads = [each.model_copy(update={"part": Part.DIRECT}) for each in (warnings or grave[:1] or harms[:1])]
    if not any(material.is_on_asked_drug(card) for card in shown):
        # That no source tells the harms of this drug itself is an answer, and no reassurance.
        silent = [each for each in material.candidates if each.role is Role.LIMITS and speaks_of_harm(each.text)]
        own = [each for each in silent if each.card.drugs and material.is_on_asked_drug(each.card)]
        leads = [*leads, *(claim(each, Part.DIRECT) for each in first_per_source(own)[:_MOST_SILENT])]
    benefit_too = asks_for_benefit(query.question)
    untold = [
        each
        for each in material.candidates
        if (benefit_too or speaks_of_harm(each.text)) and not _is_on_another_drug(each, material)
    ]
    return [*leads, *harms, *limits(untold, [*sources, *labels])]


def _is_on_another_drug(candidate: Candidate, material: Material) -> bool:
    """Say whether a sentence of a warning of a whole class speaks of another member than the one asked about."""
    if material.is_on_asked_drug(candidate.card):
        return False
    classes = frozenset().union(*(material.lexicon.classes_of(drug) for drug in material.query.drugs))
    return any(material.lexicon.is_drug(name) for name in candidate.names - classes)


def cause(material: Material, leads: Sequence[Candidate]) -> list[DraftClaim]:
    """Return how sure the sources are that it causes what was asked about, what they saw, what is not known."""
    # "Hair loss on it in eczema?" asks of the hair loss.
    wanted = [name for name in material.query.conditions if material.lexicon.is_harm(name)] or material.wanted()
    on_it = material.of(
        each
        for each in material.candidates
        if material.touches(each, wanted)
        and (material.touches(each, material.query.drugs) or (each.card.drugs and material.is_on_asked_drug(each.card)))
    )
    place = {card.id: at for at, card in enumerate(on_it.surest_first())}
    summaries = [each for each in on_it.candidates if each.role is Role.SUMMARY and _OF_A_CAUSE.search(each.text)]
    unsure = [each for each in on_it.candidates if material.read(each.text).strength is Strength.UNCERTAIN]
    surest = sorted(summaries, key=lambda each: (place[each.card.id], each.binding.sentence))[:1]
    # Who counted it as a harm tells of it; a trial of the illness itself does not.
    counted = [
        each
        for each in on_it.candidates
        if each.role is Role.HARMS
        and tells_rate(each.text)
        and not any(material.lexicon.covers(name, each.card.conditions) for name in wanted)
    ]
    if counted and not summaries:
        within = {each.card.id for each in counted}
        unsure = [*counted[:1], *(each for each in unsure if each.card.id in within)]
        first = unsure[:MOST_STUDIES]
    else:
        first = first_per_source([*surest, *(each for each in summaries if each in unsure), *unsure])[:MOST_STUDIES]
    first = first or [each for each in leads if each in on_it.candidates]  # "SALT is a score of hair loss" is on none
    sources = list(dict.fromkeys(each.card.id for each in first))
    claims = [claim(each, Part.DIRECT) for each in first]
    claims += [claim(each, Part.EVIDENCE) for each in leads if each.card.id in sources]
    if unsure:
        claims += in_order(material.candidates, Role.FOUND, Part.EVIDENCE, sources)
    return [*claims, *limits(on_it.candidates, sources)]


_PREVENTED = re.compile(r"\b(?:vaccin\w+|tuberculosis|TB)\b", re.IGNORECASE)


def _prevents_what_is_asked_of(candidate: Candidate, query: Query) -> bool:
    """Say whether a rule is on vaccines or hidden tuberculosis, where the risk of another infection is asked about."""
    of_a_risk = "infection" in query.topics and "vaccines" not in query.topics
    return of_a_risk and bool(_PREVENTED.search(candidate.text)) and not _PREVENTED.search(query.question)


# "He had a heart attack 6 years ago" is of him; "has anybody had one on it" is of the medicine.
_BRINGS = re.compile(
    r"\b(?:had|has|have|history of|previous|prior|past|survived|after (?:an?|my|his|her))\b[^.?!,;]{0,40}",
    re.IGNORECASE,
)
_OF_ANYBODY = re.compile(r"\b(?:any ?(?:one|body)|people|patients|how many|some ?(?:one|body))\b", re.IGNORECASE)


def _is_brought_along(topic: str, question: str) -> bool:
    """Say whether a question tells of somebody who has or had the illness of a topic, before any medicine."""
    of_one = not _OF_ANYBODY.search(question)
    return of_one and any(topic in topics_asked(told[0]) for told in _BRINGS.finditer(question))


_RULED_OUT_FIRST = frozenset({"kidney", "liver", "alcohol", *OF_A_BABY})
_IS_OFF_IT = re.compile(
    r"\b(?:ago|stopped|finished|came off|come off|coming off|off it|used to|last (?:dose|tablet|pill)|after)\b",
    re.IGNORECASE,
)
_HOW_LONG_AFTER = re.compile(r"\b(?:days?|weeks?|months?|years?) (?:after|before)\b", re.IGNORECASE)
_RULED_OUT = re.compile(r"\bnot (?:be )?(?:recommended|used|taken)\b|\bmust not\b|\bruled out\b|\bavoid", re.IGNORECASE)


def _on(topic: str, rules: Sequence[Candidate], material: Material) -> list[Candidate]:
    """Return the rules on a topic; of a harm what warns of it, not the doses for those who are at risk."""
    own = [each for each in rules if material.touches(each, [topic, *_TOLD_BESIDE.get(topic, ())])]
    warning = [each for each in own if each.role is Role.HARMS]
    chosen = warning if warning and topic not in _WHOM else own
    if topic in _RULED_OUT_FIRST:  # where it is ruled out, before the dose where it is not
        chosen = sorted(chosen, key=lambda each: not _RULED_OUT.search(each.text))
    if topic in OF_A_BABY and _IS_OFF_IT.search(material.query.question):  # how long after it, and no glass of wine
        chosen = sorted(chosen, key=lambda each: not _HOW_LONG_AFTER.search(each.text) or "alcohol" in each.topics)
    if topic == "children":  # from which age it is approved; how many of a trial's people had acne rules nobody out
        chosen = [each for each in chosen if not tells_rate(each.text)]
        chosen = sorted(chosen, key=lambda each: each.role is not Role.REGULATORY)
    query = material.query
    if query.facet is Facet.SAFETY:  # "too dangerous at 70?": what regulators advise, before the dose
        chosen = sorted(chosen, key=lambda each: "dose" in each.topics)
    if query.facet is Facet.SAFETY and query.drugs and not _is_brought_along(topic, query.question):
        return sorted(chosen, key=lambda each: not WARNS.search(each.text))
    return sorted(chosen, key=lambda each: not _SAYS_WHAT_TO_DO.search(each.text))


def _is_on_another_disease(candidate: Candidate, material: Material) -> bool:
    """Say whether a rule names a disease, and none that was asked about: a dose in eczema is none in vitiligo."""
    lexicon, asked = material.lexicon, material.query.conditions
    named = [name for name in candidate.names if not lexicon.is_drug(name) and not lexicon.is_harm(name)]
    named = [name for name in named if name in lexicon.names]
    return bool(asked and named) and not any(
        lexicon.covers(one, [name]) or lexicon.covers(name, [one]) for one in asked for name in named
    )


def _told_on(topic: str, rules: Sequence[Candidate]) -> list[Candidate]:
    """Return the first rules on a topic, one of each source; of some topics all."""
    return list(rules)[:_MOST_RULED_OUT] if topic in _TOLD_WHOLE else first_per_source(rules)[:_MOST_RULES]


def _is_rule_of_a_review(candidate: Candidate) -> bool:
    return candidate.card.kind is SourceKind.REVIEW and bool(candidate.topics & _TOLD_IN_REVIEWS)


def warnings_on(material: Material) -> list[Candidate]:
    """Return what labels and regulators say of pregnancy, age, illnesses, infections and the like, if asked."""
    query = material.query
    rules = [
        each
        for each in material.candidates
        if (each.card.kind is SourceKind.LABEL or _is_rule_of_a_review(each))
        and each.role in _WHERE_RULES_STAND
        and all(material.touches(each, [drug]) for drug in query.other_drugs)
        and not (query.facet is not Facet.SAFETY and _is_on_another_disease(each, material))
        and not _prevents_what_is_asked_of(each, query)
    ]
    asked = [topic for topic in query.topics if topic in _LABEL_SPEAKS_ON]
    rules.sort(key=lambda each: -len(each.topics & set(asked)))  # what is on all of them first: older, and a smoker
    found = [each for topic in asked for each in _told_on(topic, _on(topic, rules, material))]
    return list(dict.fromkeys(found))
