"""Train, measure and write the reader: which sentence answers a question. MiniLM, changed by little.

    python bench/train_reader.py folds [N]   # on questions about articles that were not learnt from, N of 4 parts
    python bench/train_reader.py write       # learn from everything, write bot/data/reader/change.npz

Learns from bench/reader/questions.jsonl: questions as patients ask them, each with the sentence of the corpus that
answers it. Each question is held against the sentences of the other questions of its batch and one other sentence of
each article (in-batch negatives: Henderson et al. 2017, arXiv:1705.00652). The word vectors stay as they are; of each
matrix of the six layers only a change of low rank is kept, so what ships is one megabyte beside the pinned weights.
Needs torch and transformers; about 18 minutes on two shared cores with bfloat16.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.embedding_probes import TEXTS  # noqa: E402  # because the path to it is set above
from bot.encoders.embedder import pinned_model_dir  # noqa: E402
from bot.lexicon import load_lexicon  # noqa: E402
from bot.questions.queries import understand  # noqa: E402

DATA = ROOT / "bench" / "reader" / "questions.jsonl"
CHANGE = ROOT / "bot" / "data" / "reader" / "change.npz"
PARTS = 4
EPOCHS = 3
BATCH = 32
RATE = 6e-5
WARM_UP = 30  # steps
SHARPNESS = 20.0  # a cosine is multiplied by it before the softmax
RANK = 32
MAX_TOKENS = 96
SEED = 0


class Pair(NamedTuple):
    question: str  # with its names normalised, as the bot searches for it
    sentence: int


class Data(NamedTuple):
    sentences: list[str]
    sources: list[str]
    pairs: list[Pair]


def load() -> Data:
    lexicon = load_lexicon(ROOT / "corpus" / "lexicon.toml")
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    pairs = [
        Pair(understand(question, lexicon).normalised, at)
        for at, row in enumerate(rows)
        for question in row["questions"]
    ]
    return Data([row["sentence"] for row in rows], [row["source"] for row in rows], pairs)


class Encoder:
    """The encoder and its word pieces; vectors are the mean over the pieces, scaled to norm 1."""

    def __init__(self) -> None:
        folder = str(pinned_model_dir())
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.net = AutoModel.from_pretrained(folder)
        self.net.embeddings.requires_grad_(False)

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        batch = self.tokenizer(list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.net(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].unsqueeze(-1).float()
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)

    @torch.no_grad()
    def all(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        self.net.eval()
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = np.zeros((len(texts), self.net.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            found[part] = self([texts[at] for at in part]).numpy()
        return found


def train(data: Data, pairs: Sequence[Pair]) -> Encoder:
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    encoder = Encoder()
    learnt = [each for each in encoder.net.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=RATE, weight_decay=0.01)
    steps = EPOCHS * (len(pairs) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / WARM_UP) * max(0.0, 1 - step / steps)
    )
    of_source: dict[str, list[int]] = {}
    for at, source in enumerate(data.sources):
        of_source.setdefault(source, []).append(at)
    for epoch in range(EPOCHS):
        began, lost = time.monotonic(), 0.0
        encoder.net.train()
        shuffled = rng.sample(list(pairs), len(pairs))
        for start in range(0, len(shuffled) - BATCH + 1, BATCH):
            batch = shuffled[start : start + BATCH]
            right = [each.sentence for each in batch]
            beside = [rng.choice(of_source[data.sources[each]]) for each in right]
            offered = list(dict.fromkeys([*right, *beside]))
            questions = encoder([each.question for each in batch])
            sentences = encoder([data.sentences[each] for each in offered])
            target = torch.tensor([offered.index(each) for each in right])
            loss = torch.nn.functional.cross_entropy(SHARPNESS * questions @ sentences.T, target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            lost += loss.item()
        print(
            f"epoch {epoch + 1}: loss {lost / (len(shuffled) // BATCH):.3f}, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    return encoder


def change_of(encoder: Encoder) -> dict[str, np.ndarray[Any, Any]]:
    """Return what was learnt: two factors of RANK for each matrix, and the difference of each vector; 16-bit floats."""
    before = AutoModel.from_pretrained(str(pinned_model_dir())).state_dict()
    change: dict[str, np.ndarray[Any, Any]] = {}
    for name, after in encoder.net.state_dict().items():
        if not name.startswith("encoder."):
            continue
        difference = (after - before[name]).float()
        if difference.ndim == 2:
            left, sizes, right = torch.linalg.svd(difference, full_matrices=False)
            root = sizes[:RANK].sqrt()
            change[f"{name}.left"] = (left[:, :RANK] * root).numpy().astype(np.float16)
            change[f"{name}.right"] = (root[:, None] * right[:RANK]).numpy().astype(np.float16)
        else:
            change[name] = difference.numpy().astype(np.float16)
    return change


def with_change(change: dict[str, np.ndarray[Any, Any]]) -> Encoder:
    encoder = Encoder()
    state = encoder.net.state_dict()
    for name in state:
        if name in change:
            state[name] += torch.tensor(change[name].astype(np.float32))
        elif f"{name}.left" in change:
            left, right = (change[f"{name}.{side}"].astype(np.float32) for side in ("left", "right"))
            state[name] += torch.tensor(left @ right)
    encoder.net.load_state_dict(state)
    return encoder


def write_probes(encoder: Encoder, folder: Path) -> None:
    """Write the vectors that the exported net is held against, in 32-bit floats rounded to four places."""
    encoder.net.eval()
    rows = []
    for text in TEXTS:
        batch = encoder.tokenizer([text], truncation=True, max_length=256, return_tensors="pt")
        with torch.no_grad():
            vector = torch.nn.functional.normalize(encoder.net(**batch).last_hidden_state.mean(1), dim=1)[0]
        rows.append({"text": text, "vector": [round(float(value), 4) for value in vector]})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "probes.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def report(name: str, encoder: Encoder, data: Data, pairs: Sequence[Pair]) -> None:
    questions, sentences = encoder.all([each.question for each in pairs]), encoder.all(data.sentences)
    scores = questions @ sentences.T
    right = scores[np.arange(len(pairs)), [each.sentence for each in pairs]]
    ranks = (scores > right[:, None]).sum(1)
    shares = ", ".join(f"{(ranks < most).mean():.3f} in the first {most}" for most in (1, 3, 5, 10))
    print(f"{name}: {len(pairs)} questions, of {len(sentences)} sentences the right one: {shares}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("folds", "write"))
    parser.add_argument("parts", nargs="?", type=int, default=PARTS)
    given = parser.parse_args()
    data = load()
    if given.what == "write":
        CHANGE.parent.mkdir(parents=True, exist_ok=True)
        change = change_of(train(data, data.pairs))
        np.savez_compressed(CHANGE, **change)
        write_probes(with_change(change), CHANGE.parent)
        print(f"{CHANGE.relative_to(ROOT)}: {CHANGE.stat().st_size:,} bytes")
        return
    sources = random.Random(SEED).sample(sorted(set(data.sources)), len(set(data.sources)))
    for part in range(given.parts):
        held_out = set(sources[part::PARTS])
        test = [each for each in data.pairs if data.sources[each.sentence] in held_out]
        rest = [each for each in data.pairs if data.sources[each.sentence] not in held_out]
        report(f"part {part + 1}, pinned model", Encoder(), data, test)
        encoder = train(data, rest)
        report(f"part {part + 1}, learnt", encoder, data, test)
        report(f"part {part + 1}, change of rank {RANK}", with_change(change_of(encoder)), data, test)


if __name__ == "__main__":
    main()
