"""The assistant's parts, wired once and only when they are needed."""

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, tzinfo
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from assistant.app.discovering import FEW_PRODUCTS, Discoverer
from assistant.app.expected_words import Understood
from assistant.app.hearing import Hearing
from assistant.app.household import OPEN_ORDERS, KnownHome
from assistant.app.order_books import reading
from assistant.app.price_watch import due, slips
from assistant.app.understanding import Understanding
from assistant.core.errors import AssistantError, SettingsError
from assistant.core.messages import Order, PlayerState, utc_now
from assistant.core.settings import PROJECT, Language, Settings, amount
from assistant.dialog.session import Session
from assistant.language.matching.match import Matcher
from assistant.language.replies.reply import Replies
from assistant.language.templates.sentences import Sentences
from assistant.media.library import MusicLibrary
from assistant.skills.extension import extended_skills
from assistant.skills.products.favourites import FavouriteShelf
from assistant.skills.products.shelf import CatalogShelf
from assistant.skills.records import LibraryRecords
from assistant.skills.scene import Scene, Skill
from assistant.speech.free_decoder import give_memory_back
from assistant.speech.loaded_models import LoadedModels
from assistant.storage.basket_file import BasketFile
from assistant.storage.catalog import catalog_file
from assistant.storage.catalog.household_catalog import (
    HouseholdCatalog,
    HouseholdMarket,
    open_household,
)
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.storage.sqlite_notebook import NOTEBOOK_FILE, SqliteNotebook
from assistant.store.choosing.purchase import Rules
from assistant.store.delivery.days import household_zone
from assistant.store.delivery.kept_promises import Delivered, KeptPromises
from assistant.store.discovery.discovery import Discovery
from assistant.store.goods.catalog import Catalog
from assistant.store.household.history import Bought, counted, sample_purchases
from assistant.store.household.notes import HouseholdNotes
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.offers import Market
from assistant.store.market.stock_left import CountedMarket, StockKnown
from assistant.store.market.watches import PriceDropped
from assistant.store.orders.order_store import OrderReader

log = logging.getLogger(__name__)

SAMPLE_BASKETS = PROJECT / "config" / "catalog" / "baskets.csv"
"""What the customers of the sample shop bought."""


