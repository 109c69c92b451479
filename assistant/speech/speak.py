"""Text to sound. What is made here is played elsewhere, so that it can be stopped at once."""

import contextlib
import json
import selectors
import subprocess
import sys
import tempfile
import threading
import wave
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np

from assistant.core.errors import AssistantError
from assistant.core.settings import Language
from assistant.core.settings import Voice as VoiceSettings
from assistant.speech.frames import Samples

VOICES: dict[Language, str] = {"en": "gmw/en-us", "ko": "ko"}
"""Voices of espeak-ng."""
MEND = "install espeak-ng (apt-get install espeak-ng), or set voice.piper_voice_en to a Piper voice"
_START_S = 10.0
_SENTENCE_S = 10.0
_LONGEST = 2_000
"""Characters of one reply; more is cut."""


class Pcm(msgspec.Struct, frozen=True):
    """Mono sound."""

    samples: Samples
    """16-bit integers, shape (n,)."""
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate

    def save(self, path: Path) -> None:
        """Write a WAV file."""
        with path.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples.astype("<i2").tobytes())


class VoiceError(AssistantError):
    """A reply cannot be spoken; it can still be shown."""


class SpeechSynthesiser(Protocol):
    """Makes speech out of text. Safe to call from any thread, one call at a time."""

    def synthesise(self, text: str, language: Language) -> Pcm:
        """Speak; raises `VoiceError`."""
        ...

    def close(self) -> None:
        """End processes and free memory."""
        ...


class Pyttsx3Synthesiser:
    """pyttsx3 on espeak-ng, in a child process that is replaced when it hangs.

    The process starts with the first sentence or with `warm_up`; a sentence takes about 15 ms then.
    `command` is what to run, for tests.
    """

    def __init__(
        self,
        settings: VoiceSettings,
        timeout_s: float = _SENTENCE_S,
        command: tuple[str, ...] = (sys.executable, "-m", "assistant.speech.speak_worker"),
    ) -> None:
        self._settings = settings
        self._timeout_s = timeout_s
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="assistant-voice-")

    def warm_up(self) -> None:
        """Start the process; raises `VoiceError` where there is no espeak-ng."""
        with self._lock:
            self._running()

    def synthesise(self, text: str, language: Language) -> Pcm:
        """Speak; raises `VoiceError` where there is no voice or it does not answer in time."""
        wav = Path(self._folder.name) / "reply.wav"
        request = {
            "text": " ".join(text.split())[:_LONGEST],
            "voice": VOICES[language],
            "rate": self._settings.rate_wpm,
            "volume": self._settings.volume_percent / 100,
            "wav": str(wav),
        }
        if not request["text"]:
            return Pcm(np.zeros(0, np.int16), 22_050)
        with self._lock:
            process = self._running()
            assert process.stdin is not None  # noqa: S101  (it is a pipe)
            with contextlib.suppress(BrokenPipeError):  # `_answer` notices that it has ended
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            self._answer(process, self._timeout_s)
            pcm = read_wav(wav)
            wav.unlink()
            return pcm

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                process_group=0,  # Ctrl-C is for us: it ends when its standard input does
            )
            self._answer(self._process, _START_S)
        return self._process

    def _answer(self, process: "subprocess.Popen[bytes]", timeout_s: float) -> None:
        """Wait for the next line; a process that gives none is ended."""
        assert process.stdout is not None  # noqa: S101  (it is a pipe)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            ready = selector.select(timeout_s)
        line = process.stdout.readline() if ready else b""
        answer: dict[str, Any] = json.loads(line) if line else {}
        if "error" in answer:
            self._end()
            raise VoiceError(f"no voice ({answer['error']}); {MEND}")
        if not line:
            self._end()
            raise VoiceError(
                "the voice did not answer and was started anew; say it again"
                if not ready
                else f"the voice ended without a word; {MEND}"
            )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def close(self) -> None:
        """End the process and remove its files."""
        with self._lock:
            self._end()
            self._folder.cleanup()


class PiperSynthesiser:
    """Piper voices, from their .onnx files. Raises `VoiceError` where one cannot be loaded."""

    def __init__(self, voices: dict[Language, Path]) -> None:
        try:
            from piper import PiperVoice  # noqa: PLC0415  (optional)
        except ImportError as error:
            raise VoiceError("piper is not installed; pip install piper-tts") from error
        self._lock = threading.Lock()
        self._voices: dict[Language, Any] = {}
        for language, path in voices.items():
            try:
                self._voices[language] = PiperVoice.load(str(path))
            except Exception as error:
                raise VoiceError(f"{path} is no Piper voice ({error})") from error

    def speaks(self, language: Language) -> bool:
        """Whether there is a voice for a language."""
        return language in self._voices

    def synthesise(self, text: str, language: Language) -> Pcm:
        """Speak; raises `VoiceError` for a language without a voice."""
        if language not in self._voices:
            raise VoiceError(f"no Piper voice for {language}; set voice.piper_voice_{language}")
        with self._lock:
            pieces = list(self._voices[language].synthesize(text))
        if not pieces:
            return Pcm(np.zeros(0, np.int16), 22_050)
        samples = np.concatenate([piece.audio_int16_array for piece in pieces])
        return Pcm(samples, pieces[0].sample_rate)

    def close(self) -> None:
        """Forget the voices."""
        self._voices.clear()


class FirstThatSpeaks:
    """Piper for the languages it has a voice for, pyttsx3 for the others."""

    def __init__(self, piper: PiperSynthesiser, other: SpeechSynthesiser) -> None:
        self._piper = piper
        self._other = other

    def synthesise(self, text: str, language: Language) -> Pcm:
        """Speak; raises `VoiceError`."""
        voice = self._piper if self._piper.speaks(language) else self._other
        return voice.synthesise(text, language)

    def close(self) -> None:
        """Close both."""
        self._piper.close()
        self._other.close()


def make_synthesiser(settings: VoiceSettings) -> SpeechSynthesiser | None:
    """What the settings ask for; None for `none`. Raises `VoiceError` for a bad Piper voice.

    Whether espeak-ng is there shows with the first sentence (or `Pyttsx3Synthesiser.warm_up`).
    """
    if settings.engine == "none":
        return None
    named: dict[Language, str] = {"en": settings.piper_voice_en, "ko": settings.piper_voice_ko}
    voices = {language: Path(path).expanduser() for language, path in named.items() if path}
    if settings.engine == "pyttsx3" or not voices:
        return Pyttsx3Synthesiser(settings)
    return FirstThatSpeaks(PiperSynthesiser(voices), Pyttsx3Synthesiser(settings))


def read_wav(path: Path) -> Pcm:
    """A mono 16-bit WAV file as samples; raises `VoiceError` where it is none."""
    try:
        with wave.open(str(path), "rb") as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            return Pcm(samples.astype(np.int16), file.getframerate())
    except (OSError, wave.Error, EOFError) as error:
        raise VoiceError(f"the voice wrote no sound ({error}); {MEND}") from error
