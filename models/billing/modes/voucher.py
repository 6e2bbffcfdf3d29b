"""Vouchers (算力券): city money that pays a share of what other plans charged; its own ledger."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from data.errors import UsageError
from data.naming import repeated
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Part, Texts
from models.billing.plans import Plan
from models.billing.voucher_charges import ByDay, Charge, credited, not_returned, settled
from models.billing.vouchers import Voucher, draw


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
    voucher; the rest is paid from the balance. Use is paid by the days on which it fell, what is
    paid at once on its day. Of a refund the share that vouchers had paid is not returned: a line of
    the ledger `charge` takes it back, so that cash never comes of a voucher.
    """

    ORDER: ClassVar[int] = 100
    PAYS_CHARGES: ClassVar[bool] = True

    mode: Literal["voucher"]
    vouchers: tuple[Grant, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_has_its_own_name(self) -> "VoucherPlan":
        twice = repeated(grant.voucher_id for grant in self.vouchers)
        if twice:
            msg = f"two vouchers are called {twice[0]}: give each a voucher_id of its own"
            raise ValueError(msg)
        return self

    def apply(self, demand: Demand) -> Applied:
        """A credit per voucher and line that it paid a part of; what of a refund it had paid.

        Raises:
            InputError: a voucher, or the month of its cap, began before the usage, and what it had
                paid by then is not given.
            UsageError: another plan pays by voucher, too, or one paid more than it had.
        """
        if any(draft.ledger == "voucher" for _, _, draft in demand.drafted):
            raise UsageError(
                "Two plans pay by voucher, and could pay one line twice",
                where=self.plan_id,
                remedy="Put all vouchers into one plan.",
            )
        charges, refunds = settled(demand.drafted)
        by_day = ByDay(charges, demand)
        vouchers = self._vouchers(charges)
        before = {key: paid for one in vouchers for key, paid in self._before(one, demand)}
        spent = draw(by_day.payables, vouchers, lambda share: share, by_day.hours, before)
        most = {
            one.voucher_id: Fraction(one.face_value_cny) - before.get((one.voucher_id, ""), 0)
            for one in vouchers
        }
        since = demand.clock.at(demand.first)
        lines = []
        for number, voucher_id, money in credited(spent, charges, self.rounding, most, since):
            charge = charges[number]
            self._require_one_money(charge.plan, voucher_id)
            charge.by_voucher += money
            lines.append(self._credit(charge, voucher_id, money))
        return Applied(lines + [kept for one in refunds for kept in self._kept(one, charges)])

    def _before(
        self, voucher: Voucher, demand: Demand
    ) -> Iterator[tuple[tuple[str, str], Fraction]]:
        """What it had paid before the usage, of all and of the running month of its cap."""
        clock, name = demand.clock, voucher.voucher_id
        today = clock.local_day(0)
        if voucher.valid_to < today:
            return
        month = today.replace(day=1)
        counted = [("", name, voucher.valid_from, voucher.face_value_cny)]
        if voucher.cap_cny_per_month is not None:
            since = max(month, voucher.valid_from)
            key = f"{month:%Y-%m}"
            counted.append((key, f"{name} {key}", since, voucher.cap_cny_per_month))
        for key, item_id, since_day, most in counted:
            hour = clock.index_of_day(since_day)
            if hour >= 0:
                continue
            unit = f'{self.currency} of voucher {name} (item "{item_id}")'
            paid = demand.opening.counted(self.plan_id, unit, {item_id}, clock.at(hour), clock)
            if paid > most:
                raise UsageError(
                    f"{float(paid):g} were paid before by voucher {name}, and {most} is all",
                    where=f"used_before of {self.plan_id} {item_id}",
                    remedy="Correct what it had paid, or its face value or cap.",
                )
            yield (name, key), paid

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

    def _vouchers(self, charges: list[Charge]) -> list[Voucher]:
        """The grants within the plan's own validity."""
        found = []
        for grant in self.vouchers:
            first = max(grant.valid_from, self.valid_from)
            last = min(grant.valid_to, self.valid_to or grant.valid_to)
            if first <= last:
                eligible = frozenset(c.key for c in charges if _eligible(grant, c))
                found.append(
                    Voucher(
                        grant.voucher_id, grant.face_value, grant.share, first, last,
                        self.source, eligible, grant.cap_per_month,
                    )
                )  # fmt: skip
        return found

    def _credit(self, charge: Charge, voucher_id: str, money: Decimal) -> Draft:
        draft = charge.draft
        return Draft(
            "credit", f"voucher {voucher_id} on {charge.plan.plan_id}: {draft.rule}", draft.start,
            draft.end, Fraction(1), "voucher", -Fraction(money), item=draft.item,
            billed_at=draft.billed, ledger="voucher", tax_rate=charge.plan.tax_rate,
        )  # fmt: skip

    def _kept(self, back: Charge, charges: list[Charge]) -> list[Draft]:
        """What of a refund was paid by voucher: it is not returned, so it stays a cost."""
        money = not_returned(back, charges)
        rule = f"paid by voucher, not returned on {back.plan.plan_id}: {back.draft.rule}"
        kept = Draft(
            "refund", rule, back.draft.start, back.draft.end, Fraction(1), "voucher", money,
            billed_at=back.draft.billed, tax_rate=back.plan.tax_rate,
        )  # fmt: skip
        return [kept] if money else []


def _eligible(grant: Grant, charge: Charge) -> bool:
    return (grant.plans is None or charge.plan.plan_id in grant.plans) and (
        grant.components is None or charge.component in grant.components
    )
