"""Vouchers (算力券): city money that pays a share of what other plans charged; its own ledger."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from data.errors import UsageError
from models.billing.drafts import Applied, Demand, Draft
from models.billing.money import to_cents
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
        charges = [(plan, d) for plan, d in demand.drafted if d.ledger == "charge" and d.amount > 0]
        payables = [
            Payable(n, _key(plan, draft), self._day(demand, draft), to_cents(draft.amount))
            for n, (plan, draft) in enumerate(charges)
        ]
        paid = pay(payables, [self._voucher(grant, charges) for grant in self.vouchers])
        return Applied([self._credit(charges[spend.line], spend) for spend in paid.voucher_ledger])

    def _voucher(self, grant: Grant, charges: list[tuple[str, Draft]]) -> Voucher:
        eligible = frozenset(_key(plan, d) for plan, d in charges if _eligible(grant, plan, d))
        return Voucher(
            grant.voucher_id, grant.face_value, grant.share, grant.valid_from, grant.valid_to,
            self.source, eligible, grant.cap_per_month,
        )  # fmt: skip

    def _day(self, demand: Demand, draft: Draft) -> date:
        clock = demand.clock
        return clock.local_day(clock.index(_billed(draft)))

    def _credit(self, charge: tuple[str, Draft], spend: VoucherSpend) -> Draft:
        plan, draft = charge
        return Draft(
            "credit", f"voucher {spend.voucher_id} on {plan}: {draft.rule}", draft.start, draft.end,
            Fraction(1), "voucher", -Fraction(spend.amount_cny), item=draft.item,
            billed_at=_billed(draft), ledger="voucher",
        )  # fmt: skip


def _eligible(grant: Grant, plan: str, draft: Draft) -> bool:
    component = draft.item.component if draft.item else "card"
    return (grant.plans is None or plan in grant.plans) and (
        grant.components is None or component in grant.components
    )


def _key(plan: str, draft: Draft) -> str:
    return f"{plan}/{draft.item.component if draft.item else 'card'}"


def _billed(draft: Draft) -> datetime:
    return draft.billed_at or draft.start
