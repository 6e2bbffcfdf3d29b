"""Where money goes: from sellers through pools to who used them, as a Sankey diagram."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.axes import NumberFormat
from dashboard.charts.style import LIGHT, Tokens, base_layout


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
    tokens: Tokens = LIGHT,
    height: int = 420,
) -> go.Figure:
    """Bands as wide as their amounts; nodes in `warn` have the warning colour and their name."""
    nodes = list(dict.fromkeys(node for flow in flows for node in (flow.source, flow.target)))
    place = {node: index for index, node in enumerate(nodes)}
    amounts = [_through(node, flows) for node in nodes]
    colours = [tokens.warning if name in warn else tokens.accent for _, name in nodes]
    bands = [
        tokens.warning_soft if flow.target[1] in warn else tokens.accent_soft for flow in flows
    ]
    texts = [value_format(flow.amount) for flow in flows]
    return go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [
                    f"{name} {value_format(amount)}"
                    for (_, name), amount in zip(nodes, amounts, strict=True)
                ],
                "color": colours,
                "pad": 12,
                "thickness": 10,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [place[flow.source] for flow in flows],
                "target": [place[flow.target] for flow in flows],
                "value": [flow.amount for flow in flows],
                "color": bands,
                "customdata": texts,
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={"color": tokens.ink, "size": 12},
        ),
        layout=base_layout(tokens, height=height, hovermode="closest"),
    )


def _through(node: tuple[int, str], flows: Sequence[Flow]) -> float:
    """What comes in, or where nothing does, what goes out."""
    into = sum(flow.amount for flow in flows if flow.target == node)
    return into or sum(flow.amount for flow in flows if flow.source == node)
