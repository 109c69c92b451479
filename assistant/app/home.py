"""A household in use: connected to its order service and loudspeaker, typed to or spoken to."""

import contextlib
import fcntl
import itertools
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from assistant.app.hermes import Hermes
from assistant.app.hermes_mind import Mind
from assistant.app.late_orders import LateWatch
from assistant.app.mouth import SpokenMouth
from assistant.app.parts import App
from assistant.app.price_watch import PriceWatcher
from assistant.app.recorder import Recorder
from assistant.app.rounds import Rounds
from assistant.app.told import Told
from assistant.app.vocabulary import Vocabulary
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client
from assistant.bus.hands import Callbacks, HouseHands
from assistant.bus.requester import Requester
from assistant.bus.running import find_running, reach
from assistant.core.messages import DeviceControl, OrderEvent, PlayerCommand, utc_now
from assistant.core.settings import LANGUAGES, Language
from assistant.dialog.places import Places
from assistant.dialog.session import Session
from assistant.house import House
from assistant.language.intent import Intent
from assistant.language.reply import Reply, joined
from assistant.media.output import open_output
from assistant.skills.announcing import Happening, worth_saying
from assistant.speech.cancelled_source import EchoCancelledSource
from assistant.speech.files import FileSource, RawSource
from assistant.speech.frames import AudioSource
from assistant.speech.loudspeaker_monitor import LoudspeakerMonitor, prospect
from assistant.speech.patient_microphone import PatientMicrophone
from assistant.turns import ByLanguage, Conversation, Saying, Talk, Turn
from assistant.voice import VoiceAssistant, VoiceObserver

VOICE_ID = "assistant"
"""The device id of the assistant that listens; there is one in a house."""
PLAYER_WAIT_S = 3.0
RUNNING = "running"
"""The kind of a broker that another process of this household has started."""


@dataclass
class Home:
    """A running house, seen from a conversation."""

    app: App
    address: BrokerAddress
    broker_kind: str

    @contextmanager
    def conversation(
        self,
        session: Session,
        *,
        observers: tuple[VoiceObserver, ...] = (),
        mute: Callable[[], None] = lambda: None,
        callbacks: Callbacks | None = None,
    ) -> Iterator[tuple[Talk, HouseHands]]:
        """Connect as the device `session.id` and talk in `session.language`."""
        settings = self.app.settings
        client = Client(self.address, f"{session.id}-{secrets.token_hex(3)}")
        keep_in = settings.data_dir / "requests" / session.id
        requester = Requester(client, session.id, keep_in)
        hands = HouseHands(
            client,
            requester,
            device_id=session.id,
            loudspeaker=settings.music.loudspeaker,
            answer_timeout_s=settings.dialog.answer_timeout_s,
            mute=mute,
            callbacks=callbacks,
        )

        places = Places()

        def talk(language: Language) -> Conversation:
            return Conversation(
                self.app.matcher(language),
                self.app.replies(language),
                lambda *scene: self.app.scene(*scene, player=hands.player),
                hands,
                self.app.notebook,
                question_s=settings.dialog.question_s,
                zone=self.app.time_zone,
                clock=utc_now,
                skills=self.app.skills,
                observers=observers,
                learn=self.app.learn_alias,
                places=places,
            )

        conversation: Talk = (
            ByLanguage({language: talk(language) for language in LANGUAGES})
            if settings.household.language == "auto"
            else talk(session.language)
        )
        self.app.make_ready()
        with client, requester:
            yield conversation, hands

    @contextmanager
    def talk(
        self, language: Language, origin: Literal["voice", "text"] = "text"
    ) -> Iterator[Callable[[str], Turn]]:
        """A conversation of its own, in text: what is said in, the turn out."""
        requests = self.app.settings.data_dir / "requests"
        with (
            claimed(requests, "chat") as device_id,
            self.conversation(session := Session(device_id, language)) as (
                conversation,
                hands,
            ),
        ):
            hands.wait_for_player(PLAYER_WAIT_S)

            def say(text: str) -> Turn:
                turn = conversation.take(session, Saying(text, origin))
                if self.broker_kind == RUNNING:  # the assistant that listens tells of prices
                    return turn
                news = [conversation.announce(session, each) for each in self.app.prices_due()]
                return _together(turn, news)

            yield say


def _together(turn: Turn, news: Sequence[Turn]) -> Turn:
    """A turn with what is told besides."""
    replies = [each.reply for each in (*news, turn) if each.reply is not None]
    return replace(turn, reply=joined(replies)) if news and replies else turn


@contextmanager
def claimed(folder: Path, name: str) -> Iterator[str]:
    """An id that no other process uses now: `name`, `name-2`, ...

    The ids come round again, so that a request one process left unanswered is sent by the next.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        device_id = name if number == 1 else f"{name}-{number}"
        with (folder / f"{device_id}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield device_id
            return


@contextmanager
def open_home(app: App) -> Iterator[Home]:
    """Start the house and everything in it; it ends with the context.

    What no part of it could do without is looked at first, so that it is told once.
    """
    app.catalog.count()
    app.time_zone  # noqa: B018 - raises where there is no such zone
    with House(app.settings) as house:
        yield Home(app, house.address, house.broker_kind)


@contextmanager
def join_home(app: App) -> Iterator[Home]:
    """The house that is running, or one started for the while."""
    settings = app.settings
    if find_running(settings.data_dir) is not None:
        yield Home(app, reach(settings.broker, settings.data_dir), RUNNING)
        return
    with open_home(app) as home:
        yield home


@dataclass
class _Room:
    """Turns the loudspeaker's music down while somebody speaks."""

    hands: HouseHands
    cancelled: bool
    """Whether its echo is taken out of the microphone."""
    ducked: bool = field(default=False, init=False)

    @property
    def music(self) -> bool:
        """Whether music is playing."""
        player = self.hands.player
        return player is not None and player.state == "playing"

    @property
    def stoppable(self) -> bool:
        """Whether music is playing that is not in the way of hearing "stop"."""
        return self.cancelled and self.music

    def duck(self) -> None:
        """Turn the music down."""
        if self.music:
            self.ducked = True
            self._tell("duck")

    def unduck(self) -> None:
        """Turn it up again."""
        if self.ducked:
            self.ducked = False
            self._tell("unduck")

    def _tell(self, action: str) -> None:
        command = {"command_id": f"{VOICE_ID}-{secrets.token_hex(6)}", "action": action}
        self.hands.tell_player(PlayerCommand(**command))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Listening:
    """A voice assistant and the source it listens to."""

    assistant: VoiceAssistant
    source: AudioSource
    broker_kind: str


