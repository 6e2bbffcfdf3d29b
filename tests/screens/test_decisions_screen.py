"""The screen Decisions: what is due, deciding on it, and what came of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from data.planning.log import Change
from data.planning.store import append, read_entries
from data.workspace import Workspace
from etl.planning import make_key
from tests.core_rows import COMMITMENT, DECISION
from tests.screens.ladder_rows import DECIDE_ON, ending, later, step
from tests.screens.opening import at_address
from tests.unbroken import unbroken

ADVICE = "Cloud A/North/serve/H20|buy|server-year|2026-11#1"
Publish = Callable[[dict[str, list[dict[str, Any]]]], Workspace]
everywhere = pytest.mark.parametrize("language", LANGUAGES)


def open_screen(language: Language = "en", **parameters: str) -> AppTest:
    return at_address("decisions", lang=language, **parameters)


def everything(app: AppTest) -> str:
    assert not app.exception, app.exception[0].stack_trace
    assert not app.error, app.error[0].value
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption)).replace("\\", "")


def choice(**other: Any) -> dict[str, Any]:
    return {
        "scope": "Cloud A/North/serve/H20",
        "choice": "ladder",
        "offer_id": None,
        "evidence_share": 0.5,
        "units_now": 12.0,
        "committed_now_cny_per_hour": 0.0,
        "horizon_months": 36,
        "cost_cny": Decimal(1),
        "cost_p10_cny": None,
        "cost_p90_cny": None,
        "npv_cny": Decimal(1),
        "stranded_cny": Decimal(0),
        "savings_ratio": None,
        "coverage_ratio": None,
        "utilisation_ratio": None,
        "lock_in_months": 0.0,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def outcome(month: date, realised: int | None = 22_320, **other: Any) -> dict[str, Any]:
    return {
        "decision_id": DECISION["decision_id"],
        "pool_id": DECISION["pool_id"],
        "month": month,
        "hours_measured": 744,
        "hours_in_month": 744,
        "used_card_hours": 8928.0,
        "expected_saving_cny": Decimal(10_000),
        "decided_cost_cny": Decimal(66_960),
        "advised_cost_cny": Decimal(74_400),
        "pay_as_you_go_cost_cny": Decimal(89_280),
        "realised_saving_cny": None if realised is None else Decimal(realised),
        "outcome_gap": None,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def decided(workspace: Workspace, **other: str) -> None:
    """A decision in the log, as the form or the command line keeps it."""
    texts = {name: str(value) for name, value in DECISION.items() if value is not None}
    values = {n: v for n, v in texts.items() if n not in ("load_id", "line_number")} | other
    change = Change(kind="decision", key=make_key([values["decision_id"]]), values=values)
    append(workspace, lambda _: [change], who="procurement", reason=values["reason"])


def decide(app: AppTest, verdict: str, **typed: str) -> AppTest:
    """Press the first advice's button, fill the form in and send it."""
    app.button(key=f"{verdict}_{ADVICE}").click().run()
    for label, text in typed.items():
        next(field for field in app.text_input if field.label == label).input(text)
    next(b for b in app.button if b.label == t("decisions.form.keep")).click().run()
    return app


@everywhere
def test_what_is_due_comes_first_with_its_saving_and_how_sure(
    language: Language, publish_rows: Publish
) -> None:
    publish_rows({"out_ladder": [step(), ending(), later()], "out_ladder_choice": [choice()]})
    app = open_screen(language)
    with using_language(language):
        shown = everything(app)
        assert t("decisions.open.subtitle") in shown
        assert "83%" in shown
        assert len([b for b in app.button if b.label == t("decisions.do.accepted")]) == 2


def test_each_saves_over_its_own_term_not_as_long_as_the_plan_looks_ahead(
    publish_rows: Publish,
) -> None:
    month = later() | {"is_due": True, "decide_on": DECIDE_ON}
    long = step(offer_id="long", term_months=60, ends_on=date(2031, 11, 30))
    publish_rows({"out_ladder": [step(), month, long], "out_ladder_choice": [choice()]})
    captions = [str(caption.value) for caption in open_screen().caption]
    over = [one.split("saving over ")[1] for one in captions if "saving over " in one]
    assert sorted(over) == ["1 month", "12 months", "36 months"]


def test_the_title_says_how_many_by_when_and_the_largest_saving(publish_rows: Publish) -> None:
    publish_rows({"out_ladder": [step(), ending()], "out_ladder_choice": [choice()]})
    assert "Due for decision on 28 Nov 2026: 2; the largest saves ¥1.40M" in everything(
        open_screen()
    )


@everywhere
def test_accepting_keeps_the_advice_as_it_was_and_it_is_due_no_more(
    language: Language, publish_rows: Publish
) -> None:
    workspace = publish_rows({"out_ladder": [step()], "out_ladder_choice": [choice()]})
    app = open_screen(language)
    with using_language(language):
        owner, reason = t("columns.owner"), t("decisions.form.reason")
        decide(app, "accepted", **{owner: "procurement", reason: "it pays"})
        assert t("decisions.open.decided") in everything(app)
    [entry] = read_entries(workspace)
    values = entry.values or {}
    assert (entry.who, values["owner"], values["verdict"]) == (
        "procurement",
        "procurement",
        "accepted",
    )
    assert (values["horizon_months"], values["evidence_share"]) == ("36", "0.5")
    assert values["expected_saving_cny"] == "1400000.00"


