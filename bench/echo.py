"""What the machine plays itself: whether it is heard over that, and whether it obeys itself.

    python -m bench.echo AUDIO [--most 157] [--show]

AUDIO holds `wake/alexa`, recordings of the wake word, and `korean`, speech that is not meant for the
assistant. Its own replies, and the sample music, are played into a simulated room (T60 0.3 s, the
direct sound 4 dB above the rest, the echo late by 50 ms) while people speak as loud as that and 10 dB
softer. Everything then goes through the microphone's path, with and without the echo canceller.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.app import App
from assistant.core import settings
from assistant.core.settings import LANGUAGES, PROJECT, Language
from assistant.speech.frames import FRAME_SAMPLES, SAMPLE_RATE, FloatSamples
from assistant.speech.listener import Utterance
from assistant.speech.own_voice import DeafToItself, OwnVoice
from assistant.speech.recogniser import Recogniser
from assistant.speech.speak import Pcm, SpeechSynthesiser, VoiceError
from assistant.speech.wake import MicroWakeWord
from bench.echo_scene import (
    LEVEL,
    REPLIES,
    Far,
    Room,
    levelled,
    music,
    recording,
    recordings,
    replies,
    scene,
    spoken,
    through,
)

SOFTER_DB = (0, -10)
"""How loud who speaks is, beside the echo."""
DUCKED = 0.15

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


class Beside(NamedTuple):
    """What is played beside a speaker."""

    far: Far | None
    db: float
    """How loud who speaks is beside it."""
    left: float = 0.0
    """How much of it goes on after the wake word."""
    cancel: bool = False


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
