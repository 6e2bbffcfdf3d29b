"""What is served, to whom, and what it says when it cannot be."""

import asyncio
import json
import socket
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit import config

import dashboard
from dashboard.server import SERVER_ID, _health, _to_the_root, serve, server_options
from dashboard.theme import theme_options
from data.errors import UsageError
from data.settings import Settings


def test_a_taken_port_is_a_clear_error_that_names_the_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(port=taken.getsockname()[1])
        with pytest.raises(UsageError, match="SUANLI_PORT"):
            serve(tmp_path, settings)


def test_the_server_listens_where_the_settings_say_and_tells_nobody() -> None:
    options = server_options(Settings(port=8599))
    assert options["server.address"] == "127.0.0.1"
    assert options["server.port"] == 8599
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"


def test_tables_are_downloaded_with_their_provenance_only() -> None:
    # Streamlit's own "Download as CSV" knows nothing of snapshot, tax basis and filters.
    assert server_options(Settings())["client.disableDataExport"] is True


def test_no_rerun_waits_for_a_full_collection_of_garbage() -> None:
    # With all that screens import it takes 100 ms, more than a warm rerun of any screen.
    assert server_options(Settings())["runner.postScriptGC"] is False


def test_every_option_is_one_that_streamlit_knows() -> None:
    known = set(config._config_options_template)
    assert set(server_options(Settings())) <= known


def test_no_option_names_another_host() -> None:
    texts = [str(value) for value in server_options(Settings()).values()]
    assert not [text for text in texts if "http" in text]


def test_light_and_dark_set_the_same_things() -> None:
    names = {
        theme: {
            name.removeprefix(f"theme.{theme}.")
            for name in theme_options()
            if name.startswith(f"theme.{theme}.")
        }
        for theme in ("light", "dark")
    }
    assert names["light"] == names["dark"] != set()


def test_health_answers_without_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    answer = asyncio.run(_health(Request({"type": "http"})))
    said = {"status": "ok", "server": SERVER_ID, "snapshot_id": None}
    assert json.loads(bytes(answer.body)) == said


@pytest.mark.parametrize(("query", "leads_to"), [("", "./"), ("pool=a&pool=b", "./?pool=a&pool=b")])
def test_the_first_screens_name_leads_to_it_with_its_filters(query: str, leads_to: str) -> None:
    scope = {"type": "http", "path": "/overview", "query_string": query.encode(), "headers": []}
    answer = asyncio.run(_to_the_root(Request(scope | {"server": ("127.0.0.1", 8501)})))
    assert (answer.status_code, answer.headers["location"]) == (307, leads_to)


def test_no_module_of_the_dashboard_hides_one_of_our_packages() -> None:
    # Streamlit may put the script's folder first on sys.path.
    folder = Path(dashboard.__file__).parent
    names = {path.stem for path in folder.iterdir()}
    assert not names & {"data", "etl", "models", "tests", "dashboard"}
