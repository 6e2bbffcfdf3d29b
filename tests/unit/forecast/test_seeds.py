import numpy as np

from models.forecast.seeds import derive_seed, global_numpy_seed


def test_a_seed_is_the_same_on_every_machine() -> None:
    # sha256("7\x1fpool\x1fprophet") begins with the bytes 0x95491858; halved to stay below 2**31.
    assert derive_seed(7, "pool", "prophet") == 0x95491858 >> 1


def test_a_seed_differs_by_run_series_and_purpose() -> None:
    seeds = {
        derive_seed(seed, series, purpose) for seed in (1, 2) for series in "ab" for purpose in "xy"
    }
    assert len(seeds) == 8


def test_the_global_state_of_numpy_is_put_back_even_after_an_error() -> None:
    before = np.random.get_state()[1].copy()
    try:
        with global_numpy_seed(1):
            np.random.rand(10)
            raise ValueError  # noqa: TRY301
    except ValueError:
        pass
    assert (np.random.get_state()[1] == before).all()
