"""Made text that behaves like the corpus: real articles hidden among recombined ones, for measuring at any size.

A made article has the study card of a real one, its passages' lengths and sections, and sentences of other articles'
same sections with their figures changed. Nine in ten are about an invented drug and condition, so that a question meets
what it would meet in a large corpus: many articles that share its words and are no evidence for it. One in ten keeps
its names and is evidence.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence

from bot.lexicon import Lexicon
from bot.types import Article, Passage, Role, Sentence

_KEEPS_NAMES = 0.1  # of the made articles
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_STARTS = (
    "ab",
    "bel",
    "cor",
    "dex",
    "el",
    "fol",
    "gal",
    "ix",
    "lur",
    "mor",
    "nev",
    "ori",
    "pel",
    "ra",
    "sol",
    "tav",
    "vel",
    "zor",
)
_MIDDLES = ("a", "aci", "elu", "ili", "ome", "oru", "u", "ica", "ado", "eri")
_DRUG_ENDS = ("tinib", "kinumab", "limod", "citinib", "zolam", "lumab", "starib", "mastat")
_CONDITION_ENDS = ("itis", "oderma", "osis", "emia", "opathy", "algia")  # fmt: skip


def grown_corpus(
    articles: Sequence[Article],
    lexicon: Lexicon,
    passages: int,
    *,
    keeps_names: float = _KEEPS_NAMES,
    others: Sequence[str] = (),
    seed: int = 7,
) -> tuple[Article, ...]:
    """Return `articles` and enough made ones that there are `passages` passages, or fewer articles where they are more.

    `keeps_names` is the share of made articles that are evidence. Every second made article takes its sentences from
    `others`, where there are any. Sorted by id, as a corpus that is read from a folder.
    """
    chance = random.Random(seed)
    chosen: list[Article] = []
    count = 0
    for article in sorted(articles, key=lambda each: -bool(each.card.drugs)):
        if count + len(article.passages) > passages:
            continue
        chosen.append(article)
        count += len(article.passages)
    pool = _pool(articles)
    spellings = _spellings(lexicon)
    number = 0
    while count < passages:
        keeps = chance.random() < keeps_names
        made = _made(
            chance, chance.choice(articles), number, others if number % 2 else (), pool, spellings, keeps=keeps
        )
        made = made.model_copy(update={"passages": made.passages[: passages - count]})
        chosen.append(made)
        count += len(made.passages)
        number += 1
    return tuple(sorted(chosen, key=lambda each: each.card.id))


def _pool(articles: Sequence[Article]) -> dict[Role, list[str]]:
    pool: dict[Role, list[str]] = defaultdict(list)
    for article in articles:
        for passage in article.passages:
            if not passage.header:
                pool[passage.role] += [sentence.text for sentence in passage.sentences]
    return pool


def _spellings(lexicon: Lexicon) -> re.Pattern[str]:
    names = {name for name in lexicon.names if len(name) > 3} | {lexicon.plain(name) for name in lexicon.names}
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len)[::-1])) + r")\b", re.IGNORECASE)


def _made(
    chance: random.Random,
    template: Article,
    number: int,
    others: Sequence[str],
    pool: dict[Role, list[str]],
    spellings: re.Pattern[str],
    *,
    keeps: bool,
) -> Article:
    drug = chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_DRUG_ENDS)
    condition = chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_CONDITION_ENDS)
    invented = {True: drug, False: condition}

    def renamed(text: str) -> str:
        text = _FIGURE.sub(lambda found: _changed(chance, found[0]), text)
        if keeps:
            return text
        return spellings.sub(lambda found: invented[found[0].casefold()[-3:] in _LIKE_A_DRUG], text)

    key = f"made-{number:06d}"
    passages = []
    for at, passage in enumerate(template.passages, start=1):
        drawn_from = others or pool[passage.role] or [passage.text]
        texts = [renamed(chance.choice(drawn_from)) for _ in passage.sentences]
        sentences, start = [], 0
        for text in texts:
            sentences.append(Sentence(text=text, start=start, end=start + len(text)))
            start += len(text) + 1
        slug = passage.role.value.casefold().replace(" ", "-")
        passages.append(
            Passage(
                passage_id=f"{key}#{slug}-{at}",
                source_id=key,
                role=passage.role,
                text=" ".join(texts),
                sentences=tuple(sentences),
            )
        )
    names = {} if keeps else {"drugs": (drug,), "conditions": (condition,)}
    card = template.card.model_copy(
        update={"id": key, "title": renamed(template.card.title), "known_as": (f"Trial {number}",), **names}
    )
    return Article(card=card, passages=tuple(passages), digest=f"{number:064x}")


_LIKE_A_DRUG = frozenset({"nib", "mab", "ant", "ate", "oid", "ine", "ole", "mus", "voq", "ent", "tin"})


def _changed(chance: random.Random, figure: str) -> str:
    """Return another figure of about the same size and the same places."""
    value = float(figure) * chance.uniform(0.6, 1.4)
    return f"{value:.{len(figure.partition('.')[2])}f}"
