"""Why an order waits for a word of the household: each reason by itself."""

from datetime import date, time

import pytest

from assistant.core.messages import LineRequest
from assistant.core.money import Money
from assistant.store.goods.catalog import PriceBreak, Seller
from assistant.store.household.replenish import Agreed, Slot
from assistant.store.market.offers import Offer
from assistant.store.orders import holding
from assistant.store.orders.decision import Situation

NAMES = {"en": "Tea"}
USD, WON = Money(500, "USD"), Money(500, "KRW")


def seller(seller_id: str) -> Seller:
    return Seller(id=seller_id, names={}, delivery_days=1, cutoff=time(18), works_weekends=True)


def offer(minor: int = 500, seller_id: str = "home", **more: object) -> Offer:
    return Offer("tea", NAMES, Money(minor, "USD"), seller(seller_id), **more)  # type: ignore[arg-type]


def line(quantity: int = 1, **more: object) -> LineRequest:
    return LineRequest(product_id="tea", quantity=quantity, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "dearer"),
    [
        (None, False),
        (USD, False),
        (Money(600, "USD"), False),
        (Money(499, "USD"), True),
        (WON, False),
    ],
)
def test_a_price_above_the_one_that_was_told_waits(told: Money | None, *, dearer: bool) -> None:
    assert (holding.why_dearer(line(told_unit_price=told), offer()) is not None) is dearer


def test_the_price_of_so_many_is_the_one_that_is_compared() -> None:
    six = offer(500, breaks=(PriceBreak(6, Money(400, "USD")),))
    told = Money(400, "USD")
    assert holding.why_dearer(line(6, told_unit_price=told), six) is None
    why = holding.why_dearer(line(5, told_unit_price=told), six)
    assert why == "price_changed: it costs 5.00 USD now, not 4.00 USD"


@pytest.mark.parametrize(
    ("ceiling", "agreed", "why"),
    [
        (None, None, None),
        (USD, None, None),
        (Money(499, "USD"), None, "above_ceiling"),
        (Money(900, "KRW"), None, "above_ceiling"),
        (None, Agreed(NAMES, USD, "home"), None),
        (None, Agreed(NAMES, Money(499, "USD"), "home"), "price_changed"),
        (None, Agreed(NAMES, Money(900, "KRW"), "home"), "price_changed"),
        (None, Agreed(NAMES, USD, "pet"), "other_seller"),
        (None, Agreed({"en": "Coffee"}, USD, "home"), "other_product"),
    ],
)
def test_what_a_slot_did_not_agree_to_waits(
    ceiling: Money | None, agreed: Agreed | None, why: str | None
) -> None:
    slot = Slot("washer", "detergent", "tea", ceiling=ceiling, agreed=agreed)
    found = holding.why_other(slot, offer())
    assert (found and found.partition(":")[0]) == why


@pytest.mark.parametrize(
    ("left", "waits"), [(None, False), (USD, False), (Money(499, "USD"), True), (WON, False)]
)
def test_what_is_above_the_budget_waits(left: Money | None, *, waits: bool) -> None:
    assert (holding.why_over_budget(USD, left) is not None) is waits


@pytest.mark.parametrize(
    ("told", "shipping", "waits"),
    [
        (None, USD, False),
        (USD, None, False),
        (USD, USD, False),
        (Money(499, "USD"), USD, True),
        (Money(900, "KRW"), USD, True),
    ],
)
def test_shipping_above_what_was_told_waits(
    told: Money | None, shipping: Money | None, *, waits: bool
) -> None:
    assert (holding.why_sent_dearer(told, shipping) is not None) is waits


@pytest.mark.parametrize(("by", "waits"), [(None, False), (9, False), (8, True)])
def test_what_comes_later_than_it_is_wanted_waits(by: int | None, *, waits: bool) -> None:
    wanted = None if by is None else date(2026, 3, by)
    assert (holding.why_late(wanted, date(2026, 3, 9)) is not None) is waits


def situation(
    stock: dict[str, dict[str, int]] | None = None, told: int | None = None, seller_id: str = "home"
) -> Situation:
    offers = {
        ("tea", None): offer(stock=told, seller_id=seller_id),
        ("tea", "pet"): offer(400, "pet", stock=told),
    }
    return Situation(offers=offers, stock=stock or {})


@pytest.mark.parametrize("counted", [True, False])
def test_lines_of_the_same_thing_are_taken_out_of_stock_together(*, counted: bool) -> None:
    here = situation({"tea": {"": 3}}) if counted else situation(told=3)
    assert holding.out_of_stock([line(1), line(2)], here) is None
    short = holding.out_of_stock([line(2), line(2)], here)
    assert short == f"out_of_stock: tea: only 3 left{'' if counted else ' at home'}"


def test_what_a_seller_has_is_its_own_and_the_others_share_the_rest() -> None:
    here = situation({"tea": {"pet": 1, "": 5}})
    assert holding.out_of_stock([line(5), line(1, seller_id="pet")], here) is None
    assert holding.out_of_stock([line(2, seller_id="pet")], here) == (
        "out_of_stock: tea: only 1 left at pet"
    )
    assert holding.out_of_stock([line(9)], situation({"tea": {"pet": 1}})) is None


def test_a_shortage_is_read_out_of_its_reason() -> None:
    none = holding.out_of_stock([line(1, seller_id="pet")], situation({"tea": {"pet": 0}})) or ""
    assert none == "out_of_stock: tea: none left at pet"
    assert holding.shortage(none) == holding.Shortage("tea", 0, "pet")
    assert holding.shortage("price_changed: it costs 5.00 USD now, not 4.00 USD") is None
    assert holding.amounts("price_changed: it costs 5.00 USD now, not 4.00 USD") == (
        Money(500, "USD"),
        Money(400, "USD"),
    )
