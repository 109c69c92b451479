"""A wake phrase of the household's own on recordings: heard, false alarms, and its cost.

    python -m bench.wake_phrase FOLDER [--korean FOLDER] [--phrases 30] [--others 20]

FOLDER holds one folder of recordings for each wake word: English words said by people, heard by the
Korean model as Korean would write them, which is hard, and the only recordings of calls there are.
`--korean` holds Korean sentences and `said.jsonl`; the first words of a sentence are a phrase, to be heard
in its recording and not in the others.
"""

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.core.errors import AudioFileError
from assistant.core.settings import Settings
from assistant.speech.endpoint import SileroVoiceActivity
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, FRAME_S
from assistant.speech.grammar import spoken_words
from assistant.speech.models import choose_model, find_models
from assistant.speech.vosk_model import VoskModel
from assistant.speech.wake_phrase import FEWEST_SYLLABLES, WakePhrase
from bench.wake import idle_share, recordings

WRITTEN = {
    "alexa": "알렉사",
    "computer": "컴퓨터",
    "jarvis": "자비스",
    "smart_mirror": "스마트 미러",
    "snowboy": "스노우보이",
    "view_glass": "뷰 글라스",
}
"""The words of the folders in Hangul."""
LEAD = [bytes(FRAME_BYTES)] * 15
LONGEST_S = 5.0


@dataclass(frozen=True)
class Heard:
    """What came of recordings of one phrase, and of others."""

    calls: int = 0
    heard: int = 0
    others: int = 0
    alarms: int = 0
    cpu_s: float = 0.0
    audio_s: float = 0.0

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(
            self.calls + other.calls,
            self.heard + other.heard,
            self.others + other.others,
            self.alarms + other.alarms,
            self.cpu_s + other.cpu_s,
            self.audio_s + other.audio_s,
        )

    def __str__(self) -> str:
        return (
            f"{self.heard} of {self.calls} heard, {self.alarms} false alarms in {self.others} other "
            f"recordings, {self.cpu_s / max(self.audio_s, 1e-9):.3f} of a core while people speak"
        )


def frames(path: Path) -> list[bytes]:
    """The beginning of a recording, between silences; nothing where it cannot be read."""
    try:
        with FileSource(path, tail_s=0.7) as source:
            return [*LEAD, *source][: int(LONGEST_S / FRAME_S)]
    except AudioFileError:
        return []


def clips_in(folder: Path, most: int) -> list[list[bytes]]:
    """The first recordings of a folder that can be read."""
    return [found for path in recordings(folder)[:most] if (found := frames(path))]


def listen(
    wake: WakePhrase, calls: Iterable[Sequence[bytes]], others: Iterable[Sequence[bytes]]
) -> Heard:
    """Hear recordings of the phrase, and of something else."""
    found = Heard()
    for own, clips in ((True, calls), (False, others)):
        for clip in clips:
            wake.reset()
            began = time.process_time()
            woke = sum(wake.feed(frame) is not None for frame in clip)
            spent, lasted = time.process_time() - began, len(clip) * FRAME_S
            found += (
                Heard(1, int(woke > 0), 0, 0, spent, lasted)
                if own
                else Heard(0, 0, 1, woke, spent, lasted)
            )
    return found


def made(phrase: str, model: VoskModel) -> WakePhrase:
    """What hears a phrase."""
    return WakePhrase(phrase, model, SileroVoiceActivity())


def words(folder: Path, model: VoskModel, most: int) -> None:
    """English words, each a phrase, the others false alarms."""
    clips = {name: clips_in(folder / name, most) for name in WRITTEN if (folder / name).is_dir()}
    for name, own in clips.items():
        others = [clip for other, found in clips.items() if other != name for clip in found[:10]]
        print(f"{WRITTEN[name]:10} {listen(made(WRITTEN[name], model), own, others)}", flush=True)


def beginning(text: str) -> str:
    """The first words of a sentence, long enough for a phrase."""
    said: list[str] = []
    for word in spoken_words(text):
        said.append(word)
        if len("".join(said)) > FEWEST_SYLLABLES:
            break
    return " ".join(said)


def beginnings(folder: Path, model: VoskModel, phrases: int, others: int) -> Heard:
    """The first words of Korean sentences, each a phrase, other sentences false alarms."""
    lines = (folder / "said.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    clips = [frames(folder / row["file"]) for row in rows]
    every = max(1, len(rows) // phrases)
    found = Heard()
    for place in range(0, len(rows), every)[:phrases]:
        step = max(1, len(rows) // others)
        beside = [clips[n] for n in range(place % step, len(rows), step) if n != place]
        found += listen(made(beginning(rows[place]["text"]), model), [clips[place]], beside)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--korean", type=Path)
    parser.add_argument("--phrases", type=int, default=30)
    parser.add_argument("--others", type=int, default=20)
    parser.add_argument("--most", type=int, default=40, help="recordings of each word")
    options = parser.parse_args()
    place = choose_model(find_models(Settings()), "ko", "vosk")
    if place is None or place.path is None:
        raise SystemExit("there is no Vosk model for Korean; `assistant models` says where")
    model = VoskModel(place.path, "ko")
    wake = made("우리 부엌", model)
    print(
        f"idle: {idle_share(wake, 8):.2%} of a core in a quiet room, {idle_share(wake, 100):.2%} in noise"
    )
    if options.korean:
        found = beginnings(options.korean, model, options.phrases, options.others)
        print(f"Korean phrases by Koreans: {found}", flush=True)
    words(options.folder, model, options.most)


if __name__ == "__main__":
    main()
