"""An order that takes the place of another: both happen or neither, on every storage."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.core.errors import StorageError
from assistant.core.messages import (
    Answer,
    CancelOrder,
    ConfirmOrder,
    LineRequest,
    PlaceOrder,
    SetStock,
)
from assistant.core.money import Money
from assistant.storage.orders.sqlite_store import SqliteOrders
from assistant.store.market.offers import Offer
from assistant.store.orders.explain import why
from assistant.store.orders.order_store import OrderStore, Shop
from tests.storage.conftest import Shelf
from tests.storage.storages import Storage
from tests.storage.test_books import Talk, limited, talk

__all__ = ["talk"]


class Three(Shelf):
    """Every seller said at a moment that it has three."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def offer(self, product_id: str, seller_id: str | None = None) -> Offer | None:
        """See `Offers`."""
        offer = super().offer(product_id, seller_id)
        return None if offer is None else replace(offer, stock=3, stock_at=self._at)


def lines(quantity: int = 1, told: int | None = None) -> tuple[LineRequest, ...]:
    price = None if told is None else Money(told, "USD")
    return (LineRequest(product_id="tide", quantity=quantity, told_unit_price=price),)


def placed(talk: Talk, quantity: int = 1) -> str:
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(quantity))
    assert answer.order is not None
    return answer.order.order_id


def states(store: OrderStore) -> list[tuple[str, str, str | None]]:
    return [(each.order_id, each.state, each.instead_of) for each in store.orders(9)]


def code(answer: Answer) -> str:
    return (answer.reason or "").partition(":")[0]


def test_one_request_cancels_the_first_and_places_the_second(talk: Talk) -> None:
    first = placed(talk)
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first)
    assert answer.status == "placed"
    assert answer.order is not None
    assert answer.order.instead_of == first
    assert states(talk.store) == [("A1002", "placed", first), (first, "cancelled", None)]
    events = [each.event for each in talk.store.unpublished() if hasattr(each, "order")]
    assert events == ["OrderPlaced", "OrderCancelled", "OrderPlaced"]
    assert talk.store.audit() == ()


def test_a_repeat_changes_nothing(store: OrderStore, shop: Shop, talk: Talk) -> None:
    first = placed(talk)
    again = PlaceOrder(
        request_id="x", device_id="kitchen", at=talk.now, lines=lines(2), instead_of=first
    )
    answers = [store.handle_batch([again], shop.decide, talk.now)[0] for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert len(store.orders(9)) == 2
    both = store.handle_batch([again, again], shop.decide, talk.now)
    assert both == [answers[0]] * 2


def test_what_was_taken_for_the_first_may_be_taken_for_the_second(talk: Talk) -> None:
    talk.ask(SetStock, product_id="tide", available=3)
    first = placed(talk, 2)
    assert talk.ask(PlaceOrder, "kitchen", lines=lines(3)).status == "refused"
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(3), instead_of=first)
    assert answer.status == "placed"
    assert talk.store.stock("tide") == {"": 0}
    assert talk.store.audit() == ()


def test_what_a_seller_says_there_is_counts_as_if_the_first_were_cancelled(talk: Talk) -> None:
    talk.shop = Shop(Three(talk.now), talk.shop.rules)
    first = placed(talk, 2)
    assert code(talk.ask(PlaceOrder, "kitchen", lines=lines(3))) == "out_of_stock"
    assert code(talk.ask(PlaceOrder, "kitchen", lines=lines(4), instead_of=first)) == "out_of_stock"
    held = talk.ask(PlaceOrder, "kitchen", lines=lines(3, told=1), instead_of=first)
    assert held.status == "held"
    assert talk.ask(ConfirmOrder, order_id="A1002").status == "placed"
    assert talk.ask(PlaceOrder, "kitchen", lines=lines(3), instead_of="A1002").status == "placed"
    assert code(talk.ask(PlaceOrder, "kitchen", lines=lines(1))) == "out_of_stock"


def test_where_the_second_cannot_be_had_the_first_stays(talk: Talk) -> None:
    talk.ask(SetStock, product_id="tide", available=3)
    first = placed(talk, 2)
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(4), instead_of=first)
    assert (answer.status, code(answer)) == ("refused", "out_of_stock")
    assert states(talk.store) == [(first, "placed", None)]
    assert talk.store.stock("tide") == {"": 1}
    assert talk.store.audit() == ()


def test_what_is_with_the_seller_is_not_replaced(talk: Talk) -> None:
    first = placed(talk)
    talk.later(minutes=31)
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first)
    assert (answer.status, code(answer)) == ("refused", "not_changeable")
    assert answer.order is not None
    assert answer.order.order_id == first
    assert len(talk.store.orders(9)) == 1


@pytest.mark.parametrize("gone", ["cancelled", "unknown"])
def test_what_is_not_there_is_not_replaced(talk: Talk, gone: str) -> None:
    first = placed(talk)
    talk.ask(CancelOrder, order_id=first)
    of = first if gone == "cancelled" else "A77"
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=of)
    assert (answer.status, code(answer)) == ("refused", "not_changeable")
    assert len(talk.store.orders(9)) == 1


def test_the_first_stays_until_a_held_second_is_confirmed(talk: Talk) -> None:
    first = placed(talk)
    held = talk.ask(PlaceOrder, "kitchen", lines=lines(2, told=1), instead_of=first)
    assert held.status == "held"
    assert states(talk.store) == [("A1002", "held", first), (first, "placed", None)]
    assert talk.store.audit() == ()
    assert talk.ask(ConfirmOrder, order_id="A1002").status == "placed"
    assert states(talk.store) == [("A1002", "placed", first), (first, "cancelled", None)]
    assert talk.store.audit() == ()


