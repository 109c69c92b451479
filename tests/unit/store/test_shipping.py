from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.messages import (
    AnyRequest,
    ConfirmOrder,
    LineRequest,
    Order,
    PlaceOrder,
    PressSlot,
    Role,
)
from assistant.core.money import Money
from assistant.store.delivery.days import Promise, promised_days
from assistant.store.delivery.fulfilment import Change, HistoryEntry, Ids, Taken, advance
from assistant.store.goods.catalog import PriceBreak, Seller, ShippingTerms
from assistant.store.household.limits import Spent
from assistant.store.household.replenish import Agreed, Slot
from assistant.store.market.offers import Offer
from assistant.store.market.shipping import ShippedLine, shipping_by_seller
from assistant.store.market.stock_left import Sale
from assistant.store.orders.decision import Decision, HouseholdRules
from assistant.store.orders.ledger import ESCROW, HOUSEHOLD, SELLER, postings
from assistant.store.orders.requests import decide
from assistant.store.orders.survey import Survey

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)  # a Monday
MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
RULES = HouseholdRules(zone=UTC, cancel_window=timedelta(minutes=30))


def usd(minor: int) -> Money:
    return Money(minor, "USD")


NEAR = Seller(id="near", names={}, delivery_days=1, cutoff=time(18), works_weekends=True)
FAR = Seller(id="far", names={}, delivery_days=4, cutoff=time(18), works_weekends=True)


def terms(per_order: int, per_item: int = 0, free_from: int | None = None) -> ShippingTerms:
    limit = None if free_from is None else usd(free_from)
    return ShippingTerms(per_order=usd(per_order), per_item=usd(per_item), free_from=limit)


TERMS = terms(499, free_from=4000)
NEAR_TIDE = Offer("tide", {"en": "Tide"}, usd(1999), NEAR, shipping=TERMS)
FAR_TIDE = Offer("tide", {"en": "Tide"}, usd(1499), FAR, shipping=terms(300, 50))
SOAP = Offer("soap", {"en": "Soap"}, usd(250), NEAR, shipping=TERMS)
CANDLES = Offer("candle", {"en": "Candle"}, usd(100), NEAR, (PriceBreak(12, usd(80)),), minimum=6)


class Market:
    """Two sellers, the near one preferred, and a household without books."""

    def __init__(
        self,
        slot: Slot | None = None,
        order: Order | None = None,
        stock: Mapping[str, Mapping[str, int]] | None = None,
        sold: Sequence[Sale] = (),
        said: Mapping[str, int] | None = None,
        **fees: Money,
    ) -> None:
        self.slot_kept, self.held, self.counted, self.fees = slot, order, stock or {}, fees
        self.sold, self.said = sold, said or {}

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """See `Offers`."""
        sold = [NEAR_TIDE, FAR_TIDE, SOAP, CANDLES]
        found = (each for each in sold if each.product_id == product_id)
        chosen = next((each for each in found if seller_id in (None, each.seller.id)), None)
        if chosen is None:
            return None
        if chosen.seller.id in self.said:
            chosen = replace(chosen, stock=self.said[chosen.seller.id], stock_at=MORNING)
        fee = self.fees.get(chosen.seller.id)
        return chosen if fee is None else replace(chosen, shipping=terms(fee.minor))

    def sellers_of(self, product_id: str) -> Sequence[str]:
        """See `Offers`."""
        return ["far"] if product_id == "tide" else []

    def slot(self, device_id: str, slot: str) -> Slot | None:  # noqa: ARG002
        """See `Books`."""
        return self.slot_kept

    def running_order(self, device_id: str, slot: str, *, test: bool = False) -> None:
        """Nothing is on its way."""

    def running_tests(self, device_id: str) -> tuple[Order, ...]:  # noqa: ARG002
        """Nothing is on its way."""
        return ()

    def role(self, device_id: str) -> Role | None:  # noqa: ARG002
        """Everybody is the owner."""
        return "owner"

    def stock(self, product_id: str) -> Mapping[str, int]:
        """See `Books`."""
        return self.counted.get(product_id, {})

    def history(self, order_id: str) -> tuple[HistoryEntry, ...]:  # noqa: ARG002
        """Nothing has happened yet."""
        return ()

    def sales(self, product_id: str | None = None, but: str | None = None) -> Sequence[Sale]:  # noqa: ARG002
        """See `Books`."""
        return [each for each in self.sold if each.product_id == product_id]

    def took(self, order_id: str) -> Sequence[Taken]:  # noqa: ARG002
        """Nothing is counted."""
        return ()

    def rules(self) -> Mapping[str, str]:
        """There are none."""
        return {}

    def spent(self, since: datetime, device_id: str | None = None) -> Spent:  # noqa: ARG002
        """Nothing was bought."""
        return Spent()

    def order(self, order_id: str) -> Order | None:  # noqa: ARG002
        """The one that is held."""
        return self.held

    def orders(self, limit: int, *, open_only: bool = False) -> tuple[Order, ...]:  # noqa: ARG002
        """The one that is held."""
        return (self.held,) if self.held else ()


