"""The seller's side over the company's own months: reads supply.toml, fills out_supply_*."""

from models.supply_stage.stage import build_supply

__all__ = ["build_supply"]
