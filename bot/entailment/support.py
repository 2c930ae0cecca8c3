"""Whether a passage supports a claim: it says so, it says otherwise, or it does not say.

The claim is held against each sentence of the passage and each pair of neighbours. A wrong YES is the worst
answer, so whatever cannot be found is NOT_FOUND.

Source: docs/decisions/0005-entailment.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.entailment.arms import check_arms
from bot.entailment.bearing import judge_bearing
from bot.entailment.directions import check_directions, check_modality, pulls_apart
from bot.entailment.figures import check_figures
from bot.entailment.retelling import retell
from bot.entailment.rulings import check_rulings
from bot.entailment.stances import NEGATORS
from bot.entailment.statements import Statement, read_passage, read_statement
from bot.entailment.windows import NEAR, SAME_TOPIC, Setting, Window, judgement, listed, names_in, not_found, windows_of
from bot.lexicon import Lexicon, NameKind
from bot.text.magnitudes import carried_by_any
from bot.text.measures import Unit
from bot.text.numerals import in_figures
from bot.text.words import content_forms, form_of, read_words, stem
from bot.types import Judgement, Support

_MAX_CHARS = 20_000  # of a claim, passage or context; a longer one is not judged
_MAX_FIGURES = 40  # of a claim; a sentence with more is a table, and the comparison is quadratic in them
_BOTH_ARMS = 2  # shares
_ENOUGH = 0.6  # share of the claim's content words; lower adds more wrong YES than right ones, see the decision
_ENOUGH_WITH_FIGURES = 0.4  # where two figures already tie claim and sentence; chosen, unmeasured
# Cosines of all-MiniLM-L6-v2, chosen on the design half of the pairs: see the decision.
_SAYS_THE_SAME = 0.7
_SPEAKS_OF_THE_SAME = 0.3


class HardEntailment:
    """Judges by rules: names, figures, people, comparators, direction, negation, certainty, then words.

    `similarity` (cosine of two texts, −1..1) adds a layer for general claims, which name no figure and no
    drug of the lexicon: there it may find a paraphrase that shares few words. It never overrules the rules.
    `lenient` takes a passage that bears on a claim for support (`bot.entailment.bearing`); an answer never does.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        similarity: Callable[[str, str], float] | None = None,
        *,
        lenient: bool = False,
    ) -> None:
        self._lenient = lenient
        self._lexicon = lexicon
        self._similarity = similarity
        self._read = lru_cache(maxsize=256)(lambda text: read_passage(text, lexicon))

    def judge(self, claim: str, passage: str, *, context: str = "") -> Judgement:
        """Return whether `passage` supports `claim`.

        `context` is trusted text about the source (title, study card); what it states counts as said of the
        source, but it cannot support a finding by itself.
        """
        if max(map(len, (claim, passage, context))) > _MAX_CHARS:
            return not_found(f"Texts of more than {_MAX_CHARS:,} characters are not judged.")
        claim, passage, context = in_figures(claim), in_figures(passage), in_figures(context)
        stated = read_statement(claim, self._lexicon)
        if len(stated.quantities) > _MAX_FIGURES:
            return not_found(f"A claim with more than {_MAX_FIGURES} figures is not judged.")
        sentences = self._read(passage)
        if not stated.forms and not stated.quantities:
            return not_found("The claim says nothing that can be checked.")
        if not sentences:
            return not_found("The source is empty.")
        setting = Setting(sentences, read_statement(context, self._lexicon))
        refusal = retell(stated, sentences, setting.card)
        if refusal is not None:
            return refusal
        judged = [(window, _judge_window(stated, window, setting)) for window in windows_of(stated, setting)]
        chosen = _choose(judged) if judged else not_found("The source does not speak of this.")
        if chosen.support is Support.NOT_FOUND and not stated.quantities and not stated.drugs:
            chosen = self._by_meaning(stated, setting) or chosen
        if self._lenient and chosen.support is Support.NOT_FOUND:
            return judge_bearing(stated, sentences) or chosen
        return chosen

    def _by_meaning(self, claim: Statement, setting: Setting) -> Judgement | None:
        if self._similarity is None:
            return None
        whole = Statement.of_many(setting.passage)
        nearest = max(setting.passage, key=lambda statement: self._cosine(claim, statement))
        near = max(self._cosine(claim, nearest), self._cosine(claim, whole))
        apart = pulls_apart(claim.stance, whole.stance)
        if apart and near >= _SPEAKS_OF_THE_SAME:
            return Judgement(support=Support.NO, why=apart, sentence=nearest.index)
        open_passage = whole.stance.no_evidence or whole.stance.uncertain
        if near >= _SAYS_THE_SAME and not apart and not open_passage:
            return Judgement(support=Support.YES, why="The source says it in other words.", sentence=nearest.index)
        return None

    def _cosine(self, claim: Statement, statement: Statement) -> float:
        return self._similarity(claim.text, statement.text) if self._similarity else -1.0


