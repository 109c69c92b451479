"""Who asks less than the usual seller, told beside "is that a good price?": with its shipping."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.app import App
from assistant.core.money import Money
from assistant.core.settings import Language, load
from assistant.dialog.steps import Say
from assistant.language.intent import Intent, Slot
from assistant.skills.market.price_check import price_check
from assistant.skills.scene import Scene
from assistant.store.goods.catalog import Seller, SellerOffer, ShippingTerms
from assistant.store.market.offers import PricePoint
from tests.unit.scenes import bare_scene
from tests.unit.tea import TEA, tea_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
APP = App(load({}))


class Fair:
    """A market where each seller asks its own for sending, and asked its price all the time."""

    def __init__(
        self, *offers: SellerOffer, shipping: dict[str, int], history: Sequence[PricePoint] = ()
    ) -> None:
        self._offers, self._shipping, self._history = offers, shipping, history

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:  # noqa: ARG002
        return self._offers

    def terms(self, seller_id: str) -> ShippingTerms | None:
        minor = self._shipping.get(seller_id)
        if minor is None:
            return None
        return ShippingTerms(per_order=Money(minor, "USD"), per_item=Money(0, "USD"))

    def seller(self, seller_id: str) -> Seller:
        return Seller(
            id=seller_id,
            names={"en": seller_id.title()},
            delivery_days=1,
            cutoff=time(18),
            works_weekends=True,
            outside=seller_id == "far",
        )

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:  # noqa: ARG002
        return self._history


def asked(seller: str, minor: int, days_ago: int) -> PricePoint:
    return PricePoint(f"{seller}:tea", seller, NOW - timedelta(days=days_ago), Money(minor, "USD"))


def scene(market: Fair) -> Scene:
    shelf = SimpleNamespace(find=lambda _: [SimpleNamespace(product=TEA, score=1.0)])
    return replace(bare_scene(NOW), shelf=shelf, market=market)  # type: ignore[arg-type]


def checked(market: Fair, **slots: str) -> Say:
    said = {key: Slot(value, value) for key, value in {"product": "tea", **slots}.items()}
    step = price_check(Intent(name="PriceCheck", slots=said), scene(market))
    assert isinstance(step, Say)
    return step


def beside(market: Fair, **slots: str) -> Any:
    return checked(market, **slots).data["beside"]


def heard(market: Fair, language: Language) -> str:
    step = checked(market)
    return APP.replies(language).render(step.key, now=NOW, **step.data).text


HOME = tea_of("home", 1000)


@pytest.mark.parametrize(
    ("others", "shipping", "cheapest", "in_all"),
    [
        ((), {}, None, 0),
        ((tea_of("pet", 900),), {}, "Pet", 900),
        ((tea_of("pet", 900),), {"home": 300, "pet": 200}, "Pet", 1100),
        ((tea_of("pet", 900),), {"pet": 99}, "Pet", 999),
        ((tea_of("pet", 900),), {"pet": 100}, None, 0),
        ((tea_of("pet", 900),), {"pet": 300}, None, 0),
        ((tea_of("pet", 1000),), {"home": 300}, None, 0),
        ((tea_of("pet", 900), tea_of("cup", 950)), {"pet": 90}, "Cup", 950),
        ((tea_of("far", 500, outside=True),), {}, None, 0),
        ((tea_of("pet", 400, minimum=2),), {}, None, 0),
        ((tea_of("pet", 400, stock=0),), {}, None, 0),
        ((tea_of("pet", 400, condition="used"),), {}, None, 0),
    ],
)
def test_who_asks_less_in_all_is_told(
    others: tuple[SellerOffer, ...], shipping: dict[str, int], cheapest: str | None, in_all: int
) -> None:
    found = beside(Fair(HOME, *others, shipping=shipping))
    if cheapest is None:
        assert found is None
        return
    assert (found["cheapest"], found["in_all"]) == ({"en": cheapest}, Money(in_all, "USD"))
    assert found["seller"] == {"en": "Home"}


def test_nobody_is_told_of_where_the_usual_seller_has_none_or_a_price_is_supposed() -> None:
    assert beside(Fair(tea_of("pet", 900), shipping={})) is None
    assert beside(Fair(HOME, tea_of("pet", 900), shipping={}), limit="nine fifty") is None


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ([], "But Pet asks $9.00 now, $9.50 with shipping."),
        ([asked("home", 1000, 60)], "Home mostly asks about that, but Pet asks $9.00 now, *"),
        (
            [asked("home", 1300, 60), asked("home", 1000, 5)],
            "Home has not asked less, but Pet asks $9.00 now, *",
        ),
        (
            [asked("home", 800, 60), asked("home", 1000, 5)],
            "Home mostly asks $8.00, and Pet asks $9.00 now, *",
        ),
        ([asked("pet", 800, 60)], "But Pet asks $9.00 now, *"),
    ],
)
def test_the_price_is_held_against_its_own_seller_and_shipping_is_told(
    history: list[PricePoint], says: str
) -> None:
    market = Fair(HOME, tea_of("pet", 900), shipping={"pet": 50}, history=history)
    assert says.removesuffix("*") in heard(market, "en")


def test_who_sends_for_nothing_is_told_without_shipping() -> None:
    market = Fair(HOME, tea_of("pet", 900), shipping={"home": 300})
    assert heard(market, "en").endswith("Pet asks $9.00 now.")
    assert heard(market, "ko").endswith("지금 Pet에서는 US$9.00이에요.")


def test_shipping_is_told_in_korean_too() -> None:
    market = Fair(HOME, tea_of("pet", 900), shipping={"pet": 50})
    assert heard(market, "ko").endswith("지금 Pet에서는 US$9.00, 배송비까지 US$9.50이에요.")