def test_changing_keeps_both_what_is_done_and_what_was_advised(publish_rows: Publish) -> None:
    workspace = publish_rows({"out_ladder": [step()]})
    said = {"Owner": "procurement", "Reason": "half first", t("columns.units"): "6"}
    decide(open_screen(), "changed", **said)
    values = read_entries(workspace)[0].values or {}
    assert (values["verdict"], values["units"], values["advised_units"]) == ("changed", "6", "12.0")


def test_a_cell_that_cannot_be_is_named_and_nothing_is_kept(publish_rows: Publish) -> None:
    workspace = publish_rows({"out_ladder": [step()]})
    said = {"Owner": "procurement", "Reason": "x", t("columns.units"): "many"}
    app = decide(open_screen(), "changed", **said)
    assert "units" in app.error[0].value
    assert read_entries(workspace) == []


def test_who_and_why_must_be_said(publish_rows: Publish) -> None:
    workspace = publish_rows({"out_ladder": [step()]})
    app = decide(open_screen(), "rejected", Owner="procurement")
    assert "Say who owns it and why" in everything(app)
    assert read_entries(workspace) == []


def test_an_accepted_purchase_asks_for_its_contract_until_one_names_it(
    publish_rows: Publish,
) -> None:
    rows = {"out_ladder": [step()]}
    decided(publish_rows(rows))
    assert "Accepted, and no contract entered yet: 1" in everything(open_screen())
    signed = COMMITMENT | {"source": f"decision {DECISION['decision_id']}"}
    publish_rows(rows | {"core_commitment": [signed]})
    assert "no contract entered yet" not in everything(open_screen())


@everywhere
def test_what_came_of_it_is_said_beside_what_was_expected(
    language: Language, publish_rows: Publish
) -> None:
    months = [outcome(date(2024, 1, 1)), outcome(date(2024, 2, 1), -2_320)]
    workspace = publish_rows({"core_decision": [DECISION], "out_decision_outcome": months})
    decided(workspace)
    app = open_screen(language)
    with using_language(language):
        # 22,320 - 2,320 saved, 2 x 10,000 expected
        amount = {"en": "¥20.0K", "zh_CN": "¥2.00万", "ja": "2.00万元"}[language]
        facts = dict.fromkeys(("amount", "expected"), unbroken(amount))
        assert t("decisions.kept.saved_expected", count=1, **facts) in everything(app)
    assert app.get("plotly_chart")


def test_a_month_that_nobody_measured_is_no_zero(publish_rows: Publish) -> None:
    unknown = dict.fromkeys(
        ("expected_saving_cny", "decided_cost_cny", "advised_cost_cny", "pay_as_you_go_cost_cny")
    )
    gap = outcome(date(2024, 1, 1), None, outcome_gap="not_measured", hours_measured=0, **unknown)
    decided(publish_rows({"core_decision": [DECISION], "out_decision_outcome": [gap]}))
    app = open_screen()
    assert "no month of them has been measured yet" in everything(app)
    assert not app.get("plotly_chart")


def test_a_rejected_advice_was_expected_to_save_nothing(publish_rows: Publish) -> None:
    rejected = DECISION | {"verdict": "rejected", "units": 0.0}
    months = [outcome(date(2024, 1, 1), 0, decided_cost_cny=Decimal(89_280))]
    workspace = publish_rows({"core_decision": [rejected], "out_decision_outcome": months})
    decided(workspace, verdict="rejected", units="0")
    app = open_screen()
    assert "no month of them has been measured yet" in everything(app)
    # What following it would have saved: 89,280 - 74,400.
    assert list(app.dataframe[0].value["advised_saving_cny"]) == [Decimal(14_880)]


def test_taking_back_the_last_decision_makes_it_due_again(publish_rows: Publish) -> None:
    workspace = publish_rows({"out_ladder": [step()]})
    app = decide(open_screen(), "accepted", Owner="procurement", Reason="x")
    app.button(key="undo_decision").click().run()
    assert "Due for decision" in everything(app)
    assert [entry.action for entry in read_entries(workspace)] == ["set", "undo"]


def test_somebody_who_decided_meanwhile_is_not_overwritten(publish_rows: Publish) -> None:
    workspace = publish_rows({"out_ladder": [step()]})
    app = open_screen()
    app.button(key=f"accepted_{ADVICE}").click().run()
    decided(workspace, decision_id=ADVICE, owner="finance")
    for label in ("Owner", "Reason"):
        next(field for field in app.text_input if field.label == label).input("x")
    next(b for b in app.button if b.label == "Keep the decision").click().run()
    [only] = read_entries(workspace)
    assert (only.values or {})["owner"] == "finance"


@everywhere
def test_nothing_due_and_nothing_kept_says_so(language: Language, publish_rows: Publish) -> None:
    publish_rows({})
    with using_language(language):
        shown = everything(open_screen(language))
        assert t("decisions.open.nothing") in shown
        assert t("decisions.kept.none") in shown
