"""What a question leaves open, or an answer does, said in the answer: which disease, and how likely a harm is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.asked_figures import asks_for_shares, tells_rate
from bot.lexicon import Lexicon
from bot.retrieval import is_named, on_drugs
from bot.types import Article, Claim, ClaimKind, Facet, Query, StudyCard

_ON_BENEFIT = {Facet.EFFICACY, Facet.COMPARISON, Facet.GENERAL}
_ASKS_FOR_THE_BEST = re.compile(
    r"\b(?:which|what)\b(?!.{0,60}\b(?:dose|time|way|study|studies|trials?|evidence|warnings?|results?)\b).{0,60}?"
    r"\b(?:best|safest|strongest|gentlest|mildest|weakest|most effective|fewest|least (?:risk|side|danger)\w*)\b",
    re.IGNORECASE,
)
_EXPLAINS = frozenset({"definition", "mechanism"})


def no_condition_note(
    query: Query, direct: Sequence[Claim], cards: Sequence[StudyCard], articles: Sequence[Article], lexicon: Lexicon
) -> str | None:
    """Return of which diseases a benefit is told, where the question names a drug and no disease.

    "Will it clear my palms?" may be asked with a disease in which nobody has studied it well.
    """
    named = (query.conditions and not query.is_implied) or query.other_conditions
    if query.facet not in _ON_BENEFIT or not query.drugs or named:
        return None
    benefits = {c.source_id for claim in direct if claim.kind is ClaimKind.EFFICACY for c in claim.citations}
    telling = [card for card in cards if card.id in benefits]
    if _EXPLAINS & set(query.topics) or any(is_named(query.question, card) for card in telling):
        return None
    told_of = list(dict.fromkeys(name for card in telling for name in card.conditions))
    on_them = on_drugs(query.drugs, articles, lexicon)
    studied = dict.fromkeys(name for article in on_them for name in article.card.conditions)
    others = [
        name
        for name in studied
        if not lexicon.is_harm(name) and not any(lexicon.covers(broader, [name]) for broader in told_of)
    ]
    drugs = wordings.joined([lexicon.plain(drug) for drug in query.drugs], "and")
    plain = [[lexicon.plain(name) for name in names] for names in (told_of, others)]
    return wordings.no_condition_named(drugs, *plain) if told_of else None


def class_note(query: Query, lexicon: Lexicon) -> str | None:
    """Return of which class a drug is, where the sources are on the class and not on the drug that was asked about."""
    for mention in lexicon.mentions(query.question, fuzzy=True):
        of_class = sorted(lexicon.classes_of(mention.name) & set(query.drugs))
        if of_class and mention.name not in query.drugs:
            return wordings.one_of_a_class(lexicon.plain(mention.name), lexicon.plain(of_class[0]))
    return None


def ranking_note(query: Query, lexicon: Lexicon) -> str | None:
    """Return that nothing here ranks every treatment, where a question asks for the best or the safest of all."""
    of_many = all(lexicon.names[drug].members for drug in query.drugs if drug in lexicon.names)
    asked = of_many and query.facet not in {Facet.DOSE, Facet.APPROVAL, Facet.STUDY}
    return wordings.NO_RANKING if asked and _ASKS_FOR_THE_BEST.search(query.question) else None


def no_rate_note(query: Query, claims: Sequence[Claim]) -> str | None:
    """Return that no figure is told, where a question asks how likely a harm is and no claim has one."""
    asked = query.facet is Facet.SAFETY and asks_for_shares(query)
    told = any(tells_rate(claim.text) for claim in claims)
    return wordings.NO_RATE if asked and claims and not told else None
