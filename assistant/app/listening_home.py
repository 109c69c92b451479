"""A house that listens: everything from the microphone to the loudspeaker."""

import contextlib
import secrets
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from assistant.app.hermes import Hermes
from assistant.app.hermes_mind import Mind
from assistant.app.home import Home, open_home
from assistant.app.late_orders import LateWatch
from assistant.app.mouth import SpokenMouth
from assistant.app.parts import App
from assistant.app.price_watch import PriceWatcher
from assistant.app.recorder import Recorder
from assistant.app.rounds import Rounds
from assistant.app.told import TOLD_FILE, Told
from assistant.app.vocabulary import Vocabulary
from assistant.bus.hands import Callbacks, HouseHands
from assistant.core.messages import DeviceControl, OrderEvent, PlayerCommand, utc_now
from assistant.core.settings import Language
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.replies.reply import Reply
from assistant.media.output import open_output
from assistant.skills.orders.announcing import Happening, worth_saying
from assistant.speech.cancelled_source import EchoCancelledSource
from assistant.speech.files import FileSource, RawSource
from assistant.speech.frames import AudioSource
from assistant.speech.loudspeaker_monitor import LoudspeakerMonitor, prospect
from assistant.speech.own_voice import OwnVoice
from assistant.speech.patient_microphone import PatientMicrophone
from assistant.speech.speak import SpeechSynthesiser
from assistant.turns import Talk
from assistant.voice import VoiceAssistant, VoiceObserver

VOICE_ID = "assistant"
"""The device id of the assistant that listens; there is one in a house."""


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

    def __init__(self, app: App, told: Told) -> None:
        self.told = told
        self.late = LateWatch(
            app.open_orders, told, self.announce, lambda: utc_now().astimezone(app.time_zone)
        )
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
        if event.event == "NotReceived":
            self.late.known(event.order)
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
    session = Session(VOICE_ID, settings.household.main_language)
    link = _Link(app, Told(settings.data_dir / TOLD_FILE))
    if settings.privacy.record:
        observers = (*observers, Recorder(settings.data_dir / "recordings"))
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(2, thread_name_prefix="load"))
        loading = pool.submit(app.hearing.ears)
        voice = pool.submit(app.hearing.synthesiser)
        home = stack.enter_context(open_home(app))
        talk, hands = stack.enter_context(
            home.conversation(
                session, observers=observers, mute=link.mute, callbacks=link.callbacks
            )
        )
        own_voice = app.hearing.own_voice()
        mouth = stack.enter_context(_mouth(app, voice.result(), session, own_voice))
        recogniser = loading.result()
        link.vocabulary = Vocabulary(app, recogniser)
        stack.callback(link.vocabulary.close)
        hermes = hermes_of(app, home, talk) if settings.hermes.enabled else None
        source = source_of(app, sound)
        link.assistant = VoiceAssistant(
            app.hearing.listener(recogniser, wake=True, own_voice=own_voice),
            hermes or talk,
            mouth,
            _Room(hands, cancelled=isinstance(source, EchoCancelledSource)),
            observers=(*observers, hermes) if hermes is not None else observers,
            session=session,
            follow_up_s=settings.dialog.follow_up_s,
            interruption=app.hearing.interruption(recogniser)
            if settings.dialog.bare_stop
            else None,
            code_recogniser=app.hearing.code_recogniser(recogniser),
        )
        # What is told before there is anybody to say it would count as told.
        stack.enter_context(_looking(app, link, link.vocabulary))
        if hermes is not None:
            hermes.start(link.assistant)
            stack.callback(hermes.stop)
        app.make_ready()
        yield Listening(link.assistant, source, home.broker_kind)


@contextmanager
def _mouth(
    app: App, synthesiser: SpeechSynthesiser | None, session: Session, own_voice: OwnVoice
) -> Iterator[SpokenMouth]:
    """What speaks through the loudspeaker."""
    settings = app.settings
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(open_output(settings.audio.output))
        if synthesiser is not None:
            stack.enter_context(contextlib.closing(synthesiser))
        yield SpokenMouth(synthesiser, output, lambda: session.language, settings, own_voice)


@contextmanager
def _looking(app: App, link: _Link, vocabulary: Vocabulary) -> Iterator[None]:
    """Rounds that look for late orders and for prices, and tell of them."""
    prices = PriceWatcher(
        app.prices_due,
        app.catalog.changes,
        link.announce,
        vocabulary.refresh_soon,  # what is new in the shop can be heard, too
    )
    with (
        Rounds("late orders", link.late.look, link.late.EVERY_S),
        Rounds("prices", prices.look, prices.EVERY_S),
    ):
        yield


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
