"""Speaks replies: text to sound to loudspeaker, and to WAV files where they are kept."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.core.settings import Language, Settings
from assistant.language.replies.reply import Reply
from assistant.media.mixing import Playing
from assistant.media.output import Output
from assistant.speech.own_voice import OwnVoice
from assistant.speech.speak import Pcm, SpeechSynthesiser, VoiceError
from assistant.voice import Said

_LOG = logging.getLogger(__name__)

CHIME_HZ, CHIME_S, CHIME_LEVEL = 880.0, 0.09, 0.12
CHIME_RATE = 16_000


class SpokenMouth:
    """The assistant's mouth; `say` is for one thread, `hush` for any."""

    def __init__(
        self,
        synthesiser: SpeechSynthesiser | None,
        output: Output,
        language: Callable[[], Language],
        settings: Settings,
        own_voice: OwnVoice | None = None,
    ) -> None:
        keep_in = settings.voice.keep_wav_in
        self._synthesiser = synthesiser
        self._output = output
        self._own_voice = own_voice
        self._saying: str | None = None
        self._language = language
        self._keep_in = Path(keep_in).expanduser() if keep_in else None
        self._chime = _chime() if settings.wake.chime else None
        self._lock = threading.Lock()
        self._playing: Playing | None = None
        self._hushed = threading.Event()
        self._kept = len(list(self._keep_in.glob("*.wav"))) if self._keep_in else 0

    @property
    def saying(self) -> str | None:
        """What is being said; None while it is silent."""
        return self._saying

    def say(self, reply: Reply) -> Said:
        """Speak to the end or until `hush`; without a voice the reply is text only."""
        began = time.perf_counter()
        self._hushed.clear()
        speech = self._spoken(reply.speech)
        ready_ms = (time.perf_counter() - began) * 1000
        file = self._keep(speech) if speech is not None else None
        whole = speech is None or self._play(speech, reply.speech)
        return Said(reply, ready_ms, file, whole)

    def chime(self) -> None:
        """A short sound: it listens."""
        if self._chime is not None:
            self._output.play(self._chime, CHIME_RATE)

    def hush(self) -> None:
        """Be silent at once."""
        self._hushed.set()
        with self._lock:
            if self._playing is not None:
                self._playing.stop()
                if self._own_voice is not None:
                    self._own_voice.broken_off()

    def _spoken(self, text: str) -> Pcm | None:
        if self._synthesiser is None:
            return None
        try:
            return self._synthesiser.synthesise(text, self._language())
        except VoiceError as error:
            _LOG.warning("this reply is only shown: %s", error)
            return None

    def _play(self, speech: Pcm, text: str) -> bool:
        moments = self._own_voice.moments(speech) if self._own_voice is not None else ()
        with self._lock:
            if self._hushed.is_set():
                return False
            self._playing = self._output.play(speech.samples, speech.rate)
            self._saying = text
            if self._own_voice is not None:
                self._own_voice.begins(moments)
        self._playing.wait(timeout=len(speech.samples) / speech.rate + 2)
        with self._lock:
            self._playing = self._saying = None
        return not self._hushed.is_set()

    def _keep(self, speech: Pcm) -> Path | None:
        if self._keep_in is None:
            return None
        self._kept += 1
        file = self._keep_in / f"reply-{self._kept:03}.wav"
        try:
            self._keep_in.mkdir(parents=True, exist_ok=True)
            speech.save(file)
        except OSError as error:
            _LOG.warning("cannot keep the reply in %s: %s", file, error)
            return None
        return file


def _chime() -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """A soft tone that fades in and out, so that it does not click."""
    at = np.arange(int(CHIME_S * CHIME_RATE)) / CHIME_RATE
    shape = np.sin(np.pi * at / CHIME_S) ** 2
    tone = CHIME_LEVEL * shape * np.sin(2 * np.pi * CHIME_HZ * at)
    samples: np.ndarray[tuple[int], np.dtype[np.int16]] = (tone * 32_767).astype(np.int16)
    return samples
