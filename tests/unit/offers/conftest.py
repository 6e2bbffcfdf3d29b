"""Rows of core tables with defaults: the fixtures of the billing tests."""

from tests.unit.billing.conftest import commitments, prices, rates

__all__ = ["commitments", "prices", "rates"]
