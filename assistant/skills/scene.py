"""What a skill may look at while it decides."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal, Protocol

from assistant.core.messages import Order, PlayerState, Track
from assistant.core.money import Money
from assistant.core.notes import ListItem, PriceWatch
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.store.choosing.purchase import Fit, Rules
from assistant.store.delivery.days import Promiser, promised_days
from assistant.store.delivery.promises import Record
from assistant.store.discovery.discovery import Discovery
from assistant.store.discovery.learnt import Household, Learnt
from assistant.store.goods.catalog import Category, Product
from assistant.store.household.at_home import Supply
from assistant.store.household.history import Bought
from assistant.store.household.notes import HouseholdNotes
from assistant.store.household.past_orders import PastOrder
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.offers import Market

IN_PASSING = (
    "small_talk.",
    "all_right",
    "never_mind",
    "is_ordered",
    "order_kept",
    "cancel_until",
    "price_difference",
)
"""How the keys of replies begin behind which "why" is still of what was told before."""


class Shelf(Protocol):
    """The products, found by what people call them."""

    def find(self, phrase: str, most: int = 8) -> Sequence[Fit]:
        """Products that may be meant, best first."""

    def product(self, product_id: str) -> Product:
        """The product of this id."""

    def aisle(self, phrase: str) -> Sequence[Sequence[Product]]:
        """The products of the category that is named, by its parts; nothing where none is."""

    def aisles(self) -> Sequence[Category]:
        """The widest categories: what is sold at all."""


class Records(Protocol):
    """The music, found by what people call it."""

    def find(self, wanted: Mapping[str, str]) -> Sequence[Track]:
        """Tracks for slots such as {"composer": "Chopin"}; all of them where nothing is named."""

    def people(self, language: str) -> Sequence[str]:
        """Composers, or else artists, by the name they go by."""


class Home(Protocol):
    """What can be asked about the household; looked up only when it is asked."""

    def spent_this_month(self) -> Money | None:
        """What was bought since the month began; None where there are no books yet."""

    def past(self) -> Sequence[PastOrder]:
        """Everything that was bought and not cancelled."""

    def supply(self, product_id: str) -> Supply:
        """How much of a product there is at home, as far as it is known."""

    def watches(self) -> Sequence[PriceWatch]:
        """The prices that are waited for, newest first."""

    def discover(self) -> Discovery:
        """What goes with what."""

    def discovery_at_hand(self) -> Discovery | None:
        """The same, where nothing has to be read for it first."""

    def orders_of(self, order_ids: Collection[str]) -> Mapping[str, int]:
        """How often each product was in some orders."""


class NoHome:
    """A household of which nothing is known."""

    def spent_this_month(self) -> Money | None:
        """Nothing is known."""
        return None

    def past(self) -> Sequence[PastOrder]:
        """Nothing was bought."""
        return ()

    def supply(self, product_id: str) -> Supply:
        """Nothing is known."""
        return Supply(product_id)

    def watches(self) -> Sequence[PriceWatch]:
        """None are."""
        return ()

    def discover(self) -> Discovery:
        """Nothing was learnt."""
        return Discovery(Learnt(), Household(), lambda _: None)

    def discovery_at_hand(self) -> Discovery | None:
        """Nothing was learnt."""
        return None

    def orders_of(self, order_ids: Collection[str]) -> Mapping[str, int]:
        """There are none."""
        del order_ids
        return {}


@dataclass(frozen=True)
class Scene:
    """One utterance's surroundings."""

    now: datetime
    language: str
    utterance_id: str
    """Made where the utterance began; a purchase that follows from it carries this id."""
    device_id: str
    origin: Literal["voice", "text"]
    shelf: Shelf
    records: Records
    history: Mapping[str, Bought]
    rules: Rules
    lists: Mapping[str, Sequence[ListItem]] = field(default_factory=dict)
    notes: HouseholdNotes = field(default_factory=HouseholdNotes)
    home: Home = field(default_factory=NoHome)
    player: PlayerState | None = None
    last_said: Say | None = None
    explained: Say | None = None
    """What was told last that has reasons, in the last minutes."""
    last_order: Order | None = None
    microphone_muted: bool = False
    market: Market | None = None
    """Who sells what; None: each product of its own seller."""
    held_prices: Callable[[], Sequence[HeldOffer]] = lambda: ()
    """Prices of sellers that look like a slip and wait for somebody's word, the oldest first."""
    promise: Promiser = promised_days
    """When sellers deliver, by what they are known for."""
    record: Callable[[], Record] = Record
    """What is known of their deliveries."""
    zone: tzinfo = UTC
    """The household's time zone."""
    list: str | None = None
    """The list that "it" and "the list" are: the one that was spoken of in the last minutes."""
    offered: Sequence[str] = ()
    """What an open question offers: ids of products, or of other answers ("order", "delete")."""
    topic: str | None = None
    """The product that "it" is: the last one that was talked about or ordered."""

    def sold(self, product_id: str) -> Product | None:
        """The product of an id; None where none is sold by it, such as another answer's."""
        try:
            return self.shelf.product(product_id)
        except KeyError:
            return None

    @property
    def told(self) -> Say | None:
        """What was told last, but for what is only said in passing: then what was told with reasons."""
        said = self.last_said
        in_passing = said is not None and said.key.startswith(IN_PASSING)
        return (self.explained or said) if in_passing else said

    @property
    def on_offer(self) -> Sequence[Product]:
        """The products that an open question offers; its other answers are left out."""
        return [product for id_ in self.offered if (product := self.sold(id_)) is not None]

    @property
    def usual(self) -> Mapping[str, Bought]:
        """What this household has bought and may be taken without asking which."""
        return self.notes.usual(self.history)

    @property
    def currency(self) -> str:
        """What this household pays in."""
        return self.rules.confirm_above.currency


Skill = Callable[[Intent, Scene], Step]
"""Answers one intent: what to do about it in this scene."""
