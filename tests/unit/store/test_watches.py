"""Prices that somebody waits for: they speak up once, whoever notices first."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from assistant.app import App
from assistant.app.price_watch import ANYWAY_EVERY, PriceWatcher, due, slips
from assistant.core.money import Money
from assistant.core.notes import PriceWatch
from assistant.core.settings import load
from assistant.dialog.steps import Say
from assistant.skills.orders.announcing import announcement
from assistant.storage.sqlite_notebook import SqliteNotebook
from assistant.store.goods.catalog import Seller, SellerOffer, ShippingTerms
from assistant.store.market.landed import landed
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.offers import PricePoint
from assistant.store.market.watches import PriceDropped, dropped
from tests.unit.scenes import bare_scene
from tests.unit.tea import tea_of

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
WATCH = PriceWatch(
    product_id="tea", names={"en": "Tea"}, below=Money(1000, "USD"), made_at=NOW, number=1
)


class Stalls:
    """A market in memory."""

    def __init__(self, *offers: SellerOffer) -> None:
        self.offers = offers
        self.shipping: dict[str, ShippingTerms] = {}

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:
        return [o for o in self.offers if o.product_id == product_id and o.valid_at(now)]

    def terms(self, seller_id: str) -> ShippingTerms | None:
        return self.shipping.get(seller_id)

    def seller(self, seller_id: str) -> Seller | None:
        return Seller(
            id=seller_id,
            names={"en": seller_id.title()},
            delivery_days=1,
            cutoff=time(18),
            works_weekends=True,
        )

    def sellers(self) -> Sequence[Seller]:
        return ()

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:  # noqa: ARG002
        return [PricePoint(of, of, since, None)]


@pytest.mark.parametrize(
    ("offers", "seller"),
    [
        ((tea_of("a", 1000), tea_of("b", 1200)), None),
        ((tea_of("a", 999), tea_of("b", 950)), "b"),
        ((tea_of("a", 999), tea_of("b", 950, outside=True)), "a"),
        ((tea_of("b", 950, outside=True),), "b"),
        ((tea_of("a", 900, stock=0),), None),
        ((tea_of("a", 900, minimum=6), tea_of("b", 950)), "b"),
        ((tea_of("a", 900, minimum=6), tea_of("b", 950, outside=True)), "a"),
        ((tea_of("b", 900), tea_of("a", 900)), "a"),
        ((tea_of("a", 500, condition="used"),), None),
        ((tea_of("a", 900, valid_from=NOW + timedelta(1)),), None),
        ((tea_of("a", 900, valid_until=NOW),), None),
        ((), None),
    ],
)
def test_a_price_below_the_limit_that_can_be_had_speaks_up(
    offers: tuple[SellerOffer, ...], seller: str | None
) -> None:
    found = dropped([WATCH], Stalls(*offers), NOW)
    assert [each.offer.seller_id for each in found] == ([seller] if seller else [])


def test_a_watch_is_told_once_by_whoever_is_first(tmp_path: Path) -> None:
    one, two = SqliteNotebook(tmp_path / "n.db"), SqliteNotebook(tmp_path / "n.db")
    kept = one.watch(WATCH)
    market = Stalls(tea_of("a", 999))
    (found,) = due(one, market, NOW)
    assert (found.watch.product_id, found.seller) == ("tea", {"en": "A"})
    assert due(two, market, NOW) == []
    assert two.watches()[0].told_at == NOW
    assert not two.told(kept.number, NOW)
    one.close()
    two.close()


def test_the_last_word_on_a_product_counts_and_can_be_taken_back(tmp_path: Path) -> None:
    notebook = SqliteNotebook(tmp_path / "n.db")
    notebook.watch(WATCH)
    kept = notebook.watch(msgspec.structs.replace(WATCH, below=Money(800, "USD")))
    assert [each.below for each in notebook.watches()] == [Money(800, "USD")]
    assert notebook.unwatch(kept.number)
    assert not notebook.unwatch(kept.number)
    notebook.close()


def test_prices_are_compared_only_when_something_can_have_changed() -> None:
    looked: list[int] = []
    told: list[PriceDropped | HeldOffer] = []
    changes = [7]
    hit = PriceDropped(WATCH, tea_of("a", 1), {})

    def look() -> Sequence[PriceDropped]:
        looked.append(1)
        return [hit]

    heard: list[int] = []
    watcher = PriceWatcher(look, lambda: changes[0], told.append, lambda: heard.append(1))
    watcher.look()
    watcher.look()
    assert len(looked) == 1
    changes[0] = 8
    watcher.look()
    assert told == [hit, hit]
    assert heard == [1]
    for _ in range(ANYWAY_EVERY):
        watcher.look()
    assert len(looked) == 3


def test_what_it_costs_until_it_is_here() -> None:
    terms = ShippingTerms(
        per_order=Money(399, "USD"), per_item=Money(10, "USD"), free_from=Money(2500, "USD")
    )
    assert landed(tea_of("a", 1000), terms, 1).total == Money(1409, "USD")
    assert landed(tea_of("a", 1000, minimum=3), terms, 1).total == Money(3000, "USD")
    assert landed(tea_of("a", 1000), None, 2).shipping == Money(0, "USD")


def test_a_slip_in_the_price_of_what_is_bought_here_is_told_once(tmp_path: Path) -> None:
    """Not of what nobody buys, not in other money, and again only where the price is another."""
    notebook = SqliteNotebook(tmp_path / "notebook.db")

    def held(number: int, product_id: str, minor: int, currency: str = "USD") -> HeldOffer:
        offer = SellerOffer(
            id=f"home:{product_id}",
            product_id=product_id,
            seller_id="home",
            unit_price=Money(minor, currency),
        )
        return HeldOffer(number, offer, "100 times", NOW)

    waiting = [
        held(1, "boots", 100),
        held(2, "pods", 2_000_000, "KRW"),
        held(3, "pods", 199_900),
        held(4, "milk", 39_900),
    ]
    found = slips(notebook, waiting, {"pods", "milk"}, "USD", NOW)
    assert [each.number for each in found] == [3]
    assert not slips(notebook, waiting, {"pods", "milk"}, "USD", NOW)
    again = [held(5, "milk", 49_900)]
    assert slips(notebook, again, {"pods", "milk"}, "USD", NOW) == again


@pytest.mark.parametrize(
    ("minimum", "en", "ko"),
    [
        (1, "Tea has dropped to $9.00 at Pet.", "Tea가 Pet에서 US$9.00으로 내렸어요."),
        (
            6,
            "Tea has dropped to $9.00 at Pet for whoever buys at least 6.",
            "Tea가 Pet에서 6개 이상 사면 US$9.00으로 내렸어요.",
        ),
    ],
)
def test_a_price_for_several_is_told_as_such(minimum: int, en: str, ko: str) -> None:
    step = announcement(
        PriceDropped(WATCH, tea_of("pet", 900, minimum=minimum), {"en": "Pet"}), bare_scene(NOW)
    )
    assert isinstance(step, Say)
    app = App(load({}))
    assert app.replies("en").render(step.key, now=NOW, **step.data).text == en
    assert app.replies("ko").render(step.key, now=NOW, **step.data).text == ko
