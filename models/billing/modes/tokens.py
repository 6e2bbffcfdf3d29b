"""Tokens of hosted models: pay-as-you-go by meter, with peak hours and prices by request length."""

from typing import Literal

from pydantic import model_validator

from models.billing.modes.pay_as_you_go import PayAsYouGo

METERS = ("input", "cache_read", "cache_write", "output")
UNIT = "m_tokens"


class Tokens(PayAsYouGo):
    """Prices per million tokens; each selects its model (`sku`) and its meter (`component`).

    Items count in `m_tokens`. Cached tokens are an item of their own (`cache_read`), not part of
    `input`. Where a price depends on the length of the request, items of a length have the `queue`
    `above_32000`, and the price selects it. Peak and off-peak are bands.
    """

    mode: Literal["tokens"]  # type: ignore[assignment]  # a mode of its own, with the same rules

    @model_validator(mode="after")
    def _prices_name_model_and_meter(self) -> "Tokens":
        for number, price in enumerate(self.prices, start=1):
            if not price.sku or not price.component:
                msg = f"prices {number}: name the model (sku) and the meter (component)"
                raise ValueError(msg)
            unknown = [meter for meter in price.component if meter not in METERS]
            if unknown:
                msg = f"prices {number}: component is one of {', '.join(METERS)}"
                raise ValueError(msg)
            if price.unit not in (None, (UNIT,)):
                msg = f"prices {number}: tokens are counted in {UNIT}"
                raise ValueError(msg)
        return self