class _Link:
    """Carries what arrives from the house to the assistant, which exists a moment later."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.assistant: VoiceAssistant | None = None
        self.vocabulary: Vocabulary | None = None
        self.callbacks = Callbacks(
            order_changed=self._order_changed,
            controlled=self._controlled,
            answered_late=self.announce,
        )

    def mute(self) -> None:
        """Close the microphone."""
        if self.assistant is not None:
            self.assistant.mute(muted=True)

    def _order_changed(self, event: OrderEvent) -> None:
        if self.vocabulary is not None:
            self.vocabulary.refresh_soon()
        if worth_saying(event) and self.told.first_time(event.event_id):
            self.announce(event)

    def announce(self, happening: Happening) -> None:
        """Say it when there is time."""
        if self.assistant is not None:
            self.assistant.announce(happening)

    def _controlled(self, control: DeviceControl) -> None:
        if self.assistant is None:
            return
        if control.action == "listen":
            self.assistant.listen()
        elif control.action in {"mute", "unmute"}:
            self.assistant.mute(muted=control.action == "mute")


@contextmanager
def listening(
    app: App, sound: str | None, observers: tuple[VoiceObserver, ...]
) -> Iterator[Listening]:
    """A house, and everything from microphone to loudspeaker; models load while it starts.

    `sound` is a recording or `-` for raw PCM; None is the microphone.
    """
    settings = app.settings
    language = settings.household.main_language
    session = Session(VOICE_ID, language)
    link = _Link(Told(settings.data_dir / "told.json"))
    if settings.privacy.record:
        observers = (*observers, Recorder(settings.data_dir / "recordings"))
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(2, thread_name_prefix="load"))
        loading = pool.submit(app.hearing.ears)
        voice = pool.submit(app.hearing.synthesiser)
        home = stack.enter_context(open_home(app))
        conversation, hands = stack.enter_context(
            home.conversation(
                session, observers=observers, mute=link.mute, callbacks=link.callbacks
            )
        )
        output = stack.enter_context(open_output(settings.audio.output))
        synthesiser = voice.result()
        if synthesiser is not None:
            stack.enter_context(contextlib.closing(synthesiser))
        recogniser = loading.result()
        link.vocabulary = Vocabulary(app, recogniser)
        stack.callback(link.vocabulary.close)
        late = LateWatch(
            app.orders, link.told, link.announce, lambda: utc_now().astimezone(app.time_zone)
        )
        stack.enter_context(Rounds("late orders", late.look, late.EVERY_S))
        hermes = hermes_of(app, home, conversation) if settings.hermes.enabled else None
        prices = PriceWatcher(
            app.prices_due,
            app.catalog.changes,
            link.announce,
            link.vocabulary.refresh_soon,  # what is new in the shop can be heard, too
        )
        stack.enter_context(Rounds("prices", prices.look, prices.EVERY_S))
        own_voice = app.hearing.own_voice()
        source = source_of(app, sound)
        link.assistant = VoiceAssistant(
            app.hearing.listener(recogniser, wake=True, own_voice=own_voice),
            hermes or conversation,
            SpokenMouth(synthesiser, output, lambda: session.language, settings, own_voice),
            _Room(hands, cancelled=isinstance(source, EchoCancelledSource)),
            observers=(*observers, hermes) if hermes is not None else observers,
            session=session,
            follow_up_s=settings.dialog.follow_up_s,
            interruption=app.hearing.interruption(recogniser)
            if settings.dialog.bare_stop
            else None,
            code_recogniser=app.hearing.code_recogniser(recogniser),
        )
        if hermes is not None:
            hermes.start(link.assistant)
            stack.callback(hermes.stop)
        yield Listening(link.assistant, source, home.broker_kind)


def hermes_of(app: App, home: Home, talk: Talk) -> Hermes:
    """What takes part in the Hermes protocol for this house."""

    def understand(text: str, language: Language) -> Intent | None:
        return app.understand(text, language).intent

    def reply(key: str, language: Language, data: Mapping[str, Any]) -> Reply:
        return app.replies(language).render(key, **data)

    mind = Mind(
        understand,
        frozenset(app.skills),
        reply,
        app.settings.wake.word,
        lambda: Session(VOICE_ID, app.settings.household.main_language),
    )
    return Hermes(app.settings.hermes, home.address, talk, mind)


def source_of(app: App, sound: str | None) -> AudioSource:
    """The microphone without its echo, a recording, or raw PCM on standard input."""
    if sound is None:
        audio = app.settings.audio
        microphone = PatientMicrophone(audio.input)
        if not prospect(audio).possible:
            return microphone
        return EchoCancelledSource(microphone, LoudspeakerMonitor())
    return RawSource(sys.stdin.buffer, measured=False) if sound == "-" else FileSource(sound)
