"""Which sentences carry a claim: say it, by what may be read in them, or leave it open as they do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import wordings
from bot.articles import table_cells
from bot.evidence import rate
from bot.lexicon import Lexicon, Mention, NameKind
from bot.protocols import Entailment
from bot.text.words import common_share, content_forms, read_words
from bot.types import Certainty, Passage, Reading, Role, Strength, StudyCard, Support
from bot.verify.citing import card_in_words

HEDGED = re.compile(r"^It is (?:\w+ )?(?:uncertain|unclear|unknown|known|likely|probable|possible)\b", re.IGNORECASE)
DOUBT = re.compile(r"^It is very uncertain (?:whether|how)\b")
_HEDGE_WORDS = frozenset(content_forms(read_words("very uncertain unclear unknown likely certain probable possible")))
# From this share of common words on, a text that nothing carries is still taken for a retelling of what it cites.
_RETELLS = 0.5
# Of something that the sentence before it told, and that may not be shown.
_POINTS_BACK = re.compile(
    r"\b(?:these|those) (?!(?:who|whose|on|with|of|in|that|given)\b)|\bboth (?:ranges|shares|figures|groups)\b"
    r"|\bthis (?:change|share|figure|difference|drop|rise)\b",
    re.IGNORECASE,
)
_WHERE_DOUBT_STANDS = {Role.SUMMARY, Role.LIMITS}
_FIGURE = re.compile(r"\d")
_LATER_CLAUSE = re.compile(r"[:;,]")
_OF_EFFECTS = frozenset(content_forms(read_words("improve help work treat therapy clear ease relieve effective safe")))
_MAY_BE_DOUBTED = _OF_EFFECTS - frozenset(content_forms(read_words("safe")))


@dataclass(frozen=True)
class Cited:
    """One sentence that a claim points to."""

    passage: Passage
    at: int
    card: StudyCard

    @property
    def sentence(self) -> str:
        return self.passage.sentences[self.at].text


class Carrier:
    """Finds the sentences that carry a claim."""

    def __init__(self, lexicon: Lexicon, entailment: Entailment) -> None:
        self._lexicon = lexicon
        self._entailment = entailment

    def carrying(self, text: str, reading: Reading, cited: Sequence[Cited]) -> tuple[tuple[Cited, ...], str]:
        """Return the sentences that carry a text, of the passages that it cites, or none and why not."""
        found: dict[tuple[str, int], Cited] = {}
        why = "the cited passage does not say it"
        if reading.strength is Strength.UNCERTAIN and DOUBT.search(text):
            doubted = tuple(each for each in cited if self._is_doubt_of(text, each))
            covered = [name for each in cited for name in (*each.card.drugs, *each.card.conditions)]
            if doubted and self._names_only(text, covered):
                return doubted, ""
        for each in cited:
            if text == each.sentence or is_row(text, each):
                found[each.passage.passage_id, each.at] = each
                continue
            if _is_like_a_row(text, each):
                why = "it does not tell the row as the table has it"
                continue
            judged = self._entailment.judge(text, each.passage.text, context=card_in_words(each.card))
            if judged.support is Support.YES and HEDGED.search(text) and self._is_mostly_new(text, each):
                why = "it leaves open what the cited passage does not speak of"
            elif judged.support is Support.YES:
                at = each.at if judged.sentence is None or each.passage.header else judged.sentence
                own = {other.at for other in cited if other.passage is each.passage}
                at = each.at if at in own or at >= len(each.passage.sentences) else at
                found[each.passage.passage_id, at] = Cited(each.passage, at, each.card)
            else:
                why = judged.why
        return tuple(found.values()), "" if found else why

    def retold(self, text: str, cited: Sequence[Cited]) -> Cited | None:
        """Return the sentence that a text tries to tell, rightly or not: one that it cites, else one beside that.

        None if it tells of something else, or names a drug or condition that is not of that sentence or its source.
        """
        beside = [Cited(each.passage, at, each.card) for each in cited for at in range(len(each.passage.sentences))]
        near = (max(some, key=lambda each: common_share(text, each.sentence)) for some in (cited, beside))
        return next((each for each in near if self._tries_to_tell(text, each)), None)

    def _tries_to_tell(self, text: str, told: Cited) -> bool:
        if common_share(text, told.sentence) < _RETELLS or _POINTS_BACK.search(told.sentence):
            return False
        named = [mention.name for mention in self._lexicon.mentions(told.sentence)]
        return self._names_only(text, [*told.card.drugs, *told.card.conditions, *named])

    def _names_only(self, text: str, names: Sequence[str]) -> bool:
        return all(self._lexicon.covers(mention.name, names) for mention in self._lexicon.mentions(text))

    def _is_doubt_of(self, text: str, cited: Cited) -> bool:
        """A source of very low certainty carries "it is very uncertain whether" for what it covers, and no more."""
        card, passage = cited.card, cited.passage
        mentions = self._lexicon.mentions(text)
        names = {kind: [m.name for m in mentions if m.kind is kind] for kind in NameKind}
        if rate(card).certainty is not Certainty.VERY_LOW or not names[NameKind.DRUG]:
            return False
        for kind, listed in ((NameKind.DRUG, card.drugs), (NameKind.CONDITION, card.conditions)):
            if names[kind] and not any(self._lexicon.covers(name, listed) for name in names[kind]):
                return False
        drugs = wordings.joined([self._lexicon.plain(name) for name in dict.fromkeys(names[NameKind.DRUG])])
        if text == wordings.safety_unknown(drugs):
            return passage.role is Role.HARMS
        return (
            passage.role in _WHERE_DOUBT_STANDS
            and not self._new_words(text, cited) - _OF_EFFECTS
            and not _FIGURE.search(text)
            and not _LATER_CLAUSE.search(text)
        )

    def _spoken(self, text: str) -> set[str]:
        """Return the content words of a text, names and hedges apart."""
        spoken = "".join(_outside(text, self._lexicon.mentions(text)))
        return set(content_forms(read_words(spoken))) - _HEDGE_WORDS

    def _new_words(self, text: str, cited: Cited) -> set[str]:
        """Return of these the ones that neither the cited passage nor its study card has."""
        parts = (cited.passage.text, card_in_words(cited.card))
        return self._spoken(text) - {form for part in parts for form in content_forms(read_words(part))}

    def _is_mostly_new(self, text: str, cited: Cited) -> bool:
        new = self._new_words(text, cited) - _MAY_BE_DOUBTED
        return len(new) > len(self._spoken(text)) / 2


def is_row(text: str, cited: Cited) -> bool:
    """Say whether a text tells one row of a table, cell by cell, and nothing else."""
    header = cited.passage.header
    return bool(header) and text == wordings.table_row(header, table_cells(cited.sentence))


def _is_like_a_row(text: str, cited: Cited) -> bool:
    header = cited.passage.header
    return bool(header) and text.startswith(f"{header[0]} ") and text.count("; ") > 1


def _outside(text: str, mentions: Sequence[Mention]) -> Iterator[str]:
    at = 0
    for mention in mentions:
        yield text[at : mention.start]
        at = mention.end
    yield text[at:]
