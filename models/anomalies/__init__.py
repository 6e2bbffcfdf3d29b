"""Days outside the band that was drawn for them the day before, why, and shifts of the level."""

from models.anomalies.stage import build_anomalies

__all__ = ["build_anomalies"]
