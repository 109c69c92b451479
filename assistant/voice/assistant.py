"""Listens and talks at once, without ever closing the ear.

Two threads: the ear (the caller's) reads frames and hears wake words even while the assistant
talks; the mouth carries out turns and speaks, one at a time. A wake word breaks a reply off, and so
does "stop".
"""

import logging
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import Protocol

from assistant.core.messages import Answer, OrderEvent
from assistant.dialog.session import Session
from assistant.language.replies.reply import Reply
from assistant.language.words.digits import code as spoken_code
from assistant.skills.orders.announcing import Happening, Late
from assistant.speech.frames import AudioSource
from assistant.speech.interruption import StopSpotter
from assistant.speech.listener import Event, Listener, NothingSaid, Utterance, WakeHeard
from assistant.speech.recogniser import Recogniser
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.watches import PriceDropped
from assistant.turns import Saying, Talk, Turn
from assistant.voice.events import (
    WORDS,
    Heard,
    Muted,
    Nothing,
    Said,
    VoiceEvent,
    VoiceObserver,
    Woke,
    Words,
    Written,
    hidden,
)

_LOG = logging.getLogger(__name__)

OWN_TAIL_S = 0.25
"""After a reply the room and the sound system still give the end of it."""
MOST_WAITING = 20
"""What others may ask to be said or done at once; the rest is refused."""

_Work = Utterance | NothingSaid | Happening | Words | Written


class Mouth(Protocol):
    """Speaks replies; never blocks the ear."""

    def say(self, reply: Reply) -> Said:
        """Speak to the end or until `hush`."""

    def chime(self) -> None:
        """A short sound: it listens."""

    def hush(self) -> None:
        """Be silent at once."""

    @property
    def saying(self) -> str | None:
        """What is being said; None while it is silent."""


class Room(Protocol):
    """Other sound in the room, turned down while somebody speaks."""

    @property
    def music(self) -> bool:
        """Whether music is playing."""

    @property
    def stoppable(self) -> bool:
        """Whether music is playing that is not in the way of hearing "stop"."""

    def duck(self) -> None:
        """Turn the music down."""

    def unduck(self) -> None:
        """Turn it up again."""


@dataclass
class _Ear:
    """What other threads ask of the ear; it looks between two frames."""

    listen: threading.Event = field(default_factory=threading.Event)
    muted: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)


