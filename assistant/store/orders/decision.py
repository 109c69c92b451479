"""What deciding about a request needs and what it gives: the facts, the till and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from assistant.core.messages import (
    Answer,
    AnswerStatus,
    AnyRequest,
    DeviceEvent,
    LineRequest,
    Order,
    ReportLevel,
    Role,
)
from assistant.core.money import Money
from assistant.store.delivery.days import Promise
from assistant.store.delivery.fulfilment import Change, Ids
from assistant.store.household.limits import Limits, Spent
from assistant.store.household.replenish import Agreed, Slot
from assistant.store.market.offers import Offer

CODE, GUESSES, CHILD_LOCK = "code", "wrong_codes", "child_lock"
"""Names of the household's rules that are kept with its orders."""


@dataclass(frozen=True, slots=True)
class HouseholdRules:
    """Where the household is and what rules it buys by."""

    zone: tzinfo | None
    """None is the machine's own time zone."""
    cancel_window: timedelta
    return_window: timedelta = timedelta(days=30)
    limits: Limits = field(default_factory=Limits)
    known_only: bool = False
    """Whether devices that are not registered are refused."""


@dataclass(frozen=True, slots=True)
class Till:
    """Where, when and under which numbers things are written down."""

    rules: HouseholdRules
    now: datetime
    ids: Ids


Wanted = tuple[str, str | None]
"""A product, and the seller it is to come from; None is the one the shop prefers."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What one decision needs to know."""

    role: Role | None = None
    """The asking device's; None where it is not registered."""
    offers: Mapping[Wanted, Offer] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    """When what is ordered now comes, by seller."""
    stock: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many can still be ordered, by product and seller; see `Books.stock`."""
    slot: Slot | None = None
    running: Order | None = None
    overdue: Order | None = None
    """The slot's order that is to be given up once another can be ordered."""
    order: Order | None = None
    """The order that is to be changed."""
    by_courier: bool = False
    """Whether that one is moved on by the simulated courier, not by its seller."""
    replaced: Order | None = None
    """The order whose place a new one takes; stock and spending are as if it were cancelled."""
    orders: tuple[Order, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    """The household's rules by name."""
    device_spent: Spent = field(default_factory=Spent)
    house_spent: Spent = field(default_factory=Spent)
    budget_left: Money | None = None
    """Of the month's budget, for what nobody has talked about; None where there is none."""
    unwanted: bool = False
    """Whether a slot orders what the household wants none of: perhaps somebody is allergic to it."""

    def offer(self, wanted: LineRequest | str) -> Offer | None:
        """The offer that is to be bought: a line's, or the preferred one of a product."""
        if isinstance(wanted, str):
            return self.offers.get((wanted, None))
        return self.offers.get((wanted.product_id, wanted.seller_id))


@dataclass(frozen=True, slots=True)
class SlotKept:
    """A slot as it is from now on; its level stays."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class SlotAgreed:
    """What the household has agreed to buy for a slot."""

    device_id: str
    slot: str
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class SlotDropped:
    """A slot that is no more; every slot of the device where none is named."""

    device_id: str
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceKept:
    """A device and what it may do; nothing where it has no role any more."""

    device_id: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class StockCounted:
    """How many of a product can be ordered from now on."""

    product_id: str
    seller_id: str
    """Empty: of whoever sells it."""
    available: int


@dataclass(frozen=True, slots=True)
class RuleKept:
    """A rule of the household; None takes it away."""

    name: str
    value: str | None


Effect = (
    Change
    | ReportLevel
    | SlotKept
    | SlotAgreed
    | SlotDropped
    | DeviceKept
    | StockCounted
    | RuleKept
    | DeviceEvent
)
"""What has to be kept in the transaction that keeps the answer."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, and what has to be kept in the same transaction."""

    answer: Answer
    effects: tuple[Effect, ...] = ()


def answered(
    request: AnyRequest,
    status: AnswerStatus,
    *effects: Effect,
    order: Order | None = None,
    reason: str | None = None,
) -> Decision:
    """A decision whose answer has this status."""
    answer = Answer(request_id=request.request_id, status=status, order=order, reason=reason)
    return Decision(answer, effects)


def refuse(request: AnyRequest, reason: str) -> Answer:
    """The answer that declines a request."""
    return Answer(request_id=request.request_id, status="refused", reason=reason)


def refused(request: AnyRequest, reason: str, *effects: Effect) -> Decision:
    """A request is declined; the reason is `code: explanation`, and the codes are stable."""
    return Decision(refuse(request, reason), effects)
