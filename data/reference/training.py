"""Training runs, programmes and places as others print them; models/training reads them."""

from pathlib import Path

TRAINING_RUNS = Path(__file__).parent / "training_runs.toml"
