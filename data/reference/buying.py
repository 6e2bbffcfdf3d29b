"""An example of buying.toml, with every key explained; `suanli template buying` writes it."""

from pathlib import Path

BUYING_EXAMPLE = Path(__file__).parent / "buying_example.toml"
