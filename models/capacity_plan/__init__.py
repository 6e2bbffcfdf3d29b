"""Capacity ahead, by when to order, how full the cards are, and what better use is worth."""

from models.capacity_plan.stage import build_capacity

__all__ = ["build_capacity"]