def _choose(judged: Sequence[tuple[Window, Judgement]]) -> Judgement:
    """Take the first YES, unless a sentence closer to the claim says otherwise."""
    yes = next(((w, j) for w, j in judged if j.support is Support.YES), None)
    no = next(((w, j) for w, j in judged if j.support is Support.NO), None)
    if yes and not (no and no[0].shared >= yes[0].shared):
        return yes[1]
    return no[1] if no else judged[0][1]


def _judge_window(claim: Statement, window: Window, setting: Setting) -> Judgement:
    for check in (
        _names,
        _regions,
        check_figures,
        check_arms,
        _people,
        _comparison,
        check_directions,
        check_modality,
        check_rulings,
        _words,
    ):
        refusal = check(claim, window, setting)
        if refusal is not None:
            return refusal
    return judgement(Support.YES, "The source says so.", window)


def _names(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    for kind in NameKind:
        claimed, anchor, card = (s.names(kind) for s in (claim, window.anchor, setting.card))
        here = anchor or names_in(window.statements, kind)
        anywhere = card or names_in(setting.passage, kind)
        missing = frozenset(name for name in claimed - here if not any(_is_narrower(other, name) for other in here))
        if not missing:
            continue
        beside = names_in(window.statements, kind) if here & claimed else here
        if anchor - claimed and claimed - anchor and not any(_is_narrower(a, c) for a in anchor for c in claimed):
            support = Support.NO if len(anchor) == 1 and window.shared >= NEAR else Support.NOT_FOUND
            return judgement(support, f"The source speaks of {listed(anchor)}, not {listed(missing)}.", window)
        known = kind is NameKind.DRUG or anywhere or here
        if known and missing - anywhere - beside:
            return not_found(f"The source does not say this of {listed(missing - anywhere - beside)}.")
        if here and not here & claimed:
            support = Support.NO if len(here) == 1 and window.shared >= NEAR else Support.NOT_FOUND
            return judgement(support, f"The source speaks of {listed(here)}, not {listed(missing)}.", window)
    carried = frozenset().union(*(s.forms for s in setting.all))
    missing = claim.must - carried
    if missing:
        return not_found(f"The source does not mention {listed(missing, claim.text)}.")
    return None


def _regions(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    if not claim.regions:
        return None
    here = frozenset().union(*(s.regions | s.agencies for s in window.statements))
    anywhere = frozenset().union(*(s.regions | s.agencies for s in setting.all))
    missing = claim.regions - (here or anywhere)
    if missing:
        why = f"The source does not say this of {listed(missing)}."
        return judgement(Support.NO, why, window) if here and window.shared >= NEAR else not_found(why)
    return None


_SEVERE = re.compile(r"\b(?:sever\w+|moderate|active|extensive)\b", re.IGNORECASE)


def _people(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    here = frozenset().union(*(s.populations for s in window.statements))
    others = () if here else setting.passage
    missing = claim.populations - here - setting.card.populations
    missing -= frozenset().union(*(s.populations for s in others))
    if missing:
        why = f"The source is not about {listed(missing)}."
        return judgement(Support.NO, why, window) if here and window.shared >= NEAR else not_found(why)
    lost = window.anchor.degrees & claim.conditions - claim.degrees - window.bare_conditions
    if lost and window.shared >= SAME_TOPIC and not _SEVERE.search(claim.text):
        return not_found("The source speaks only of a severe illness, or of one kind of it.")
    if window.anchor.about_one_person and not claim.about_one_person and (claim.about_people or not claim.quantities):
        return not_found("The source is about one person, not about people in general.")
    here = frozenset().union(*(s.universals for s in setting.passage))
    if claim.universals - here:
        return not_found(f"The source does not speak of {listed(claim.universals - here)}.")
    if window.anchor.row and _OF_A_PERSON.match(window.anchor.text) and window.anchor.row not in claim.rows:
        return not_found("A row of the table is about one person.")
    rhythms = frozenset().union(*(s.rhythms for s in setting.all))
    if claim.rhythms and rhythms and not claim.rhythms <= rhythms:
        return judgement(Support.NO, f"The source says {listed(rhythms)}, not {listed(claim.rhythms)}.", window)
    return None


def _comparison(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    comparing = frozenset().union(*(s.forms for s in window.statements if s.compares))
    # "1.5% with X and 8.8% with Y" compares the two, whoever says "than".
    carried = [q for q in claim.quantities if q.unit is Unit.PERCENT and carried_by_any(q, window.anchor.quantities)]
    if len(carried) >= _BOTH_ARMS:
        comparing |= window.anchor.forms
    if claim.rivals - comparing:
        return not_found(f"The source makes no comparison with {listed(claim.rivals)}.")
    if _compares(claim.text) and any("nocomparison" in s.forms for s in (*window.statements, setting.card)):
        return judgement(Support.NO, "The source had no comparison group.", window)
    said = frozenset().union(*(s.rivals for s in window.statements))
    if claim.rivals and said and not claim.rivals & said:
        return judgement(Support.NO, f"The source compares with {listed(said)}.", window)
    return None


_OF_A_PERSON = re.compile(r"(?:case|patient|participant|subject|person)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\bcompared (?:with|to) \w+|\bversus\b"
    r"|(?<!no )(?<!without a )(?<!without )\b(?:comparison|control|placebo|untreated) group\b",
    re.IGNORECASE,
)


def _compares(text: str) -> bool:
    """Say whether a clause that is neither denied nor left open compares with others."""
    return any(
        _COMPARES.search(clause)
        and not any(w.written in NEGATORS for w in read_words(clause))
        and "uncertain" not in clause
        for clause in re.split(
            r"[,;:]\s", text.replace("no comparison group", "").replace("without a comparison group", "")
        )
    )


# These say who speaks; a claim that shares only them with a sentence shares nothing that it says.
_OF_SOURCES = frozenset(content_forms(read_words("site maker page label letter report paper article news study part")))
_OF_REGIONS = frozenset(content_forms(read_words("america american united states britain british europe european")))
_LIGHT = frozenset({"take"})  # "who took X" and "on X" say one thing


def _words(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    known = window.forms | setting.card.forms | {f for s in setting.all for f in s.drugs | s.conditions}
    events = {stem(event.word) for event in claim.stance.events}
    forms = claim.forms - _LIGHT if claim.drugs else claim.forms
    forms = forms - _OF_REGIONS if claim.regions else forms  # held elsewhere, "in America" being "in the US"
    wanted = forms - events or forms
    share = len(wanted & known) / (len(wanted) or 1)
    carried = sum(carried_by_any(q, window.quantities) for q in claim.quantities if q.unit is not Unit.ROW)
    enough = _ENOUGH_WITH_FIGURES if carried >= 2 else _ENOUGH
    own = wanted - setting.card.forms - _OF_SOURCES
    if (
        (wanted and share < enough)
        or (not wanted and not carried)
        or (carried < 3 and len(own & window.forms) < len(own) / 2)
    ):
        return not_found("The source does not say this.")
    return None


def _is_narrower(name: str, wider: str) -> bool:
    return name.endswith(wider) or (wider == form_of("hair loss") and name == form_of("alopecia areata"))
