"""True claims of the corpus → false ones, in the ways in which an answer goes wrong.

Each generator yields every mutant it can make; the caller samples them. A mutant that is still true is left out
where a rule can tell ("at least 75%" made "at least 50%"); the rest was read by hand, see `still_true.txt`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from bench import mutation_words as words
from bot import wordings
from bot.articles import table_cells
from bot.evidence import rate
from bot.lexicon import Lexicon, NameKind
from bot.types import Article, Binding, Certainty, Role


@dataclass(frozen=True)
class Told:
    """A sentence with what it is said to rest on; `source` is the true sentence that it was made from."""

    text: str
    bindings: tuple[Binding, ...]
    source: str
    role: Role
    source_id: str
    is_row: bool = False
    is_template: bool = False


_STILL_TRUE = Path(__file__).with_name("still_true.txt")
_EFFECTS = {Role.SUMMARY, Role.FOUND, Role.HARMS, Role.LIMITS}


def true_claims(articles: Sequence[Article], lexicon: Lexicon) -> list[Told]:
    """Return every sentence and row of the digests, and the licensed templates, each bound to what carries it."""
    told: list[Told] = []
    for article in articles:
        for passage in article.passages:
            for at, sentence in enumerate(passage.sentences):
                text = sentence.text
                if passage.header:
                    text = wordings.table_row(passage.header, table_cells(sentence.text))
                binding = (Binding(passage_id=passage.passage_id, sentence=at),)
                told.append(Told(text, binding, text, passage.role, article.card.id, bool(passage.header)))
    for article in articles:
        if rate(article.card).certainty is not Certainty.VERY_LOW or not article.card.drugs:
            continue
        drug = lexicon.plain(article.card.drugs[0])
        for doubt in _first(article, Role.SUMMARY):
            for condition in article.card.conditions:
                text = wordings.very_uncertain(drug, lexicon.plain(condition))
                told.append(Told(text, (doubt,), text, Role.SUMMARY, article.card.id, is_template=True))
        for harms in _first(article, Role.HARMS):
            text = wordings.safety_unknown(drug)
            told.append(Told(text, (harms,), text, Role.HARMS, article.card.id, is_template=True))
    return told


def _first(article: Article, role: Role) -> tuple[Binding, ...]:
    """Return the first sentence of a section; none where the digest has no such section."""
    passages = [passage for passage in article.passages if passage.role is role]
    return tuple(Binding(passage_id=passage.passage_id, sentence=0) for passage in passages[:1])


Mutate = Callable[[Told, random.Random], Iterator[str]]
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d|-year)")
_NUMBER_WORDS = ("two", "three", "four", "five", "six", "eight", "ten", "twelve", "twenty", "half")
_SPELLED = re.compile(
    r"\b(?:[Oo]ne(?= of| person| woman)|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ee]ight|[Tt]welve|half|nine)\b"
)
_AT_LEAST = re.compile(r"\b(?:at least|more than|over|after) $")
_AT_MOST = re.compile(r"\b(?:up to|up to about|under|fewer than) $")


def numbers_changed(told: Told, rng: random.Random) -> Iterator[str]:
    for match in _NUMBER.finditer(told.text):
        written, before = match.group(), told.text[: match.start()]
        if told.is_row and before in {"Case ", "PPPASI at week ", "PGA at week "}:
            continue
        for other in _other_numbers(written, rng):
            if _AT_LEAST.search(before) and float(other) < float(written):
                continue
            if _AT_MOST.search(before) and float(other) > float(written):
                continue
            if before.endswith("about ") and abs(float(other) - float(written)) <= 0.06 * float(written) + 2.5:
                continue
            if before.endswith("more than ") and "cannot tell" in told.text:
                continue
            yield before + other + told.text[match.end() :]
    for match in _SPELLED.finditer(told.text):
        for other in rng.sample(_NUMBER_WORDS, 4):
            if other != match.group().lower() and (other != "half" or told.text[match.end() :].startswith(" of")):
                cased = other.capitalize() if match.group()[0].isupper() else other
                if match.group().lower() != "one" or told.text[match.end() :].startswith(" of"):
                    yield told.text[: match.start()] + cased + told.text[match.end() :]


def _other_numbers(written: str, rng: random.Random) -> list[str]:
    value = float(written)
    decimals = len(written.partition(".")[2])
    rivals = {value + 10.0**-decimals, value * 2, value * 10, value + rng.randint(2, 9), abs(value - 10.0**-decimals)}
    digits = written.replace(".", "")
    if len(digits) > 1 and digits != digits[::-1]:
        swapped = digits[::-1]
        rivals.add(float(swapped[: len(swapped) - decimals] + "." + swapped[len(swapped) - decimals :]))
    shown = {f"{rival:.{decimals}f}" for rival in rivals}
    if "." not in written and 1900 < value < 2100:
        shown = {str(int(value) + by) for by in (-10, -1, 1, 2)}
    return sorted(shown - {written})


def names_swapped(kind: NameKind, others: Sequence[str], lexicon: Lexicon) -> Mutate:
    def mutate(told: Told, rng: random.Random) -> Iterator[str]:
        del rng
        mentions = [m for m in lexicon.mentions(told.text) if m.kind is kind]
        for mention in mentions:
            for other in others:
                if (
                    mention.name == "hair loss"
                    and mention.end - mention.start == 9
                    and "lost hair" in told.text[mention.start :][:9]
                ):
                    continue
                rest = re.sub(r"^ \((?:Dupixent|Rinvoq|PPP)\)", "", told.text[mention.end :])
                cased = other.capitalize() if mention.start == 0 else other
                if other not in told.text.lower():
                    yield told.text[: mention.start] + cased + rest

    return mutate


def replaced(rules: words.Rules) -> Mutate:
    def mutate(told: Told, rng: random.Random) -> Iterator[str]:
        del rng
        for pattern, instead in rules:
            for match in pattern.finditer(told.text):
                for template in instead:
                    text = told.text[: match.start()] + match.expand(template) + told.text[match.end() :]
                    yield text[0].upper() + text[1:]

    return mutate


_RAISED = (
    "It is proven that {}", "It is certain that {}", "Without any doubt, {}", "Research has shown for good that {}",
    "It is clear to all experts that {}",
)  # fmt: skip
_RAISED_TAIL = (
    ", which proves that {drug} works", ", so {drug} is effective", ", and {drug} always helps",
    ", so {drug} is safe", ", which shows that {drug} caused it",
)  # fmt: skip


def certainty_raised(told: Told, rng: random.Random) -> Iterator[str]:
    if told.role not in _EFFECTS or told.is_row:
        return
    plain = told.text[0].lower() + told.text[1:]
    drug = "dupilumab" if told.source_id.startswith("carnicle") else "upadacitinib"
    for prefix in rng.sample(_RAISED, 2):
        yield prefix.format(plain)
    for tail in rng.sample(_RAISED_TAIL, 2):
        yield told.text[:-1] + tail.format(drug=drug) + "."
    for pattern, strong in (
        (r"\bfell\b", "clearly falls"), (r"\bcould be\b", "is proven to be"), (r"\bmay be\b", "is always"),
        (r"\b(says|reports|suggest|conclude|think) that\b", r"proves that"), (r"\bpossible\b", "proven"),
        (r"\bgrew back almost completely\b", "grew back completely"), (r"\bmuch better\b", "completely better"),
        (r"\bis effective\b", "is highly effective"), (r"\blower\b", "lower in every case, guaranteed,"),
        (r"\bimproves\b", "cures"), (r"\bIt is (?:very )?uncertain whether\b", "It is proven that"),
        (r"\bmight\b", "will always"),
    ):  # fmt: skip
        for match in re.finditer(pattern, told.text):
            yield told.text[: match.start()] + match.expand(strong) + told.text[match.end() :]


def one_for_many(told: Told, rng: random.Random) -> Iterator[str]:
    """One person's figures, told as those of patients."""
    del rng
    row = re.search(r"PGA before (\S+); PGA at week 12 (\S+); PPPASI before (\S+); PPPASI at week 12 (\S+);", told.text)
    if told.is_row and row:
        pga, pga_12, before, after = row.groups()
        yield f"In 20 people, the PPPASI fell from {before} to {after} after 12 weeks, with no comparison group."
        yield f"The average PPPASI fell from {before} to {after} in 20 people after 12 weeks, with no comparison group."
        yield f"Patients' PPPASI fell from {before} to {after} by week 12."
        yield f"In patients with palmoplantar pustulosis, upadacitinib lowers the PPPASI from {before} to {after}."
        yield f"The average PGA fell from {pga} to {pga_12} in 20 people after 12 weeks, with no comparison group."
        fall = 100 * (float(before) - float(after)) / float(before)
        yield f"{fall:.0f}% of patients improved after 12 weeks on upadacitinib."
    for pattern, many in (
        (r"her scalp hair was 70% less dense by month 7.*", ("70% of patients lost scalp hair by month 7.",
         "scalp hair of people on dupilumab is 70% less dense by month 7.", "70% of women lose hair on dupilumab.")),
        (r"[Tt]he woman's (hair|eczema)", (r"Patients' \1", r"The \1 of people on dupilumab", r"The patients' \1")),
        (r"1 of 1 on 45 mg", ("100% of people on 45 mg", "all people on 45 mg")),
        (r"^One of the 20 people", ("All of the 20 people", "One in two people", "5% of all patients")),
        (r"^(?:One woman|The one person)", ("People", "Many women", "Five women")),
        (r"\bin case (\d+)\b", ("in patients", "in most of the 20 people")),
        (r"\bthe woman on 45 mg \(case 18\)", ("people on 45 mg", "all women on 45 mg")),
        (r"\bone 42-year-old woman\b", ("many 42-year-old women", "70 women")),
        (r"\bone woman who lost hair\b", ("women who lost hair", "a group of women who lost hair")),
    ):  # fmt: skip
        for match in re.finditer(pattern, told.text):
            for template in many:
                text = told.text[: match.start()] + match.expand(template) + told.text[match.end() :]
                yield text[0].upper() + text[1:]


