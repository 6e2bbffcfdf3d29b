"""Names that schedulers, drivers and people use for chips of the catalogue.

A name is known by its letters and digits alone, so `NVIDIA H100 80GB HBM3`, `nvidia_h100_80gb_hbm3`
and `h100-80g-hbm3` are one. A name that several chips share belongs to none of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

_FILE = Path(__file__).with_name("chip_aliases.csv")
_SCHEMA = {"name_key": pl.String, "chip": pl.String, "candidates": pl.String}
_MAKERS_WORDS = {  # what may stand before a name, beside the maker itself
    "NVIDIA": ("nvidia", "tesla", "nvidiatesla", "geforce", "nvidiageforce"),
    "AMD": ("amd", "instinct", "amdinstinct"),
}
NOT_IN_CATALOGUE = "another, which the catalogue does not have"


def name_key(name: str) -> str:
    """The letters and digits that a chip's name is known by."""
    return re.sub("[^a-z0-9]", "", name.lower())


def read_chip_names(chips: pl.DataFrame) -> pl.DataFrame:
    """One row per name: name_key, chip (null where several chips share it), candidates.

    Args:
        chips: the catalogue, with `chip` and `vendor`; its own names are names too.
    """
    vendors = dict(chips.select("chip", "vendor").iter_rows())
    told: dict[str, set[str | None]] = {}
    for alias, chip in pl.read_csv(_FILE).select("alias", "chip").iter_rows():
        told.setdefault(alias, set()).add(chip)
    for chip in vendors:
        told.setdefault(chip, {chip})
    known = {name_key(alias): meant for alias, meant in told.items()}
    for alias, meant in told.items():
        vendor = next(vendors[chip] for chip in meant if chip)
        for variant in _variants(alias, vendor):
            known.setdefault(variant, meant)
    return pl.DataFrame([_row(key, meant) for key, meant in known.items()], _SCHEMA, orient="row")


def _variants(alias: str, vendor: str) -> Iterator[str]:
    """With and without the maker before it, and with the memory as 80g, 80gb or 80gib."""
    words = ("", *_MAKERS_WORDS.get(vendor, (name_key(vendor),)))
    bare = name_key(alias)
    for word in sorted(words, key=len, reverse=True):
        if word and bare.startswith(word):
            bare = bare.removeprefix(word)
            break
    memory = re.compile(r"(\d)gi?b?(?=[^a-z]|hbm|sxm|pcie|$)")
    for unit in ("g", "gb", "gib"):
        yield from (word + memory.sub(rf"\g<1>{unit}", bare) for word in words)


def _row(key: str, meant: set[str | None]) -> dict[str, str | None]:
    [only] = meant if len(meant) == 1 else [None]
    named = sorted(chip for chip in meant if chip) + [NOT_IN_CATALOGUE] * (None in meant)
    return {"name_key": key, "chip": only, "candidates": "; ".join(named)}
