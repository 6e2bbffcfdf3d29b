"""Traffic out of the provider's network, by the GB, with a free quota or tiers."""

from typing import Literal

from pydantic import model_validator

from models.billing.modes.pay_as_you_go import PayAsYouGo

UNIT = "gb"


class Egress(PayAsYouGo):
    """Prices per GB sent; each says `unit = "gb"`, so that it prices nothing else.

    Items count the GB of every hour in `gb`. A free quota is a first tier of price 0, counted by
    calendar month over all items of the price together, or of each (`tiers`).
    """

    mode: Literal["egress"]  # type: ignore[assignment]  # a mode of its own, with the same rules

    @model_validator(mode="after")
    def _prices_are_by_the_gb(self) -> "Egress":
        for number, price in enumerate(self.prices, start=1):
            if price.unit != (UNIT,):
                msg = f'prices {number}: write unit = "{UNIT}": traffic is counted in GB'
                raise ValueError(msg)
        return self
