"""Stock, money, held orders and the owner's word, on every storage."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    DeregisterDevice,
    DeviceEvent,
    LineRequest,
    MoveOrder,
    OrderEvent,
    PlaceOrder,
    PressSlot,
    RegisterDevice,
    ReportLevel,
    ReturnOrder,
    RunOut,
    SetCode,
    SetLock,
    SetSlot,
    SetStock,
)
from assistant.core.money import Money
from assistant.storage.orders.sqlite_store import SqliteOrders
from assistant.store.delivery.days import Promise
from assistant.store.goods.catalog import ShippingTerms
from assistant.store.household.history import PastPurchase
from assistant.store.household.limits import Limits
from assistant.store.market.offers import Offer
from assistant.store.market.stock_left import Sale
from assistant.store.orders.decision import HouseholdRules
from assistant.store.orders.order_store import OrderStore, Shop
from tests.storage.storages import SLOT, Storage

Place = Callable[..., AnyRequest]


class Talk:
    """Requests to a store, one after the other, with a clock that is set by hand."""

    def __init__(self, store: OrderStore, shop: Shop, now: datetime) -> None:
        self.store, self.shop, self.now = store, shop, now
        self._number = 0

    def ask(self, kind: type[AnyRequest], device_id: str = "owner", **fields: object) -> Answer:
        self._number += 1
        request = kind(
            request_id=f"t{self._number}",
            device_id=device_id,
            at=self.now,
            **fields,  # type: ignore[arg-type]
        )
        return self.store.handle_batch([request], self.shop.decide, self.now)[0]

    def order(self, product_id: str = "tide", quantity: int = 1, **fields: object) -> Answer:
        line = LineRequest(product_id=product_id, quantity=quantity, **fields)  # type: ignore[arg-type]
        return self.ask(PlaceOrder, "kitchen", lines=(line,))

    def later(self, **time: float) -> None:
        """Let time pass, and the courier do everything that is due meanwhile."""
        end = self.now + timedelta(**time)
        while self.now < end:
            self.now = min(self.now + timedelta(hours=3), end)
            while self.store.advance_due(self.shop.step, self.now):
                pass


@pytest.fixture
def talk(store: OrderStore, shop: Shop, now: datetime) -> Talk:
    return Talk(store, shop, now)


def id_of(answer: Answer) -> str:
    assert answer.order is not None
    return answer.order.order_id


def events(store: OrderStore) -> list[str]:
    return [event.event for event in store.unpublished()]


# Stock


def test_what_is_counted_runs_out(talk: Talk) -> None:
    talk.ask(SetStock, product_id="tide", available=3)
    assert talk.order(quantity=2).status == "placed"
    short = talk.order(quantity=2)
    assert (short.status, short.reason) == ("refused", "out_of_stock: tide: only 1 left")
    assert talk.order(quantity=1).status == "placed"
    assert talk.order().reason == "out_of_stock: tide: none left"
    assert talk.store.stock("tide") == {"": 0}
    assert talk.store.audit() == ()


def test_what_is_not_counted_never_runs_out(talk: Talk) -> None:
    assert talk.order("vinegar", 999).status == "placed"
    assert talk.store.stock("vinegar") == {}


def test_the_last_pieces_are_sold_once_within_one_batch(
    talk: Talk, store: OrderStore, place: Place
) -> None:
    talk.ask(SetStock, product_id="tide", available=5)
    asked = [place(f"b{n}", device_id=f"buyer{n}") for n in range(12)]
    answers = store.handle_batch(asked, talk.shop.decide, talk.now)
    assert [answer.status for answer in answers] == ["placed"] * 5 + ["refused"] * 7
    assert store.audit() == ()


def test_cancelling_and_returning_give_stock_back(talk: Talk) -> None:
    talk.ask(SetStock, product_id="tide", available=3)
    talk.ask(CancelOrder, order_id=id_of(talk.order(quantity=2)))
    assert talk.store.stock("tide") == {"": 3}
    bought = id_of(talk.order(quantity=3))
    talk.later(days=3)
    assert talk.store.stock("tide") == {"": 0}
    talk.ask(ReturnOrder, order_id=bought)
    assert talk.store.stock("tide") == {"": 3}
    assert talk.store.audit() == ()


def test_what_was_bought_before_it_was_counted_does_not_come_back_as_stock(talk: Talk) -> None:
    earlier = id_of(talk.order(quantity=2))
    talk.ask(SetStock, product_id="tide", available=5)
    talk.ask(CancelOrder, order_id=earlier)
    assert talk.store.stock("tide") == {"": 5}
    assert talk.store.audit() == ()


def test_a_sellers_stock_is_its_own(talk: Talk) -> None:
    talk.ask(RegisterDevice, subject="s", role="seller")
    talk.ask(RegisterDevice, subject="other", role="seller")
    assert talk.ask(SetStock, "s", product_id="tide", available=1).status == "done"
    foreign = talk.ask(SetStock, "other", product_id="tide", available=9)
    assert foreign.reason == "not_yours: other does not sell this"


def test_what_was_sold_is_known_by_product_and_seller(talk: Talk, storage: Storage) -> None:
    talk.order(quantity=2)
    began = talk.now
    talk.later(hours=4)
    talk.order(quantity=3, seller_id="s")
    talk.order("vinegar", 1)
    talk.ask(CancelOrder, order_id=id_of(talk.order(quantity=7)))
    sold = [Sale("tide", "s", 2, began), Sale("tide", "s", 3, talk.now)]
    assert talk.store.sales("tide") == sold
    assert talk.store.sales("nothing") == []
    again = id_of(talk.order(quantity=3, seller_id="s"))
    assert talk.store.sales("tide", again) == sold, "like another order, and yet not that one"
    talk.ask(CancelOrder, order_id=again)
    assert talk.store.sales("tide", again) == sold, "a cancelled one takes no other with it"
    talk.ask(SetStock, product_id="tide", available=5)
    talk.ask(RegisterDevice, subject="s", role="seller")
    talk.ask(SetStock, "s", product_id="vinegar", available=2)
    with contextlib.closing(storage.reader()) as reader:
        assert set(reader.sales()) == {*sold, Sale("vinegar", "s", 1, talk.now)}
        assert reader.stocks() == {"tide": {"": 5}, "vinegar": {"s": 2}}


# Money


def test_an_order_goes_its_whole_way_and_back(talk: Talk) -> None:
    bought = id_of(talk.order(quantity=2))
    talk.later(days=3)
    order = talk.store.order(bought)
    assert order is not None
    assert order.state == "delivered"
    assert talk.ask(ReturnOrder, order_id=bought).status == "returned"
    talk.later(days=2)
    order = talk.store.order(bought)
    assert order is not None
    assert order.state == "refunded"
    assert talk.store.audit() == ()


def test_nothing_is_returned_too_late_or_twice(talk: Talk) -> None:
    bought = id_of(talk.order())
    early = talk.ask(ReturnOrder, order_id=bought)
    assert early.reason == f"not_delivered: {bought} is placed, and only what came goes back"
    talk.later(days=40)
    late = talk.ask(ReturnOrder, order_id=bought)
    assert late.reason == f"too_late: {bought} came more than 30 days ago"
    assert talk.ask(ReturnOrder, order_id="A9").reason == "unknown_order: there is no order A9"


class Postage:
    """The same shop, whose seller asks for sending."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """See `Offers`."""
        offer = self._shop.offers.offer(product_id, seller_id)
        terms = ShippingTerms(per_order=Money(499, "USD"), per_item=Money(0, "USD"))
        return offer and replace(offer, shipping=terms)

    def sellers_of(self, product_id: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nobody else has it."""
        return ()


