"""A scene of a household of which nothing is known, to replace in it what a test is about."""

from datetime import datetime
from typing import cast

from assistant.core.money import Money
from assistant.skills.scene import Records, Scene, Shelf
from assistant.store.choosing.purchase import Rules


def bare_scene(now: datetime) -> Scene:
    """An English utterance in a home that never bought; without a shelf and records to look in."""
    return Scene(
        now=now,
        language="en",
        utterance_id="u",
        device_id="d",
        origin="voice",
        shelf=cast("Shelf", None),
        records=cast("Records", None),
        history={},
        rules=Rules(Money(5000, "USD"), confirm_first_time=True, price_rise_percent=10),
    )