_SHARE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?%?(?![\w]|\.\d|-year)")
_ARM = re.compile(
    r"\b(upadacitinib|dupilumab|placebo|baricitinib|ritlecitinib|acitretin|tofacitinib|ruxolitinib cream)\b"
)


def figures_exchanged(told: Told, rng: random.Random) -> Iterator[str]:
    """Two figures of one form change places: the share of one arm is told as the other's."""
    del rng
    if told.is_row:
        return
    found = [match for match in _SHARE.finditer(told.text) if match.group().endswith("%")]
    for left, right in pairwise(found):
        if left.group() != right.group():
            between = told.text[left.end() : right.start()]
            if "mg" in between or _ARM.search(between):
                yield told.text[: left.start()] + right.group() + between + left.group() + told.text[right.end() :]


def arms_exchanged(told: Told, rng: random.Random) -> Iterator[str]:
    """What one arm had is told of the other."""
    del rng
    if told.is_row or not _FINDING.search(told.text):
        return
    found = list(_ARM.finditer(told.text))
    for left, right in pairwise(found):
        if left.group() != right.group():
            between = told.text[left.end() : right.start()]
            yield told.text[: left.start()] + right.group() + between + left.group() + told.text[right.end() :]


_FINDING = re.compile(r"\d%.*\d%|\b(?:more|less|fewer|higher|lower|clears|larger)\b.*\bthan\b")