def decided(request: AnyRequest, market: Market | None = None) -> Decision:
    market = market or Market()
    situation = Survey(market, market, RULES, NOW, promised_days).of(request)
    return decide(request, situation, RULES, NOW, Ids(lambda: "A1", lambda: "E1"))


def place(*lines: LineRequest, **fields: object) -> PlaceOrder:
    return PlaceOrder(request_id="r", device_id="d", at=NOW, lines=lines, **fields)  # type: ignore[arg-type]


def order_of(decision: Decision) -> Order:
    assert decision.answer.order is not None
    return decision.answer.order


def line(product_id: str, quantity: int = 1, seller_id: str | None = None) -> LineRequest:
    return LineRequest(product_id=product_id, quantity=quantity, seller_id=seller_id)


# What is asked


def shipped(seller_id: str, quantity: int, price: int, terms: ShippingTerms | None) -> ShippedLine:
    return ShippedLine(seller_id, quantity, usd(price), terms)


def test_each_seller_asks_once_for_an_order_and_for_each_piece() -> None:
    lines = [
        shipped("a", 2, 100, terms(300, 50)),
        shipped("a", 3, 100, terms(300, 50)),
        shipped("b", 1, 100, terms(200)),
        shipped("c", 1, 100, None),
    ]
    assert shipping_by_seller(lines) == {"a": usd(300 + 5 * 50), "b": usd(200)}


@pytest.mark.parametrize(("quantity", "asked"), [(1, {"a": usd(499)}), (2, {}), (3, {})])
def test_from_a_sum_on_it_is_free(quantity: int, asked: dict[str, Money]) -> None:
    assert shipping_by_seller([shipped("a", quantity, 2000, TERMS)]) == asked


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 99), st.integers(0, 9999))))
def test_more_never_costs_more_than_separately(wanted: list[tuple[str, int, int]]) -> None:
    lines = [shipped(seller, many, price, TERMS) for seller, many, price in wanted]
    together = sum(fee.minor for fee in shipping_by_seller(lines).values())
    apart = sum(fee.minor for each in lines for fee in shipping_by_seller([each]).values())
    assert together <= apart


# Orders


def test_the_chosen_sellers_offer_is_bought() -> None:
    order = order_of(decided(place(line("tide", 2, "far"), line("soap"))))
    assert [each.seller_id for each in order.lines] == ["far", "near"]
    assert order.shipping_by == {"far": usd(400), "near": usd(499)}
    assert order.shipping == usd(899)
    assert order.total == usd(2 * 1499 + 250 + 899)
    assert order.delivery == date(2026, 1, 9)


def test_without_a_choice_the_shop_prefers_one() -> None:
    assert order_of(decided(place(line("tide")))).lines[0].seller_id == "near"


def test_the_same_product_may_come_from_two_sellers() -> None:
    order = order_of(decided(place(line("tide", 1, "far"), line("tide", 1, "near"))))
    assert [each.unit_price for each in order.lines] == [usd(1499), usd(1999)]


def test_an_offer_that_is_gone_is_never_replaced() -> None:
    answer = decided(place(line("soap", 1, "far"))).answer
    assert answer.reason == "unknown_product: soap is not sold by far"


@pytest.mark.parametrize(
    ("told", "status"),
    [(None, "placed"), (usd(499), "placed"), (usd(900), "placed"), (usd(0), "held")],
)
def test_dearer_shipping_than_was_told_is_asked_about(told: Money | None, status: str) -> None:
    answer = decided(place(line("soap"), told_shipping=told)).answer
    assert answer.status == status
    if status == "held":
        assert answer.reason == "shipping_changed: sending it costs 4.99 USD now, not 0.00 USD"


def test_what_cannot_come_in_time_is_asked_about() -> None:
    in_time = decided(place(line("tide", 1, "far"), deliver_by=date(2026, 1, 9)))
    assert in_time.answer.status == "placed"
    late = decided(place(line("tide", 1, "far"), deliver_by=date(2026, 1, 8)))
    assert late.answer.reason == "comes_late: it comes on 2026-01-09, not by 2026-01-08"
    confirmed = decided(
        ConfirmOrder(request_id="c", device_id="d", at=NOW), Market(order=order_of(late))
    )
    assert confirmed.answer.status == "placed"
    assert order_of(confirmed).deliver_by == date(2026, 1, 8)


