"""Settings: defaults, then the file, then variables; what nobody knows is refused, not ignored."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from data.errors import SettingsError
from data.settings import Settings, load_settings

WriteSettings = Callable[[str], Path]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("SUANLI_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def home(tmp_path: Path) -> WriteSettings:
    """Write suanli.toml and return the folder it lies in."""

    def write(text: str) -> Path:
        (tmp_path / "suanli.toml").write_text(text, "utf-8")
        return tmp_path

    return write


def test_without_file_and_variables_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == load_settings()
    assert (settings.time_zone, settings.hours_per_month) == ("Asia/Shanghai", Decimal(720))
    assert (settings.tax_basis, settings.port, settings.keep_snapshots) == ("included", 8501, 5)


def test_the_file_goes_before_the_defaults(home: WriteSettings) -> None:
    settings = load_settings(home('time_zone = "Europe/Berlin"\nhours_per_month = 730.5\n'))
    assert settings.time_zone == "Europe/Berlin"
    assert settings.hours_per_month == Decimal("730.5")  # exact, not through a float
    assert settings.port == 8501


def test_a_variable_goes_before_the_file(
    home: WriteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_PORT", "9000")
    settings = load_settings(home("port = 8600\nseed = 7\n"))
    assert (settings.port, settings.seed) == (9000, 7)


def test_an_unknown_key_is_refused_and_the_known_ones_are_named(home: WriteSettings) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(home('timezone = "UTC"\n'))
    assert "timezone" in refused.value.what
    assert "suanli.toml" in refused.value.where
    for name in Settings.model_fields:
        assert name in refused.value.remedy


@pytest.mark.parametrize("name", ["SUANLI_TIMEZONE", "suanli_timezone"])
def test_an_unknown_variable_is_refused_and_the_known_ones_are_named(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "UTC")
    with pytest.raises(SettingsError, match=rf"Unknown setting: {name}.*SUANLI_TIME_ZONE"):
        load_settings()


def test_the_variable_that_names_the_workspace_is_no_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SUANLI_HOME", "/somewhere")
    assert load_settings() == Settings()


IMPOSSIBLE = {
    "time_zone": '"Asia/Beijing"',
    "hours_per_month": "0",
    "tax_basis": '"gross"',
    "seed": "-1",
    "forecast_horizon_days": "400",
    "keep_snapshots": "1",
    "memory_limit": '"4 gigabytes"',
    "port": '"eighty"',
}


@pytest.mark.parametrize(("name", "value"), IMPOSSIBLE.items())
def test_an_impossible_value_is_refused_with_its_name(
    name: str, value: str, home: WriteSettings
) -> None:
    with pytest.raises(SettingsError, match=f"{name}: "):
        load_settings(home(f"{name} = {value}\n"))


def test_every_offender_is_named_at_once(home: WriteSettings) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(home("port = 0\nseed = -1\nsed = 1\n"))
    for name in ("port", "seed", "sed"):
        assert f"{name}: " in refused.value.what


def test_a_zone_that_is_none_says_what_one_looks_like(home: WriteSettings) -> None:
    with pytest.raises(SettingsError, match=r"'Mars/Base' is no IANA time zone.*Asia/Shanghai"):
        load_settings(home('time_zone = "Mars/Base"\n'))


@pytest.mark.parametrize("zone", ["localtime", "Factory", "../etc/passwd"])
def test_names_that_mean_another_zone_on_every_machine_are_none(
    zone: str, home: WriteSettings
) -> None:
    with pytest.raises(SettingsError, match="no IANA time zone"):
        load_settings(home(f'time_zone = "{zone}"\n'))


def test_a_file_that_is_no_toml_is_refused(home: WriteSettings) -> None:
    with pytest.raises(SettingsError, match=r"not valid TOML.*suanli\.toml"):
        load_settings(home("port: 8501\n"))


def test_a_settings_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "suanli.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load_settings(tmp_path)


def test_settings_do_not_change_under_a_run() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_every_setting_says_what_it_is_for() -> None:
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []
