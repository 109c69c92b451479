"""The assistant's parts, wired once and only when they are needed."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from assistant.core.errors import SettingsError
from assistant.core.messages import Order, PlayerState, utc_now
from assistant.core.money import Money
from assistant.core.settings import PROJECT, Language, Settings
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.match import Matcher
from assistant.language.reply import Replies
from assistant.language.sentences import Sentences
from assistant.media.library import MusicLibrary
from assistant.skills.records import LibraryRecords
from assistant.skills.scene import Scene
from assistant.skills.shelf import CatalogShelf, with_products
from assistant.storage import catalog_file
from assistant.storage.sqlite_orders import ORDERS_FILE, open_orders
from assistant.store.catalog import Catalog
from assistant.store.delivery import household_zone
from assistant.store.household import Bought, counted, sample_purchases
from assistant.store.order_store import OrderReader
from assistant.store.purchase import Rules

REMEMBERED = timedelta(minutes=2)
"""How long "cancel it" means the order just talked about, whatever a device ordered since."""


@dataclass(frozen=True)
class Understood:
    """What a text means, its products looked up in the catalog."""

    text: str
    intent: Intent | None
    ms: float


class App:
    """Everything the assistant is made of, from one set of settings.

    >>> App(settings.load()).understand("reorder detergent", "en").intent.name
    'Reorder'
    """

    def __init__(self, settings: Settings, *, intents_dir: Path | None = None) -> None:
        self.settings = settings
        self._intents_dir = intents_dir
        self.matcher = cache(self._matcher)
        self.replies = cache(self._replies)

    # What is known

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog; `CatalogError` where it is missing or damaged."""
        return catalog_file.open_catalog(self.settings.catalog_file)

    def build_catalog(self, csv_dir: Path) -> None:
        """Build the catalog file from `csv_dir`; `CatalogError` names every broken line."""
        catalog_file.build(csv_dir, self.settings.catalog_file)

    @contextlib.contextmanager
    def order_store(self) -> Iterator[OrderReader | None]:
        """This household's orders, read only; None before its first order service ran."""
        file = self.settings.data_dir / ORDERS_FILE
        if not file.exists():
            yield None
            return
        with contextlib.closing(open_orders(file, read_only=True)) as store:
            yield store

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The latest orders, newest first."""
        with self.order_store() as store:
            return store.orders(limit) if store else ()

    def history(self) -> Mapping[str, Bought]:
        """What this household bought, by product id; the sample household's before its first day."""
        with self.order_store() as store:
            if store is not None:
                return store.purchases()
        currency = self.settings.household.currency
        return counted(sample_purchases(self.catalog, currency, utc_now()))

    @cached_property
    def shelf(self) -> CatalogShelf:
        """The products, with what this household buys preferred."""
        return CatalogShelf(self.catalog, self.history())

    @cached_property
    def records(self) -> LibraryRecords:
        """The music: the sample pieces and the owner's folder."""
        folder = self.settings.music.folder
        library = MusicLibrary.open(
            self.catalog.works(),
            PROJECT / "config" / "music",
            Path(folder).expanduser() if folder else None,
            cache_dir=self.settings.data_dir,
        )
        return LibraryRecords(library.items)

    @property
    def rules(self) -> Rules:
        """What may be bought without asking."""
        buying, currency = self.settings.buying, self.settings.household.currency
        try:
            above = Money.parse(buying.confirm_above[currency], currency)
        except KeyError as error:
            raise SettingsError("buying.confirm_above", f"has no amount in {currency}") from error
        except ValueError as error:
            raise SettingsError("buying.confirm_above", str(error)) from error
        return Rules(above, buying.confirm_first_time, buying.price_rise_percent)

    @cached_property
    def time_zone(self) -> tzinfo:
        """The household's time zone."""
        zone = household_zone(self.settings.household.time_zone)
        return zone or datetime.now().astimezone().tzinfo or UTC

    # What is understood and said

    def sentences(self, language: Language) -> Sentences:
        """The sentences of a language."""
        return Sentences.load(self._intents_dir or self.settings.intents_dir, language)

    def _matcher(self, language: Language) -> Matcher:
        return Matcher(self.sentences(language))

    def _replies(self, language: Language) -> Replies:
        return Replies.load(self.settings.intents_dir, language)

    def understand(self, text: str, language: Language) -> Understood:
        """What a text means; nothing is done about it."""
        found = self.matcher(language).understand(text)
        if found.intent is None or "product" not in found.intent.slots:
            return Understood(text, found.intent, found.ms)
        return Understood(text, with_products(found.intent, self.shelf), found.ms)

    def scene(
        self,
        session: Session,
        utterance_id: str,
        origin: Literal["voice", "text"],
        now: datetime,
        *,
        player: PlayerState | None,
    ) -> Scene:
        """What the skills may look at while they answer an utterance."""
        order = session.last_order
        history = self.history()
        self.shelf.prefer(history)
        return Scene(
            now=now,
            language=session.language,
            utterance_id=utterance_id,
            device_id=session.id,
            origin=origin,
            shelf=self.shelf,
            records=self.records,
            history=history,
            rules=self.rules,
            player=player,
            last_said=session.last_said,
            last_order=order if order and now - order.placed_at < REMEMBERED else None,
        )
