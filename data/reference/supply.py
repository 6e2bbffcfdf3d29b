"""An example of supply.toml, with every key explained; `suanli template supply` writes it."""

from pathlib import Path

SUPPLY_EXAMPLE = Path(__file__).parent / "supply_example.toml"