class VoiceAssistant:
    """Listens to a source of sound and talks back."""

    def __init__(
        self,
        listener: Listener,
        conversation: Talk,
        mouth: Mouth,
        room: Room,
        *,
        observers: tuple[VoiceObserver, ...] = (),
        session: Session,
        follow_up_s: float,
        interruption: StopSpotter | None = None,
        code_recogniser: Recogniser | None = None,
    ) -> None:
        self._listener = listener
        self._conversation = conversation
        self._mouth = mouth
        self._room = room
        self._observers = observers
        self._session = session
        self._follow_up_s = follow_up_s
        self._interruption = interruption
        self._code_recogniser = code_recogniser
        self._usual_recogniser = listener.recogniser if code_recogniser is not None else None
        self._ear = _Ear()
        self._pushed = False
        self._work: queue.Queue[_Work | None] = queue.Queue()

    def run(self, source: AudioSource) -> None:
        """Listen until the source ends or `close` is called; the last turn is finished first."""
        mouth = threading.Thread(target=self._talk, name="mouth")
        mouth.start()
        try:
            with source:
                for frame in source:
                    if self._ear.closing.is_set():
                        break
                    self._hear(frame)
            for event in self._listener.end():
                self._react(event)
        finally:
            self._work.put(None)
            mouth.join()

    def close(self) -> None:
        """Stop listening and talking; safe from any thread and from a signal handler."""
        self._ear.closing.set()
        self._mouth.hush()

    def listen(self) -> None:
        """Push to talk: take what is said next as a command."""
        self._mouth.hush()
        self._pushed = True
        self._ear.listen.set()

    def mute(self, *, muted: bool) -> None:
        """Close or open the microphone; while it is closed, every frame is thrown away."""
        changed = muted != self._ear.muted.is_set()
        (self._ear.muted.set if muted else self._ear.muted.clear)()
        if changed:
            self._tell(Muted(muted))

    @property
    def muted(self) -> bool:
        """Whether the microphone is closed."""
        return self._ear.muted.is_set()

    def announce(self, event: Happening) -> None:
        """Say aloud, after what is being said, what a device ordered or a late answer."""
        self._work.put(event)

    def take(self, work: Words | Written) -> bool:
        """Say something, or carry out a command, after what is under way; from any thread.

        Returns:
            False where too much waits already.
        """
        if self._work.qsize() >= MOST_WAITING:
            return False
        self._work.put(work)
        return True

    def _hear(self, frame: bytes) -> None:
        if self._ear.muted.is_set():
            self._listener.cancel()
            self._ear.listen.clear()
            return
        if self._ear.listen.is_set():
            self._ear.listen.clear()
            self._room.duck()
            self._listener.listen_now(self._follow_up_s, ignore_s=OWN_TAIL_S)
        for event in self._listener.feed(frame):
            self._react(event)
        self._hear_interruption(frame)

    def _hear_interruption(self, frame: bytes) -> None:
        """Hear "stop" while it talks or plays, and nobody is listened to already."""
        if self._interruption is None:
            return
        saying = self._mouth.saying
        if self._listener.listening or (saying is None and not self._room.stoppable):
            self._interruption.rest()
            return
        heard = self._interruption.feed(frame)
        if heard is None or (
            saying is not None and heard.transcript.text.lower() in saying.lower()
        ):
            return  # it has said so itself
        self._mouth.hush()
        self._tell(Heard(heard, time.perf_counter()))
        self._work.put(heard)

    def _react(self, event: Event) -> None:
        match event:
            case WakeHeard():
                self._mouth.hush()
                self._room.duck()
                self._mouth.chime()
                self._tell(Woke(event.at_s))
            case Utterance():
                ended = time.perf_counter() - event.latency_ms / 1000
                self._tell(Heard(hidden(event) if self._session.awaits_code else event, ended))
                self._work.put(event)
            case NothingSaid():
                self._work.put(event)

    def _talk(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                self._take(work)
            except Exception:  # noqa: BLE001
                # A broken skill or reply must not silence the assistant for good.
                _LOG.exception("this turn failed; the next one is a new start")
            finally:
                self._room.unduck()

    def _take(self, work: _Work) -> None:
        match work:
            case Words():
                self._recite(work)
                return
            case Written():
                turn = self._conversation.take(self._session, Saying(work.text, "voice"))
            case OrderEvent() | Answer() | Late() | PriceDropped() | HeldOffer():
                turn = self._conversation.announce(self._session, work)
            case NothingSaid():
                self._expect_code(awaited=False)
                self._tell(Nothing())
                return
            case Utterance():
                turn = self._turn(work)
        self._speak(turn)

    def _recite(self, words: Words) -> None:
        try:
            self._tell(self._mouth.say(Reply(WORDS, words.text, words.text)))
        finally:
            words.finished()
        if words.listen:
            self.listen()

    def _turn(self, heard: Utterance) -> Turn:
        """Rejected speech is quoted back, never guessed at: `free_text` is what it sounded like."""
        transcript = heard.transcript
        text = transcript.text if transcript.accepted else transcript.free_text or ""
        if self._session.awaits_code:  # a row of digits is no sentence, and no guess either
            heard_as = (transcript.text, transcript.free_text or "")
            text = next((each for each in heard_as if spoken_code(each)), text)
        if transcript.language is not None:
            self._session.language = transcript.language
        called = heard.wake_s is not None or self._pushed
        self._pushed = False
        return self._conversation.take(self._session, Saying(text, "voice", not called))

    def _speak(self, turn: Turn) -> None:
        self._expect_code(awaited=self._session.awaits_code)
        if turn.reply is None:
            return
        said = self._mouth.say(turn.reply)
        self._tell(said)
        # Music would be heard as speech; with music on, only a question opens the ear.
        answered = turn.intent is not None and self._follow_up_s > 0 and not self._room.music
        if said.whole and (turn.expects_answer or answered):
            self._ear.listen.set()

    def _expect_code(self, *, awaited: bool) -> None:
        """Hear digits while a code is asked for, and everything again afterwards."""
        if self._code_recogniser is not None and self._usual_recogniser is not None:
            wanted = self._code_recogniser if awaited else self._usual_recogniser
            self._listener.recogniser = wanted

    def _tell(self, event: VoiceEvent) -> None:
        for observer in self._observers:
            observer(event)
