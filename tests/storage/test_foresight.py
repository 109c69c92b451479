"""What is estimated to run out is ordered ahead, once until it was filled up again."""

from datetime import datetime, timedelta

from assistant.core.messages import (
    CancelOrder,
    PressSlot,
    ReportLevel,
    RunOut,
    SetSlot,
    TellArrival,
)
from assistant.core.money import Money
from assistant.order_service.foresight import SLOTS_AT_ONCE, Foresight
from assistant.store.household.run_out import LOOKED_BACK
from assistant.store.orders.foresight import foresee
from assistant.store.orders.order_store import OrderStore, Shop
from tests.storage.test_books import Talk, id_of

DAY = timedelta(days=1)
CHEAP = Money(100, "USD")


def using(talk: Talk, days: int, left: float, per_day: float = 2) -> None:
    """A washer that tells its level every day, so that so much is left at the end."""
    for day in range(days + 1):
        talk.now += DAY
        talk.store.advance_due(talk.shop.step, talk.now)
        talk.ask(
            ReportLevel,
            "washer",
            slot="detergent",
            remaining=left + per_day * (days - day),
            capacity=100,
            unit="pods",
        )


def household(store: OrderStore, shop: Shop, now: datetime, ahead_days: float = 7) -> Talk:
    talk = Talk(store, shop, now)
    talk.ask(SetSlot, subject="washer", slot="detergent", product_id="tide", ahead_days=ahead_days)
    return talk


def looked(talk: Talk) -> list[str]:
    """What becomes of it when the service looks now."""
    return [answer.status for _, answer in Foresight(talk.shop).look(talk.store, talk.now)]


def test_it_is_ordered_when_it_will_run_out_soon_and_only_once(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    using(talk, 40, left=20)  # ten days
    assert looked(talk) == []
    using(talk, 4, left=10)  # five days
    assert looked(talk) == ["placed"]
    order = store.last_order("washer", "detergent")
    assert order is not None
    assert (order.origin, order.device_id, order.slot) == ("estimate", "washer", "detergent")
    assert looked(talk) == []
    talk.later(days=4)
    delivered = store.order(order.order_id)
    assert delivered is not None
    assert delivered.state == "delivered"
    assert looked(talk) == []  # it is in the house, and not filled in yet
    using(talk, 40, left=4)  # filled up again, and used
    assert looked(talk) == ["placed"]
    assert store.audit() == ()


def test_who_cancels_what_was_foreseen_does_not_want_it_now(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    using(talk, 40, left=8)
    assert looked(talk) == ["placed"]
    order = store.last_order("washer", "detergent")
    assert order is not None
    assert talk.ask(CancelOrder, order_id=order.order_id).status == "cancelled"
    talk.now += DAY
    assert looked(talk) == []


def test_without_being_told_to_it_orders_nothing_ahead(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now, ahead_days=0)
    using(talk, 40, left=2)
    assert looked(talk) == []


def test_what_was_foreseen_is_asked_once_a_day_under_one_id(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    using(talk, 40, left=8)
    (slot,) = store.slots()
    first = foresee(store, slot, talk.now)
    again = foresee(store, slot, talk.now + timedelta(hours=2))
    assert first is not None
    assert again is not None
    assert first.request_id == again.request_id
    talk.ask(CancelOrder, order_id=id_of(store.handle_batch([first], shop.decide_own, talk.now)[0]))
    (repeated,) = store.handle_batch([first], shop.decide_own, talk.now)
    assert repeated.status == "placed"  # the first answer, and nothing more was bought
    assert len(store.orders(9)) == 1


def test_nobody_but_the_owner_foresees_for_others(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    asked = {"subject": "washer", "slot": "detergent", "days": 1, "least": 0, "most": 2}
    assert (talk.ask(RunOut, "chat", **asked).reason or "").startswith("not_allowed: ")
    assert talk.ask(RunOut, "owner", **asked).status == "placed"


def test_a_clock_that_jumps_orders_ahead_once(store: OrderStore, shop: Shop, now: datetime) -> None:
    talk = household(store, shop, now)
    using(talk, 40, left=8)
    foresight, asked = Foresight(shop), 0
    for jump in (0, 26, -50, 30, 3, -3):
        talk.now += timedelta(hours=jump)
        asked += len(foresight.look(store, talk.now))
    assert asked == 1
    assert len(store.orders(9)) == 1
    assert store.audit() == ()


def test_what_waits_for_a_word_still_waits_after_the_clock_jumped(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    talk.ask(SetSlot, subject="washer", slot="detergent", product_id="tide", ceiling=CHEAP)
    held = id_of(talk.ask(PressSlot, "washer", slot="detergent"))
    for days in (6, -9, 4):
        talk.now += days * DAY
        store.advance_due(shop.step, talk.now)
    order = store.order(held)
    assert order is not None
    assert order.state == "held"


def test_levels_that_no_estimate_looks_at_are_let_go_of(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    using(talk, 40, left=20)
    began = now - DAY
    assert len(store.levels("washer", "detergent", began)) == 41
    talk.now = now + LOOKED_BACK + 11 * DAY
    looked(talk)
    assert len(store.levels("washer", "detergent", began)) == 31
    assert store.slots()[0].level_at == now + 41 * DAY
    assert store.audit() == ()


def test_a_slot_is_looked_at_once_an_hour(store: OrderStore, shop: Shop, now: datetime) -> None:
    talk, hour = household(store, shop, now), timedelta(hours=1)
    using(talk, 10, left=80)
    service = Foresight(talk.shop)
    assert service.look(store, talk.now) == []
    talk.ask(ReportLevel, "washer", slot="detergent", remaining=2, capacity=100, unit="pods")
    assert service.look(store, talk.now + hour - timedelta(seconds=1)) == []
    assert [answer.status for _, answer in service.look(store, talk.now + hour)] == ["placed"]


def test_few_slots_are_looked_at_with_one_call_and_the_rest_with_the_next(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = Talk(store, shop, now)
    for number in range(SLOTS_AT_ONCE):
        subject = f"dispenser-{number:02}"
        talk.ask(SetSlot, subject=subject, slot="soap", product_id="tide", ahead_days=7)
    talk.ask(SetSlot, subject="washer", slot="detergent", product_id="tide", ahead_days=7)
    using(talk, 40, left=8)
    service = Foresight(talk.shop)
    assert service.look(store, talk.now) == []
    assert [answer.status for _, answer in service.look(store, talk.now)] == ["placed"]
    assert service.look(store, talk.now) == []


def test_what_was_lost_on_its_way_is_ordered_ahead_again(
    store: OrderStore, shop: Shop, now: datetime
) -> None:
    talk = household(store, shop, now)
    using(talk, 40, left=12, per_day=1)
    talk.ask(SetSlot, subject="washer", slot="detergent", product_id="tide", ahead_days=14)
    assert looked(talk) == ["placed"]
    (lost,) = store.orders(1)
    talk.later(days=2)
    talk.ask(TellArrival, order_id=lost.order_id, came=None)
    using(talk, 5, left=4, per_day=1)
    assert looked(talk) == []
    using(talk, 5, left=1, per_day=1)
    assert looked(talk) == ["placed"]
    assert [entry.event for entry in store.history(lost.order_id)][-1] == "GivenUp"
    assert store.audit() == ()
