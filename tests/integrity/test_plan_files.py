"""Reference plans are complete, and every key of every mode is documented."""

from pathlib import Path

import pytest

from data.plan_files import REFERENCE_PLANS
from models.billing.modes import all_modes
from models.billing.plans import Plan
from models.plan_library import read_plans

ROOT = Path(__file__).parents[2]
README = (ROOT / "models" / "billing" / "README.md").read_text("utf-8")
PLANS = [version for versions in read_plans().values() for version in versions]


def test_there_are_plans_of_most_modes() -> None:
    assert len(list(REFERENCE_PLANS.glob("*.toml"))) >= 10
    assert len({plan.mode for plan in PLANS}) >= 7


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.plan_id)
def test_a_plan_says_where_it_is_printed_and_how_good_that_is(plan: Plan) -> None:
    assert plan.source
    assert plan.grade
    assert plan.name


@pytest.mark.parametrize("mode", all_modes())
def test_every_mode_and_its_keys_stand_in_the_readme(mode: str) -> None:
    assert f"`{mode}`" in README
    own = set(all_modes()[mode].model_fields) - set(Plan.model_fields)
    shared = {"match", "cards", "purchase", "term_months"}
    assert sorted(key for key in own - shared if f"`{key}`" not in README) == []


@pytest.mark.parametrize("key", sorted(set(Plan.model_fields) | {"match", "cards", "purchase"}))
def test_every_key_that_modes_share_stands_in_the_readme(key: str) -> None:
    assert f"`{key}`" in README
