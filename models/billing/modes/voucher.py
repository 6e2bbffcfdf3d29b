"""Vouchers (算力券): city money that pays a share of what other plans charged; its own ledger."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from data.errors import UsageError
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Part, Texts
from models.billing.plans import Plan
from models.billing.vouchers import Payable, Voucher, VoucherSpend, pay


class Grant(Part):
    """One voucher: pays `share` of a line, up to its face value and, where there is one, its cap.

    `plans` and `components` narrow what it may pay; a line without an item (a fee) has the
    component `card`. Valid from `valid_from` to `valid_to`, both included.
    """

    voucher_id: str = Field(min_length=1)
    face_value: Annotated[Decimal, Field(gt=0)]
    share: Annotated[Decimal, Field(gt=0, le=1)]
    valid_from: date
    valid_to: date
    cap_per_month: Amount | None = None
    plans: Texts | None = None
    components: Texts | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Grant":
        if self.valid_to < self.valid_from:
            msg = "valid_to lies before valid_from: swap or correct them"
            raise ValueError(msg)
        return self


class VoucherPlan(Plan):
    """All vouchers of a company, in one plan, so that no line is paid twice.

    Charges stay as they are: the lines of the ledger `voucher` say how much of them was paid by
    voucher; the rest is paid from the balance.
    """

    ORDER: ClassVar[int] = 100

    mode: Literal["voucher"]
    vouchers: tuple[Grant, ...] = Field(min_length=1)

    def apply(self, demand: Demand) -> Applied:
        """A credit per voucher and line that it paid a part of."""
        if any(draft.ledger == "voucher" for _, draft in demand.drafted):
            raise UsageError(
                "Two plans pay by voucher, and could pay one line twice",
                where=self.plan_id,
                remedy="Put all vouchers into one plan.",
            )
        charges = [
            (plan, draft)
            for plan, draft in demand.drafted
            if draft.ledger == "charge" and draft.amount > 0
        ]
        payables = [
            Payable(
                n, _key(plan, draft), self._day(demand, draft), plan.rounding.round(draft.amount)
            )
            for n, (plan, draft) in enumerate(charges)
        ]
        paid = pay(payables, [self._voucher(grant, charges) for grant in self.vouchers])
        lines = []
        for spend in paid.voucher_ledger:
            plan, draft = charges[spend.line]
            self._require_one_money(plan, spend.voucher_id)
            lines.append(self._credit(plan, draft, spend))
        return Applied(lines)

    def _require_one_money(self, plan: Plan, voucher_id: str) -> None:
        """A voucher pays charges in its own currency and on its own tax basis only."""
        if (plan.currency, plan.tax_basis) != (self.currency, self.tax_basis):
            raise UsageError(
                f"Voucher {voucher_id} is in {self.currency}, tax {self.tax_basis}, and would pay"
                f" {plan.plan_id}, which is in {plan.currency}, tax {plan.tax_basis}",
                where=self.plan_id,
                remedy="Name in `plans` what it may pay, or state both in one currency and on one"
                " tax basis.",
            )

    def _voucher(self, grant: Grant, charges: list[tuple[Plan, Draft]]) -> Voucher:
        eligible = frozenset(_key(plan, d) for plan, d in charges if _eligible(grant, plan, d))
        return Voucher(
            grant.voucher_id, grant.face_value, grant.share, grant.valid_from, grant.valid_to,
            self.source, eligible, grant.cap_per_month,
        )  # fmt: skip

    def _day(self, demand: Demand, draft: Draft) -> date:
        clock = demand.clock
        return clock.local_day(clock.index(_billed(draft)))

    def _credit(self, plan: Plan, draft: Draft, spend: VoucherSpend) -> Draft:
        return Draft(
            "credit", f"voucher {spend.voucher_id} on {plan.plan_id}: {draft.rule}", draft.start,
            draft.end, Fraction(1), "voucher", -Fraction(spend.amount_cny), item=draft.item,
            billed_at=_billed(draft), ledger="voucher", tax_rate=plan.tax_rate,
        )  # fmt: skip


def _eligible(grant: Grant, plan: Plan, draft: Draft) -> bool:
    component = draft.item.component if draft.item else "card"
    return (grant.plans is None or plan.plan_id in grant.plans) and (
        grant.components is None or component in grant.components
    )


def _key(plan: Plan, draft: Draft) -> str:
    return f"{plan.plan_id}/{draft.item.component if draft.item else 'card'}"


def _billed(draft: Draft) -> datetime:
    return draft.billed_at or draft.start
