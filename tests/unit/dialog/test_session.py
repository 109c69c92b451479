"""What a conversation remembers of what was spoken of, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.core.messages import Order, OrderLine
from assistant.core.money import Money
from assistant.dialog.session import REMEMBERED, Session

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE, LATER = NOW - timedelta(seconds=30), NOW + REMEMBERED
ORDER = Order(
    order_id="A1001",
    state="placed",
    origin="voice",
    device_id="one",
    lines=(OrderLine(product_id="milk", names={"en": "Milk"}, quantity=1, unit_price=Money(1, "USD")),),
    total=Money(1, "USD"),
    placed_at=NOW,
    cancel_until=NOW,
    delivery=date(2026, 3, 4),
)  # fmt: skip


@pytest.mark.parametrize(
    ("topic_at", "order_at", "product"),
    [
        (None, None, None),
        (NOW, None, "soap"),
        (None, NOW, "milk"),
        (NOW, BEFORE, "soap"),
        (BEFORE, NOW, "milk"),
        (NOW, NOW, "soap"),
        (NOW - REMEMBERED, BEFORE, "milk"),
    ],
)
def test_the_product_spoken_of_is_the_later_of_talk_and_order(
    topic_at: datetime | None, order_at: datetime | None, product: str | None
) -> None:
    session = Session("one", "en", topic="soap", topic_at=topic_at)
    session.last_order, session.order_at = ORDER, order_at
    assert session.product_spoken_of(NOW) == product


def test_what_was_spoken_of_is_forgotten_after_a_while() -> None:
    session = Session("one", "en", topic="soap", topic_at=NOW, list="party", list_at=NOW)
    session.last_order, session.order_at = ORDER, NOW
    assert (session.order_spoken_of(NOW), session.list_spoken_of(NOW)) == (ORDER, "party")
    assert session.order_spoken_of(LATER) is None
    assert session.list_spoken_of(LATER) is None
    assert session.product_spoken_of(LATER) is None
