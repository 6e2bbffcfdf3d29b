"""Forecasts of card-hours and cost: candidates draw sample paths, everything else sums them."""

from models.forecast.stage import build_forecast

__all__ = ["build_forecast"]
