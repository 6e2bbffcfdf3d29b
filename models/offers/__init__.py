"""Rows of prices, quotes and contracts, and plan files, as plans of the billing engine."""