def test_shipping_that_rises_while_it_waits_is_asked_about_again() -> None:
    held = order_of(decided(place(line("soap"), told_shipping=usd(0))))
    confirm = ConfirmOrder(request_id="c", device_id="d", at=NOW)
    assert decided(confirm, Market(order=held)).answer.status == "placed"
    again = decided(confirm, Market(order=held, near=usd(700)))
    assert again.answer.reason == "shipping_changed: sending it costs 7.00 USD now, not 4.99 USD"
    assert order_of(again).total == usd(950)


def test_a_slot_asks_when_sending_becomes_dearer() -> None:
    press = PressSlot(request_id="p", device_id="washer", at=NOW, slot="soap")
    agreed = Agreed(SOAP.names, SOAP.unit_price, "near", usd(499))
    slot = Slot("washer", "soap", "soap", agreed=agreed)
    assert decided(press, Market(slot)).answer.status == "placed"
    dearer = decided(press, Market(slot, near=usd(600))).answer
    assert dearer.reason == "shipping_changed: sending it costs 6.00 USD now, not 4.99 USD"


def test_a_promise_is_as_likely_as_all_its_parcels() -> None:
    def promised(seller: Seller, at: datetime, zone: tzinfo | None) -> Promise:
        chance = {"near": 0.9, "far": 0.5}[seller.id]
        return Promise(promised_days(seller, at, zone).day, chance)

    market, request = Market(), place(line("tide", 1, "far"), line("soap"))
    situation = Survey(market, market, RULES, NOW, promised).of(request)
    order = order_of(decide(request, situation, RULES, NOW, Ids(lambda: "A1", lambda: "E1")))
    assert order.promised == pytest.approx(0.45)


@pytest.mark.parametrize(("quantity", "price"), [(6, 100), (11, 100), (12, 80), (30, 80)])
def test_many_cost_less_each(quantity: int, price: int) -> None:
    order = order_of(decided(place(line("candle", quantity))))
    assert order.lines[0].unit_price == usd(price)
    assert order.total == usd(price * quantity)


def test_a_price_for_many_that_was_told_is_not_dearer_than_told() -> None:
    told = LineRequest(product_id="candle", quantity=12, told_unit_price=usd(80))
    assert decided(place(told)).answer.status == "placed"
    few = LineRequest(product_id="candle", quantity=6, told_unit_price=usd(80))
    assert decided(place(few)).answer.status == "held"


def test_fewer_than_are_sold_at_once_are_refused() -> None:
    answer = decided(place(line("candle", 5))).answer
    assert answer.reason == "too_few: near sells at least 6 of candle"


# Stock


def taken(decision: Decision) -> set[tuple[str, str, int]]:
    changes = (effect for effect in decision.effects if isinstance(effect, Change))
    return {(t.product_id, t.seller_id, t.quantity) for change in changes for t in change.takes}


def sale(quantity: int, hours: float = 1, seller_id: str = "near") -> Sale:
    return Sale("tide", seller_id, quantity, MORNING + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("sold", "answer"),
    [
        ((), "placed"),
        ((sale(3),), "placed"),
        ((sale(4),), "out_of_stock: tide: only 1 left at near"),
        ((sale(2), sale(3)), "out_of_stock: tide: none left at near"),
        ((sale(9),), "out_of_stock: tide: none left at near"),
        ((sale(5, hours=-1),), "placed"),  # known when the seller said how many there are
        ((sale(5, seller_id="far"),), "placed"),
    ],
)
def test_what_was_bought_since_a_seller_told_its_stock_is_not_there_any_more(
    sold: Sequence[Sale], answer: str
) -> None:
    market = Market(said={"near": 5}, sold=sold)
    decision = decided(place(line("tide", 2, "near")), market)
    assert (decision.answer.reason or decision.answer.status) == answer


SLOT = Slot(
    device_id="washer",
    slot="detergent",
    product_id="tide",
    quantity=2,
    threshold_fraction=0.25,
    agreed=Agreed({"en": "Tide"}, usd(1999), "near"),
)


