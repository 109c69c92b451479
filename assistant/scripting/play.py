"""Plays a script through one channel and gives the verdict."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.app import App
from assistant.app.ears import Ears
from assistant.core.errors import AssistantError, ScriptError
from assistant.core.settings import Language, Settings, load, override
from assistant.scripting.cast import Cast
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import broker_counter, direct_counter
from assistant.scripting.owner import prepare
from assistant.scripting.script import (
    Channel,
    Script,
    Speaker,
    Turn,
    device_slot,
    duration,
    fraction,
)
from assistant.scripting.verdict import Outcome, Played, Verdict, compare
from assistant.speech.recogniser import Recogniser
from assistant.speech.speak import SpeechSynthesiser
from assistant.turns import Turn as TurnResult


def play(script: Script, channel: Channel = "text", base: Settings | None = None) -> Verdict:
    """Play a script on a household of its own, up to the first turn that goes otherwise.

    Args:
        script: as read by `load_script`.
        channel: what words and orders go through.
        base: settings; the script's own win over them. The sample household's where none are given.

    Raises:
        ScriptError: a setting or a recording that the script names is not there.
        AssistantError: what the channel needs is missing: a speech model, a voice, a broker.
    """
    # What goes with what is learnt in the background, and may be written while the folder goes.
    with tempfile.TemporaryDirectory(prefix="script-", ignore_cleanup_errors=True) as folder:
        app = App(_settings(script, Path(folder), base or load()))
        clock = ScriptClock(script.start)
        opened = broker_counter if channel == "mqtt" else direct_counter
        with opened(app.settings, clock) as counter:
            prepare(script.owner, app, counter, clock())
            cast = Cast(app, counter, clock, script.language)
            with contextlib.closing(Stage(script, channel, app, cast, clock)) as stage:
                return Verdict(script, tuple(stage.turns()))


def _settings(script: Script, folder: Path, base: Settings) -> Settings:
    own = [f"{key}={_as_text(value)}" for key, value in script.settings.items()]
    fixed = [
        f"paths.data={folder}",
        f"household.language={script.language}",
        "broker.address=auto",
        "broker.port=0",
    ]
    try:
        return override(base, [*own, *fixed])
    except AssistantError as error:
        raise ScriptError(script.file, str(error)) from error


def _as_text(value: str | float | bool) -> str:  # noqa: FBT001 - as YAML gives it
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Stage:
    """Carries out the turns of a script, one after the other."""

    script: Script
    channel: Channel
    app: App
    cast: Cast
    clock: ScriptClock
    _recognisers: dict[Language, Recogniser] = field(default_factory=dict)

    def turns(self) -> Iterator[Played]:
        """Play every turn; ends behind the first one that goes otherwise."""
        for turn, line in zip(self.script.turns, self.script.lines, strict=True):
            outcome = self._outcome(turn, line)
            played = Played(turn, line, outcome, compare(turn, outcome))
            yield played
            if played.differences:
                return

    def close(self) -> None:
        """Let the voice go, where one was needed."""
        voice = self.__dict__.get("_voice")
        if voice is not None:
            voice.close()

    def _outcome(self, turn: Turn, line: int) -> Outcome:
        said: TurnResult | None = None
        language = turn.language or self.script.language
        match turn:
            case Turn(say=str(text)) if self.channel == "audio":
                said = self._say_aloud(text, turn.speaker, language)
            case Turn(say=str(text)):
                said = self.cast.speak(text, turn.speaker, language, "text")
            case Turn(hear=str(name)):
                said = self._hear(self._recording(name, line), turn.speaker, language)
            case Turn(press=str(place)):
                self.cast.press(*device_slot(place))
            case Turn(wait=str(span)):
                self.clock.pass_by(duration(span))
            case Turn(level=level) if level:
                ((place, text),) = level.items()
                self.cast.level(*device_slot(place), fraction(text))
        return self.cast.outcome(said)

    def _recording(self, name: str, line: int) -> Path:
        path = Path(self.script.file).parent / name
        if not path.is_file():
            raise ScriptError(f"{self.script.file}:{line}", f"there is no recording {path}")
        return path

    def _say_aloud(self, text: str, speaker: Speaker, language: Language) -> TurnResult | None:
        """Words spoken by a synthetic voice straight into the recogniser."""
        with tempfile.NamedTemporaryFile(suffix=".wav") as wav:
            self._voice.synthesise(text, language).save(Path(wav.name))
            return self._listen(Path(wav.name), speaker, language, wake=False)

    def _hear(self, recording: Path, speaker: Speaker, language: Language) -> TurnResult | None:
        wake = not self.cast.awaited(speaker, language)
        return self._listen(recording, speaker, language, wake=wake)

    def _listen(
        self, recording: Path, speaker: Speaker, language: Language, *, wake: bool
    ) -> TurnResult | None:
        turns: list[TurnResult] = []

        def act(text: str) -> TurnResult:
            turns.append(self.cast.speak(text, speaker, language, "voice"))
            return turns[-1]

        if language not in self._recognisers:
            self._recognisers[language] = self.app.hearing.recogniser(language)
        ears = Ears(self.app, self._recognisers[language], language, act)
        ears.hear(str(recording), wake=wake)
        return turns[0] if turns else None

    @cached_property
    def _voice(self) -> SpeechSynthesiser:
        voice = self.app.hearing.synthesiser()
        if voice is None:
            raise AssistantError("the audio channel needs a voice: apt-get install espeak-ng")
        return voice
