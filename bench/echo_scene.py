"""What is played and said in a simulated room, as its microphone hears it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soxr
from scipy.signal import fftconvolve

from assistant.core.errors import AudioFileError
from assistant.core.settings import LANGUAGES, PROJECT, Language
from assistant.media.mixing import RATE as MUSIC_RATE
from assistant.media.track import TrackSource
from assistant.speech.echo import EchoCanceller
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, SAMPLE_RATE, FloatSamples, to_float
from assistant.speech.speak import SpeechSynthesiser

LEVEL = 0.04
"""The echo's root mean square, of full scale."""
LAG_S, T60_S, DIRECT_DB = 0.05, 0.3, 4.0
GAP_S, LEAD_S = 1.2, 4.0

REPLIES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Ordered one Tide Pods 81 count, $19.99; it comes on Wednesday. Say cancel within 30 minutes.",
        "Which vinegar: Heinz Distilled White Vinegar for $2.99, or House Choice for $3.49?",
        "Your order of detergent is on its way and comes tomorrow before noon.",
        "Bread and two dozen eggs are on the shopping list. Playing Prelude in C minor.",
    ),
    "ko": (
        "타이드 팟 한 개를 주문했습니다. 수요일에 옵니다. 삼십 분 안에 취소할 수 있습니다.",
        "어느 식초로 할까요? 하인즈 식초, 아니면 하우스 초이스 식초?",
        "세제 주문은 내일 오전에 도착합니다.",
    ),
}


Far = Callable[[float], FloatSamples]
"""Something to play for so many seconds."""


class Room:
    """Echo in a simulated room, and one who speaks in it."""

    def __init__(self, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        count = int(T60_S * SAMPLE_RATE)
        answer = rng.normal(0, 1, count) * np.exp(-6.9 * np.arange(count) / count)
        answer[: SAMPLE_RATE // 500] = 0
        answer *= np.sqrt(10 ** (-DIRECT_DB / 10) / np.sum(answer**2))
        answer[0] = 1
        self._answer = answer / np.sqrt(np.sum(answer**2))
        self._rng = rng

    def echo(self, played: FloatSamples) -> FloatSamples:
        """What of it comes back to the microphone."""
        late = np.concatenate(
            [np.zeros(int(LAG_S * SAMPLE_RATE)), fftconvolve(played, self._answer)]
        )
        return late[: len(played)].astype(np.float32)

    def heard(self, said: FloatSamples, played: FloatSamples) -> FloatSamples:
        """What the microphone records."""
        noise = self._rng.normal(0, 8 / 32_768, len(played))
        return np.asarray(self.echo(played) + said + noise, np.float32)


def frames(samples: FloatSamples) -> Iterator[bytes]:
    """Whole frames of the stream."""
    data = (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
    for start in range(0, len(data) - FRAME_BYTES + 1, FRAME_BYTES):
        yield data[start : start + FRAME_BYTES]


def through(heard: FloatSamples, played: FloatSamples, *, cancel: bool) -> Iterator[bytes]:
    """The microphone's frames, without their echo or as they are."""
    canceller = EchoCanceller()
    for frame, sound in zip(frames(heard), frames(played), strict=True):
        yield canceller.feed(frame, sound) if cancel else frame


def loudness(samples: FloatSamples) -> float:
    """Root mean square of what is not silence."""
    loud = samples[np.abs(samples) > 0.02 * np.abs(samples).max(initial=1e-9)]
    return float(np.sqrt(np.mean(loud**2))) if len(loud) else 1e-9


def levelled(samples: FloatSamples, level: float) -> FloatSamples:
    """The same, that loud."""
    return samples * np.float32(level / loudness(samples))


def recording(path: Path) -> FloatSamples:
    """A recording at our rate."""
    with FileSource(path, tail_s=0.0) as source:
        return to_float(b"".join(source))


def recordings(folder: Path, most: int) -> list[FloatSamples]:
    """Those of a folder that can be read."""
    found = []
    for path in sorted(folder.glob("*.flac"))[:most]:
        try:
            found.append(recording(path))
        except AudioFileError:
            continue
    return found


def spoken(voice: SpeechSynthesiser, text: str, language: Language) -> FloatSamples:
    """A text said by the assistant's own voice."""
    pcm = voice.synthesise(text, language)
    sound = soxr.resample(pcm.samples.astype(np.float32) / 32_768, pcm.rate, SAMPLE_RATE)
    return np.asarray(sound, np.float32)


def replies(voice: SpeechSynthesiser, seconds: float) -> FloatSamples:
    """Replies, one after the other."""
    pause = np.zeros(SAMPLE_RATE // 3, np.float32)
    said = [
        part
        for lang in LANGUAGES
        for text in REPLIES[lang]
        for part in (spoken(voice, text, lang), pause)
    ]
    return levelled(lasting(np.concatenate(said), seconds), LEVEL)


def music(seconds: float) -> FloatSamples:
    """The sample pieces, one after the other."""
    pieces = []
    for path in sorted((PROJECT / "config" / "music").glob("*.ogg")):
        source, blocks = TrackSource(path), []
        while (block := source.read(MUSIC_RATE // 10)) is not None:
            blocks.append(block)
        mono = np.concatenate(blocks).mean(axis=1).astype(np.float32) / 32_768
        pieces.append(soxr.resample(mono, MUSIC_RATE, SAMPLE_RATE))
    return levelled(lasting(np.concatenate(pieces), seconds), LEVEL)


def lasting(samples: FloatSamples, seconds: float) -> FloatSamples:
    """Repeated or cut to so many seconds."""
    count = int(seconds * SAMPLE_RATE)
    return np.tile(samples, 1 + count // len(samples))[:count]


class Scene(NamedTuple):
    """People speaking one after the other, and when each does."""

    said: FloatSamples
    times: list[tuple[float, float]]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.said) / SAMPLE_RATE


def scene(speeches: Sequence[FloatSamples], level: float) -> Scene:
    """Everybody speaks in turn, as loud as `level`."""
    parts, times = [np.zeros(int(LEAD_S * SAMPLE_RATE), np.float32)], []
    at = LEAD_S
    for speech in speeches:
        times.append((at, at + len(speech) / SAMPLE_RATE))
        parts += [levelled(speech, level), np.zeros(int(GAP_S * SAMPLE_RATE), np.float32)]
        at += (len(parts[-1]) + len(parts[-2])) / SAMPLE_RATE
    return Scene(np.concatenate(parts), times)