def test_shipping_is_kept_paid_and_given_back(talk: Talk, storage: Storage) -> None:
    talk.shop = Shop(
        Postage(talk.shop), talk.shop.rules, lambda *_: Promise(date(2026, 1, 7), 0.875)
    )
    line = LineRequest(product_id="tide", quantity=2, seller_id="s")
    wanted = date(2026, 1, 8)
    answer = talk.ask(PlaceOrder, "kitchen", lines=(line,), deliver_by=wanted)
    assert answer.order is not None
    assert (answer.order.total.minor, answer.order.shipping_by) == (4497, {"s": Money(499, "USD")})
    assert (answer.order.promised, answer.order.deliver_by) == (0.875, wanted)
    with contextlib.closing(storage.reader()) as reader:
        assert reader.order(id_of(answer)) == answer.order
    assert talk.store.audit() == ()
    for days in (1, 3, 3):
        talk.later(days=days)
        assert talk.store.audit() == ()
    assert talk.ask(ReturnOrder, order_id=id_of(answer)).status == "returned"
    talk.later(days=2)
    assert talk.store.audit() == ()


def test_a_held_order_is_placed_with_the_shipping_of_now(talk: Talk) -> None:
    line = LineRequest(product_id="tide")
    talk.shop = Shop(Postage(talk.shop), talk.shop.rules)
    held = talk.ask(PlaceOrder, "kitchen", lines=(line,), told_shipping=Money(0, "USD"))
    assert held.status == "held"
    assert talk.store.audit() == ()
    talk.shop = Shop(talk.shop.offers._shop.offers, talk.shop.rules)  # type: ignore[attr-defined]
    placed = talk.ask(ConfirmOrder, order_id=id_of(held))
    assert placed.order is not None
    assert (placed.status, placed.order.total.minor) == ("placed", 1999)
    assert talk.store.order(id_of(held)) == placed.order
    assert talk.store.audit() == ()


