"""Dated facts of the industry (industry_facts.csv), checked when read."""

from pathlib import Path

import polars as pl

from data.tables.facts import IndustryFact

INDUSTRY_FACTS = Path(__file__).parent / "industry_facts.csv"


def read_industry_facts() -> pl.DataFrame:
    """One row per definition x date x source, columns and types of IndustryFact."""
    types = {name: column.dtype for name, column in IndustryFact.columns().items()}
    return IndustryFact.validate(pl.read_csv(INDUSTRY_FACTS, schema=types))
