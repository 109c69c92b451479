"""What a skill may look at while it decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal, Protocol

from assistant.core.messages import Order, PlayerState, Track
from assistant.core.notes import ListItem
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.store.catalog import Product
from assistant.store.delivery import Promiser, promised_days
from assistant.store.household import Bought
from assistant.store.offers import Market
from assistant.store.purchase import Fit, Rules
from assistant.store.run_out import Lasts


class Shelf(Protocol):
    """The products, found by what people call them."""

    def find(self, phrase: str) -> Sequence[Fit]:
        """Products that may be meant, best first."""

    def product(self, product_id: str) -> Product:
        """The product of this id."""


class Records(Protocol):
    """The music, found by what people call it."""

    def find(self, wanted: Mapping[str, str]) -> Sequence[Track]:
        """Tracks for slots such as {"composer": "Chopin"}; all of them where nothing is named."""


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
    lasts: Callable[[str], Lasts | None] = lambda _: None
    """How many more days a product lasts, by its id; None where too little is known."""
    lists: Mapping[str, Sequence[ListItem]] = field(default_factory=dict)
    player: PlayerState | None = None
    last_said: Say | None = None
    last_order: Order | None = None
    microphone_muted: bool = False
    market: Market | None = None
    """Who sells what; None: each product of its own seller."""
    promise: Promiser = promised_days
    """When sellers deliver, by what they are known for."""
    zone: tzinfo = UTC
    """The household's time zone."""
    topic: str | None = None
    """The product that "it" is: the last one that was talked about or ordered."""

    @property
    def currency(self) -> str:
        """What this household pays in."""
        return self.rules.confirm_above.currency


Skill = Callable[[Intent, Scene], Step]
"""Answers one intent: what to do about it in this scene."""
