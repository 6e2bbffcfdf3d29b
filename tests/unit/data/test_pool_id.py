import pytest

from data.pool_id import PoolParts, parts_of


@pytest.mark.parametrize("pool", ["train", "team/queue", "a/b/c"])
def test_a_pool_keeps_the_slashes_of_its_name(pool: str) -> None:
    assert parts_of(f"Cloud A/North/{pool}/H100") == PoolParts("Cloud A", "North", pool, "H100")


def test_what_has_fewer_than_four_parts_is_no_pool() -> None:
    with pytest.raises(ValueError, match="unpack"):
        parts_of("Cloud A/train/H100")
