"""What is for sale to each pool: of its own chip, and of chips that may serve in its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from data.buying import Buying, Substitution, pool_name
from data.settings import Settings
from models.billing.comparable import Incomplete
from models.billing.plans import Plan
from models.buying.offered import Offered, Refused
from models.buying.offering import NOT_COMPARABLE, Asking, offered_to, refusals, unit_cards
from models.buying.purchases import outright
from models.buying.spot_use import SpotOffer, cheapest_spot
from models.offers.for_sale import files_for_sale
from models.offers.market import Market
from models.offers.sale import SERVER, Sale
from models.offers.window import Window

THROUGHPUT_UNKNOWN = "throughput_not_known"
NOT_FOR_SALE = "chip_not_for_sale"
_MARKET = ("provider", "region", "chip")


@dataclass(frozen=True)
class Substitutes:
    """Rules of buying.toml, where their chips are sold, and the dense throughput of chips."""

    rules: tuple[Substitution, ...]
    markets: Mapping[str, list[tuple[str, str]]]
    tflops: Mapping[str, float | None]

    @classmethod
    def of(cls, buying: Buying, prices: pl.DataFrame, chips: pl.DataFrame) -> "Substitutes":
        """From core_price and core_chip."""
        wanted = sorted({rule.chip for rule in buying.substitution})
        sold = prices.filter(pl.col("chip").is_in(wanted)).select(_MARKET).unique().sort(_MARKET)
        markets: dict[str, list[tuple[str, str]]] = {}
        for provider, region, chip in sold.iter_rows():
            markets.setdefault(chip, []).append((provider, region))
        return cls(
            buying.substitution,
            markets,
            dict(chips.select("chip", "fp16_dense_tflops").iter_rows()),
        )

    def with_markets(self, pools: pl.DataFrame) -> pl.DataFrame:
        """Pools' days and markets, and on these days the markets of substitutes."""
        own = pools.select("local_date", *_MARKET)
        rows = [
            (provider, region, chip)
            for chip, places in self.markets.items()
            for provider, region in places
        ]
        if not rows:
            return own
        others = pl.DataFrame(rows, schema=dict.fromkeys(_MARKET, pl.String), orient="row")
        days = own.select("local_date").unique()
        return pl.concat([own, days.join(others, how="cross")]).unique()

    def of_pool(self, pool_id: str) -> Iterator[Substitution]:
        """Rules about a pool."""
        return (r for r in self.rules if r.pool in (pool_id, pool_name(pool_id)))

    def efficiency(self, rule: Substitution, chip: str) -> float | None:
        """What a card is worth in cards of the pool's chip; None where no throughput is known."""
        if rule.throughput_ratio is not None:
            return rule.throughput_ratio * rule.efficiency
        other, own = self.tflops.get(rule.chip), self.tflops.get(chip)
        return other / own * rule.efficiency if other and own else None


@dataclass(frozen=True)
class ForSale:
    """Cards of the pool's unit, what can be bought for it, and what cannot, with the reason."""

    cards: int
    offers: tuple[Offered, ...]
    refused: tuple[Refused, ...]
    spot: SpotOffer | None
    packs: tuple[Offered, ...] = ()
    agreements: tuple[Offered, ...] = ()

    @property
    def sells(self) -> bool:
        """Whether anything can be bought in advance."""
        return bool(self.offers or self.packs or self.agreements)


@dataclass(frozen=True)
class Shop:
    """All that is for sale, to any pool."""

    market: Market
    plans: Sequence[Plan]
    substitutes: Substitutes
    fx: pl.DataFrame
    settings: Settings

    def for_sale_to(self, window: Window) -> ForSale:
        """What is for sale to a pool on its last day."""
        sales, incomplete = self._sold(window)
        case = window.case(self.fx, {sale.plan.currency for sale in sales}, self.settings)
        asking = Asking(window.pool_id, unit_cards(sales), case, self.settings.buying)
        offers, refused = offered_to(asking, window.item, sales)
        refused += refusals(incomplete)
        spot = cheapest_spot(window.pool_id, sales, case, self.settings.buying, asking.cards)
        refused = [one for one in refused if spot is None or one.offer_id != spot.offer_id]
        for rule in self.substitutes.of_pool(window.pool_id):
            more, without = self._of_other_chip(asking, window, rule)
            names = {one.offer_id for one in offers}
            offers += [one for one in more if one.offer_id not in names]
            refused += without
        units = tuple(one for one in offers if one.is_units)
        packs = tuple(one for one in offers if one.is_pack)
        agreements = tuple(one for one in offers if one.is_shared)
        return ForSale(asking.cards, units, tuple(refused), spot, packs, agreements)

    def _of_other_chip(
        self, asking: Asking, window: Window, rule: Substitution
    ) -> tuple[list[Offered], list[Refused]]:
        """Servers of another chip, wherever they are sold."""
        efficiency = self.substitutes.efficiency(rule, str(window.pool["chip"]))
        places = self.substitutes.markets.get(rule.chip, [])
        if efficiency is None or not places:
            why = NOT_FOR_SALE if efficiency else THROUGHPUT_UNKNOWN
            return [], [Refused(rule.chip, NOT_COMPARABLE, why, "buying.toml")]
        found: list[Offered] = []
        refused: list[Refused] = []
        for provider, region in places:
            there = dict(zip(_MARKET, (provider, region, rule.chip), strict=True))
            other = replace(window, pool=window.pool | there)
            sales = [sale for sale in self._sold(other)[0] if sale.unit == SERVER]
            currencies = {sale.plan.currency for sale in sales}
            moved = replace(
                asking,
                case=window.case(self.fx, currencies, self.settings),
                efficiency=efficiency,
                moving_cny=Fraction(rule.migration_cny_per_server),
            )
            more, without = offered_to(moved, other.item, sales)
            found += more
            refused += without
        return found, refused

    def _sold(self, window: Window) -> tuple[list[Sale], list[Incomplete]]:
        """For rent and for good, of the price book and of plan files; and what lacks something."""
        rented, unlike = self.market.of(window)
        files, incomplete = files_for_sale(self.plans, window)
        bought, faults = outright(self.market, self.plans, window)
        named = {one.plan.plan_id for one in bought}
        lacking = [
            replace(one, missing=(faults[one.plan_id],)) if one.plan_id in faults else one
            for one in (*unlike, *incomplete)
            if one.plan_id not in named
        ]
        return [*rented, *files, *bought], lacking


def single_month(offers: Iterable[Offered], *, from_least: bool = False) -> Offered | None:
    """The cheapest offer of one month that can be had at once and unit by unit.

    `from_least`: also those of which a least number is sold.
    """
    found = [
        one
        for one in offers
        if one.term_months == 1
        and not one.lead_months
        and one.owning is None
        and (one.is_single or (from_least and one.is_single_from_least))
    ]
    return min(found, key=lambda one: one.fee_per_worth, default=None)