class App:
    """Everything the assistant is made of, from one set of settings.

    >>> App(settings.load()).understand("reorder detergent", "en").intent.name
    'Reorder'
    """

    def __init__(
        self,
        settings: Settings,
        *,
        intents_dir: Path | None = None,
        models: LoadedModels | None = None,
    ) -> None:
        self.settings = settings
        self._intents_dir = intents_dir
        self._models = models or LoadedModels(settings)

    # What is known

    @cached_property
    def catalog(self) -> HouseholdCatalog:
        """The shop's and the household's own; `CatalogError` where it is missing or damaged.

        Offers whose day came while nothing ran count from the start.
        """
        catalog = open_household(self.settings.catalog_file, self.settings.market_file)
        if catalog.has_market:
            MarketDesk(catalog).begin(utc_now())
        return catalog

    @property
    def market(self) -> Market:
        """Who sells what and has how many left as of now, in the household's currency."""
        return CountedMarket(self._offers, self._stock_known)

    @cached_property
    def _offers(self) -> HouseholdMarket:
        return HouseholdMarket(self.catalog, self.settings.household.currency)

    def _stock_known(self) -> StockKnown:
        with self.order_store() as store:
            return StockKnown(store.sales(), store.stocks()) if store else StockKnown()

    def seller_name(self, seller_id: str) -> str:
        """What a seller is called, in English; its id where it is not known any more."""
        seller = self.catalog.seller(seller_id)
        return seller_id if seller is None else seller.names.get("en", seller_id)

    def build_catalog(self, csv_dir: Path) -> Catalog:
        """Build the shop's catalog from `csv_dir`; `CatalogError` names every broken line."""
        target = self.settings.catalog_file
        catalog_file.build(csv_dir / "catalog", target, csv_dir / "household")
        return catalog_file.open_catalog(target)

    @cached_property
    def promises(self) -> KeptPromises:
        """When sellers deliver, by what they are known for."""

        def delivered(after: int) -> Sequence[Delivered]:
            with self.order_store() as store:
                return store.delivered(after) if store is not None else ()

        return KeptPromises(delivered, self.catalog.seller)

    def order_store(self) -> AbstractContextManager[OrderReader | None]:
        """This household's orders, read only; None before its first order service ran."""
        return reading(self.settings)

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The latest orders, newest first."""
        with self.order_store() as store:
            return store.orders(limit) if store else ()

    def open_orders(self) -> tuple[Order, ...]:
        """The orders that have not come yet, newest first."""
        with self.order_store() as store:
            return store.orders(OPEN_ORDERS, open_only=True) if store else ()

    def history(self) -> Mapping[str, Bought]:
        """What this household bought, by product id; the sample household's before its first day."""
        with self.order_store() as store:
            if store is not None and (bought := store.purchases()):
                return bought
        currency = self.settings.household.currency
        return counted(sample_purchases(self.catalog, currency, utc_now()))

    @cached_property
    def notebook(self) -> SqliteNotebook:
        """The household's lists and ratings."""
        return SqliteNotebook(self.settings.data_dir / NOTEBOOK_FILE)

    @cached_property
    def shelf(self) -> CatalogShelf:
        """The products, with what this household buys preferred."""
        return CatalogShelf(
            self.catalog,
            self.history(),
            live=self.catalog,
            currency=self.settings.household.currency,
        )

    def learn_alias(self, said: str, product_id: str, language: str) -> bool:
        """Remember what the household calls a product; False where it is known."""
        product = self.catalog.product(product_id)
        if product is None:
            return False
        learnt = self.catalog.market.learn(said, product, language, int(utc_now().timestamp()))
        self.catalog.written()
        return learnt

    def judge_price(self, number: int, right: bool) -> None:  # noqa: FBT001 - a Judge
        """Let a held price count, or forget it."""
        MarketDesk(self.catalog).settle(number, utc_now(), accept=right)

    def prices_due(self) -> Sequence[PriceDropped | HeldOffer]:
        """Prices that somebody waited for and that have come, or that look like a slip; each once."""
        currency, now = self.settings.household.currency, utc_now()
        if self.catalog.has_market:
            MarketDesk(self.catalog).begin(now)
        held = self.catalog.held_offers()
        asked = slips(self.notebook, held, self.history(), currency, now) if held else ()
        return [*due(self.notebook, self.market, now), *asked]

    @cached_property
    def _discoverer(self) -> Discoverer:
        small = self.catalog.count() <= FEW_PRODUCTS
        return Discoverer(
            self.settings.data_dir,
            SAMPLE_BASKETS,
            self.order_store,
            self.catalog.product,
            self.catalog.products if small else tuple,
        )

    def discover(self) -> Discovery:
        """What goes with what, with every order that was placed up to now."""
        return self._discoverer.now(self.history())

    def make_ready(self) -> None:
        """Read in the background what need not be waited for, so that it is at hand later on."""
        threading.Thread(target=self._finish_loading, name="discover", daemon=True).start()

    def _finish_loading(self) -> None:
        try:
            self.discover()
        except (AssistantError, OSError) as error:
            log.info("what goes with what is not known: %s", error)
        give_memory_back()  # 55 MB of what Whisper loaded, 15 with Vosk

    def learn_baskets(self, path: Path) -> BasketFile:
        """Learn from a file of a shop's baskets what is bought together; see `basket_file`.

        Raises:
            BadInputError: the file cannot be read.
            StorageError: what was learnt cannot be kept.
        """
        return self._discoverer.learn(path, self.shelf.exactly)

    def forget_alias(self, said: str) -> bool:
        """Take a learnt name back; False where there is none."""
        known = [each for each in self.catalog.learnt_aliases() if each.said == said]
        for each in known:
            self.catalog.market.forget(said, self.catalog.product(each.product_id))
        self.catalog.written()
        return bool(known)

    @cached_property
    def music(self) -> MusicLibrary:
        """The sample pieces and the owner's folder, and what of it cannot be played."""
        folder = self.settings.music.folder
        return MusicLibrary.open(
            self.catalog.works(),
            PROJECT / "config" / "music",
            Path(folder).expanduser() if folder else None,
            cache_dir=self.settings.data_dir,
        )

    @cached_property
    def records(self) -> LibraryRecords:
        """The music as it is found by what people call it."""
        return LibraryRecords(self.music.items)

    @property
    def rules(self) -> Rules:
        """What may be bought without asking."""
        buying, currency = self.settings.buying, self.settings.household.currency
        above = amount("buying.confirm_above", buying.confirm_above, currency)
        if above is None:
            raise SettingsError("buying.confirm_above", f"has no amount in {currency}")
        return Rules(above, buying.confirm_first_time, buying.price_rise_percent)

    @cached_property
    def time_zone(self) -> tzinfo:
        """The household's time zone."""
        zone = household_zone(self.settings.household.time_zone)
        return zone or datetime.now().astimezone().tzinfo or UTC

    # What is understood and said

    @cached_property
    def understanding(self) -> Understanding:
        """What understands texts and says replies."""
        return Understanding(self.settings, self, self._intents_dir)

    def sentences(self, language: Language) -> Sentences:
        """The sentences of a language, read once."""
        return self.understanding.sentences(language)

    def covering(self, language: Language, limit: int, first: frozenset[str]) -> list[str]:
        """Sentences that together show most; see `Sentences.covering`."""
        return self.understanding.covering(language, limit, first)

    def matcher(self, language: Language) -> Matcher:
        """What understands a language, made once."""
        return self.understanding.matcher(language)

    def replies(self, language: Language) -> Replies:
        """What is said in a language, read once."""
        return self.understanding.replies(language)

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        """Who answers which intent; raises `SettingsError` where an extension cannot be used."""
        settings = self.settings
        return extended_skills(settings.extension_dirs, elsewhere=settings.hermes.enabled)

    def understand(self, text: str, language: Language) -> Understood:
        """What a text means; nothing is done about it."""
        return self.understanding.understand(text, language)

    @cached_property
    def hearing(self) -> Hearing:
        """What hears and speaks."""
        return Hearing(self.settings, self, self._models)

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
        history = self.history()
        notes = HouseholdNotes(self.notebook.notes())
        self.shelf.prefer(notes.usual(history))
        return Scene(
            now=now,
            language=session.language,
            utterance_id=utterance_id,
            device_id=session.id,
            origin=origin,
            shelf=FavouriteShelf(self.shelf, notes.favourites),
            records=self.records,
            history=history,
            rules=self.rules,
            lists=self.notebook.lists(),
            notes=notes,
            home=KnownHome(
                self.order_store,
                lambda: self._discoverer.now(history),
                lambda: self._discoverer.at_hand(history),
                history,
                self.notebook.watches,
                currency=self.settings.household.currency,
                zone=self.time_zone,
                now=now,
            ),
            player=player,
            last_said=session.last_said,
            explained=session.to_be_explained(now),
            last_order=session.order_spoken_of(now),
            market=self.market,
            held_prices=self.catalog.held_offers,
            topic=session.product_spoken_of(now),
            list=session.list_spoken_of(now),
            offered=session.offered(now),
            promise=self.promises,
            record=cache(lambda: self.promises.record(now, self.time_zone)),
            zone=self.time_zone,
        )
