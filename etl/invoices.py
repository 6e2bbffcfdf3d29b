"""Invoices that the charges do not come to: said aloud after a load, since nothing is refused."""

import polars as pl

from data.snapshot import find_current
from data.warehouse import open_snapshot, query, read_sql
from data.workspace import Workspace


def differing_invoices(workspace: Workspace) -> pl.DataFrame:
    """Issued invoices of the current snapshot that differ from their charges, the worst first.

    Columns: provider, invoice_id, billing_account_id, billing_month, currency, charge_amount,
    invoice_amount, difference (charges minus invoice, to the cent). Empty without a snapshot.
    """
    current = find_current(workspace)
    if current is None:
        return pl.DataFrame()
    with open_snapshot(current.path) as connection:
        return query(connection, read_sql("etl", "invoice_differing"))
