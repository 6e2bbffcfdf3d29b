"""Billing rules: frames and decimals in, frames and decimals out. No database, no files."""
