"""A seller's price that looks like a slip: asked about, and settled by a yes or a no."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from assistant.core.money import Money
from assistant.dialog.answering import answer
from assistant.dialog.steps import Ask, JudgePrice, Say
from assistant.language.intent import Intent
from assistant.skills.market.held_prices import held_of, show
from assistant.skills.orders.announcing import announcement
from assistant.skills.scene import Scene, Shelf
from assistant.store.goods.catalog import Product, Seller, SellerOffer
from assistant.store.market.offer_check import LATELY, HeldOffer
from assistant.store.market.offers import Market, PricePoint
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PODS = Product(
    id="pods",
    category_id="laundry",
    brand={"en": "Tide"},
    names={"en": "Tide Pods", "ko": "타이드 팟"},
    aliases={},
    size=81,
    size_unit="count",
    prices=(Money(1999, "USD"),),
    seller_id="home",
)


def offered(minor: int, currency: str = "USD") -> SellerOffer:
    return SellerOffer(
        id="home:pods", product_id="pods", seller_id="home", unit_price=Money(minor, currency)
    )


def waiting(number: int, minor: int, currency: str = "USD") -> HeldOffer:
    return HeldOffer(number, offered(minor, currency), "100 times", NOW)


class OneSeller:
    """A market of one seller with its price of before, and what it asked before that."""

    earlier = 2099

    def offers_of(self, product_id: str, now: datetime) -> Sequence[SellerOffer]:  # noqa: ARG002
        return [offered(1999)]

    def price_history(self, of: str, since: datetime, until: datetime) -> Sequence[PricePoint]:
        assert (of, until - since) == ("home:pods", LATELY)
        return [PricePoint(of, "home", since, Money(self.earlier, "USD"))]

    def seller(self, seller_id: str) -> Seller:
        return cast("Seller", SimpleNamespace(id=seller_id, names={"en": "Homewell"}))


def scene(*held: HeldOffer) -> Scene:
    shelf = SimpleNamespace(product={"pods": PODS}.__getitem__)
    return replace(
        bare_scene(NOW),
        shelf=cast("Shelf", shelf),
        market=cast("Market", OneSeller()),
        held_prices=lambda: held,
    )


def test_of_a_price_that_crept_up_it_is_told_what_it_was_at_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(OneSeller, "earlier", 399)
    step = show(ASKED, scene(waiting(4, 4999)))
    assert isinstance(step, Ask)
    assert step.say.data["before"] == Money(399, "USD")
    assert step.say.data["stays"] == Money(1999, "USD")


ASKED = Intent(name="HeldPrices", slots={}, text="check the prices")


def test_the_first_of_several_is_asked_about_with_what_it_was_before() -> None:
    step = show(ASKED, scene(waiting(4, 199_900), waiting(6, 5)))
    assert isinstance(step, Ask)
    assert step.say.key == "held_price"
    assert step.say.data["price"] == Money(199_900, "USD")
    assert step.say.data["before"] == Money(1999, "USD")
    assert step.say.data["more"] == 1


@pytest.mark.parametrize(("said", "right"), [("Yes", True), ("No", False)])
def test_a_yes_lets_it_count_and_a_no_forgets_it(said: str, right: bool) -> None:  # noqa: FBT001
    step = show(ASKED, scene(waiting(4, 199_900)))
    assert isinstance(step, Ask)
    done = answer(step.question, Intent(name=said, slots={}, text=said), said)
    assert isinstance(done, JudgePrice)
    assert (done.number, done.right) == (4, right)


def test_never_mind_leaves_it_waiting() -> None:
    step = show(ASKED, scene(waiting(4, 199_900)))
    assert isinstance(step, Ask)
    done = answer(
        step.question, Intent(name="NeverMind", slots={}, text="never mind"), "never mind"
    )
    assert done == Say("never_mind")


def test_prices_in_other_money_are_not_asked_about_here() -> None:
    assert show(ASKED, scene(waiting(5, 2_690_000, "KRW"))) == Say("held_price_none")
    assert show(ASKED, scene()) == Say("held_price_none")


def test_who_asks_for_the_thing_hears_of_it() -> None:
    told = held_of(PODS, scene(waiting(4, 199_900)))["held"]
    assert isinstance(told, dict)
    assert told["price"] == Money(199_900, "USD")
    assert held_of(replace_id(PODS, "soap"), scene(waiting(4, 199_900))) == {}


def replace_id(product: Product, product_id: str) -> Product:
    fields = {name: getattr(product, name) for name in product.__struct_fields__}
    return Product(**{**fields, "id": product_id})


def test_what_nobody_asked_about_is_asked_and_only_told_where_a_question_is_open() -> None:
    held = waiting(1, 199_900)
    asked = announcement(held, scene(held, waiting(2, 5)))
    assert isinstance(asked, Ask)
    assert asked.say.data["more"] == 1
    said = announcement(held, scene(held), busy=True)
    assert isinstance(said, Say)
    assert said.key == "held_price_notice"
