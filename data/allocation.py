"""Who bears which cost: the rules of `allocation.toml` in the workspace, checked when read."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.naming import repeated

FILE_NAME = "allocation.toml"
UNALLOCATED = "unallocated"  # the team of what no use says anything about

UsageCost = Literal["on_demand", "commitment_used", "commitment_idle"]
StatedCost = Literal["storage", "network", "platform"]
CostKind = UsageCost | StatedCost
Driver = Literal["used_card_hours", "useful_card_hours"]

COST_KINDS = (
    "on_demand", "commitment_used", "commitment_idle", "storage", "network", "platform",
)  # fmt: skip


class AllocationRule(BaseModel):
    """How one kind of cost is borne.

    proportional: by `driver`, of each pool's cost by the use of that pool. even: the same for each
    team that used anything in the month. direct: all of it by `team`. fixed: by `shares`, which sum
    to 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Literal["proportional", "even", "direct", "fixed"] = "proportional"
    driver: Driver = "used_card_hours"
    team: str | None = Field(default=None, min_length=1)
    shares: dict[str, Decimal] | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "AllocationRule":
        if (self.rule == "direct") != (self.team is not None):
            msg = "team goes with the rule direct, and with no other"
            raise ValueError(msg)
        if (self.rule == "fixed") != (self.shares is not None):
            msg = "shares go with the rule fixed, and with no other"
            raise ValueError(msg)
        if "driver" in self.model_fields_set and self.rule != "proportional":
            msg = "driver goes with the rule proportional, and with no other"
            raise ValueError(msg)
        if self.shares is not None:
            if any(not share.is_finite() or share < 0 for share in self.shares.values()):
                msg = "shares are not negative"
                raise ValueError(msg)
            if sum(self.shares.values()) != 1:
                msg = f"shares must sum to 1, and sum to {sum(self.shares.values())}"
                raise ValueError(msg)
        return self

    @property
    def text(self) -> str:
        """The rule in words, as it stands on every row."""
        if self.rule == "proportional":
            return f"proportional by {self.driver}"
        if self.rule == "fixed":
            shares = ", ".join(f"{team} {share}" for team, share in (self.shares or {}).items())
            return f"fixed: {shares}"
        return self.rule


class RuleOfKind(AllocationRule):
    """The rule for what usage and contracts cost."""

    kind: UsageCost


class StatedMonthlyCost(AllocationRule):
    """A cost that no table knows, by the month, on the setting `tax_basis`."""

    kind: StatedCost
    name: str = Field(min_length=1)
    amount_cny_per_month: Decimal = Field(ge=0, le=10**12, decimal_places=2, allow_inf_nan=False)
    from_month: date
    to_month: date | None = None

    @model_validator(mode="after")
    def _whole_months(self) -> "StatedMonthlyCost":
        if any(day is not None and day.day != 1 for day in (self.from_month, self.to_month)):
            msg = "from_month and to_month are firsts of a month, such as 2026-01-01"
            raise ValueError(msg)
        if self.to_month is not None and self.to_month < self.from_month:
            msg = "to_month lies before from_month: swap or correct them"
            raise ValueError(msg)
        return self


class Allocation(BaseModel):
    """The whole file: [[rule]] and [[cost]] tables. A kind without a rule is proportional."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: tuple[RuleOfKind, ...] = ()
    cost: tuple[StatedMonthlyCost, ...] = ()

    @model_validator(mode="after")
    def _one_rule_per_kind(self) -> "Allocation":
        twice = repeated(rule.kind for rule in self.rule)
        if twice:
            msg = f"rule: {', '.join(twice)} has two rules"
            raise ValueError(msg)
        return self

    def rule_of(self, kind: str) -> AllocationRule:
        """The rule for a kind of cost that usage or contracts cause."""
        return next((rule for rule in self.rule if rule.kind == kind), AllocationRule())
