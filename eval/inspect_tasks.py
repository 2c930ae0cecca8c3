"""The same cases and judges as Inspect AI tasks.

    inspect eval eval/inspect_tasks.py@litotes -T target=bot --model none/none

With a model of Inspect's (`-T target=model`), the model itself answers, so that Inspect's matrix of models works; its
viewer shows each answer with each judge's reason. Needs `pip install 'litotes[inspect]'`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Metric, SampleScore, Score, Target, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from bot.articles import read_corpus
from bot.lexicon import load_lexicon
from bot.settings import load_settings
from bot.types import Answer
from eval.cases import Case, read_cases
from eval.judges import JUDGES
from eval.judging import corpus_of
from eval.replies import read_reply
from eval.targets import open_target

_CASES = Path(__file__).parent / "cases"
_OF_MODEL = "model"
_ANSWER = "litotes_answer"


@task
def litotes(target: str = "bot", cases: str = str(_CASES), limit: int = 0) -> Task:
    """Ask `target` (see `python -m eval run --help`), or Inspect's own model if it is "model"."""
    read = read_cases(Path(cases))
    chosen = read[:limit] if limit else read
    samples = [
        Sample(
            id=case.id,
            input=case.question,
            target=case.outcome[0].value,
            metadata={"case": case.model_dump(mode="json")},
        )
        for case in chosen
    ]
    return Task(dataset=MemoryDataset(samples), solver=asks(target), scorer=judged())


@solver
def asks(target: str) -> Solver:
    """Put the target's answer into the state; with "model", let Inspect's model answer."""
    ask = None if target == _OF_MODEL else open_target(target, load_settings())

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case = Case.model_validate(state.metadata["case"])
        if ask is None:
            state = await generate(state)
            answer = read_reply(state.output.completion, case.question)
        else:
            answer = await asyncio.to_thread(ask, case.question, case.history)
            state.output.completion = answer.text
        state.store.set(_ANSWER, answer)
        return state

    return solve


@metric
def share_passed() -> Metric:
    """Return the share of scored verdicts that passed; unscored ones are no zeros."""

    def share(scores: list[SampleScore]) -> float:
        told = [each.score.as_float() for each in scores if each.score.value in {0, 1}]
        return sum(told) / len(told) if told else float("nan")

    return share


@scorer(metrics={"*": [share_passed()]})
def judged() -> Any:
    """Score an answer by every judge: 1 passed, 0 failed, NaN unscored; the reasons are the explanation."""
    settings = load_settings()
    corpus = corpus_of(read_corpus(settings.corpus / "articles"), load_lexicon(settings.corpus / "lexicon.toml"))

    async def score(state: TaskState, target: Target) -> Score:
        del target
        case = Case.model_validate(state.metadata["case"])
        answer: Answer = state.store.get(_ANSWER)
        verdicts = {name: judge(case, answer, corpus) for name, judge in JUDGES.items()}
        values = {name: float("nan") if v.passed is None else float(v.passed) for name, v in verdicts.items()}
        told = "\n".join(f"{name}: {v.why}" for name, v in verdicts.items() if v.passed is not True)
        return Score(value=values, answer=answer.text, explanation=told or "every judge passed")

    return score
