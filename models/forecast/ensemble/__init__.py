"""The ensemble: members weighted and calibrated by backtest, its paths, its scores."""
