"""Hears recordings through exactly the path of the microphone."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import msgspec

from assistant.app.expected_words import Understood
from assistant.app.home import join_home
from assistant.app.parts import App
from assistant.core.settings import Language
from assistant.speech.files import FileSource, RawSource
from assistant.speech.frames import FRAME_S
from assistant.speech.listener import Listener, NothingSaid, Utterance, WakeHeard
from assistant.speech.recogniser import Recogniser
from assistant.turns import Turn


@dataclass(frozen=True)
class HeardFile:
    """What was heard in one recording: its first command."""

    file: str
    wake_s: float | None = None
    transcript: str | None = None
    """None where no command was heard."""
    accepted: bool = False
    understood: Understood | None = None
    score: float = 0.0
    audio_s: float = 0.0
    """Seconds of the recording that were listened to."""
    endpoint_ms: float = 0.0
    """Silence waited for after the last voiced frame."""
    latency_ms: float = 0.0
    """From the decision that speech has ended to the intent; at the speed of speech, from when that
    frame was spoken, so that a recogniser that lags behind is seen."""
    warning: str | None = None
    reply: str | None = None


class Ears:
    """Hears one file after the other with models that are loaded once."""

    def __init__(
        self,
        app: App,
        recogniser: Recogniser,
        language: Language,
        act: Callable[[str], Turn] | None = None,
    ) -> None:
        self._app = app
        self._recogniser = recogniser
        self._language: Language = language
        self._act = act

    @property
    def engine(self) -> str:
        """`vosk`, `whisper` or `both`."""
        return self._recogniser.engine

    def hear(self, file: str, *, wake: bool = True, realtime: bool = False) -> HeardFile:
        """The first command in a file, or `-` for raw PCM on standard input.

        Raises `AudioFileError` where the file cannot be read.
        """
        listener = self._app.hearing.listener(self._recogniser, wake=wake)
        source = RawSource(sys.stdin.buffer) if file == "-" else FileSource(file)
        wake_s, command = None, None
        with source:
            if not wake:
                listener.listen_now()
            for event in _events(listener, source, realtime=realtime):
                if isinstance(event, WakeHeard):
                    wake_s = event.at_s
                elif isinstance(event, Utterance):
                    command = event
                    break
                elif isinstance(event, NothingSaid) and not wake:
                    listener.listen_now()
        heard = HeardFile(file, wake_s=wake_s, audio_s=listener.at_s, warning=_warning(source))
        return heard if command is None else self._understood(heard, command)

    def _understood(self, heard: HeardFile, command: Utterance) -> HeardFile:
        transcript = command.transcript
        began = time.perf_counter()
        text = transcript.text if transcript.accepted else ""
        understood = self._app.understand(text, transcript.language or self._language)
        took_ms = (time.perf_counter() - began) * 1000
        sure = transcript.accepted and understood.intent is not None
        reply = None
        if self._act is not None:
            turn = self._act(text or transcript.free_text or "")
            reply = turn.reply.text if turn.reply else None
        return replace(
            heard,
            transcript=transcript.text,
            accepted=sure,
            understood=understood,
            score=transcript.score,
            endpoint_ms=command.endpoint_ms,
            latency_ms=round(command.latency_ms + took_ms, 1),
            reply=reply,
        )


@contextmanager
def open_ears(app: App, language: Language | None = None, *, act: bool) -> Iterator[Ears]:
    """Ears with their models loaded; with `act`, what they hear is carried out in the house.

    Without a language they hear the household's, or both where it speaks both.
    """
    recogniser = app.hearing.ears() if language is None else app.hearing.recogniser(language)
    spoken = language or app.settings.household.main_language
    if not act:
        yield Ears(app, recogniser, spoken)
        return
    with join_home(app) as home, home.talk(spoken, "voice") as talk:
        yield Ears(app, recogniser, spoken, talk)


def _events(
    listener: Listener, source: FileSource | RawSource, *, realtime: bool
) -> Iterator[object]:
    spoken_at = time.monotonic()
    for frame in source:
        if realtime:
            spoken_at += FRAME_S
            time.sleep(max(0.0, spoken_at - time.monotonic()))
        for event in listener.feed(frame):
            yield _late(event, spoken_at) if realtime else event
    yield from listener.end()


def _late(event: object, spoken_at: float) -> object:
    """An utterance with the whole time that has passed since its last frame was spoken."""
    if not isinstance(event, Utterance):
        return event
    passed_ms = round((time.monotonic() - spoken_at) * 1000, 1)
    return msgspec.structs.replace(event, latency_ms=passed_ms)


def _warning(source: FileSource | RawSource) -> str | None:
    level = getattr(source, "level", None)
    return level.warning if level is not None else None
