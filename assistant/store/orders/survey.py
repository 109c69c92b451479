"""Looking up what deciding about a request needs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Protocol

from assistant.core.messages import (
    AnyRequest,
    CancelOrder,
    CancelTests,
    ConfirmOrder,
    ListOrders,
    MoveOrder,
    Order,
    PlaceOrder,
    PressSlot,
    ReportLevel,
    ReturnOrder,
    Role,
    RunOut,
    SetCode,
    SetLock,
    SetSlot,
    SetStock,
    TellArrival,
)
from assistant.core.money import Money
from assistant.store.delivery.days import Promise, Promiser
from assistant.store.delivery.fulfilment import COURIER, MOVES, HistoryEntry, Taken, long_overdue
from assistant.store.household.limits import Spent
from assistant.store.household.replenish import Slot, is_low
from assistant.store.market.offers import Offer, Offers
from assistant.store.market.stock_left import Sale, StockKnown
from assistant.store.orders.decision import HouseholdRules, Situation, Wanted

MOST_SEARCHED = 50
"""Among so many latest open orders the held one is looked for."""


class Books(Protocol):
    """What the store knows of the household, as of one moment."""

    def role(self, device_id: str) -> Role | None:
        """What a device may do; None where it is not registered."""

    def slot(self, device_id: str, slot: str) -> Slot | None:
        """A device's slot."""

    def running_order(self, device_id: str, slot: str, *, test: bool = False) -> Order | None:
        """The slot's order, or its test order, that has neither come, been cancelled nor given up."""

    def order(self, order_id: str) -> Order | None:
        """An order by its id."""

    def history(self, order_id: str) -> tuple[HistoryEntry, ...]:
        """What happened to an order, oldest first."""

    def orders(self, limit: int, *, open_only: bool = False) -> tuple[Order, ...]:
        """The latest orders, newest first; test orders are not among them."""

    def running_tests(self, device_id: str) -> tuple[Order, ...]:
        """A device's test orders that are under way."""

    def stock(self, product_id: str) -> Mapping[str, int]:
        """How many can still be ordered, by seller; nothing where the product is not counted.

        What is counted for no seller is under the empty name.
        """

    def sales(self, product_id: str | None = None, but: str | None = None) -> Sequence[Sale]:
        """What was ordered and not cancelled, of one product or of all; test orders are not.

        Nothing of the order `but`.
        """

    def took(self, order_id: str) -> Sequence[Taken]:
        """What an order has out of the stock that is counted."""

    def rules(self) -> Mapping[str, str]:
        """The household's rules by name; see `assistant.store.orders.decision`."""

    def spent(self, since: datetime, device_id: str | None = None) -> Spent:
        """What was ordered since, by a device or by all, and not cancelled."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Where is looked, and at what moment (UTC)."""

    books: Books
    offers: Offers
    rules: HouseholdRules
    now: datetime
    promise: Promiser
    budget: Callable[[], Money | None] = lambda: None
    unwanted: Callable[[str], bool] = lambda _: False
    """Whether the household wants none of a product, by its id."""

    def of(self, request: AnyRequest) -> Situation:
        """What deciding about `request` needs."""
        role = self.books.role(request.device_id)
        match request:
            case PlaceOrder():
                wanted = {(line.product_id, line.seller_id) for line in request.lines}
                old = self._order(request.instead_of)
                return self._to_buy(request, role, self._offers(wanted, old), replaced=old)
            case PressSlot() | ReportLevel():
                return self._to_replenish(request, role, request.device_id)
            case RunOut():
                return self._to_replenish(request, role, request.subject)
            case ConfirmOrder():
                return self._to_confirm(request, role)
            case CancelOrder() | CancelTests() | ReturnOrder() | MoveOrder():
                return self._to_change(request, role)
            case TellArrival():
                return self._told_of(self.books.order(request.order_id), role)
            case ListOrders():
                found = self.books.orders(request.limit, open_only=request.open_only)
                return Situation(role, orders=found)
            case _:
                return self._for_owner(request, role)

    def _to_buy(
        self,
        request: AnyRequest,
        role: Role | None,
        offers: Mapping[Wanted, Offer],
        *,
        slot: Slot | None = None,
        order: Order | None = None,
        spender: str | None = None,
        replaced: Order | None = None,
    ) -> Situation:
        counted = self._stock([product_id for product_id, _ in offers], replaced)
        spender = spender or request.device_id
        limited = self.rules.limits.daily
        return Situation(
            role=role,
            offers=offers,
            promises=self._promises(offers),
            stock={name: counts for name, counts in counted.items() if counts},
            slot=slot,
            order=order,
            rules=self.books.rules(),
            replaced=replaced,
            device_spent=self._spent_today(spender, replaced) if limited else Spent(),
            house_spent=self._spent_today(None, replaced) if limited else Spent(),
        )

    def _order(self, order_id: str | None) -> Order | None:
        return None if order_id is None else self.books.order(order_id)

    def _stock(
        self, product_ids: Collection[str], gone: Order | None
    ) -> Mapping[str, Mapping[str, int]]:
        """What can still be ordered, with what an order gives back that is gone."""
        back = () if gone is None else self.books.took(gone.order_id)
        found = {product_id: dict(self.books.stock(product_id)) for product_id in product_ids}
        for each in back:
            counts = found.get(each.product_id, {})
            if each.seller_id in counts:
                counts[each.seller_id] += each.quantity
        return found

    def _to_replenish(
        self, request: PressSlot | ReportLevel | RunOut, role: Role | None, device_id: str
    ) -> Situation:
        slot = self.books.slot(device_id, request.slot)
        if slot is None:
            return Situation(role)
        if isinstance(request, ReportLevel) and not is_low(slot, request):
            return Situation(role, slot=slot)  # by far the most: nothing else is looked up for it
        test = isinstance(request, PressSlot) and request.test
        running = self.books.running_order(device_id, request.slot, test=test)
        if running is not None and not self._lost(running):
            return Situation(role, slot=slot, running=running)
        found = self._to_buy(request, role, self._of_who_has_it(slot), slot=slot, spender=device_id)
        return replace(
            found,
            overdue=running,
            budget_left=self._budget_left(),
            unwanted=self.unwanted(slot.product_id),
        )

    def _lost(self, order: Order) -> bool:
        """Whether it is long overdue and nobody brings it: the courier has perhaps been away only."""
        if not long_overdue(order, self.now.astimezone(self.rules.zone).date()):
            return False
        history = self.books.history(order.order_id)
        told = {entry.cause for entry in history if entry.event in {*MOVES, "NotReceived"}}
        return not told <= {COURIER}

    def _budget_left(self) -> Money | None:
        """What nobody talked about counts as well; a conversation asks before it orders."""
        budget = self.budget()
        if budget is None:
            return None
        month = self.now.astimezone(self.rules.zone).date().replace(day=1)
        return Money(max(0, budget.minor - self._spent_since(month, None).in_all), budget.currency)

    def _of_who_has_it(self, slot: Slot) -> Mapping[Wanted, Offer]:
        """The slot's product of its usual seller; where that has too few, of the next that has.

        What was agreed for the slot is looked at later: another seller is asked about first.
        """
        wanted: Wanted = slot.product_id, None
        usual = self._offers({wanted})
        if self._has(usual.get(wanted), slot.quantity):
            return usual
        others = (
            self._counted(self.offers.offer(slot.product_id, seller_id))
            for seller_id in self.offers.sellers_of(slot.product_id)
        )
        other = next((each for each in others if self._has(each, slot.quantity)), None)
        return usual if other is None else {wanted: other}

    def _has(self, offer: Offer | None, quantity: int) -> bool:
        if offer is None or offer.minimum > quantity:
            return False
        counted = StockKnown(counted={offer.product_id: self.books.stock(offer.product_id)})
        left = counted.left(offer, offer.seller.id)
        return left is None or left >= quantity

    def _counted(self, offer: Offer | None, gone: Order | None = None) -> Offer | None:
        """An offer with what is left of what its seller said, as if an order were not there."""
        if offer is None or offer.stock is None:
            return offer
        but = None if gone is None else gone.order_id
        known = StockKnown(self.books.sales(offer.product_id, but))
        return replace(offer, stock=known.left(offer, offer.seller.id))

    def _to_confirm(self, request: ConfirmOrder, role: Role | None) -> Situation:
        order = self._held() if request.order_id is None else self.books.order(request.order_id)
        if order is None:
            return Situation(role)
        slot = self.books.slot(order.device_id, order.slot) if order.slot else None
        wanted = {(line.product_id, line.seller_id or None) for line in order.lines}
        old = self._order(order.instead_of)
        offers = self._offers(wanted, old)
        return self._to_buy(request, role, offers, slot=slot, order=order, replaced=old)

    def _held(self) -> Order | None:
        latest = self.books.orders(MOST_SEARCHED, open_only=True)
        return next((each for each in latest if each.state == "held"), None)

    def _to_change(
        self, request: CancelOrder | CancelTests | ReturnOrder | MoveOrder, role: Role | None
    ) -> Situation:
        if isinstance(request, CancelTests):
            running = self.books.running_tests(request.device_id)
            chosen = tuple(each for each in running if request.slot in (None, each.slot))
            return Situation(role, orders=chosen)
        if request.order_id is None:
            return Situation(role, order=next(iter(self.books.orders(1, open_only=True)), None))
        return Situation(role, order=self.books.order(request.order_id))

    def _told_of(self, order: Order | None, role: Role | None) -> Situation:
        """An order that is said to have come or not, and what is on its way for the same slot."""
        running = None
        if order is not None and order.slot is not None:
            running = self.books.running_order(order.device_id, order.slot)
        return Situation(role, order=order, running=running, by_courier=self._by_courier(order))

    def _by_courier(self, order: Order | None) -> bool:
        """Whether no seller has moved it on: only the courier, or who told that it came."""
        history = () if order is None else self.books.history(order.order_id)
        told = {entry.cause for entry in history if entry.event == "Received"}
        moved = {entry.cause for entry in history if entry.event in MOVES}
        return moved <= {COURIER, *told}

    def _for_owner(self, request: AnyRequest, role: Role | None) -> Situation:
        match request:
            case SetSlot():
                offers = self._offers({(request.product_id, None)} if request.product_id else set())
                slot = self.books.slot(request.subject, request.slot)
                return Situation(role, offers, slot=slot)
            case SetStock():
                seller_id = request.device_id if role == "seller" else request.seller_id
                return Situation(role, self._offers({(request.product_id, seller_id)}))
            case SetLock() | SetCode():
                return Situation(role, rules=self.books.rules())
            case _:
                return Situation(role)

    def _spent_today(self, device_id: str | None, gone: Order | None = None) -> Spent:
        """What was ordered today, as if an order were not there."""
        today = self.now.astimezone(self.rules.zone).date()
        spent = self._spent_since(today, device_id)
        if gone is None or gone.state in {"held", "cancelled"}:
            return spent
        mine = device_id in {None, gone.device_id}
        if not mine or gone.placed_at.astimezone(self.rules.zone).date() < today:
            return spent
        return Spent(spent.orders - 1, spent.minor - gone.total.minor)

    def _spent_since(self, day: date, device_id: str | None) -> Spent:
        midnight = datetime.combine(day, time(), self.rules.zone).astimezone(UTC)
        return self.books.spent(midnight, device_id)

    def _offers(self, wanted: Collection[Wanted], gone: Order | None = None) -> dict[Wanted, Offer]:
        found = {each: self._counted(self.offers.offer(*each), gone) for each in wanted}
        return {each: offer for each, offer in found.items() if offer is not None}

    def _promises(self, offers: Mapping[Wanted, Offer]) -> dict[str, Promise]:
        sellers = {offer.seller.id: offer.seller for offer in offers.values()}
        return {
            seller_id: self.promise(seller, self.now, self.rules.zone)
            for seller_id, seller in sellers.items()
        }
