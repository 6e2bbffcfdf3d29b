"""Where money goes: from sellers through pools to who used them, as a Sankey diagram."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat
from dashboard.charts.style import LIGHT, Tokens, base_layout
from dashboard.widths import shortened

NAME_LETTERS = 22  # of a node: two names side by side fit between two columns
LEAST_PX, NODE_PX = 420, 44  # of the drawing; of it for each node of the longest column
PAD_PX = 28  # between nodes: a name and an amount below it, also at a thin one


@dataclass(frozen=True)
class Flow:
    """An amount from one node to another; a node is a column (0, 1, 2) and a name."""

    source: tuple[int, str]
    target: tuple[int, str]
    amount: float


def flow_chart(
    flows: Sequence[Flow],
    *,
    value_format: NumberFormat,
    warn: frozenset[str] = frozenset(),
    short: Mapping[str, str] | None = None,
    tokens: Tokens = LIGHT,
) -> go.Figure:
    """Bands as wide as their amounts, three columns of nodes that fit a telephone.

    Args:
        flows: what goes where, the first columns first.
        value_format: text of an amount.
        warn: names of nodes in the warning colour.
        short: what a node is called on the drawing, where its name is too long for a column. What
            is longer still is cut; the pointer shows the whole name.
        tokens: colours.
    """
    nodes = list(dict.fromkeys(node for flow in flows for node in (flow.source, flow.target)))
    names = [name for _, name in nodes]
    sums = [value_format(_through(node, flows)) for node in nodes]
    most = max(Counter(column for column, _ in nodes).values(), default=1)
    return go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [
                    f"{shortened((short or {}).get(name, name), NAME_LETTERS)}<br>{amount}"
                    for name, amount in zip(names, sums, strict=True)
                ],
                "customdata": [
                    f"{name} {amount}" for name, amount in zip(names, sums, strict=True)
                ],
                "color": [tokens.warning if name in warn else tokens.accent for name in names],
                "pad": PAD_PX,
                "thickness": 10,
                "line": {"width": 0},
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            link=_bands(flows, nodes, value_format, warn, tokens),
            textfont={"color": tokens.ink, "size": 12},
        ),
        layout=base_layout(
            tokens,
            height=max(LEAST_PX, NODE_PX * most),
            hovermode="closest",
            margin={"b": PAD_PX // 2},  # a name is taller than a thin node at the bottom
        ),
    )


def _bands(
    flows: Sequence[Flow],
    nodes: Sequence[tuple[int, str]],
    value_format: NumberFormat,
    warn: frozenset[str],
    tokens: Tokens,
) -> dict[str, Any]:
    place = {node: index for index, node in enumerate(nodes)}
    return {
        "source": [place[flow.source] for flow in flows],
        "target": [place[flow.target] for flow in flows],
        "value": [flow.amount for flow in flows],
        "color": [
            tokens.warning_soft if flow.target[1] in warn else tokens.accent_soft for flow in flows
        ],
        "customdata": [value_format(flow.amount) for flow in flows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _through(node: tuple[int, str], flows: Sequence[Flow]) -> float:
    """What comes in, or where nothing does, what goes out."""
    into = sum(flow.amount for flow in flows if flow.target == node)
    return into or sum(flow.amount for flow in flows if flow.source == node)
