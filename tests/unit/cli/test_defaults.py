"""`--set COLUMN=VALUE`: a misspelt column would fill nothing, and nobody would know."""

import pytest

from dashboard.cli.defaults import read_defaults
from data.errors import UsageError


def test_columns_of_any_kind_of_file_may_be_set_and_values_may_hold_an_equals_sign() -> None:
    pairs = ["chip=H100", "BillingAccountName=a=b", "time_zone=UTC"]
    assert read_defaults(pairs) == {"chip": "H100", "BillingAccountName": "a=b", "time_zone": "UTC"}


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["chip"], "is not COLUMN=VALUE"),
        (["chip="], "is not COLUMN=VALUE"),
        (["chp=H100"], "Did you mean chip?"),
        (["delivry=may"], "Did you mean delivery?"),
        (["pool=a", "pool=b"], "pool is set twice"),
    ],
)
def test_what_would_fill_nothing_or_not_what_was_meant_is_refused(
    pairs: list[str], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read_defaults(pairs)
    assert said in str(refused.value)


def test_a_provider_s_own_column_is_taken_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert read_defaults(["x_CostCenter=7"]) == {"x_CostCenter": "7"}
    assert "x_CostCenter: no kind of file is known to have this column" in caplog.text
