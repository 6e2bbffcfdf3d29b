"""The parts every screen is made of, so that all screens look and behave alike."""

from dashboard.components.behind import figures_behind
from dashboard.components.cards import card, note, sentences
from dashboard.components.charts import chart, pressed_bar, tokens
from dashboard.components.drawn import drawn, drawn_of_snapshot
from dashboard.components.empty import empty_state, offer_sample
from dashboard.components.filter_bar import (
    filter_bar,
    narrow_next,
    nothing_fits,
    one_of,
    pool_bar,
    scope_words,
)
from dashboard.components.filter_days import own_days
from dashboard.components.filters import choose, segments, several, steps
from dashboard.components.header import header_of_pools, screen_header
from dashboard.components.language import language_menu
from dashboard.components.links import link_to, link_to_source
from dashboard.components.markdown import flagged, matrix, plain
from dashboard.components.number_inputs import bounded_number
from dashboard.components.pressing import narrowing_map, narrowing_table, to_pool
from dashboard.components.tables import Pivoted, grid, table
from dashboard.components.tiles import Tone, tile

__all__ = [
    "Pivoted",
    "Tone",
    "bounded_number",
    "card",
    "chart",
    "choose",
    "drawn",
    "drawn_of_snapshot",
    "empty_state",
    "figures_behind",
    "filter_bar",
    "flagged",
    "grid",
    "header_of_pools",
    "language_menu",
    "link_to",
    "link_to_source",
    "matrix",
    "narrow_next",
    "narrowing_map",
    "narrowing_table",
    "note",
    "nothing_fits",
    "offer_sample",
    "one_of",
    "own_days",
    "plain",
    "pool_bar",
    "pressed_bar",
    "scope_words",
    "screen_header",
    "segments",
    "sentences",
    "several",
    "steps",
    "table",
    "tile",
    "to_pool",
    "tokens",
]
