"""Writing the sample as source files, so that it takes the same way as anybody's data."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import polars as pl

from data.files import replacing, write_text
from data.sample import templates
from data.sample.bill import make_bill, make_invoice
from data.sample.broken import to_csv_with_broken_rows
from data.sample.budgets import make_budgets
from data.sample.contracts import make_contracts
from data.sample.days import RECENT_DAYS, SAMPLE_LAST_DAY, TIME_ZONE
from data.sample.events import make_events
from data.sample.hosted import make_token_prices, make_token_usage
from data.sample.jobs import POOL as SLURM_POOL
from data.sample.jobs import make_sacct
from data.sample.price_book import make_price_book
from data.sample.quotes import make_rental_quotes
from data.sample.scrapes import KUBERNETES_POOL, make_dcgm, make_opencost
from data.sample.teams import make_projects
from data.sample.usage import make_usage
from data.sample.what_ifs import make_campaigns, make_scenarios

SAMPLE_SEED = 20260101
HISTORY = "sample_usage_history.parquet"
RECENT = "sample_usage_recent.csv"
PRICE_BOOK = "sample_price_book.csv"
RENTAL_QUOTES = "sample_rental_quotes.csv"
CONTRACTS = "sample_contracts.csv"
BUDGETS = "sample_budgets.csv"
CAMPAIGNS = "sample_campaigns.csv"
EVENTS = "sample_events.csv"
PROJECTS = "sample_projects.csv"
SCENARIOS = "sample_scenarios.csv"
BILL = "sample_bill_focus_2026-10.csv"
INVOICES = "sample_invoices.csv"
SACCT = "sample_sacct.txt"
OPENCOST = "sample_opencost.json"
DCGM = "sample_dcgm.json"
HOSTED_USAGE = "sample_token_usage.csv"
HOSTED_PRICES = "sample_token_prices.json"
# What a file does not say and has to be given with --set, by the file's name: column -> value.
GIVEN: Mapping[str, Mapping[str, str]] = {
    SACCT: {
        "provider": SLURM_POOL.provider,
        "region": SLURM_POOL.region,
        "chip": SLURM_POOL.chip,
        "time_zone": TIME_ZONE,
    },
    OPENCOST: {
        "provider": KUBERNETES_POOL.provider,
        "region": KUBERNETES_POOL.region,
        "chip": KUBERNETES_POOL.chip,
        "workload_class": "inference",
    },
}


def write_sample(folder: Path, seed: int = SAMPLE_SEED) -> list[Path]:
    """Write the sample's source files into a folder, which is made if need be.

    The seed decides what was used, and so the bill; prices, quotes, contracts, budgets and plans
    are always the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    usage = make_usage(seed)
    is_recent = pl.col("start").dt.date() > SAMPLE_LAST_DAY - timedelta(days=RECENT_DAYS)
    with replacing(folder / HISTORY) as temporary:
        usage.filter(~is_recent).write_parquet(temporary, compression="zstd")
    bill = make_bill(usage)
    texts = {
        RECENT: to_csv_with_broken_rows(usage.filter(is_recent)),
        PRICE_BOOK: _to_csv(templates.PRICE_BOOK, make_price_book()),
        RENTAL_QUOTES: _to_csv(templates.RENTAL_QUOTE, make_rental_quotes()),
        CONTRACTS: _to_csv(templates.CONTRACT, make_contracts()),
        BUDGETS: _to_csv(templates.BUDGET, make_budgets()),
        CAMPAIGNS: _to_csv(templates.CAMPAIGN, make_campaigns()),
        EVENTS: _to_csv(templates.EVENT, make_events()),
        PROJECTS: _to_csv(templates.PROJECT, make_projects()),
        SCENARIOS: _to_csv(templates.SCENARIO, make_scenarios()),
        BILL: _to_csv(tuple(bill[0]), bill),
        INVOICES: _to_csv(templates.INVOICE, [make_invoice(bill)]),
        HOSTED_USAGE: _to_csv(templates.TOKEN_USAGE, make_token_usage(seed)),
        HOSTED_PRICES: make_token_prices(),
        DCGM: make_dcgm(seed),
        OPENCOST: make_opencost(usage),
        SACCT: make_sacct(usage),
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
