"""Which paths of a pool are kept by month."""

import pytest

from models.forecast.month_paths import KEPT_PAIRS, kept_numbers


@pytest.mark.parametrize("count", [1000, 1001, 200, 7, 1])
def test_every_path_is_kept_with_its_mirror_image_or_all_are(count: int) -> None:
    numbers = kept_numbers(count)
    pairs = (count + 1) // 2  # path i is mirrored by path i + pairs
    assert len({*numbers}) == len(numbers)
    # The last of an odd number has no image.
    assert min(2 * KEPT_PAIRS, count) - count % 2 <= len(numbers) <= 2 * KEPT_PAIRS
    assert {n + pairs for n in numbers if n + pairs < count} <= {*numbers}
