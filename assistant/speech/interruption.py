"""Hears "stop" while the assistant talks or plays, without a wake word.

A short piece of speech between two silences is decoded like any command; longer ones are other
people's talk, or the echo that was left. What is heard counts only where the recogniser accepts it and
it means to stop: for anything else the wake word is needed.
"""

from collections import deque
from collections.abc import Callable

from assistant.speech.endpoint import VoiceActivity
from assistant.speech.frames import FRAME_S
from assistant.speech.listener import Utterance
from assistant.speech.recogniser import Decoding, Recogniser, Transcript

SPEECH_FROM = 0.6
"""The probability of speech that begins a piece; it goes on down to `SPEECH_TO`."""
SPEECH_TO = 0.35
BEGUN_FRAMES = 3
PAUSE_FRAMES = 7
"""0.22 s of silence end a piece."""
LONGEST_FRAMES = 56
"""1.8 s: "stop the music please" is said in 1.5."""
PREROLL_FRAMES = 10

Stops = Callable[[Transcript], bool]
"""Whether a transcript means to stop."""


class StopSpotter:
    """Looks at every frame while something plays."""

    def __init__(self, voice_activity: VoiceActivity, recogniser: Recogniser, stops: Stops) -> None:
        self._voice_activity = voice_activity
        self._recogniser = recogniser
        self._stops = stops
        self._recent: deque[bytes] = deque(maxlen=PREROLL_FRAMES)
        self._decoding: Decoding | None = None
        self._voiced = self._quiet = 0
        self._too_long = False
        self._audio = bytearray()

    def rest(self) -> None:
        """Nothing plays any more, or somebody is listened to: forget what was begun."""
        if self._decoding is not None:
            self._decoding.cancel()
            self._decoding = None
        if self._recent:
            self._voice_activity.reset()
            self._recent.clear()
        self._voiced = self._quiet = 0
        self._too_long = False

    def feed(self, frame: bytes) -> Utterance | None:
        """Take the next frame; what was said, where it means to stop."""
        probability = self._voice_activity(frame)
        self._recent.append(frame)
        if self._decoding is None:
            self._wait_for_speech(probability)
            return None
        self._decoding.feed(frame)
        self._audio += frame
        self._voiced += 1
        self._quiet = self._quiet + 1 if probability < SPEECH_TO else 0
        if self._voiced > LONGEST_FRAMES:
            self.rest()
            self._too_long = True
            return None
        return self._finish() if self._quiet >= PAUSE_FRAMES else None

    def _wait_for_speech(self, probability: float) -> None:
        if self._too_long:  # its rest is no piece by itself
            self._quiet = self._quiet + 1 if probability < SPEECH_TO else 0
            self._too_long = self._quiet < PAUSE_FRAMES
            return
        self._voiced = self._voiced + 1 if probability >= SPEECH_FROM else 0
        if self._voiced >= BEGUN_FRAMES:
            self._decoding = self._recogniser.start()
            self._audio = bytearray(b"".join(self._recent))
            for frame in self._recent:
                self._decoding.feed(frame)
            self._quiet = 0

    def _finish(self) -> Utterance | None:
        decoding, self._decoding = self._decoding, None
        assert decoding is not None  # noqa: S101  (there is one)
        self._voiced = 0
        decoding.pause()
        transcript = decoding.finish()
        if not self._stops(transcript):
            return None
        return Utterance(
            transcript=transcript,
            wake_s=None,
            audio_s=len(self._audio) / 32_000,
            endpoint_ms=round(PAUSE_FRAMES * FRAME_S * 1000, 1),
            latency_ms=0.0,
            audio=bytes(self._audio),
        )
