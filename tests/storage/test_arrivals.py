"""What the household tells of its orders: that they have come, or have not, on every storage."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    ConfirmOrder,
    LineRequest,
    MoveOrder,
    Order,
    PlaceOrder,
    PressSlot,
    RegisterDevice,
    ReturnOrder,
    SetStock,
    TellArrival,
)
from assistant.core.money import Money
from assistant.store.delivery.kept_promises import deliveries_of
from assistant.store.delivery.promises import Delivery
from assistant.store.orders.explain import why
from assistant.store.orders.order_store import OrderStore, Shop
from tests.storage.conftest import NOW, SELLER

MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)


class Talk:
    """Requests to a store, with a clock that is set by hand and a courier that goes round."""

    def __init__(self, store: OrderStore, shop: Shop) -> None:
        self.store, self.shop, self.now = store, shop, NOW
        self._number = 0

    def ask(self, kind: type[AnyRequest], device_id: str = "assistant", **fields: object) -> Answer:
        self._number += 1
        id_ = f"t{self._number}"
        request = kind(request_id=id_, device_id=device_id, at=self.now, **fields)  # type: ignore[arg-type]
        return self.store.handle_batch([request], self.shop.decide, self.now)[0]

    def order(self, **fields: object) -> str:
        line = LineRequest(product_id="tide", **fields)  # type: ignore[arg-type]
        order = self.ask(PlaceOrder, lines=(line,)).order
        assert order is not None
        return order.order_id

    def press(self) -> tuple[str, str]:
        """Which order the washer's press led to, and what was answered."""
        answer = self.ask(PressSlot, "washer", slot="detergent")
        return "" if answer.order is None else answer.order.order_id, answer.status

    def came(self, order_id: str, day: date | None) -> Order:
        answer = self.ask(TellArrival, order_id=order_id, came=day)
        assert (answer.status, answer.order) == ("done", self.store.order(order_id))
        assert answer.order is not None
        assert self.store.audit() == ()
        return answer.order

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)
        while self.store.advance_due(self.shop.step, self.now):
            pass

    def happened(self, order_id: str) -> list[str]:
        return [entry.event for entry in self.store.history(order_id)]

    def said(self) -> list[Delivery]:
        return [
            each
            for told in self.store.delivered(0)
            for each in deliveries_of(told, {SELLER.id: SELLER}.get, UTC)
        ]


@pytest.fixture
def talk(store: OrderStore, shop: Shop) -> Talk:
    return Talk(store, shop)


def test_what_came_early_is_paid_for_and_left_alone_by_the_courier(talk: Talk) -> None:
    bought = talk.order()
    talk.later(hours=1)
    order = talk.came(bought, MONDAY)
    assert (order.state, order.came) == ("delivered", MONDAY)
    assert [line.shipped for line in order.lines] == [1]
    talk.later(days=3)
    assert talk.happened(bought)[-2:] == ["ItemShipped", "Received"]
    assert talk.said() == [Delivery(SELLER.id, 0)]


def test_what_nobody_has_moved_on_is_sent_by_that_as_well(talk: Talk) -> None:
    bought = talk.order()
    talk.now += timedelta(hours=1)  # the courier was away
    talk.came(bought, MONDAY)
    assert talk.happened(bought) == ["OrderPlaced", "OrderConfirmed", "ItemShipped", "Received"]


def test_the_courier_s_guess_is_no_record_and_the_household_s_word_is(talk: Talk) -> None:
    bought = talk.order()
    talk.later(days=2)
    order = talk.store.order(bought)
    assert order is not None
    assert (order.state, order.came) == ("delivered", TUESDAY)
    assert talk.said() == []
    assert talk.came(bought, WEDNESDAY).came == WEDNESDAY
    assert talk.said() == [Delivery(SELLER.id, 1)]
    assert talk.came(bought, TUESDAY).came == TUESDAY
    assert {each.late for each in talk.said()} == {0}


def test_what_has_not_come_is_on_its_way_until_somebody_tells(talk: Talk) -> None:
    bought = talk.order()
    talk.later(days=2)
    order = talk.came(bought, None)
    assert (order.state, order.came) == ("shipped", None)
    talk.later(days=3)
    assert talk.said() == []
    assert talk.ask(ReturnOrder, order_id=bought).status == "refused"
    assert talk.came(bought, None) == order  # said again: nothing more happens
    assert talk.happened(bought).count("NotReceived") == 1
    assert talk.came(bought, date(2026, 1, 9)).state == "delivered"
    assert {each.late for each in talk.said()} == {3}


def test_the_household_s_word_is_worth_more_than_the_seller_s(talk: Talk) -> None:
    talk.ask(RegisterDevice, "owner", subject="s", role="seller")
    bought = talk.order()
    talk.later(hours=3)
    talk.ask(MoveOrder, "s", order_id=bought, event="ItemShipped")
    talk.ask(MoveOrder, "s", order_id=bought, event="Delivered")
    assert talk.said() == [Delivery(SELLER.id, 0)]
    talk.came(bought, None)
    assert talk.said() == []
    talk.later(days=2)
    again = talk.ask(MoveOrder, "s", order_id=bought, event="Delivered")
    assert again.order is not None
    assert again.order.came == WEDNESDAY
    assert {each.late for each in talk.said()} == {1}


def test_what_was_held_is_measured_from_when_it_was_confirmed(talk: Talk) -> None:
    bought = talk.order(told_unit_price=Money(1, "USD"))
    talk.later(days=2)
    assert talk.ask(ConfirmOrder, order_id=bought).status == "placed"
    talk.later(hours=20)
    talk.came(bought, date(2026, 1, 8))
    assert talk.said() == [Delivery(SELLER.id, 0)]


