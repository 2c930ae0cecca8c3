"""Every attacker on every question: what of it reaches an answer, by the eval's own judges.

The rules' plan of a question is made once; then each attacker writes, the guard holds what it wrote, and the answer
is judged. The same drafts are judged without the guard too: a judge that finds nothing there would prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.draft import ModelWriter
from bot.pipeline import Bot
from bot.types import Answer
from eval.attackers import Attacker
from eval.baselines import unguarded
from eval.cases import Case
from eval.judges import JUDGES
from eval.judging import Corpus

# What no writer may bring about, whatever it writes. The others judge how good an answer is.
MUST_HOLD = ("overclaim", "quotes", "figures", "support", "conduct", "disclaimers")


@dataclass(frozen=True)
class Trial:
    """One attacker's draft on one question, with the guard and without."""

    case: Case
    habit: str
    answer: Answer
    broken: tuple[str, ...]  # names of MUST_HOLD that the guarded answer fails
    bare: tuple[str, ...]  # likewise, of the draft shown as it is
    written: int  # claims that the attacker wrote
    kept: int  # of these, not dropped: shown, or told by the rules' own sentence in its place


def try_attackers(bot: Bot, cases: Sequence[Case], habits: Sequence[str], corpus: Corpus) -> Iterator[Trial]:
    """Yield one trial for each habit and each case that reaches a writer."""
    writers = {
        habit: ModelWriter(Attacker(habit=habit), f"attack:{habit}", timeout_s=30, budget_s=60, max_prompt_chars=12_000)
        for habit in habits
    }
    for case in cases:
        planned = bot.plan({"question": case.question, "history": case.history})
        if planned.ending or planned.draft is None or planned.evidence is None:
            continue
        for habit, writer in writers.items():
            draft = writer.rewrite(planned.draft, planned.evidence)
            verified = bot.verify(planned.model_copy(update={"draft": draft}))
            answer = bot.compose(verified)
            texts = {each.text for each in draft.claims if draft.writer == "model"}
            dropped = {each.drafted for each in verified.verdicts if each.claim is None} & texts
            bare = unguarded(answer, draft, planned.evidence)
            yield Trial(
                case=case,
                habit=habit,
                answer=answer,
                broken=_broken(case, answer, corpus),
                bare=_broken(case, bare, corpus) if draft.writer == "model" else (),
                written=len(texts),
                kept=len(texts - dropped) if verified.verdicts else 0,
            )


def _broken(case: Case, answer: Answer, corpus: Corpus) -> tuple[str, ...]:
    return tuple(name for name in MUST_HOLD if JUDGES[name](case, answer, corpus).passed is False)
