"""The assistant's parts, wired once and only when they are needed."""

import contextlib
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from assistant.app.discovering import FEW_PRODUCTS, Discoverer
from assistant.app.household import KnownHome
from assistant.app.price_watch import due
from assistant.core.errors import AssistantError, AudioDeviceError, ModelMissingError, SettingsError
from assistant.core.messages import Order, PlayerState, utc_now
from assistant.core.settings import PROJECT, Language, Settings, amount
from assistant.dialog.session import Session
from assistant.language import digits
from assistant.language.intent import Intent
from assistant.language.match import Matcher
from assistant.language.reply import Replies
from assistant.language.resolve import CERTAIN
from assistant.language.sampling import cross, fill, shapes
from assistant.language.sentences import Sentences
from assistant.media.library import MusicLibrary
from assistant.media.output import open_output
from assistant.skills.extension import INTENTS, extended_skills
from assistant.skills.favourites import FavouriteShelf
from assistant.skills.records import LibraryRecords
from assistant.skills.scene import Scene, Skill
from assistant.skills.shelf import CatalogShelf, with_products
from assistant.speech.both_languages import BothLanguages
from assistant.speech.endpoint import SileroVoiceActivity
from assistant.speech.grammar import Phrases
from assistant.speech.interruption import StopSpotter
from assistant.speech.listener import Listener
from assistant.speech.models import choose_model, find_models
from assistant.speech.own_voice import DeafToItself, OwnVoice
from assistant.speech.recogniser import Recogniser, Transcript
from assistant.speech.speak import SpeechSynthesiser, VoiceError, make_synthesiser
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.wake import MicroWakeWord, WakeWord
from assistant.speech.whisper_recogniser import WhisperRecogniser
from assistant.storage import catalog_file
from assistant.storage.basket_file import BasketFile
from assistant.storage.household_catalog import HouseholdCatalog, HouseholdMarket, open_household
from assistant.storage.sqlite_notebook import NOTEBOOK_FILE, SqliteNotebook
from assistant.storage.sqlite_orders import ORDERS_FILE, is_made, open_orders
from assistant.store.catalog import Catalog
from assistant.store.delivery import household_zone
from assistant.store.discovery import Discovery
from assistant.store.household import Bought, counted, sample_purchases
from assistant.store.household_notes import HouseholdNotes
from assistant.store.kept_promises import Delivered, KeptPromises
from assistant.store.offers import Market
from assistant.store.order_store import OrderReader
from assistant.store.purchase import Rules
from assistant.store.run_out import Lasts
from assistant.store.supplies import of_product
from assistant.store.watches import PriceDropped

log = logging.getLogger(__name__)

SAMPLE_BASKETS = PROJECT / "config" / "catalog" / "baskets.csv"
"""What the customers of the sample shop bought."""
MOST_CARRIERS = 4500
"""Sample sentences for a recogniser's grammar."""
MOST_USUAL = 150
"""Of them, those in usual words, which are said with each of the household's own names."""
PRODUCT_PLACES = frozenset({"product", "item", "ordered", "companion", "stocked", "unwanted"})
MUSIC_PLACES = frozenset({"artist", "composer", "track", "album", "genre", "title", "something"})
NAMED = PRODUCT_PLACES | MUSIC_PLACES
"""Free places in sentences, by what stands in them."""
COMMAND_WORDS = ("Alexa", "reorder", "order", "play", "stop", "pause", "cancel my order")
BELIEVED = 0.85
"""How well a product has to fit where the word for ordering it was misheard."""
ANYTHING = "sunset"
"""A word that could be the name of anything."""
MOST_PEOPLE = 12
"""Composers and artists that Whisper is told of; products want room too."""

STOPPING = frozenset({"Stop"})
"""What is heard without a wake word while the assistant talks or plays."""
STOPS_FROM = 0.9
"""How sure the meaning has to be then."""
WHISPERED_STOP = 0.28
"""What Whisper is sure of at least where its words are exactly such a sentence."""
MOST_STOPS = 24
"""Sentences that Whisper is told to expect then."""
REMINDED_FROM = 0.05
"""The probability from which its own voice is taken for its wake word; the word itself counts from 0.9."""

REMEMBERED = timedelta(minutes=2)
"""How long "cancel it" means the order just talked about, whatever a device ordered since."""


def _meaning(intent: Intent | None) -> object | None:
    """What two sentences have in common that mean the same."""
    if intent is None:
        return None
    return intent.name, {name: slot.value for name, slot in intent.slots.items()}


