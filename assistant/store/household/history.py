"""What a household bought before, and what its devices stand for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.core.money import Money
from assistant.store.goods.catalog import Catalog, Purchase, SlotRule
from assistant.store.household.replenish import Slot


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """Something bought before the order store began."""

    product_id: str
    quantity: int
    unit_price: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Bought:
    """What the history says of one product. Cancelled orders do not count."""

    product_id: str
    times: int
    """On how many occasions."""
    units: int
    """How many altogether."""
    last_quantity: int
    last_unit_price: Money
    last_at: datetime


def sample_purchases(catalog: Catalog, currency: str, now: datetime) -> Iterator[PastPurchase]:
    """The sample household's history, as far as it has prices in `currency`."""
    for sample in catalog.sample_purchases():
        if (price := _price_then(sample, currency)) is not None:
            bought_at = now - timedelta(days=sample.days_ago)
            yield PastPurchase(sample.product_id, sample.quantity, price, bought_at)


def counted(purchases: Iterable[PastPurchase]) -> Mapping[str, Bought]:
    """What single purchases add up to, by product id."""
    history: dict[str, Bought] = {}
    for purchase in sorted(purchases, key=lambda purchase: purchase.at):
        before = history.get(purchase.product_id)
        history[purchase.product_id] = Bought(
            product_id=purchase.product_id,
            times=1 + (before.times if before else 0),
            units=purchase.quantity + (before.units if before else 0),
            last_quantity=purchase.quantity,
            last_unit_price=purchase.unit_price,
            last_at=purchase.at,
        )
    return history


def sample_slots(catalog: Catalog, currency: str) -> Iterator[Slot]:
    """The sample household's slots; without a ceiling in `currency` a slot has none."""
    for rule in catalog.sample_slots():
        yield Slot(
            device_id=rule.device_id,
            slot=rule.slot,
            product_id=rule.product_id,
            quantity=rule.quantity,
            threshold_fraction=rule.threshold_fraction,
            ceiling=_ceiling(rule, currency),
        )


def _price_then(sample: Purchase, currency: str) -> Money | None:
    try:
        return sample.unit_price(currency)
    except LookupError:
        return None


def _ceiling(rule: SlotRule, currency: str) -> Money | None:
    try:
        return rule.price_ceiling(currency)
    except LookupError:
        return None
