"""What the machine plays itself: whether it is heard over that, and whether it obeys itself.

    python bench/echo.py AUDIO [--most 157] [--show]

AUDIO holds `wake/alexa`, recordings of the wake word, and `korean`, speech that is not meant for the
assistant. Its own replies, and the sample music, are played into a simulated room (T60 0.3 s, the
direct sound 4 dB above the rest, the echo late by 50 ms) while people speak as loud as that and 10 dB
softer. Everything then goes through the microphone's path, with and without the echo canceller.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soxr
from scipy.signal import fftconvolve

from assistant.app import App
from assistant.core import settings
from assistant.core.errors import AudioFileError
from assistant.core.settings import LANGUAGES, PROJECT, Language
from assistant.media.mixing import RATE as MUSIC_RATE
from assistant.media.track import TrackSource
from assistant.speech.echo import EchoCanceller
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, FloatSamples, to_float
from assistant.speech.listener import Utterance
from assistant.speech.own_voice import DeafToItself, OwnVoice
from assistant.speech.recogniser import Recogniser
from assistant.speech.speak import Pcm, SpeechSynthesiser, VoiceError
from assistant.speech.wake import MicroWakeWord

SOFTER_DB = (0, -10)
"""How loud who speaks is, beside the echo."""
LEVEL = 0.04
"""The echo's root mean square, of full scale."""
LAG_S, T60_S, DIRECT_DB = 0.05, 0.3, 4.0
GAP_S, LEAD_S = 1.2, 4.0
DUCKED = 0.15

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
NAMES_ITSELF: dict[Language, tuple[str, ...]] = {
    "en": (
        "Alexa.",
        "I am Alexa.",
        "Say Alexa, stop.",
        "Alexa, order detergent.",
        "Call me Alexa!",
    ),
    "ko": (
        "알렉사.",
        "저는 알렉사예요.",
        "알렉사, 그만이라고 말하세요.",
        "알렉사, 세제 주문해 줘.",
    ),
}
STOPS: dict[Language, tuple[str, ...]] = {
    "en": ("stop", "stop it", "be quiet", "that's enough", "stop the music"),
    "ko": ("그만", "그만해", "멈춰", "조용히 해", "음악 꺼 줘"),
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


class Beside(NamedTuple):
    """What is played beside a speaker."""

    far: Far | None
    db: float
    """How loud who speaks is beside it."""
    left: float = 0.0
    """How much of it goes on after the wake word."""
    cancel: bool = False


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


def wakes(stream: Iterator[bytes]) -> list[float]:
    """The seconds at which the wake word is heard."""
    wake, found = MicroWakeWord(batch=1), []
    for number, frame in enumerate(stream):
        if wake.feed(frame) is not None:
            found.append(number * FRAME_SAMPLES / SAMPLE_RATE)
    return found


def within(times: list[tuple[float, float]], found: list[float]) -> tuple[int, int]:
    """How many speeches were noticed, and how often something was noticed beside them."""
    near = [[at for at in found if begin - 0.2 <= at <= end + 0.6] for begin, end in times]
    return sum(map(bool, near)), len(found) - sum(map(len, near))


def wake_words(speeches: Sequence[FloatSamples], fars: dict[str, Far]) -> None:
    """The wake word under replies and music."""
    for name, far in fars.items():
        for db in SOFTER_DB:
            people = scene(speeches, LEVEL * 10 ** (db / 20))
            played = far(people.seconds)
            heard = Room().heard(people.said, played[: len(people.said)])
            results = []
            for cancel in (False, True):
                stream = through(heard, played[: len(people.said)], cancel=cancel)
                right, false = within(people.times, wakes(stream))
                results.append(f"{right / len(people.times):6.1%} ({false} false)")
            plain, cancelled = results
            print(
                f"wake word, {db:4} dB beside {name}: {cancelled}, without canceller {plain}, "
                f"of {len(people.times)}",
                flush=True,
            )


def own_voice(app: App, voice: SpeechSynthesiser) -> None:
    """What it says itself, alone in the room: nobody may be woken, above all by its own name."""
    speeches = []
    for language in LANGUAGES:
        for text in NAMES_ITSELF[language] + REPLIES[language]:
            sound = levelled(spoken(voice, text, language), LEVEL)
            speeches.append((voice.synthesise(text, language), sound))
    for cancel in (False, True):
        for guarded in (False, True):
            woken = sum(wakes_itself(app, s, cancel=cancel, guarded=guarded) for s in speeches)
            ways = "with" if cancel else "without", "with" if guarded else "without"
            print(
                f"own voice: wakes itself {woken} times in {2 * len(speeches)} replies, {ways[0]} "
                f"canceller, {ways[1]} listening to itself",
                flush=True,
            )


def wakes_itself(app: App, speech: tuple[Pcm, FloatSamples], *, cancel: bool, guarded: bool) -> int:
    """How often one reply wakes whoever says it, said twice: the second time the room is known."""
    pcm, one = speech
    pause = np.zeros(2 * SAMPLE_RATE, np.float32)
    played = np.concatenate([pause, one, pause, one, pause])
    begins = [len(pause), 2 * len(pause) + len(one)]
    now = 0.0
    own = OwnVoice(app.hearing.reminder(), clock=lambda: now)
    moments = own.moments(pcm)
    plain = MicroWakeWord(batch=1)
    wake = DeafToItself(plain, own) if guarded else plain
    stream = through(Room().heard(np.zeros_like(played), played), played, cancel=cancel)
    woken = 0
    for number, frame in enumerate(stream):
        now = number * FRAME_SAMPLES / SAMPLE_RATE
        if any(0 <= number * FRAME_SAMPLES - begin < FRAME_SAMPLES for begin in begins):
            own.begins(moments)
        woken += wake.feed(frame) is not None
    return woken


def called(language: Language) -> list[Path]:
    """The demo's commands that begin with the wake word."""
    return sorted((PROJECT / "config" / "demo" / language).glob("*alexa*.flac"))


def commands(app: App, language: Language, fars: dict[str, Far], *, show: bool) -> None:
    """Commands after the wake word: at that a reply is broken off, and music turned down."""
    recogniser, files = app.hearing.recogniser(language), called(language)
    alone = {file: meaning(app, recogniser, file, Beside(None, 0)) for file in files}
    for name, far in fars.items():
        for db in SOFTER_DB:
            for cancel in (False, True):
                beside = Beside(far, db, DUCKED if name == "music" else 0.0, cancel)
                there = {file: meaning(app, recogniser, file, beside) for file in files}
                right = sum(
                    there[file] is not None and there[file] == alone[file] for file in files
                )
                print(
                    f"commands in {language}, {db:4} dB beside {name}, "
                    f"{'with' if cancel else 'without'} canceller: {right} of {len(files)} as if alone",
                    flush=True,
                )
                for file in files:
                    if show and cancel and there[file] != alone[file]:
                        print(f"  {file.stem}: {there[file]}, alone {alone[file]}")


def meaning(app: App, recogniser: Recogniser, file: Path, beside: Beside) -> object:
    """What a command means that is spoken beside what is played."""
    people = scene([recording(file)], LEVEL * 10 ** (beside.db / 20))
    said = np.concatenate([people.said, np.zeros(2 * SAMPLE_RATE, np.float32)])
    seconds = len(said) / SAMPLE_RATE
    played = beside.far(seconds)[: len(said)].copy() if beside.far else np.zeros_like(said)
    woken = wakes(through(Room().heard(said, played), played, cancel=beside.cancel))
    if not woken:
        return None
    played[int((woken[0] + 0.1) * SAMPLE_RATE) :] *= np.float32(beside.left)
    listener = app.hearing.listener(recogniser, wake=True)
    for frame in through(Room().heard(said, played), played, cancel=beside.cancel):
        for event in listener.feed(frame):
            if isinstance(event, Utterance):
                return meant(app, event, recogniser.language)
    return None


def meant(app: App, said: Utterance, language: Language) -> object:
    """The intent and slots of what was heard; None for nothing."""
    if not said.transcript.accepted:
        return None
    intent = app.understand(said.transcript.text, language).intent
    return (intent.name, {k: s.value for k, s in intent.slots.items()}) if intent else None


def bare_stops(
    app: App, language: Language, voice: SpeechSynthesiser, fars: dict[str, Far], *, show: bool
) -> None:
    """A bare "stop" without a wake word while it talks or plays; and what else stops it then."""
    recogniser = app.hearing.recogniser(language)
    people = [spoken(voice, text, language) for text in STOPS[language]]
    for name, far in fars.items():
        for db in SOFTER_DB:
            said = scene(people, LEVEL * 10 ** (db / 20))
            played = far(said.seconds)[: len(said.said)]
            spotter, found = app.hearing.interruption(recogniser), []
            for number, frame in enumerate(
                through(Room().heard(said.said, played), played, cancel=True)
            ):
                heard = spotter.feed(frame)
                if heard is not None:
                    found.append(number * FRAME_SAMPLES / SAMPLE_RATE)
                    if show:
                        print(f"  {found[-1]:.1f} {heard.transcript.text}")
            right, false = within(said.times, found)
            print(
                f"bare stops in {language}, {db:4} dB beside {name}: {right} of {len(people)}, "
                f"{false} false in {said.seconds:.0f} s",
                flush=True,
            )


def talk_beside(
    app: App, recogniser: Recogniser, speeches: Sequence[FloatSamples], far: Far
) -> int:
    """How often other people's talk over what is played is taken for "stop"."""
    people = scene(speeches, LEVEL)
    played = far(people.seconds)[: len(people.said)]
    spotter = app.hearing.interruption(recogniser)
    stream = through(Room().heard(people.said, played), played, cancel=True)
    return sum(spotter.feed(frame) is not None for frame in stream)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("audio", type=Path)
    parser.add_argument("--most", type=int, default=1000, help="recordings of the wake word")
    parser.add_argument("--talk", type=int, default=40, help="recordings of other talk")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    apps = {
        lang: App(settings.load(overrides=[f"household.language={lang}"])) for lang in LANGUAGES
    }
    voice = apps["en"].hearing.synthesiser()
    if voice is None:
        raise VoiceError("this needs a voice; apt-get install espeak-ng")
    fars: dict[str, Far] = {"replies": lambda s: replies(voice, s), "music": music}
    own_voice(apps["en"], voice)
    wake_words(recordings(options.audio / "wake" / "alexa", options.most), fars)
    for language, app in apps.items():
        commands(app, language, fars, show=options.show)
        bare_stops(app, language, voice, fars, show=options.show)
        talk = recordings(options.audio / "korean", options.talk)
        false = talk_beside(app, app.hearing.recogniser(language), talk, fars["music"])
        print(f"other talk taken for a bare stop in {language}: {false} of {len(talk)}", flush=True)
    voice.close()


if __name__ == "__main__":
    main()
