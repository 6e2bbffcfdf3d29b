"""Market: is this quote sane, how prices moved, what leaving costs, and dated facts."""

from dashboard.components import screen_header
from dashboard.reading import current
from dashboard.screens.market_check import show_check
from dashboard.screens.market_facts import show_facts
from dashboard.screens.market_leaving import show_leaving
from dashboard.screens.market_quotes import quotes_known, show_quotes
from dashboard.screens.market_steps import show_snapshots, show_steps


def render() -> None:
    """The screen; without any data it speaks from the reference that ships with it."""
    screen_header("market.title")
    quotes = quotes_known()
    show_check(quotes)
    show_quotes(quotes)
    if current() is not None:
        show_steps()
        show_snapshots()
    show_leaving()
    show_facts()
