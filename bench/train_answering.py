"""Train and write the net that says whether a sentence answers a question: MiniLM reading both at once.

    python bench/train_answering.py write      # learn from everything, write bot/data/answering/
    python bench/train_answering.py measure    # on questions that nothing answers and it did not learn from

Learns from the questions of the reader (bench/reader/questions.jsonl), each with the sentence that answers it and
sentences that the reader finds near, and from questions that no sentence answers (bench/answering/unanswerable.txt),
each with what is nearest. Beside the sentences of a question stands the choice "none of them", at log-odds 0; in some
draws the sentence that answers, and what is like it, are left out, and "none" is right (as for no-answer spans:
Rajpurkar et al. 2018, arXiv:1806.03822).
Needs torch and transformers; about 40 minutes on two cores with bfloat16.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import train_reader as reading  # noqa: E402  # because the path to it is set above
from bot.encoders.cross_encoder import BETWEEN, HEAD, LEARNT, NetCrossEncoder  # noqa: E402
from bot.lexicon import load_lexicon  # noqa: E402
from bot.questions.queries import understand  # noqa: E402

UNANSWERABLE = ROOT / "bench" / "answering" / "unanswerable.txt"
HELD_OUT = ROOT / "bench" / "answering" / "held_out.txt"
EPOCHS = 2
QUESTIONS = 8  # in a batch
NEGATIVES = 5  # drawn for each question
NEAR = 8.0  # the mean place of a drawn sentence among what the reader finds; of an unanswerable question half of it
RATE, HEAD_RATE = 1.3e-4, 2e-3
WARM_UP = 50  # steps
SHARPNESS = 20.0
LEFT_OUT = 0.15  # of the draws of an answerable question: "none" is right
SAME, ALIKE = 0.85, 0.6  # cosine of the pinned model: a sentence that may answer as well, or nearly
REPEATS = 2  # of each unanswerable question in an epoch
MOST_NEAR, MOST_NEAR_UNANSWERABLE = 50, 20


class Example(NamedTuple):
    question: str
    right: int | None  # None where nothing answers
    near: list[int]  # what the reader finds, best first


class Net(torch.nn.Module):
    """The encoder of `train_reader`, and one linear layer over the vector of a pair."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = reading.Encoder()
        self.layers = self.encoder.net  # so that torch finds its parameters
        self.head = torch.nn.Linear(self.layers.config.hidden_size, 1)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)

    def forward(self, pairs: Sequence[str]) -> torch.Tensor:
        odds: torch.Tensor = SHARPNESS * self.head(self.encoder(pairs)).squeeze(1)
        return odds


def examples(data: reading.Data) -> list[Example]:
    reader = reading.with_change(dict(np.load(reading.CHANGE)))
    sentences = reader.all(data.sentences)

    def near(questions: Sequence[str], most: int) -> list[list[int]]:
        found: list[list[int]] = np.argsort(-(reader.all(questions) @ sentences.T), 1)[:, :most].tolist()
        return found

    nothing = unanswerable(UNANSWERABLE)
    answered = near([each.question for each in data.pairs], MOST_NEAR)
    learnt = [Example(each.question, each.sentence, found) for each, found in zip(data.pairs, answered, strict=True)]
    of_none = zip(nothing, near(nothing, MOST_NEAR_UNANSWERABLE), strict=True)
    return learnt + [Example(question, None, found) for question, found in of_none] * REPEATS


def unanswerable(path: Path) -> list[str]:
    """Return the questions of a file with their names normalised, as the bot searches for them."""
    lexicon = load_lexicon(ROOT / "corpus" / "lexicon.toml")
    return [understand(line, lexicon).normalised for line in path.read_text(encoding="utf-8").splitlines()]


def drawn(example: Example, alike: np.ndarray[Any, Any], rng: random.Random) -> tuple[list[int], bool]:
    """Return sentences for one look at a question, and whether the first of them answers it."""
    right = example.right
    near = example.near if right is None else [at for at in example.near if at != right and alike[right, at] < SAME]
    mean = NEAR / 2 if right is None else NEAR
    places = [min(int(rng.expovariate(1 / mean)), len(near) - 1) for _ in range(NEGATIVES)]
    chosen = list(dict.fromkeys(near[place] for place in places))
    if right is None:
        return chosen, False
    if rng.random() < LEFT_OUT:
        return [at for at in chosen if alike[right, at] < ALIKE], False
    return [right, *chosen], True


def train(data: reading.Data) -> Net:
    torch.manual_seed(reading.SEED)
    rng = random.Random(reading.SEED)
    vectors = reading.Encoder().all(data.sentences)
    alike, learnt = vectors @ vectors.T, examples(data)
    net = Net()
    groups = [
        {"params": [each for each in net.layers.parameters() if each.requires_grad], "lr": RATE},
        {"params": net.head.parameters(), "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * (len(learnt) // QUESTIONS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / WARM_UP) * max(0.0, 1 - step / steps)
    )
    net.train()
    for epoch in range(EPOCHS):
        began, lost = time.monotonic(), 0.0
        rng.shuffle(learnt)
        for start in range(0, len(learnt) - QUESTIONS + 1, QUESTIONS):
            looks = [(each.question, *drawn(each, alike, rng)) for each in learnt[start : start + QUESTIONS]]
            odds = net([f"{question}{BETWEEN}{data.sentences[at]}" for question, chosen, _ in looks for at in chosen])
            loss = torch.stack(list(_losses(odds, [(len(chosen), first) for _, chosen, first in looks]))).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.layers.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            lost += loss.item()
        mean = lost / (len(learnt) // QUESTIONS)
        print(f"epoch {epoch + 1}: loss {mean:.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return net.eval()


def _losses(odds: torch.Tensor, looks: Sequence[tuple[int, bool]]) -> Any:
    """Yield the loss of each question: its right sentence against the others and "none of them"."""
    at = 0
    for many, first_is_right in looks:
        choices = torch.cat([odds[at : at + many], torch.zeros(1)])
        yield -torch.log_softmax(choices, 0)[0 if first_is_right else many]
        at += many


def write(net: Net) -> None:
    LEARNT.mkdir(parents=True, exist_ok=True)
    change = reading.change_of(net.encoder)
    np.savez_compressed(LEARNT / "change.npz", **change)
    weight, bias = net.head.weight.detach().numpy()[0], net.head.bias.detach().numpy()[0]
    np.savez(LEARNT / HEAD, weight=SHARPNESS * weight, bias=SHARPNESS * bias)
    reading.write_probes(reading.with_change(change), LEARNT)


def measure() -> None:
    """Print the log-odds of the best sentence, by quantiles, for questions that nothing answers and it never saw."""
    from bot.encoders.reader import NetReader

    data, reader, net = reading.load(), NetReader("int8"), NetCrossEncoder("int8")
    best = []
    for question in unanswerable(HELD_OUT):
        fits = reader.fits(question, data.sentences)
        best.append(float(net.answers(question, [data.sentences[at] for at in np.argsort(-fits)[:10]]).max()))
    shares = ", ".join(f"{np.mean(np.array(best) < odds):.2f} below {odds}" for odds in (-2, -1, -0.5, 0, 1))
    print(f"{len(best)} questions that nothing answers: {shares}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("write", "measure"))
    if parser.parse_args().what == "write":
        write(train(reading.load()))
    else:
        measure()


if __name__ == "__main__":
    main()