@pytest.mark.parametrize(
    "short", [{"said": {"near": 5}, "sold": (sale(4),)}, {"stock": {"tide": {"near": 1}}}]
)
def test_a_press_for_what_the_usual_seller_has_too_few_of_asks_about_the_next(
    short: Mapping[str, object],
) -> None:
    request = PressSlot(request_id="r", device_id="washer", at=NOW, slot="detergent")
    decision = decided(request, Market(SLOT, **short))  # type: ignore[arg-type]
    assert decision.answer.status == "held"
    assert decision.answer.reason == "other_seller: far sells it now, near before"
    assert order_of(decision).lines[0].seller_id == "far"


@pytest.mark.parametrize(
    ("budget", "answer"),
    [
        (None, "placed"),
        (usd(9000), "placed"),
        (usd(4496), "over_budget: it costs 44.97 USD, 44.96 USD is left of this month's budget"),
        (usd(0), "over_budget: it costs 44.97 USD, 0.00 USD is left of this month's budget"),
        (Money(9, "KRW"), "placed"),
    ],
)
def test_a_press_over_the_budget_waits_for_a_word(budget: Money | None, answer: str) -> None:
    slot = replace(SLOT, agreed=None)
    market = Market(slot)
    request = PressSlot(request_id="r", device_id="washer", at=NOW, slot="detergent")
    survey = Survey(market, market, RULES, NOW, promised_days, lambda: budget)
    ids = Ids(lambda: "A1", lambda: "E1")
    decision = decide(request, survey.of(request), RULES, NOW, ids)
    assert (decision.answer.reason or decision.answer.status) == answer
    spoken = place(line("tide", 9))  # a conversation has asked before
    assert decide(spoken, survey.of(spoken), RULES, NOW, ids).answer.status == "placed"


def test_a_press_for_what_nobody_has_is_told_so() -> None:
    request = PressSlot(request_id="r", device_id="washer", at=NOW, slot="detergent")
    decision = decided(request, Market(SLOT, stock={"tide": {"": 1}}))
    assert decision.answer.reason == "out_of_stock: tide: only 1 left"


def test_each_seller_has_its_own_stock_and_the_others_share_what_is_counted_for_all() -> None:
    market = Market(stock={"tide": {"far": 2, "": 5}, "soap": {"far": 1}})
    both = decided(place(line("tide", 2, "far"), line("tide", 4, "near"), line("soap")), market)
    assert both.answer.status == "placed"
    assert taken(both) == {("tide", "far", 2), ("tide", "", 4)}
    short = decided(place(line("tide", 3, "far")), market).answer
    assert short.reason == "out_of_stock: tide: only 2 left at far"
    assert (
        decided(place(line("tide", 6)), market).answer.reason == "out_of_stock: tide: only 5 left"
    )


def test_lines_of_one_product_take_from_one_stock() -> None:
    market = Market(stock={"tide": {"": 5}})
    apart = decided(place(line("tide", 3, "far"), line("tide", 3, "near")), market).answer
    assert apart.reason == "out_of_stock: tide: only 5 left"


# Money


def moved(change: Change) -> dict[str, int]:
    balance: dict[str, int] = {}
    for posting in postings(change):
        balance[posting.account] = balance.get(posting.account, 0) + posting.amount.minor
    return balance


def test_shipping_goes_to_each_seller_with_its_first_parcel_and_comes_back() -> None:
    placed = decided(place(line("tide", 2, "far"), line("soap")))
    opened = next(effect for effect in placed.effects if isinstance(effect, Change))
    assert moved(opened) == {HOUSEHOLD: -4147, ESCROW: 4147}
    order = opened.event.order

    def happen(event: str, parcel: dict[str, int] | None = None) -> Change:
        return advance(order, event, UTC, NOW, "E", parcel=parcel)  # type: ignore[arg-type]

    assert moved(happen("OrderCancelled")) == {ESCROW: -4147, HOUSEHOLD: 4147}
    steps: list[tuple[str, dict[str, int] | None, dict[str, int]]] = [
        ("OrderConfirmed", None, {}),
        ("OrderPacked", None, {}),
        ("ItemShipped", {"tide": 1}, {ESCROW: -1899, SELLER + "far": 1899}),
        ("ItemShipped", {"tide": 1}, {ESCROW: -1499, SELLER + "far": 1499}),
        ("ItemShipped", {"soap": 1}, {ESCROW: -749, SELLER + "near": 749}),
        ("Delivered", None, {}),
        ("OrderReturned", None, {}),
        ("OrderRefunded", None, {SELLER + "far": -3398, SELLER + "near": -749, HOUSEHOLD: 4147}),
    ]
    for event, parcel, expected in steps:
        change = happen(event, parcel)
        assert moved(change) == expected, event
        order = change.event.order