def topic(session: Session, now: datetime) -> str | None:
    """The product that was talked about or ordered in the last minutes."""
    order, said_at = session.last_order, session.topic_at
    ordered_at = order.placed_at if order is not None else None
    recent = said_at is not None and now - said_at < REMEMBERED
    if recent and said_at is not None and (ordered_at is None or ordered_at <= said_at):
        return session.topic
    if order is not None and now - order.placed_at < REMEMBERED:
        return order.lines[0].product_id
    return None


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
        self.sentences = cache(self._sentences)
        self.matcher = cache(self._matcher)
        self.replies = cache(self._replies)

    # What is known

    @cached_property
    def catalog(self) -> HouseholdCatalog:
        """The shop's and the household's own; `CatalogError` where it is missing or damaged."""
        return open_household(self.settings.catalog_file, self.settings.market_file)

    @cached_property
    def market(self) -> Market:
        """Who sells what, in the household's currency."""
        return HouseholdMarket(self.catalog, self.settings.household.currency)

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

    @contextlib.contextmanager
    def order_store(self) -> Iterator[OrderReader | None]:
        """This household's orders, read only; None before its first order service ran."""
        store = self._open_books()
        if store is None:
            yield None
            return
        with contextlib.closing(store):
            yield store

    def _open_books(self) -> OrderReader | None:
        if self.settings.orders.database:
            # Its driver takes a while to load, and few need it.
            from assistant.storage.postgres_orders import read_postgres  # noqa: PLC0415

            return read_postgres(self.settings.orders.database)
        file = self.settings.data_dir / ORDERS_FILE
        return open_orders(file, read_only=True) if is_made(file) else None

    def orders(self, limit: int = 20) -> tuple[Order, ...]:
        """The latest orders, newest first."""
        with self.order_store() as store:
            return store.orders(limit) if store else ()

    def lasts(self, product_id: str, now: datetime | None = None) -> Lasts | None:
        """How many more days a product lasts, from `now` on; None where too little is known."""
        with self.order_store() as store:
            return of_product(store, product_id, now or utc_now()) if store else None

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

    def prices_due(self) -> Sequence[PriceDropped]:
        """Prices that somebody waited for and that have come, each once."""
        return due(self.notebook, self.market, utc_now())

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
        threading.Thread(target=self._discover_quietly, name="discover", daemon=True).start()

    def _discover_quietly(self) -> None:
        try:
            self.discover()
        except (AssistantError, OSError) as error:
            log.info("what goes with what is not known: %s", error)

    def learn_baskets(self, path: Path) -> BasketFile:
        """Learn from a file of a shop's baskets what is bought together; see `basket_file`.

        Raises:
            BadInputError: the file cannot be read.
            StorageError: what was learnt cannot be kept.
        """
        return self._discoverer.learn(path, self._named_exactly)

    def _named_exactly(self, name: str) -> str | None:
        if self.catalog.product(name) is not None:
            return name
        fits = self.shelf.find(name)
        plain = name.casefold()
        return next(
            (f.product.id for f in fits if plain in map(str.casefold, f.product.names.values())),
            None,
        )

    def forget_alias(self, said: str) -> bool:
        """Take a learnt name back; False where there is none."""
        market = self.catalog.market
        known = [each for each in market.aliases.all() if each.said == said]
        for each in known:
            market.forget(said, self.catalog.product(each.product_id))
        self.catalog.written()
        return bool(known)

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

    def _sentences(self, language: Language) -> Sentences:
        """The sentences of a language."""
        if self._intents_dir is not None:
            return Sentences.load(self._intents_dir, language)
        return Sentences.load(self.settings.intents_dir, language, self._added_intents)

    def _matcher(self, language: Language) -> Matcher:
        return Matcher(self.sentences(language), self._sells)

    def _sells(self, phrase: str) -> bool:
        """Whether a phrase names products well enough to believe in a misheard order for one."""
        return any(fit.score >= BELIEVED for fit in self.shelf.find(phrase))

    def _replies(self, language: Language) -> Replies:
        return Replies.load(self.settings.intents_dir, language, self._added_intents)

    @property
    def _added_intents(self) -> tuple[Path, ...]:
        return tuple(folder / INTENTS for folder in self.settings.extension_dirs)

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        """Who answers which intent; raises `SettingsError` where an extension cannot be used."""
        settings = self.settings
        return extended_skills(settings.extension_dirs, elsewhere=settings.hermes.enabled)

    def understand(self, text: str, language: Language) -> Understood:
        """What a text means; nothing is done about it."""
        found = self.matcher(language).understand(text)
        if found.intent is None or "product" not in found.intent.slots:
            return Understood(text, found.intent, found.ms)
        return Understood(text, with_products(found.intent, self.shelf), found.ms)

    # What is heard and spoken

    def phrases(self, language: Language) -> Phrases:
        """What may be said: the sentences, with the names of products and music in them."""
        carriers = self.sentences(language).sample(MOST_CARRIERS)
        said = {place for place in NAMED if any(f"{{{place}}}" in each for each in carriers)}
        products = self.shelf.names(language) if said & PRODUCT_PLACES else ()
        music = self.records.names(language) if said & MUSIC_PLACES else ()
        names = {place: products if place in PRODUCT_PLACES else music for place in said}
        own = self.shelf.short_names(language), self.records.people(language)
        usual = {place: own[place in MUSIC_PLACES] for place in said}
        return Phrases.of(
            fill(carriers, names),
            (*products, *music),
            usual=cross(carriers[:MOST_USUAL], usual),
            carriers=shapes(carriers, said),
        )

    def recogniser(self, language: Language) -> Recogniser:
        """The speech recogniser of a language, loaded; `ModelMissingError` where there is none."""
        places = find_models(self.settings)
        chosen = choose_model(places, language, self.settings.recognition.engine)
        if chosen is None or chosen.path is None:
            wanted = [place for place in places if place.language == language]
            looked = [looked for place in wanted for looked in place.looked_in]
            mend = "; ".join(place.note for place in wanted)
            raise ModelMissingError(f"speech model for {language}", looked, mend)
        if chosen.engine == "vosk":
            understand = self.matcher(language).understand
            return VoskRecogniser(
                chosen.path,
                language,
                self.phrases(language),
                meaning=lambda text: _meaning(understand(text).intent),
            )
        threads = self.settings.recognition.threads
        return WhisperRecogniser(
            chosen.path,
            self.hotwords(language),
            threads,
            is_complete=lambda text: self._is_complete(text, language),
        )

    def ears(self) -> Recogniser:
        """The recogniser of the household's language, or of both with `language = "auto"`."""
        main = self.settings.household.main_language
        if self.settings.household.language != "auto":
            return self.recogniser(main)
        other: Language = "ko" if main == "en" else "en"
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(self.recogniser, (main, other))
        return BothLanguages(one, two, self._sureness)

    def _sureness(self, text: str, language: Language) -> float:
        """How sure the meaning of a text is, 0 where it has none."""
        found = self.understand(text, language).intent
        return 0.0 if found is None else min(1.0, found.score)

    def _is_complete(self, text: str, language: Language) -> bool:
        """Whether a text is a command that leaves nothing open, so that it need not be waited for."""
        intent = self.understand(text, language).intent
        if intent is None:
            return False
        if intent.name == "SayCode":  # a longer one goes on
            return False
        if not intent.slots:  # "play" is complete, and the beginning of something else
            longer = self.matcher(language).understand(f"{text} {ANYTHING}").intent
            return longer is None or longer.name == intent.name
        if intent.name == "PlayMusic":
            return bool(self.records.find({k: str(slot.value) for k, slot in intent.slots.items()}))
        named = intent.slots.get("product")
        return named is None or (named.value is not None and named.score >= CERTAIN)

    def hotwords(self, language: Language) -> Sequence[str]:
        """Words that Whisper should expect, as far as there is room for them.

        The household's own come first: what it owns and plays, where sentences have a place for
        it; then the words in the sentences' lists.
        """
        sentences = self.sentences(language)
        named = NAMED.intersection(sentences.lists)
        people = self.records.people(language)[:MOST_PEOPLE] if named & MUSIC_PLACES else ()
        products = self.shelf.short_names(language) if named & PRODUCT_PLACES else ()
        verbs = COMMAND_WORDS if named else ()
        return (*verbs, *people, *products, *sentences.listed())

    def listener(
        self, recogniser: Recogniser, *, wake: bool, own_voice: OwnVoice | None = None
    ) -> Listener:
        """From frames to commands; without `wake` only when told to listen.

        `own_voice` is what the assistant says itself, and is not listened to.
        """
        settings = self.settings
        word = self.wake_word() if wake else None
        return Listener(
            wake=word if word is None or own_voice is None else DeafToItself(word, own_voice),
            voice_activity=SileroVoiceActivity(),
            recogniser=recogniser,
            endpoint=settings.endpoint,
            preroll_s=settings.wake.preroll_s,
        )

    def wake_word(self) -> WakeWord:
        """What wakes it."""
        wake = self.settings.wake
        return MicroWakeWord(wake.word, wake.refractory_s)

    def own_voice(self) -> OwnVoice:
        """What knows when the assistant itself says something like its wake word."""
        return OwnVoice(self.reminder())

    def reminder(self) -> WakeWord:
        """A wake word that is easily reminded, for what the assistant is going to say."""
        return MicroWakeWord(self.settings.wake.word, 0.0, batch=1, cutoff=REMINDED_FROM)

    def code_recogniser(self, recogniser: Recogniser) -> Recogniser:
        """The same models, expecting digits: what a spoken code is heard by.

        Of 12 codes in a synthetic voice Whisper heard 8 without and 11 with the digits expected.
        """
        match recogniser:
            case BothLanguages(recognisers=(one, other)):
                both = self.code_recogniser(one), self.code_recogniser(other)
                return BothLanguages(*both, self._sureness)
            case WhisperRecogniser():
                return recogniser.narrowed((f"The code is {digits.counted(recogniser.language)}.",))
        return recogniser

    def interruption(self, recogniser: Recogniser) -> StopSpotter:
        """What hears "stop" while the assistant talks or plays."""
        return StopSpotter(SileroVoiceActivity(), self._expecting_stops(recogniser), self._stops)

    def _expecting_stops(self, recogniser: Recogniser) -> Recogniser:
        """The same models, listening for the sentences that mean to stop and nothing else."""
        match recogniser:
            case BothLanguages(recognisers=(one, other)):
                both = self._expecting_stops(one), self._expecting_stops(other)
                return BothLanguages(*both, self._sureness)
            case WhisperRecogniser():
                return recogniser.narrowed(self._stop_sentences(recogniser.language)[:MOST_STOPS])
            case VoskRecogniser():
                understand = self.matcher(recogniser.language).understand
                return recogniser.narrowed(
                    Phrases.of(self._stop_sentences(recogniser.language)),
                    lambda text: _meaning(understand(text).intent),
                )
            case _:
                return recogniser

    def _stop_sentences(self, language: Language) -> list[str]:
        return self.sentences(language).sample(MOST_CARRIERS, STOPPING)

    def _stops(self, transcript: Transcript) -> bool:
        """Whether a transcript is a sentence that means to stop, not just one that sounds like it."""
        whisper = transcript.engine == "whisper"
        if not transcript.accepted and not (whisper and transcript.score >= WHISPERED_STOP):
            return False
        language = transcript.language or self.settings.household.main_language
        pieces = [piece for piece in transcript.text.split(",") if piece.strip()]  # "stop, stop"
        intents = [self.understand(piece, language).intent for piece in pieces]
        return bool(intents) and all(
            intent is not None and intent.name in STOPPING and intent.score >= STOPS_FROM
            for intent in intents
        )

    def synthesiser(self) -> SpeechSynthesiser | None:
        """The voice, started; None where there is none, which is logged with the mend."""
        try:
            synthesiser = make_synthesiser(self.settings.voice)
            if synthesiser is not None:
                synthesiser.synthesise("ready", "en")
        except VoiceError as error:
            log.warning("replies are shown, not spoken: %s", error)
            return None
        return synthesiser

    def say(self, text: str, language: Language, wav: Path | None = None) -> None:
        """Speak a text through the loudspeaker, or into a WAV file; raises `VoiceError`."""
        synthesiser = make_synthesiser(self.settings.voice)
        if synthesiser is None:
            raise VoiceError("voice.engine is none; set it to auto")
        with contextlib.closing(synthesiser):
            speech = synthesiser.synthesise(text, language)
        if wav is not None:
            speech.save(wav)
            return
        with open_output(self.settings.audio.output) as output:
            if output.silent:
                raise AudioDeviceError("no loudspeaker here; --wav FILE writes the speech instead")
            output.play(speech.samples, speech.rate).wait(speech.seconds + 2)

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
        notes = HouseholdNotes(self.notebook.notes())
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
            lasts=lambda product_id: self.lasts(product_id, now),
            lists=self.notebook.lists(),
            notes=notes,
            home=KnownHome(
                self.order_store,
                lambda: self._discoverer.now(history),
                lambda: self._discoverer.at_hand(history),
                history,
                currency=self.settings.household.currency,
                zone=self.time_zone,
                now=now,
            ),
            player=player,
            last_said=session.last_said,
            last_order=order if order and now - order.placed_at < REMEMBERED else None,
            market=self.market,
            topic=topic(session, now),
            promise=self.promises,
            zone=self.time_zone,
        )
