"""Writing the sample as source files, so that it takes the same way as anybody's data."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import polars as pl

from data.files import replacing, write_text
from data.sample import templates
from data.sample.broken import to_csv_with_broken_rows
from data.sample.budgets import make_budgets
from data.sample.contracts import make_contracts
from data.sample.days import RECENT_DAYS, SAMPLE_LAST_DAY
from data.sample.price_book import make_price_book
from data.sample.quotes import make_rental_quotes
from data.sample.usage import make_usage

SAMPLE_SEED = 20260101
HISTORY = "sample_usage_history.parquet"
RECENT = "sample_usage_recent.csv"
PRICE_BOOK = "sample_price_book.csv"
RENTAL_QUOTES = "sample_rental_quotes.csv"
CONTRACTS = "sample_contracts.csv"
BUDGETS = "sample_budgets.csv"


def write_sample(folder: Path, seed: int = SAMPLE_SEED) -> list[Path]:
    """Write the sample's source files into a folder, which is made if need be.

    The seed decides the usage; prices, quotes, contracts and budgets are always the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    usage = make_usage(seed)
    is_recent = pl.col("start").dt.date() > SAMPLE_LAST_DAY - timedelta(days=RECENT_DAYS)
    with replacing(folder / HISTORY) as temporary:
        usage.filter(~is_recent).write_parquet(temporary, compression="zstd")
    texts = {
        RECENT: to_csv_with_broken_rows(usage.filter(is_recent)),
        PRICE_BOOK: _to_csv(templates.PRICE_BOOK, make_price_book()),
        RENTAL_QUOTES: _to_csv(templates.RENTAL_QUOTE, make_rental_quotes()),
        CONTRACTS: _to_csv(templates.CONTRACT, make_contracts()),
        BUDGETS: _to_csv(templates.BUDGET, make_budgets()),
    }
    for name, text in texts.items():
        write_text(folder / name, text)
    return [folder / name for name in (HISTORY, *texts)]


def _to_csv(columns: tuple[str, ...], rows: Sequence[templates.Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
