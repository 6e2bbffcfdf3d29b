"""The embedded sample: two years of invented usage at real prices' level (see ../README.md)."""

from data.sample.days import SAMPLE_FIRST_DAY, SAMPLE_LAST_DAY
from data.sample.write import GIVEN, SAMPLE_SEED, write_sample

__all__ = ["GIVEN", "SAMPLE_FIRST_DAY", "SAMPLE_LAST_DAY", "SAMPLE_SEED", "write_sample"]