def test_a_request_has_one_digest_in_all_versions(talk: Talk, place: Place) -> None:
    assert isinstance(talk.store, SqliteOrders)
    request = place("old")
    talk.store.handle_batch([request], talk.shop.decide, talk.now)
    as_written_before = (
        b'{"type":"place_order","v":1,"request_id":"old","device_id":"kitchen",'
        b'"at":"2026-01-05T12:00:00Z","lines":[{"product_id":"tide","quantity":1,'
        b'"told_unit_price":null}],"origin":"voice"}'
    )
    (kept,) = talk.store._rows("SELECT digest FROM requests")
    assert bytes(kept["digest"]) == blake2b(as_written_before, digest_size=16).digest()


# Sellers


def test_a_seller_moves_its_order_and_the_courier_leaves_it_alone(talk: Talk) -> None:
    talk.ask(RegisterDevice, subject="s", role="seller")
    bought = id_of(talk.order(quantity=3))
    early = talk.ask(MoveOrder, "s", order_id=bought, event="OrderConfirmed")
    assert early.reason == f"too_early: {bought} can still be cancelled"
    talk.now += timedelta(minutes=31)
    assert talk.ask(MoveOrder, "s", order_id=bought, event="OrderConfirmed").status == "done"
    talk.later(days=5)
    assert talk.ask(MoveOrder, "s", order_id=bought, event="OrderPacked").status == "done"
    part = talk.ask(MoveOrder, "s", order_id=bought, event="ItemShipped", shipped={"tide": 1})
    assert part.order is not None
    assert (part.order.state, part.order.lines[0].shipped) == ("packed", 1)
    more = talk.ask(MoveOrder, "s", order_id=bought, event="ItemShipped", shipped={"tide": 3})
    assert more.reason == f"not_possible: order {bought} has not so much of tide left to ship"
    assert talk.store.audit() == ()
    rest = talk.ask(MoveOrder, "s", order_id=bought, event="ItemShipped")
    assert rest.order is not None
    assert rest.order.state == "shipped"
    assert talk.ask(MoveOrder, "s", order_id=bought, event="Delivered").status == "done"
    (came,) = talk.store.delivered(0)
    assert (came.order.order_id, came.at) == (bought, talk.now)
    assert talk.store.delivered(came.event) == ()
    assert talk.store.audit() == ()


def test_another_seller_may_not_touch_it(talk: Talk) -> None:
    talk.ask(RegisterDevice, subject="other", role="seller")
    bought = id_of(talk.order())
    talk.now += timedelta(hours=1)
    moved = talk.ask(MoveOrder, "other", order_id=bought, event="OrderConfirmed")
    assert moved.reason == "not_yours: other does not sell this"


# Held


def slot(talk: Talk, price_ceiling: int | None = None) -> None:
    ceiling = None if price_ceiling is None else Money(price_ceiling, "USD")
    talk.ask(
        SetSlot, subject="washer", slot="detergent", product_id="tide", quantity=1, ceiling=ceiling
    )


def dearer(shop: Shop, minor: int) -> Shop:
    """The same shop at another price."""

    class Dearer:
        """Everything costs the same."""

        def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
            """See `Offers`."""
            offer = shop.offers.offer(product_id, seller_id)
            return offer and replace(offer, unit_price=Money(minor, "USD"))

        def sellers_of(self, product_id: str) -> tuple[str, ...]:  # noqa: ARG002
            """Nobody else has it."""
            return ()

    return Shop(Dearer(), shop.rules)


