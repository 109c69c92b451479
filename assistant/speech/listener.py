"""From frames to commands: wake word, end of speech and recogniser put together.

Push-style and without threads: feed it frames, get events. Frames may come from a microphone as
they are recorded, or from a file as fast as they are taken; the result is the same.
"""

import time
from collections import deque
from collections.abc import Sequence

import msgspec

from assistant.core.settings import Endpoint as EndpointSettings
from assistant.speech.endpoint import Endpoint, Endpointer, VoiceActivity
from assistant.speech.frames import FRAME_S
from assistant.speech.recogniser import Decoding, Recogniser, Transcript
from assistant.speech.wake import WakeWord
from assistant.speech.wake_text import SPOKEN, without_wake_word

_WAKE_TAIL_S = 0.25
"""The detector fires 0.06 s after the word (median of 157; 0.17 s at most), so its echo in the
voice activity ends within this time."""


class WakeHeard(msgspec.Struct, frozen=True):
    """The wake word was said; `at_s` seconds into the stream."""

    at_s: float


class SpeechStarted(msgspec.Struct, frozen=True):
    """Someone has begun to say a command."""

    at_s: float


class SpeechEnded(msgspec.Struct, frozen=True):
    """The command has ended: from now on it is only decoded."""

    at_s: float
    audio_s: float
    """Seconds of audio of the command, pre-roll and closing silence included."""
    endpoint_ms: float
    """Silence waited for after the last voiced frame."""


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """A command and what the recogniser made of it. The wake word is not part of the text."""

    transcript: Transcript
    wake_s: float | None
    """When the wake word was heard, seconds into the stream; None where none was needed."""
    audio_s: float
    endpoint_ms: float
    latency_ms: float
    """Wall time from the frame that ends the speech to the text, whatever is decoded to decide that
    it does included."""
    audio: bytes
    """What was said, 16 kHz mono 16-bit; dropped after the turn unless the owner keeps it."""


class NothingSaid(msgspec.Struct, frozen=True):
    """It listened, and nobody spoke (or said no more than the wake word)."""

    at_s: float
    wake_s: float | None


Event = WakeHeard | SpeechStarted | SpeechEnded | Utterance | NothingSaid


class _Command:
    """A command while it is being spoken."""

    def __init__(
        self, decoding: Decoding, endpointer: Endpointer, preroll: bytes, wake_s: float | None
    ) -> None:
        self.decoding = decoding
        self.endpointer = endpointer
        self.audio = bytearray(preroll)
        self.wake_s = wake_s
        self.started = False


class Listener:
    """Hears commands in a stream of frames.

    `wake` may be None where every command is announced by `listen_now`. `recogniser` may be
    exchanged between commands. `called` is how the wake word may come out of a recogniser.
    """

    def __init__(
        self,
        *,
        wake: WakeWord | None,
        voice_activity: VoiceActivity,
        recogniser: Recogniser,
        endpoint: EndpointSettings,
        preroll_s: float = 1.2,
        called: Sequence[str] = SPOKEN,
    ) -> None:
        self.recogniser = recogniser
        self._wake = wake
        self._voice_activity = voice_activity
        self._endpoint = endpoint
        self._called = called
        self._recent: deque[bytes] = deque(maxlen=max(1, round(preroll_s / FRAME_S)))
        self._frames = 0
        self._command: _Command | None = None

    @property
    def listening(self) -> bool:
        """Whether a command is being taken."""
        return self._command is not None

    @property
    def at_s(self) -> float:
        """Seconds of the stream heard so far."""
        return self._frames * FRAME_S

    def feed(self, frame: bytes) -> list[Event]:
        """Take the next frame of the stream; returns what has happened by it, mostly nothing."""
        self._frames += 1
        woken = None if self._wake is None else self._wake.feed(frame)
        self._recent.append(frame)
        if self._command is not None and (woken is None or self._command.wake_s is not None):
            return self._during(self._command, frame)
        return [] if woken is None else self._woken(woken)

    def _woken(self, ago: int) -> list[Event]:
        """Begin a command right behind the wake word, which was complete `ago` frames ago."""
        self.cancel()  # the wake word instead of an answer begins a command anew
        recent = list(self._recent)
        split = max(0, len(recent) - ago)
        wake_s = self.at_s - ago * FRAME_S
        command = self._begin(b"".join(recent[:split]), wake_s=wake_s, ignore_s=_WAKE_TAIL_S)
        late = [event for frame in recent[split:] for event in self._during(command, frame)]
        return [WakeHeard(wake_s), *late]

    def listen_now(self, nothing_said_s: float | None = None, *, ignore_s: float = 0.0) -> None:
        """Take a command without a wake word: push to talk, or an answer to a question.

        It gives up after `nothing_said_s` seconds without speech (the setting's value by default).
        Sound that ends within `ignore_s` is none.
        A command that is being taken already goes on.
        """
        if self._command is None:
            self._begin(b"", wake_s=None, ignore_s=ignore_s, nothing_said_s=nothing_said_s)

    def cancel(self) -> None:
        """Stop taking the command, if any; nothing is decoded."""
        if self._command is not None:
            self._command.decoding.cancel()
            self._command = None

    def end(self) -> list[Event]:
        """The stream is over: finish a command that was being taken."""
        command = self._command
        if command is None:
            return []
        return (
            self._finish(command, time.perf_counter())
            if command.started or command.wake_s
            else self._nothing(command)
        )

    def _begin(
        self,
        preroll: bytes,
        *,
        wake_s: float | None,
        ignore_s: float = 0.0,
        nothing_said_s: float | None = None,
    ) -> _Command:
        self._voice_activity.reset()
        endpointer = Endpointer(self._endpoint, ignore_s=ignore_s, nothing_said_s=nothing_said_s)
        command = _Command(self.recogniser.start(preroll), endpointer, preroll, wake_s)
        self._command = command
        self._recent.clear()
        return command

    def _during(self, command: _Command, frame: bytes) -> list[Event]:
        command.audio += frame
        arrived = time.perf_counter()
        command.decoding.feed(frame)
        match command.endpointer.feed(self._voice_activity(frame), command.decoding.outlook):
            case Endpoint.STARTED:
                command.started = True
                return [SpeechStarted(self.at_s)]
            case Endpoint.PAUSED:
                command.decoding.pause()
            case Endpoint.RESUMED:
                command.decoding.resume()
            case Endpoint.ENDED:
                return self._finish(command, arrived)
            case Endpoint.NOTHING_SAID:
                return self._nothing(command)
            case _:
                pass
        return []

    def _nothing(self, command: _Command) -> list[Event]:
        self.cancel()
        return [NothingSaid(self.at_s, command.wake_s)]

    def _finish(self, command: _Command, arrived: float) -> list[Event]:
        self._command = None
        audio_s = len(command.audio) / 32_000
        endpoint_ms = round(command.endpointer.silence_s * 1000, 1)
        ended = SpeechEnded(self.at_s, audio_s, endpoint_ms)
        transcript = command.decoding.finish()
        latency_ms = round((time.perf_counter() - arrived) * 1000, 1)
        if command.wake_s is not None:
            transcript = without_wake_word(transcript, self._called)
        if not transcript.text.strip():
            return [ended, NothingSaid(self.at_s, command.wake_s)]
        return [
            ended,
            Utterance(
                transcript=transcript,
                wake_s=command.wake_s,
                audio_s=audio_s,
                endpoint_ms=endpoint_ms,
                latency_ms=latency_ms,
                audio=bytes(command.audio),
            ),
        ]
