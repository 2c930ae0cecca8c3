"""The guard against a fluent liar: eval/liar.jsonl through the verifier, as a model's draft would go.

    python -m bench.fluent_liar [--part direct|evidence] [--kept]

Of the false sentences none should be shown; of the true ones few should be dropped. One that gives way to the source's
own sentence is neither.
"""

from __future__ import annotations

import argparse
from collections import Counter
from enum import Enum
from functools import partial

from bot.articles import read_corpus
from bot.entailment.support import HardEntailment
from bot.lexicon import load_lexicon
from bot.settings import default_corpus
from bot.strength.claims import read
from bot.types import Article, Binding, Draft, DraftClaim, Evidence, Part, Query, Ranked
from bot.verify.verdicts import Verifier
from eval.liar import HALVES, Told, read_told
from eval.statistics import wilson


class Fate(Enum):
    SHOWN = "shown as written"
    RETOLD = "told in the source's own words"
    DROPPED = "dropped"


def fate_of(told: Told, articles: dict[str, Article], verifier: Verifier, part: Part = Part.DIRECT) -> Fate:
    """Return what became of a sentence that cites its article, were it written in that part of an answer."""
    article = articles[told.passage.split("#")[0]]
    ranked = tuple(Ranked(passage=p, score=1.0, similarity=(0.5,) * len(p.sentences)) for p in article.passages)
    evidence = Evidence(query=Query(question=told.text, normalised=told.text), ranked=ranked, cards=(article.card,))
    binding = Binding(passage_id=told.passage, sentence=told.sentence)
    draft = Draft(claims=(DraftClaim(text=told.text, part=part, bindings=(binding,)),))
    claim = verifier.verify(draft, evidence)[0].claim
    if claim is None:
        return Fate.DROPPED
    return Fate.SHOWN if claim.text == told.text else Fate.RETOLD


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", action="store_true", help="print the false sentences that were shown")
    parser.add_argument("--part", type=Part, choices=(Part.DIRECT, Part.EVIDENCE), default=Part.DIRECT)
    given = parser.parse_args()
    corpus = default_corpus()
    lexicon = load_lexicon(corpus / "lexicon.toml")
    articles = {article.card.id: article for article in read_corpus(corpus / "articles")}
    verifier = Verifier(lexicon, read, HardEntailment(lexicon))
    fate = partial(fate_of, articles=articles, verifier=verifier, part=given.part)
    print("| half | sentences | all | " + " | ".join(each.value for each in Fate) + " |")
    print("| --- | --- | --- | --- | --- | --- |")
    for half in HALVES:
        for true in (False, True):
            own = [(told, fate(told)) for told in read_told() if told.half == half and told.true is true]
            counted = Counter(end for _, end in own)
            cells = [f"{counted[end]} ({wilson(counted[end], len(own))})" for end in Fate]
            print(f"| {half} | {'true' if true else 'false'} | {len(own)} | {' | '.join(cells)} |")
            for told, end in own if given.kept and not true else ():
                if end is Fate.SHOWN:
                    print(f"  {told.kind}: {told.text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
