"""Answers "does it work" and "is it better than": the surest sources first, or how uncertain it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot import wordings
from bot.brief.material import Material
from bot.brief.selection import Candidate
from bot.brief.surroundings import claim, doubt, first_per_source, in_order, is_against_another
from bot.evidence import rate
from bot.questions.asked_figures import asks_for_numbers, tells_rate
from bot.types import Certainty, Design, DraftClaim, Part, Role, SourceKind, Strength, StudyCard

MOST_STUDIES = 3  # whose findings stand beside each other; more than three nobody reads
# A sentence less like the question than this is not an answer to it. On the development questions the right
# sentence has at least 0.40 and unrelated questions stay under 0.30.
FLOOR = 0.35


def efficacy(material: Material) -> list[DraftClaim]:
    """Return the surest sources' own answer, or how uncertain it is, and what stands around it."""
    telling = {
        each.card.id
        for each in material.candidates
        if material.names_benefit(each)
        and material.read(each.text).strength > Strength.UNCERTAIN
        and material.on_condition(each.card)
    }
    # What regulators warn of a class tells nobody how well one of it works.
    ordered = [card for card in material.surest_first() if not card.drugs or material.is_on_asked_drug(card)]
    cards = [card for card in ordered if card.id in telling]
    most = MOST_STUDIES
    of_any = bool(material.query.conditions and not material.query.drugs)
    if of_any:  # "what helps?": the surest on each treatment first
        firsts = {material.drug_of(card): card for card in reversed(cards)}.values()
        cards.sort(key=lambda card: card not in firsts)
        most = max(MOST_STUDIES, len(firsts))
    cards = cards[:most]
    # What a scale means tells nothing of a treatment by itself.
    ordered = [card for card in ordered if card.drugs or card.design is not Design.REFERENCE]
    cards = cards or [card for card in ordered if material.on_condition(card)][:MOST_STUDIES]
    # A trial against another medicine says little about one alone, and nothing for "does it work?".
    alone = [card for card in cards if not is_against_another(card, material.query, material.lexicon)] or cards
    surest = max((rate(card).certainty for card in alone), default=Certainty.VERY_LOW)
    # Beside anything surer, what is very uncertain tells nothing more.
    low = min(surest.rank, Certainty.LOW.rank)
    floor = low if of_any else max(surest.rank - 1, low)
    cards = [card for card in cards if rate(card).certainty.rank >= floor]
    alone = [card for card in alone if card in cards]
    sure = [card for card in alone if rate(card).certainty > Certainty.VERY_LOW]
    direct = (
        _own_answers(material, sure)
        or _cannot_tell(material, cards)
        or _very_uncertain(material, cards)
        or _said_of(material, cards)
        or _recommended(material)
    )
    if asks_for_numbers(material.query):
        direct = [*direct, *_first_figures(material, direct, sure)]
    return [*direct, *material.around([card.id for card in cards])]


def _first_figures(material: Material, direct: Sequence[DraftClaim], cards: Sequence[StudyCard]) -> list[DraftClaim]:
    """Return how many it helped, by the surest source, where numbers were asked for and no lead tells any."""
    if any(tells_rate(each.text) for each in direct):
        return []
    telling = [each for each in material.candidates if material.names_benefit(each) and tells_rate(each.text)]
    return in_order(telling, Role.FOUND, Part.DIRECT, [card.id for card in cards][:1])


def _own_answers(material: Material, cards: Sequence[StudyCard]) -> list[DraftClaim]:
    """Return the sentence with which the surest digest on each drug answers whether it works."""
    answers: dict[str, Candidate] = {}
    for card in cards:
        own = answers_of(material, card)
        if own:
            answers.setdefault(material.drug_of(card), min(own, key=lambda each: each.binding.sentence))
    return [claim(each, Part.DIRECT) for each in answers.values()]


def answers_of(material: Material, card: StudyCard) -> list[Candidate]:
    own = [each for each in material.candidates if each.card.id == card.id and each.role is Role.SUMMARY]
    return [each for each in own if material.names_benefit(each)]


def _cannot_tell(material: Material, cards: Sequence[StudyCard]) -> list[DraftClaim]:
    """Return, where no source tells any benefit, in which words each says that it cannot tell."""
    on_it = [each for card in cards for each in _on_drug(material, card, material.drug_of(card))]
    if any(material.names_benefit(each) for each in on_it):
        return []
    unsure = [each for each in on_it if material.read(each.text).strength is Strength.UNCERTAIN]
    return [claim(each, Part.DIRECT) for each in first_per_source(unsure)]


def _very_uncertain(material: Material, cards: Sequence[StudyCard]) -> list[DraftClaim]:
    """Return the template for very low certainty, once for each drug, carried by what each source doubts."""
    claims: list[DraftClaim] = []
    for drug, own in groupby(sorted(cards, key=material.drug_of), key=material.drug_of):
        listed = list(own)
        conditions = material.query.conditions or tuple(
            dict.fromkeys(condition for card in listed for condition in card.conditions)
        )
        bindings = tuple(
            binding
            for card in listed
            if _speaks_of_benefit(material, card, drug)
            and (binding := doubt(card.id, _doubting(material, card, drug), material.read)) is not None
        )
        if bindings and drug:
            text = wordings.very_uncertain(material.lexicon.plain(drug), material.named(conditions))
            claims.append(DraftClaim(text=text, part=Part.DIRECT, bindings=bindings))
    return claims


def _on_drug(material: Material, card: StudyCard, drug: str) -> tuple[Candidate, ...]:
    """Return the sentences of a source that may tell of a drug: of one on several drugs, those that name it."""
    alone = len(card.drugs) == 1
    return tuple(each for each in material.candidates if each.card.id == card.id and (alone or drug in each.names))


def _speaks_of_benefit(material: Material, card: StudyCard, drug: str) -> bool:
    """Say whether a source tells, or doubts, anything of whether this drug works; a bare approval does not."""
    other = set(card.drugs) - {drug}
    return any(
        (material.names_benefit(each) and material.read(each.text).strength > Strength.NONE)
        or (material.read(each.text).strength is Strength.UNCERTAIN and not other & each.names)
        for each in _on_drug(material, card, drug)
    )


def _doubting(material: Material, card: StudyCard, drug: str) -> tuple[Candidate, ...]:
    """Return where a source may doubt that a drug works; one on several drugs has to doubt it of this one."""
    on_it = _on_drug(material, card, drug)
    if len(card.drugs) == 1:
        return on_it
    return tuple(each for each in on_it if material.read(each.text).strength is Strength.UNCERTAIN)


def _said_of(material: Material, cards: Sequence[StudyCard]) -> list[DraftClaim]:
    """Return what sources on several drugs say of the one that is asked about, where they doubt nothing of it."""
    said = [
        each
        for card in cards
        if _speaks_of_benefit(material, card, material.drug_of(card))
        for each in _on_drug(material, card, material.drug_of(card))
        if each.role in {Role.SUMMARY, Role.FOUND}
    ]
    return [claim(each, Part.DIRECT) for each in said[:MOST_STUDIES]]


def _recommended(material: Material) -> list[DraftClaim]:
    """Return what guidelines recommend of a drug of which no study is told."""
    told = [
        each
        for each in material.candidates
        if each.card.kind is SourceKind.GUIDELINE
        and each.role is Role.REGULATORY
        and material.query.drugs
        and material.on_condition(each.card)
        and material.touches(each, material.query.drugs)
    ]
    return [claim(each, Part.DIRECT) for each in first_per_source(told)[:MOST_STUDIES]]
