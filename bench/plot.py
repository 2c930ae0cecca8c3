"""Times over sizes of corpus, as an SVG on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bench.measuring import Load

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 400, 70, 40, 190, 60
_COLOURS = {
    "litotes": "#0b6e4f", "floor": "#888888", "quickstart": "#b5179e", "sentence-transformers": "#4361ee",
}  # fmt: skip
_TICKS_MS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def plotted(loads: Sequence[Load]) -> str:
    """Return a drawing of the median time of one client's question, for each contender and size."""
    shown = [each for each in loads if each.clients == 1]
    sizes = sorted({each.passages for each in shown})
    times = [each.p50_s * 1e3 for each in shown]
    ticks = [tick for tick in _TICKS_MS if min(times) / 2 <= tick <= max(times) * 2]

    def across(passages: float) -> float:
        span = math.log(sizes[-1] / sizes[0]) or 1.0
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * math.log(passages / sizes[0]) / span

    def down(ms: float) -> float:
        span = math.log(ticks[-1] / ticks[0]) or 1.0
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * math.log(ms / ticks[0]) / span

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="Time of a question by size of the corpus" font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">One question, warm, one client: median, milliseconds</text>',
    ]
    for tick in ticks:
        y = down(tick)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for size in sizes:
        place = f'x="{across(size):.1f}" y="{_HEIGHT - _BOTTOM + 22}"'
        parts.append(f'<text {place} text-anchor="middle">{size:,}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 12}" text-anchor="middle">passages in the corpus</text>')
    for name, colour in _COLOURS.items():
        points = [(across(each.passages), down(each.p50_s * 1e3)) for each in shown if each.contender == name]
        if not points:
            continue
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="{points[-1][0] + 10:.1f}" y="{points[-1][1] + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])