def test_a_press_above_the_ceiling_waits_to_be_confirmed(talk: Talk) -> None:
    slot(talk, price_ceiling=1500)
    press = talk.ask(PressSlot, "washer", slot="detergent")
    assert press.status == "held"
    assert press.reason == "above_ceiling: it costs 19.99 USD, the slot allows 15.00 USD"
    assert talk.ask(PressSlot, "washer", slot="detergent").status == "in_progress"
    assert talk.store.purchases() == {}
    assert talk.store.audit() == ()
    confirmed = talk.ask(ConfirmOrder, "assistant")
    assert confirmed.status == "placed"
    assert events(talk.store)[-2:] == ["OrderHeld", "OrderPlaced"]
    assert talk.store.audit() == ()


def test_a_slot_buys_at_the_agreed_price_or_less(talk: Talk) -> None:
    slot(talk)
    shop = talk.shop
    talk.shop = dearer(shop, 2099)
    press = talk.ask(PressSlot, "washer", slot="detergent")
    assert press.reason == "price_changed: it costs 20.99 USD now, 19.99 USD before"
    assert talk.ask(ConfirmOrder, "assistant").status == "placed"
    talk.later(days=3)
    assert talk.ask(PressSlot, "washer", slot="detergent").status == "placed"  # agreed to
    talk.later(days=3)
    talk.shop = dearer(shop, 1899)
    assert talk.ask(PressSlot, "washer", slot="detergent").status == "placed"
    assert talk.store.audit() == ()


def test_a_price_that_rises_while_it_waits_is_asked_about_again(talk: Talk) -> None:
    slot(talk, price_ceiling=1500)
    talk.ask(PressSlot, "washer", slot="detergent")
    talk.shop = dearer(talk.shop, 2500)
    again = talk.ask(ConfirmOrder, "assistant")
    assert (again.status, again.reason) == (
        "held",
        "price_changed: it costs 25.00 USD now, not 19.99 USD",
    )
    placed = talk.ask(ConfirmOrder, "assistant")
    assert placed.order is not None
    assert (placed.status, placed.order.total) == ("placed", Money(2500, "USD"))
    assert talk.store.audit() == ()


def test_what_nobody_confirms_is_dropped(talk: Talk) -> None:
    slot(talk, price_ceiling=1500)
    talk.ask(PressSlot, "washer", slot="detergent")
    talk.later(days=8)
    assert talk.ask(ConfirmOrder, "assistant").reason == "nothing_held: no order waits"
    assert talk.store.running_order("washer", "detergent") is None
    assert talk.store.audit() == ()


def test_a_dearer_price_than_told_waits(talk: Talk) -> None:
    answer = talk.order(told_unit_price=Money(1500, "USD"))
    assert answer.status == "held"
    assert talk.ask(CancelOrder, "assistant", order_id=id_of(answer)).status == "cancelled"
    assert talk.store.audit() == ()


@pytest.mark.parametrize("asks", ["press", "level", "estimate"])
def test_what_the_household_wants_none_of_waits_whoever_would_order_it(
    talk: Talk, asks: str
) -> None:
    washer: dict[str, Any] = {"subject": "washer", "slot": "detergent", "product_id": "tide"}
    talk.ask(SetSlot, threshold_fraction=0.25, ahead_days=7, **washer)
    talk.shop = replace(talk.shop, unwanted=lambda product_id: product_id == "tide")
    if asks == "press":
        answer = talk.ask(PressSlot, "washer", slot="detergent")
    elif asks == "level":
        low: dict[str, Any] = {"remaining": 1, "capacity": 100, "unit": "%"}
        answer = talk.ask(ReportLevel, "washer", slot="detergent", **low)
    else:
        answer = talk.ask(RunOut, subject="washer", slot="detergent", days=2, least=1, most=3)
    assert answer.status == "held"
    assert answer.reason == "unwanted: the household said that it wants none of this"
    assert talk.ask(PressSlot, "washer", slot="detergent").status == "in_progress"
    assert talk.ask(ConfirmOrder, "assistant", order_id=id_of(answer)).status == "placed"
    assert talk.store.audit() == ()


