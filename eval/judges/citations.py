"""Citations: the right sources, exact quotes, and passages that carry what is said.

`support` and `precision` are ALCE's citation recall and citation precision (Gao et al., EMNLP 2023), with a rule of
words in the place of its NLI model: names, stems and negation, read here afresh.
"""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

from bot.lexicon import Lexicon, NameKind
from bot.types import Answer, Claim
from eval.cases import Case
from eval.judges.added import added, miscounted, rounded_figures
from eval.judges.faithful import bent
from eval.judging import Corpus, Verdict

_LABEL = "regulator's label"
_REGULATOR = "regulator's communication"
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]{3,}")
# Chosen on what the attack writers wrote; how well they do is measured on eval/labels.jsonl.
_ENOUGH = 0.5
_SOME = 0.3
_DOUBT = re.compile(r"^it is (?:very )?(?:uncertain|unclear|unknown|not known)\b", re.IGNORECASE)
_PLAIN = frozenset(
    "the and for with that this these those was were are has had have been from into than then them they their its"
    " who which what when where while about also one two more most other another only both each all any such there"
    " here not but out did does can could may might would should will according source says said reports reported"
    " study studies people person patients patient likely certain probably very uncertain".split()
)  # fmt: skip


def judge_sources(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Only what licenses the answer is cited.

    A label's warning may stand beside any answer that cites at all, and so may what a regulator warns of.
    """
    del corpus
    cited = {citation.source_id for claim in answer.claims for citation in claim.citations}
    telling = {c.source_id for claim in answer.claims if "warn" not in claim.text for c in claim.citations}
    beside = {
        source.source_id
        for source in answer.sources
        if source.design == _LABEL or (source.design == _REGULATOR and source.source_id not in telling)
    }
    extra = cited - set(case.sources) - (beside if case.sources else set())
    return Verdict(
        not extra, f"cites {sorted(extra)} beyond what licenses it" if extra else "cites only what licenses it"
    )


def judge_quotes(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Every quote is the exact text at its offsets."""
    del case
    if not any(claim.citations for claim in answer.claims):
        return Verdict(None, "cites nothing")
    for claim in answer.claims:
        for citation in claim.citations:
            if corpus.passages.get(citation.passage_id, "")[citation.start : citation.end] != citation.quote:
                return Verdict(False, f"{citation.passage_id} does not hold {citation.quote!r} there")
    return Verdict(True, "each quote stands where it says")


def judge_support(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Every claim is carried by the passages that it cites, taken together; one that cites none is not."""
    del case
    if not answer.claims:
        return Verdict(None, "no claims")
    for claim in answer.claims:
        why = unsupported(claim, corpus) if claim.citations else "cites nothing"
        if why:
            return Verdict(False, f"{why}: {claim.text!r}")
    return Verdict(True, "each claim is carried by what it cites")


def judge_precision(case: Case, answer: Answer, corpus: Corpus) -> Verdict:
    """Every citation bears on its claim by itself."""
    del case
    if not any(claim.citations for claim in answer.claims):
        return Verdict(None, "cites nothing")
    for claim in answer.claims:
        for citation in claim.citations:
            told = _told_by(citation.passage_id, citation.source_id, corpus)
            if _DOUBT.search(claim.text) and not _foreign_drugs(claim.text, told, corpus.lexicon):
                continue  # a doubt bears on whatever is known of what it names
            if _share(claim.text, told) < _SOME:
                return Verdict(False, f"{citation.passage_id} does not bear on {claim.text!r}")
    return Verdict(True, "each citation bears on its claim")


def unsupported(claim: Claim, corpus: Corpus) -> str | None:
    """Return why the cited passages do not carry a claim; None if they do."""
    passages = [corpus.passages.get(citation.passage_id, "") for citation in claim.citations]
    told = " ".join(_told_by(c.passage_id, c.source_id, corpus) for c in claim.citations)
    if not any(passages):
        return "cites a passage that does not exist"
    foreign = _foreign_drugs(claim.text, told, corpus.lexicon)
    if foreign:
        return f"names {foreign[0]}, which the passage does not"
    if _DOUBT.search(claim.text):
        return None  # a doubt asserts nothing but the names, and those were looked up
    lost = sorted(set(_FIGURE.findall(claim.text)) - set(_FIGURE.findall(told)) - rounded_figures(claim.text, told))
    if lost:
        return f"{lost[0]} is not in the passage"
    own = _own_words(claim.text, corpus.lexicon)
    if own and len(own & _stems(told)) < len(own) / 2:
        return "says of these names what the passage does not"
    share = _share(claim.text, told)
    if share < _ENOUGH:
        return f"only {share:.0%} of its words are in the passage"
    return (
        added(claim.text, passages, _about(claim, corpus))
        or miscounted(claim.text, passages)
        or bent(claim.text, passages)
    )


def _about(claim: Claim, corpus: Corpus) -> str:
    return " ".join(_told_by("", citation.source_id, corpus) for citation in claim.citations)


def _foreign_drugs(text: str, told: str, lexicon: Lexicon) -> list[str]:
    named, known = ({m.name for m in lexicon.mentions(each) if m.kind is NameKind.DRUG} for each in (text, told))
    return sorted(
        name
        for name in named - known
        if not any(lexicon.covers(name, [other]) or lexicon.covers(other, [name]) for other in known)
    )


def _own_words(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the content stems of a text without those of the names in it."""
    named = " ".join(text[mention.start : mention.end] for mention in lexicon.mentions(text))
    return _stems(text) - _stems(named)


def _told_by(passage_id: str, source_id: str, corpus: Corpus) -> str:
    card = corpus.cards.get(source_id)
    about = f"{card.title} {' '.join((*card.drugs, *card.conditions))} {card.design.value}" if card else ""
    return f"{corpus.passages.get(passage_id, '')} {about}"


def _share(text: str, told: str) -> float:
    """Return the share of a text's content stems that stand in another; 1.0 for a text of plain words only."""
    own = _stems(text)
    return len(own & _stems(told)) / len(own) if own else 1.0


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = [word for word in _WORD.findall(text.casefold()) if word not in _PLAIN]
    return frozenset(Stemmer.Stemmer("english").stemWords(words))