def rows_mixed(told: Told, rows: Sequence[Told]) -> Iterator[str]:
    """A cell of one row, told as another's."""
    if not told.is_row:
        return
    own = told.text[:-1].split("; ")
    for other in rows:
        theirs = other.text[:-1].split("; ")
        for at in range(1, len(own)):
            if own[at] != theirs[at]:
                yield "; ".join([*own[:at], theirs[at], *own[at + 1 :]]) + "."


def citations_moved(
    told: Told, passages: Sequence[tuple[str, int]], alike: Sequence[str], rng: random.Random
) -> Iterator[Told]:
    """The claim, cited to another passage; `alike` are the sources on the same drug."""
    own = {binding.passage_id for binding in told.bindings}
    others = [(key, size) for key, size in passages if key not in own]
    if told.is_template:  # a doubt holds wherever the same drug and disease are told of
        others = [each for each in others if not any(each[0].startswith(f"{source}#") for source in alike)]
    same = [each for each in others if each[0].startswith(f"{told.source_id}#")]
    for key, size in [*rng.sample(others, min(4, len(others))), *rng.sample(same, min(2, len(same)))]:
        yield replace(told, bindings=(Binding(passage_id=key, sentence=rng.randrange(size)),))


def citations_invented(told: Told, rng: random.Random) -> Iterator[Told]:
    real = told.bindings[0]
    invented = (
        Binding(passage_id=f"{told.source_id}#what-was-found-{rng.randint(30, 90)}", sentence=0),
        Binding(passage_id=f"smith-{rng.randint(2001, 2024)}-trial#in-short-1", sentence=0),
        Binding(passage_id=real.passage_id, sentence=real.sentence + rng.randint(30, 60)),
        Binding(passage_id=real.passage_id.upper(), sentence=real.sentence),
    )
    for made_up in invented:
        yield replace(told, bindings=(made_up,))
    yield replace(told, bindings=(real, rng.choice(invented)))
    yield replace(told, bindings=())


