"""The voice shell: who is heard while it talks, and what breaks a reply off."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from assistant.core.settings import Endpoint as EndpointSettings
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.replies.reply import Reply
from assistant.skills.orders.announcing import Happening
from assistant.speech.frames import FRAME_BYTES
from assistant.speech.interruption import StopSpotter
from assistant.speech.listener import Listener
from assistant.speech.recogniser import Transcript
from assistant.turns import Saying, Turn
from assistant.voice import Heard, Nothing, Said, VoiceAssistant, VoiceEvent, Woke
from tests.unit.speech.test_listener import FakeRecogniser, FakeVoiceActivity, FakeWake

QUIET, VOICE, WAKE = (bytes([n]) * FRAME_BYTES for n in (0, 1, 2))
PATIENCE_S = 10.0


class FakeMouth:
    """Says a reply until it is told that it has ended, or is hushed."""

    def __init__(self) -> None:
        self.talking = threading.Event()
        self.ended = threading.Event()
        self.hushed = 0
        self.chimes = 0
        self._text: str | None = None

    @property
    def saying(self) -> str | None:
        return self._text

    def say(self, reply: Reply) -> Said:
        before = self.hushed
        self._text = reply.speech
        self.talking.set()
        assert self.ended.wait(PATIENCE_S)
        self._text = None
        return Said(reply, 0.0, None, whole=self.hushed == before)

    def chime(self) -> None:
        self.chimes += 1

    def hush(self) -> None:
        self.hushed += 1
        if self._text is not None:
            self.ended.set()


@dataclass
class FakeRoom:
    music: bool = False
    stoppable: bool = False
    told: list[str] = field(default_factory=list)

    def duck(self) -> None:
        self.told.append("duck")

    def unduck(self) -> None:
        self.told.append("unduck")


class FakeTalk:
    """Answers everything that was called for."""

    def __init__(self, reply: str) -> None:
        self.reply = Reply("told", reply, reply)
        self.taken: list[tuple[str, bool]] = []

    def take(self, session: Session, said: Saying) -> Turn:
        assert (session.id, said.origin) == ("assistant", "voice")
        self.taken.append((said.text, said.overheard))
        stop = said.text == "stop"
        intent = Intent(name="Stop" if stop else "Help", language="en", text=said.text)
        return Turn(intent, None if stop else self.reply)

    def announce(self, session: Session, event: Happening) -> Turn:
        raise AssertionError(f"nothing was ordered, {event} in {session}")


class Stage:
    """Frames that are let into the microphone one scene after the other."""

    name = "stage"

    def __init__(self, mouth: FakeMouth, *scenes: list[bytes]) -> None:
        self._mouth = mouth
        self._scenes = scenes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._mouth.ended.set()

    def __iter__(self) -> Iterator[bytes]:
        for number, scene in enumerate(self._scenes):
            if number:
                assert self._mouth.talking.wait(PATIENCE_S)
            yield from scene


def played(
    *scenes: list[bytes],
    reply: str = "It comes tomorrow.",
    stop: str = "stop",
    room: FakeRoom | None = None,
) -> tuple[FakeMouth, FakeTalk, list[VoiceEvent]]:
    """Everything that happens while the scenes go on; each but the first begins in a reply."""
    mouth, talk, events = FakeMouth(), FakeTalk(reply), list[VoiceEvent]()
    listener = Listener(
        wake=FakeWake(),
        voice_activity=FakeVoiceActivity(),
        recogniser=FakeRecogniser("help"),
        endpoint=EndpointSettings(silence_ms=320, nothing_said_s=1.0),
    )

    def stops(transcript: Transcript) -> bool:
        return transcript.text.startswith("stop")

    assistant = VoiceAssistant(
        listener,
        talk,
        mouth,
        room or FakeRoom(),
        observers=(events.append,),
        session=Session("assistant", "en"),
        follow_up_s=0.0,
        interruption=StopSpotter(FakeVoiceActivity(), FakeRecogniser(stop), stops),
    )
    assistant.run(Stage(mouth, *scenes))
    return mouth, talk, events


COMMAND = [QUIET] * 10 + [WAKE] + [QUIET] * 9 + [VOICE] * 15 + [QUIET] * 20
STOP = [QUIET] * 10 + [VOICE] * 12 + [QUIET] * 20


def said(events: list[VoiceEvent]) -> list[bool]:
    return [event.whole for event in events if isinstance(event, Said)]


def test_a_reply_is_said_to_its_end_where_nobody_speaks() -> None:
    mouth, talk, events = played(COMMAND, [QUIET] * 50)
    assert talk.taken == [("help", False)]
    assert said(events) == [True]
    assert mouth.chimes == 1


def test_the_wake_word_breaks_a_reply_off_and_is_listened_to() -> None:
    _, talk, events = played(COMMAND, COMMAND)
    assert talk.taken == [("help", False)] * 2
    assert said(events)[0] is False
    assert sum(isinstance(event, Woke) for event in events) == 2


def test_stop_breaks_a_reply_off_without_the_wake_word() -> None:
    _, talk, events = played(COMMAND, STOP)
    assert talk.taken == [("help", False), ("stop", True)]
    assert said(events) == [False]
    heard = [event.utterance.transcript.text for event in events if isinstance(event, Heard)]
    assert heard == ["help", "stop"]


def test_other_talk_during_a_reply_does_nothing() -> None:
    _, talk, events = played(COMMAND, STOP, stop="and then he said")
    assert talk.taken == [("help", False)]
    assert said(events) == [True]


def test_what_the_reply_says_itself_does_not_stop_it() -> None:
    _, talk, events = played(COMMAND, STOP, reply="Say stop to end the music.")
    assert talk.taken == [("help", False)]
    assert said(events) == [True]


def test_without_a_reply_stop_needs_the_wake_word() -> None:
    _, talk, _ = played(STOP)
    assert talk.taken == []


def test_stop_is_heard_over_music_whose_echo_is_cancelled() -> None:
    _, talk, _ = played(STOP, room=FakeRoom(music=True, stoppable=True))
    assert talk.taken == [("stop", True)]
    _, talk, _ = played(STOP, room=FakeRoom(music=True, stoppable=False))
    assert talk.taken == []


def test_music_is_turned_down_at_the_wake_word_and_up_after_the_turn() -> None:
    room = FakeRoom(music=True)
    played([*COMMAND, *([QUIET] * 10)], [], room=room)
    assert room.told == ["duck", "unduck"]


def test_the_wake_word_and_then_silence_is_nothing() -> None:
    room = FakeRoom()
    _, talk, events = played([QUIET] * 10 + [WAKE] + [QUIET] * 60, room=room)
    assert talk.taken == []
    assert any(isinstance(event, Nothing) for event in events)
    assert room.told == ["duck", "unduck"]