def test_the_time_to_send_back_begins_when_it_came(talk: Talk) -> None:
    bought = talk.order()
    talk.later(days=2)
    talk.came(bought, None)
    talk.later(days=20)
    talk.came(bought, talk.now.date())
    talk.later(days=20)
    assert talk.ask(ReturnOrder, order_id=bought).status == "returned"


def test_what_cannot_be_is_refused(talk: Talk) -> None:
    bought = talk.order()

    def why(order_id: str, day: date | None) -> str:
        return (talk.ask(TellArrival, order_id=order_id, came=day).reason or "").partition(":")[0]

    assert why(bought, MONDAY) == "too_early"
    talk.later(hours=1)
    assert why(bought, MONDAY - timedelta(days=1)) == "not_possible"
    assert why(bought, TUESDAY) == "not_possible"
    assert why("A9999", MONDAY) == "unknown_order"
    cancelled = talk.order()
    talk.ask(CancelOrder, order_id=cancelled)
    assert why(cancelled, MONDAY) == "not_possible"
    talk.ask(RegisterDevice, "owner", subject="washer", role="appliance")
    refused = talk.ask(TellArrival, "washer", order_id=bought, came=MONDAY)
    assert (refused.reason or "").startswith("not_allowed")


def test_a_slot_has_one_running_order_though_an_earlier_one_has_not_come(talk: Talk) -> None:
    first, second = talk.press(), talk.press()
    assert second == (first[0], "in_progress")
    talk.later(days=2)
    later = talk.press()
    assert later[1] == "placed"
    assert talk.came(first[0], None).given_up
    assert talk.press() == (later[0], "in_progress")
    talk.later(days=2)
    assert talk.press()[1] == "placed"


def test_what_is_a_week_overdue_is_given_up_and_its_slot_orders_anew(talk: Talk) -> None:
    lost, _ = talk.press()
    talk.later(days=2)
    talk.came(lost, None)
    talk.later(days=6)
    assert talk.press() == (lost, "in_progress")
    talk.later(days=1)
    again, status = talk.press()
    assert (status, again == lost) == ("placed", False)
    order = talk.store.order(lost)
    assert order is not None
    assert (order.state, order.given_up) == ("shipped", True)
    assert talk.happened(lost)[-1] == "GivenUp"
    trace = talk.store.trace(lost)
    assert trace is not None
    assert any(f"{again} is ordered in its stead" in text for _, text in why(trace, UTC))
    assert talk.store.audit() == ()
    assert talk.press() == (again, "in_progress")
    talk.came(lost, talk.now.date())  # it comes all the same
    assert talk.press() == (again, "in_progress")


def test_what_the_courier_still_brings_is_not_given_up_though_it_was_away(talk: Talk) -> None:
    bought, _ = talk.press()
    talk.later(hours=1)
    talk.now += timedelta(days=20)  # the computer was off
    assert talk.press() == (bought, "in_progress")
    talk.later(minutes=1)
    assert talk.happened(bought)[-1] == "Delivered"
    assert talk.press()[1] == "placed"


def test_what_its_seller_has_sent_and_then_forgotten_is_given_up(talk: Talk) -> None:
    talk.ask(RegisterDevice, "owner", subject="s", role="seller")
    lost, _ = talk.press()
    talk.now += timedelta(hours=1)
    for event in ("OrderConfirmed", "ItemShipped"):
        assert talk.ask(MoveOrder, "s", order_id=lost, event=event).status == "done"
    talk.later(days=9)
    assert talk.press()[1] == "placed"
    assert talk.happened(lost)[-1] == "GivenUp"
    (row,) = [row for row in talk.store.export("orders") if row["order_id"] == lost]
    assert row["given_up"] == 1


def test_nothing_is_given_up_where_nothing_can_be_ordered_instead(talk: Talk) -> None:
    lost, _ = talk.press()
    talk.later(days=2)
    talk.came(lost, None)
    talk.ask(SetStock, "owner", product_id="tide", available=0)
    talk.later(days=9)
    assert talk.press()[1] == "refused"
    assert talk.happened(lost)[-1] == "NotReceived"


def test_what_is_told_too_early_is_in_the_courier_s_hands_again_once_taken_back(talk: Talk) -> None:
    bought = talk.order()
    talk.later(hours=1)
    talk.came(bought, MONDAY)
    talk.came(bought, None)
    talk.later(days=2)
    order = talk.store.order(bought)
    assert order is not None
    assert (order.state, order.came) == ("delivered", TUESDAY)


def test_what_its_seller_moves_is_never_in_the_courier_s_hands(talk: Talk) -> None:
    talk.ask(RegisterDevice, "owner", subject="s", role="seller")
    bought = talk.order()
    talk.now += timedelta(hours=1)
    for event in ("OrderConfirmed", "ItemShipped"):
        assert talk.ask(MoveOrder, "s", order_id=bought, event=event).status == "done"
    talk.came(bought, MONDAY)
    talk.came(bought, None)
    talk.later(days=5)
    order = talk.store.order(bought)
    assert order is not None
    assert order.state == "shipped"


def test_the_day_is_kept_with_the_order(talk: Talk) -> None:
    bought = talk.order()
    talk.later(hours=1)
    talk.came(bought, MONDAY)
    (row,) = [row for row in talk.store.export("orders") if row["order_id"] == bought]
    assert row["came"] == "2026-01-05"
    assert datetime.fromisoformat(str(row["placed_at"])) == NOW