def test_what_is_unwanted_holds_no_other_order(talk: Talk) -> None:
    slot(talk)
    talk.shop = replace(talk.shop, unwanted=lambda product_id: product_id == "vinegar")
    assert talk.ask(PressSlot, "washer", slot="detergent").status == "placed"
    talk.shop = replace(talk.shop, unwanted=lambda _: True)
    test = talk.ask(PressSlot, "washer", slot="detergent", test=True)
    assert test.status == "test_placed", "a test buys nothing"
    assert talk.order().status == "placed", "a conversation has asked before"


# Limits, code, lock


def limited(talk: Talk, **limits: object) -> None:
    rules = HouseholdRules(
        zone=talk.shop.rules.zone,
        cancel_window=talk.shop.rules.cancel_window,
        limits=Limits(**limits),  # type: ignore[arg-type]
    )
    talk.shop = Shop(talk.shop.offers, rules)


def test_a_dear_order_wants_the_code(talk: Talk) -> None:
    limited(talk, code_above=Money(3000, "USD"))
    talk.ask(SetCode, code="4711")
    held = talk.order(quantity=2)
    assert held.reason == "code_needed: it costs 39.98 USD, above 30.00 USD"
    missing = talk.ask(ConfirmOrder, "assistant", order_id=id_of(held))
    assert missing.reason == "code_needed: say the household's code"
    wrong = talk.ask(ConfirmOrder, "assistant", order_id=id_of(held), code="0000")
    assert wrong.reason == "wrong_code: that is not the household's code"
    right = talk.ask(ConfirmOrder, "assistant", order_id=id_of(held), code="4711")
    assert right.status == "placed"
    assert talk.order().status == "placed"


def test_the_code_cannot_be_guessed(talk: Talk) -> None:
    limited(talk, code_above=Money(1, "USD"))
    talk.ask(SetCode, code="4711")
    held = id_of(talk.order())
    for guess in range(5):
        talk.ask(ConfirmOrder, "assistant", order_id=held, code=f"000{guess}")
    shut = talk.ask(ConfirmOrder, "assistant", order_id=held, code="4711")
    assert (shut.reason or "").startswith("code_shut: ")
    talk.now += timedelta(minutes=16)
    assert talk.ask(ConfirmOrder, "assistant", order_id=held, code="4711").status == "placed"


def test_the_owner_needs_no_code_and_without_one_only_he_confirms(talk: Talk) -> None:
    limited(talk, code_above=Money(1, "USD"))
    held = id_of(talk.order())
    nobody = talk.ask(ConfirmOrder, "assistant", order_id=held, code="4711")
    assert (nobody.reason or "").startswith("code_needed: no code is set")
    assert talk.ask(ConfirmOrder, order_id=held).status == "placed"


@pytest.mark.parametrize("limit", ["device_orders", "house_orders"])
def test_a_day_has_so_many_orders(talk: Talk, limit: str) -> None:
    limited(talk, **{limit: 2})
    assert [talk.order().status for _ in range(3)] == ["placed", "placed", "refused"]
    assert (talk.order().reason or "").startswith("too_many_orders: ")
    talk.now += timedelta(days=1)
    assert talk.order().status == "placed"


@pytest.mark.parametrize("limit", ["device_spending", "house_spending"])
def test_what_a_day_costs_is_limited(talk: Talk, limit: str) -> None:
    limited(talk, **{limit: Money(4000, "USD")})
    first, second, third = talk.order(), talk.order(), talk.order()
    assert [first.status, second.status, third.status] == ["placed", "placed", "held"]
    talk.ask(CancelOrder, order_id=id_of(first))
    assert talk.order().status == "placed"  # the cancelled one does not count


def test_what_was_bought_before_the_first_order_counts_for_the_month_and_not_for_the_day(
    storage: Storage, shop: Shop, now: datetime
) -> None:
    store = storage.open()
    store.seed([PastPurchase("tide", 3, Money(1999, "USD"), now)], [SLOT])
    talk = Talk(store, shop, now)
    limited(talk, house_orders=1, house_spending=Money(4000, "USD"))
    assert talk.order(quantity=2).status == "placed"
    limited(talk)
    talk.shop = replace(talk.shop, budget=lambda: Money(12_000, "USD"))
    pressed = talk.ask(PressSlot, "washer", slot="detergent")
    assert pressed.reason == (
        "over_budget: it costs 39.98 USD, 20.05 USD is left of this month's budget"
    )
    store.close()


