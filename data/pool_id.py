"""What a pool's id is made of: provider, region, pool and chip, joined by slashes."""

from typing import NamedTuple


class PoolParts(NamedTuple):
    """A pool's id in its four parts."""

    provider: str
    region: str
    pool: str
    chip: str


PARTS = len(PoolParts._fields)


def parts_of(pool_id: str) -> PoolParts:
    """`provider/region/pool/chip` in parts; a slash within is taken for one of the pool's name.

    Partitions and queues are named `team/queue`; providers, regions and chips have no slashes.

    Raises:
        ValueError: fewer than four parts.
    """
    provider, region, rest = pool_id.split("/", 2)
    pool, chip = rest.rsplit("/", 1)
    return PoolParts(provider, region, pool, chip)