def _mutations(lexicon: Lexicon) -> dict[str, Mutate]:
    return {
        "number changed": numbers_changed,
        "unit changed": replaced(words.UNITS),
        "drug swapped": names_swapped(NameKind.DRUG, ("upadacitinib", "dupilumab", *words.OTHER_DRUGS), lexicon),
        "condition swapped": names_swapped(
            NameKind.CONDITION, ("palmoplantar pustulosis", "vitiligo", *words.OTHER_CONDITIONS), lexicon
        ),
        "negation dropped": replaced(words.NEGATION_DROPPED),
        "negation added": replaced(words.NEGATION_ADDED),
        "hedge removed": replaced(words.HEDGE_REMOVED),
        "certainty raised": certainty_raised,
        "population widened": replaced(words.WIDENED),
        "comparator dropped or invented": replaced(words.COMPARATOR),
        "follow-up lengthened": replaced(words.FOLLOW_UP),
        "harm hidden": replaced(words.HARM_HIDDEN),
        "conflict hidden": replaced(words.CONFLICT),
        "attribution dropped": replaced(words.ATTRIBUTION),
        "sex or age swapped": replaced(words.SEX_AND_AGE),
        "one person for many": one_for_many,
        "direction reversed": replaced(words.DIRECTION),
        "figures exchanged": figures_exchanged,
        "arms exchanged": arms_exchanged,
        "approval or region changed": replaced(words.APPROVAL),
    }


def mutants_of(claims: Sequence[Told], lexicon: Lexicon, rng: random.Random) -> Iterator[Told]:
    """Yield the mutants of every kind of claims in other words: two steps away from their source."""
    known = {told.text for told in claims} | still_true()
    for mutate in _mutations(lexicon).values():
        for told in claims:
            for text in mutate(told, rng):
                if text not in known:
                    yield replace(told, text=text)


def mutants(articles: Sequence[Article], lexicon: Lexicon, rng: random.Random) -> dict[str, list[Told]]:
    """Return every mutant by kind, without doubles and without what is listed as still true."""
    originals = true_claims(articles, lexicon)
    rows = [told for told in originals if told.is_row]
    passages = [(p.passage_id, len(p.sentences)) for a in articles for p in a.passages]
    by_text = _mutations(lexicon)
    by_text["another row's cell"] = lambda told, _rng: rows_mixed(told, rows)
    known = {told.text for told in originals} | still_true()
    made: dict[str, list[Told]] = {}
    for kind, mutate in by_text.items():
        texts: dict[str, Told] = {}
        for told in originals:
            if kind == "direction reversed" and told.is_template:
                continue  # whether it makes worse is as uncertain
            for text in mutate(told, rng):
                if text not in known:
                    texts.setdefault(text, replace(told, text=text))
        made[kind] = list(texts.values())
    subjects = {a.card.id: set(a.card.drugs) for a in articles}
    alike = {key: [other for other, names in subjects.items() if names & own] for key, own in subjects.items()}
    moved = [each for told in originals for each in citations_moved(told, passages, alike[told.source_id], rng)]
    made["citation moved"] = [m for m in moved if f"{m.bindings[0].passage_id} <- {m.text}" not in known]
    made["citation invented"] = [each for told in originals for each in citations_invented(told, rng)]
    return made


def still_true() -> frozenset[str]:
    """Return the mutants that a person read and found to be true still, one a line."""
    if not _STILL_TRUE.is_file():
        return frozenset()
    lines = _STILL_TRUE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))