def test_under_the_child_lock_every_order_wants_the_code(talk: Talk) -> None:
    talk.ask(SetCode, code="4711")
    assert talk.ask(SetLock, "assistant", on=True).status == "done"
    assert talk.order().reason == "locked: the child lock is on"
    assert talk.ask(PressSlot, "washer", slot="detergent").status == "held"
    assert (talk.ask(SetLock, "assistant", on=False).reason or "").startswith("code_needed: ")
    assert talk.ask(SetLock, "assistant", on=False, code="4711").status == "done"
    assert talk.order().status == "placed"


# Devices and slots


def test_a_device_asks_only_for_what_its_role_allows(talk: Talk) -> None:
    line = LineRequest(product_id="tide")
    washer = talk.ask(PlaceOrder, "washer", lines=(line,))
    assert (washer.reason or "").startswith("not_allowed: washer may not ask for place_order")
    confirms = talk.ask(ConfirmOrder, "washer", order_id=id_of(talk.order()))
    assert (confirms.reason or "").startswith("not_allowed: washer may not ask for confirm;")
    stranger = talk.ask(RegisterDevice, "stranger", subject="stranger", role="owner")
    assert (stranger.reason or "").startswith("not_allowed: ")
    talk.ask(RegisterDevice, subject="lamp")
    assert (talk.ask(PlaceOrder, "lamp", lines=(line,)).reason or "").startswith("not_allowed: ")


def test_an_appliance_cancels_only_what_it_asked_for(talk: Talk) -> None:
    voice = id_of(talk.order())
    assert (talk.ask(CancelOrder, "washer", order_id=voice).reason or "").startswith("not_yours: ")
    own = id_of(talk.ask(PressSlot, "washer", slot="detergent"))
    assert talk.ask(CancelOrder, "washer", order_id=own).status == "cancelled"


def test_strangers_may_be_kept_out(talk: Talk) -> None:
    rules = HouseholdRules(zone=None, cancel_window=talk.shop.rules.cancel_window, known_only=True)
    talk.shop = Shop(talk.shop.offers, rules)
    assert (talk.order().reason or "").startswith("unknown_device: kitchen is not registered")
    talk.ask(RegisterDevice, subject="kitchen", role="assistant")
    assert talk.order().status == "placed"
    talk.ask(DeregisterDevice, subject="kitchen")
    assert (talk.order().reason or "").startswith("unknown_device: ")


def test_a_device_that_is_let_go_takes_its_slots_with_it(talk: Talk) -> None:
    assert talk.ask(DeregisterDevice, subject="washer").status == "done"
    assert talk.store.slots() == ()
    assert "washer" not in talk.store.devices()
    assert (talk.ask(PressSlot, "washer", slot="detergent").reason or "").startswith("unknown_slot")
    assert (talk.ask(DeregisterDevice, subject="owner").reason or "").startswith("not_possible: ")


def test_a_slot_is_set_changed_and_removed_and_its_level_stays(talk: Talk) -> None:
    talk.ask(SetSlot, subject="washer", slot="softener", product_id="vinegar", quantity=2)
    slots = {each.slot: each for each in talk.store.slots()}
    assert (slots["softener"].product_id, slots["softener"].quantity) == ("vinegar", 2)
    assert slots["softener"].agreed is not None
    talk.ask(SetSlot, subject="washer", slot="softener")
    assert [each.slot for each in talk.store.slots()] == ["detergent"]
    gone = talk.ask(SetSlot, subject="washer", slot="softener")
    assert (gone.reason or "").startswith("unknown_slot: ")
    happened = [event for event in talk.store.unpublished() if isinstance(event, DeviceEvent)]
    assert [(each.event, each.slot, each.product_id) for each in happened] == [
        ("SubscriptionChanged", "softener", "vinegar"),
        ("SubscriptionChanged", "softener", None),
    ]
    assert talk.store.audit() == ()


# Test orders