def test_a_held_second_that_is_not_wanted_leaves_the_first(talk: Talk) -> None:
    first = placed(talk)
    talk.ask(PlaceOrder, "kitchen", lines=lines(2, told=1), instead_of=first)
    talk.ask(CancelOrder, order_id="A1002")
    assert states(talk.store) == [("A1002", "cancelled", first), (first, "placed", None)]
    assert talk.store.audit() == ()


def test_a_held_second_is_not_bought_besides_a_first_that_is_sent(talk: Talk) -> None:
    first = placed(talk)
    talk.ask(PlaceOrder, "kitchen", lines=lines(2, told=1), instead_of=first)
    talk.later(minutes=31)
    answer = talk.ask(ConfirmOrder, order_id="A1002")
    assert (answer.status, code(answer)) == ("refused", "not_changeable")
    assert talk.store.audit() == ()


def test_who_confirms_a_held_second_wants_it_though_the_first_is_cancelled_by_now(
    talk: Talk,
) -> None:
    first = placed(talk)
    talk.ask(PlaceOrder, "kitchen", lines=lines(2, told=1), instead_of=first)
    talk.ask(CancelOrder, order_id=first)
    assert talk.ask(ConfirmOrder, order_id="A1002").status == "placed"
    assert states(talk.store) == [("A1002", "placed", first), (first, "cancelled", None)]
    assert talk.store.audit() == ()


@pytest.mark.parametrize("limit", ["device_orders", "house_orders"])
def test_a_change_is_no_further_order_of_the_day(talk: Talk, limit: str) -> None:
    limited(talk, **{limit: 1})
    first = placed(talk)
    assert code(talk.ask(PlaceOrder, "kitchen", lines=lines())) == "too_many_orders"
    assert talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first).status == "placed"
    assert code(talk.ask(PlaceOrder, "kitchen", lines=lines())) == "too_many_orders"


@pytest.mark.parametrize("limit", ["device_spending", "house_spending"])
def test_only_what_a_change_comes_to_counts_for_the_day(talk: Talk, limit: str) -> None:
    limited(talk, **{limit: Money(4000, "USD")})
    first = placed(talk)
    assert code(talk.ask(PlaceOrder, "kitchen", lines=lines(2))) == "code_needed"
    assert talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first).status == "placed"


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_what_did_not_count_gives_nothing_back(talk: Talk, state: str) -> None:
    first = placed(talk)
    waits = talk.ask(PlaceOrder, "kitchen", lines=lines(2, told=1), instead_of=first)
    assert waits.status == "held"
    talk.ask(CancelOrder, order_id=first)
    placed(talk)
    limited(talk, house_orders=1)
    if state == "held":
        answer = talk.ask(PlaceOrder, "kitchen", lines=lines(3), instead_of="A1002")
    else:
        answer = talk.ask(ConfirmOrder, order_id="A1002")
    assert (answer.status, code(answer)) == ("refused", "too_many_orders")


def test_what_was_ordered_yesterday_leaves_no_more_for_today(talk: Talk) -> None:
    limited(talk, house_orders=1)
    talk.now = talk.now.replace(hour=23, minute=45)
    first = placed(talk)
    talk.now += timedelta(minutes=20)
    placed(talk)
    answer = talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first)
    assert (answer.status, code(answer)) == ("refused", "too_many_orders")


def test_a_change_of_anothers_order_counts_as_one_more_of_the_device(talk: Talk) -> None:
    limited(talk, device_orders=1)
    first = placed(talk)
    talk.ask(PlaceOrder, "parlour", lines=lines())
    answer = talk.ask(PlaceOrder, "parlour", lines=lines(2), instead_of=first)
    assert (answer.status, code(answer)) == ("refused", "too_many_orders")


def test_a_crash_in_between_leaves_the_first(
    storage: Storage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second effect of the request cannot be kept: the first has not happened either."""
    first, kept = placed(talk), SqliteOrders._keep
    effects: list[object] = []

    def dies(self: SqliteOrders, *given: object) -> None:
        effects.append(given[0])
        if len(effects) == 2:
            raise StorageError("killed")
        kept(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(SqliteOrders, "_keep", dies)
    with contextlib.suppress(StorageError):
        talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first)
    monkeypatch.undo()
    talk.store.close()
    reopened = storage.open()
    assert len(effects) == 2
    assert states(reopened) == [(first, "placed", None)]
    assert reopened.audit() == ()
    reopened.close()


def test_both_orders_tell_of_each_other(talk: Talk) -> None:
    first = placed(talk)
    talk.ask(PlaceOrder, "kitchen", lines=lines(2), instead_of=first)
    told = {}
    for order_id in (first, "A1002"):
        trace = talk.store.trace(order_id)
        assert trace is not None
        told[order_id] = list(why(trace, None))
    assert ("instead of", first) in told["A1002"]
    assert any("A1002 takes its place" in text for _, text in told[first])


def test_several_workers_change_the_same_order_once(
    storage: Storage, talk: Talk, shop: Shop, place: Callable[..., object]
) -> None:
    del place
    first, other = placed(talk), storage.open()
    requests = [
        PlaceOrder(
            request_id=f"w{n}", device_id=f"d{n}", at=talk.now, lines=lines(2), instead_of=first
        )
        for n in range(2)
    ]
    one = talk.store.handle_batch([requests[0]], shop.decide, talk.now)
    two = other.handle_batch([requests[1]], shop.decide, talk.now + timedelta(seconds=1))
    assert [answer.status for answer in (*one, *two)] == ["placed", "refused"]
    assert other.audit() == ()
    other.close()
