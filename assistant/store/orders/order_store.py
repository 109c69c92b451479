"""What keeps orders: a protocol, so that SQLite and others can stand in for each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from assistant.core.messages import (
    Answer,
    AnyRequest,
    DeviceEvent,
    Order,
    OrderEvent,
    Role,
)
from assistant.core.money import Money
from assistant.store.delivery.days import Promiser, promised_days
from assistant.store.delivery.fulfilment import Change, HistoryEntry, Ids, step
from assistant.store.delivery.kept_promises import Delivered
from assistant.store.household.history import Bought, PastPurchase
from assistant.store.household.replenish import Slot
from assistant.store.household.run_out import Level
from assistant.store.market.offers import Offers
from assistant.store.orders.decision import Decision, HouseholdRules
from assistant.store.orders.ledger import Posting
from assistant.store.orders.requests import decide
from assistant.store.orders.survey import Books, Survey

Decider = Callable[[AnyRequest, Books, datetime, Ids], Decision]
Stepper = Callable[[Order, datetime, Ids], Change | None]


@dataclass(frozen=True, slots=True)
class Movement:
    """So many pieces came into stock, or went out of it where it is negative."""

    product_id: str
    seller_id: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderTrace:
    """Everything that is kept of how an order came about."""

    order: Order
    history: tuple[HistoryEntry, ...]
    answers: Mapping[str, Answer]
    """What was answered, by the cause of an event."""
    postings: tuple[tuple[str, Posting], ...]
    """With the id of the event that they belong to."""
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop as one household meets it: what is sold, and by which rules."""

    offers: Offers
    rules: HouseholdRules
    promise: Promiser = promised_days
    budget: Callable[[], Money | None] = lambda: None
    """What the household may spend in a month; None where it has said nothing."""
    unwanted: Callable[[str], bool] = lambda _: False
    """Whether the household wants none of a product, by its id."""

    def decide(self, request: AnyRequest, books: Books, now: datetime, ids: Ids) -> Decision:
        """What becomes of a request, given the books as they are."""
        situation = self._survey(books, now).of(request)
        return decide(request, situation, self.rules, now, ids)

    def decide_own(self, request: AnyRequest, books: Books, now: datetime, ids: Ids) -> Decision:
        """What becomes of a request that the order service has made itself: nobody forbids it."""
        situation = self._survey(books, now).of(request)
        return decide(request, replace(situation, role="owner"), self.rules, now, ids)

    def _survey(self, books: Books, now: datetime) -> Survey:
        rules = self.rules
        return Survey(books, self.offers, rules, now, self.promise, self.budget, self.unwanted)

    def step(self, order: Order, now: datetime, ids: Ids) -> Change | None:
        """What happens to an order by itself."""
        return step(order, self.rules.zone, now, ids)


class OrderReader(Books, Protocol):
    """The order store as other processes see it."""

    def delivered(self, after: int, limit: int = 1000) -> tuple[Delivered, ...]:
        """What sellers and the household have told of arrivals after an event, oldest first.

        Each with its order as it is now: what was told later counts.
        """

    def stocks(self) -> Mapping[str, Mapping[str, int]]:
        """How many can still be ordered of every product that is counted; see `Books.stock`."""

    def purchases(self) -> Mapping[str, Bought]:
        """What was bought, by product id; cancelled orders do not count."""

    def history(self, order_id: str) -> tuple[HistoryEntry, ...]:
        """What happened to an order, oldest first."""

    def last_order(self, device_id: str, slot: str) -> Order | None:
        """The latest order for a slot, whatever became of it; test orders are not looked at."""

    def trace(self, order_id: str) -> OrderTrace | None:
        """How an order came about; None where there is none of that id."""

    def census(self) -> Mapping[str, int]:
        """How many requests, orders, events, postings and movements there are."""

    def export(self, what: str) -> Iterator[Mapping[str, object]]:
        """A whole table as plain fields; `KeyError` where there is none of that name."""

    def slots(self, *, ahead_only: bool = False) -> tuple[Slot, ...]:
        """All slots of all devices, or those that are ordered for ahead of time."""

    def devices(self) -> Mapping[str, Role]:
        """Who may ask, and for what."""

    def levels(self, device_id: str, slot: str, since: datetime) -> tuple[Level, ...]:
        """The levels a slot had, oldest first."""

    def purchase_log(self, product_id: str) -> tuple[tuple[datetime, int], ...]:
        """When a product was bought and how many, oldest first; cancelled orders do not count."""

    def audit(self) -> tuple[str, ...]:
        """Everything that is wrong with the books, in words; nothing where they are right."""

    def close(self) -> None:
        """Let go of it."""


class OrderStore(OrderReader, Protocol):
    """The order store as the order service uses it. Every method raises `StorageError`.

    Each writing method is one transaction: after an error nothing of it has happened.
    """

    def seed(self, purchases: Iterable[PastPurchase], slots: Iterable[Slot]) -> bool:
        """Furnish an empty store; False, and no change, where it is not empty."""

    def handle_batch(
        self, requests: Sequence[AnyRequest], decide: Decider, now: datetime
    ) -> list[Answer]:
        """Decide, keep and answer requests in order; what is returned is durable.

        A request that was answered before gets the same answer again and changes nothing. An id
        that comes again with other contents is refused. Mere questions (ListOrders) are not kept.
        """

    def advance_due(self, step: Stepper, now: datetime, limit: int = 500) -> int:
        """Let orders whose time has come move on; how many did."""

    def forget_levels(self, before: datetime) -> int:
        """Let go of the levels that slots had before a moment; how many that were."""

    def unpublished(
        self, *, after: str = "", limit: int = 500
    ) -> tuple[OrderEvent | DeviceEvent, ...]:
        """Events that are not yet marked as published, oldest first, from behind event `after`."""

    def mark_published(self, event_ids: Iterable[str]) -> None:
        """These events have reached the broker."""
