"""Orders what is estimated to run out, before it does: a look at every slot once an hour."""

from collections import deque
from datetime import datetime, timedelta

from assistant.core.messages import Answer, RunOut
from assistant.store.household.replenish import Slot
from assistant.store.household.run_out import LOOKED_BACK
from assistant.store.orders.foresight import foresee
from assistant.store.orders.order_store import OrderStore, Shop

LOOK_EVERY = timedelta(hours=1)
SLOTS_AT_ONCE = 20
"""So that requests never wait long for an estimate."""


class Foresight:
    """Goes round the slots that may order ahead of time, a few with each call."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._looked_at: datetime | None = None
        self._left: deque[Slot] = deque()

    def look(self, store: OrderStore, now: datetime) -> list[tuple[RunOut, Answer]]:
        """What was asked for and answered. Raises `StorageError`."""
        if self._looked_at is None or abs(now - self._looked_at) >= LOOK_EVERY:
            self._looked_at = now
            store.forget_levels(now - LOOKED_BACK)  # no estimate looks at them any more
            self._left.extend(store.slots(ahead_only=True))
        some = [self._left.popleft() for _ in range(min(SLOTS_AT_ONCE, len(self._left)))]
        asked = [found for slot in some if (found := foresee(store, slot, now)) is not None]
        if not asked:
            return []
        answers = store.handle_batch(asked, self._shop.decide_own, now)
        return list(zip(asked, answers, strict=True))