def test_a_test_order_goes_the_whole_way_and_buys_nothing(talk: Talk) -> None:
    talk.ask(SetStock, product_id="tide", available=9)
    test = talk.ask(PressSlot, "washer", slot="detergent", test=True)
    assert test.status == "test_placed"
    real = talk.ask(PressSlot, "washer", slot="detergent")
    assert real.status == "placed"
    assert talk.ask(PressSlot, "washer", slot="detergent", test=True).status == "in_progress"
    assert talk.store.stock("tide") == {"": 7}
    for _ in range(5):
        talk.now += timedelta(seconds=11)
        talk.store.advance_due(talk.shop.step, talk.now)
    happened = [
        event.event
        for event in talk.store.unpublished()
        if isinstance(event, OrderEvent) and event.order.test
    ]
    assert happened == ["OrderPlaced", "OrderConfirmed", "OrderPacked", "ItemShipped", "Delivered"]
    assert [each.order_id for each in talk.store.orders(9)] == [id_of(real)]
    assert talk.store.purchases()["tide"].units == 2
    assert talk.store.audit() == ()


def test_test_orders_are_cancelled_by_slot_or_all(talk: Talk) -> None:
    talk.ask(SetSlot, subject="washer", slot="softener", product_id="vinegar")
    for name in ("detergent", "softener"):
        talk.ask(PressSlot, "washer", slot=name, test=True)
    assert talk.ask(CancelTests, "washer", slot="softener").status == "cancelled"
    assert talk.ask(CancelTests, "washer", slot="softener").status == "nothing_to_cancel"
    assert talk.ask(CancelTests, "washer").status == "cancelled"
    assert talk.store.running_tests("washer") == ()


# Whatever happens

_STEPS: dict[str, Callable[[Talk, int, str], object]] = {
    "order": lambda talk, n, _: talk.order("tide" if n % 2 else "vinegar", 1 + n % 3),
    "press": lambda talk, _n, _: talk.ask(PressSlot, "washer", slot="detergent"),
    "test": lambda talk, _n, _: talk.ask(PressSlot, "washer", slot="detergent", test=True),
    "cancel": lambda talk, _n, _: talk.ask(CancelOrder, "assistant"),
    "confirm": lambda talk, _n, _: talk.ask(ConfirmOrder, "assistant"),
    "return": lambda talk, _n, last: talk.ask(ReturnOrder, order_id=last),
    "stock": lambda talk, n, _: talk.ask(SetStock, product_id="tide", available=n % 7),
    "dearer": lambda talk, n, _: setattr(talk, "shop", dearer(talk.shop, 1500 + 100 * n)),
    "later": lambda talk, _n, _: talk.later(hours=20),
    "ship": lambda talk, _n, last: talk.ask(
        MoveOrder, order_id=last, event="ItemShipped", shipped={"tide": 1}
    ),
}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(_STEPS)), max_size=40))
def test_the_books_balance_whatever_happens(
    storage: Storage, shop: Shop, now: datetime, steps: list[str]
) -> None:
    with contextlib.closing(storage.another().open()) as store:
        talk = Talk(store, shop, now)
        slot(talk, price_ceiling=2000)
        for number, step in enumerate(steps):
            last = next((order.order_id for order in store.orders(1)), "A1")
            _STEPS[step](talk, number, last)
        assert store.audit() == ()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM ledger WHERE account = 'escrow'", "add up to -3998"),
        ("DELETE FROM ledger", "but 0 was paid"),
        ("UPDATE stock SET available = 9", "9 of tide are in stock, its movements come to 3"),
        ("UPDATE orders SET state = 'delivered'", "its history says OrderPlaced"),
        ("DELETE FROM requests", "order A1001 was asked for, but no answer is kept"),
        ("UPDATE order_lines SET quantity = 1", "costs 3998, its lines and shipping 1999"),
        ("DELETE FROM order_lines", "order A1001 has no lines"),
        ("UPDATE orders SET shipping_minor = 9", "costs 9 to send, its sellers ask 0"),
        ("UPDATE orders SET instead_of = number", "took the place of A1001, which is placed"),
        ("UPDATE outbox SET event_number = event_number + 90", "never happened"),
    ],
)
def test_the_audit_finds_what_was_tampered_with(talk: Talk, damage: str, said: str) -> None:
    talk.ask(SetStock, product_id="tide", available=5)
    talk.order(quantity=2)
    assert talk.store.audit() == ()
    assert isinstance(talk.store, SqliteOrders)
    talk.store._connection.execute(damage)
    assert said in " / ".join(talk.store.audit())
