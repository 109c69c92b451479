"""`assistant demo`: everything at work on recordings, with real parts, and checked."""

import secrets
import shutil
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import click
import msgspec

from assistant.app import App, Line
from assistant.cli.console import event_line
from assistant.cli.stage import Event, Stage
from assistant.core.errors import AssistantError
from assistant.core.messages import DeviceControl, Order
from assistant.core.settings import LANGUAGES, PROJECT, Language, Settings
from assistant.speech.files import FileSource

RECORDINGS = PROJECT / "config" / "demo"
STEP_TIMEOUT_S = 20.0
CHATTER_S = 6.0
MOST_WASHES = 60
ORDERS: Mapping[Language, Mapping[tuple[str, str], int]] = {
    "en": {
        ("voice", "placed"): 1,
        ("voice", "cancelled"): 1,
        ("press", "placed"): 1,
        ("level", "placed"): 1,
    },
    "ko": {("voice", "cancelled"): 1, ("press", "placed"): 1},
}
"""How many orders each language adds, by origin and state."""
START_TIMEOUT_S = 60.0


class ExpectationError(AssistantError):
    """Something the demo expected did not happen."""


@dataclass(frozen=True)
class Spoken:
    """A recording, and the event that must come of it."""

    recording: str
    expected: str
    happened: Callable[[Event], bool]


def _event(name: str, **fields: object) -> Callable[[Event], bool]:
    wanted = {"event": name, **fields}
    return lambda event: all(event.get(key) == value for key, value in wanted.items())


ORDERED = _event("placed", request="place_order")
CANCELLED = _event("cancelled")
SAID = _event("said")
PLAYS = _event("player", action="play", heard=True)
STOPS = _event("player", action="stop", heard=True)
FEW = _event("understood", intent="OrderStatus")

SCRIPT: Mapping[Language, Sequence[Spoken]] = {
    "en": (
        Spoken("01-alexa-reorder-detergent", "an order for detergent", ORDERED),
        Spoken("02-alexa-order-vinegar", "a question which vinegar", SAID),
        Spoken("03-the-first-one", "an order for the first vinegar, without a wake word", ORDERED),
        Spoken("04-alexa-where-is-my-order", "the state of the orders", FEW),
        Spoken("05-alexa-cancel-my-order", "a cancelled order", CANCELLED),
        Spoken("06-alexa-play-chopin", "Chopin playing", PLAYS),
        Spoken("07-alexa-stop", "silence", STOPS),
    ),
    "ko": (
        Spoken("01-alexa-order-detergent", "an order for detergent", ORDERED),
        Spoken("02-alexa-where-is-my-order", "the state of the orders", FEW),
        Spoken("03-alexa-play-chopin", "Chopin playing", PLAYS),
        Spoken("04-alexa-stop", "silence", STOPS),
        Spoken("05-alexa-cancel-my-order", "a cancelled order", CANCELLED),
    ),
}
CHATTER = "08-what-a-lovely-day"
"""Speech about a product without the wake word: nothing may come of it."""


@dataclass
class Demo:
    """One run: where it keeps things, and what was missing."""

    folder: Path
    settings: Settings
    failures: list[str] = field(default_factory=list)
    expected: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many orders there must be by now, by origin and state."""

    def household(self, language: Language) -> Settings:
        """The demo's own household: its own data, broker port and folder of replies."""
        replace = msgspec.structs.replace
        mine = self.settings
        return replace(
            mine,
            household=replace(mine.household, language=language),
            paths=replace(mine.paths, data=str(self.folder / "household")),
            broker=replace(mine.broker, port=0),
            voice=replace(mine.voice, keep_wav_in=str(self.folder / "replies" / language)),
        )

    def expect(self, what: str, happened: object) -> None:
        """Note a failure where `what` did not happen."""
        if not happened:
            self.failures.append(what)
            click.secho(f"            MISSING: {what}", fg="red")


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="Where the replies, logs and the demo's household go; emptied first.",
)
@click.option("--language", type=click.Choice(["en", "ko"]), help="Only this language.")
@click.pass_obj
def demo(settings: Settings, folder: Path, language: Language | None) -> None:
    """Run everything on recordings: speech, button and level become orders; music plays.

    The broker, the order service, the devices and the assistant are real and processes of their
    own. Nothing is sent anywhere. Ends in failure where anything expected did not happen.
    """
    began = time.monotonic()
    folder = folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    show = Demo(folder, settings)
    for spoken in [language] if language else ("en", "ko"):
        _session(show, spoken)
    click.echo(f"\nReplies as WAV files: {folder / 'replies'}")
    if show.failures:
        raise ExpectationError(
            f"the demo missed {len(show.failures)}: {'; '.join(show.failures)}; logs in {folder}"
        )
    click.echo(f"Everything happened as expected, in {time.monotonic() - began:.0f} s.")
    sys.stdout.flush()


def _session(show: Demo, language: Language) -> None:
    """Everything that is done in one language, with an assistant that speaks it."""
    settings = show.household(language)
    heading = "English" if language == "en" else "Korean"
    click.secho(f"\n{heading}", bold=True)
    log = show.folder / "logs" / f"assistant-{language}.log"
    with Stage(settings, log, watch=_print) as stage:
        if stage.wait_for(_event("ready"), START_TIMEOUT_S) is None:
            raise ExpectationError(f"the assistant did not start: {stage.last_words()}")
        for spoken in SCRIPT[language]:
            _speak(show, stage, language, spoken)
        with Line(settings) as line:
            if language == "en":
                _chatter(show, stage)
                _press(show, line, "washer", "detergent")
                _wash_until_ordered(show, line)
            else:
                _press(show, line, "dash", "coffee")
    show.expect("a clean end of the assistant", stage.exit_code == 0)
    _check_orders(show, settings, language)
    _check_replies(show, language)


@cache
def _said() -> Mapping[tuple[str, str], str]:
    """What is said in each recording, by language and name: what it was rendered from."""
    listed = tomllib.loads((RECORDINGS / "commands.toml").read_text("utf-8"))
    return {
        (language, each["file"]): " ".join(
            [each["wake"]["text"], each["text"]] if "wake" in each else [each["text"]]
        )
        for language in LANGUAGES
        for each in listed[language]
    }


def _print(event: Event) -> None:
    click.echo(event_line(event))


def _speak(show: Demo, stage: Stage, language: Language, spoken: Spoken) -> None:
    click.secho(f"  ▶ {_said()[language, spoken.recording]}", fg="cyan")
    stage.microphone.play(RECORDINGS / language / f"{spoken.recording}.flac")
    show.expect(spoken.expected, stage.wait_for(spoken.happened, STEP_TIMEOUT_S))
    if spoken.happened not in (SAID, STOPS):
        show.expect(f"a spoken reply to {spoken.recording}", stage.wait_for(SAID, STEP_TIMEOUT_S))


def _chatter(show: Demo, stage: Stage) -> None:
    click.secho(f"  ▶ {_said()['en', CHATTER]} (without the wake word)", fg="cyan")
    before = len(stage.seen)
    stage.microphone.play(RECORDINGS / "en" / f"{CHATTER}.flac")
    stage.wait_for(lambda _: False, CHATTER_S)
    bought = [event for event in stage.seen[before:] if event["event"] in {"placed", "woke"}]
    if not bought:
        click.echo("            nothing happened, as it should be")
    show.expect("nothing ordered by chatter", not bought)


def _press(show: Demo, line: Line, device: str, slot: str) -> None:
    click.secho(f"  ▶ press {slot} on the {device}", fg="cyan")
    control = DeviceControl(control_id=secrets.token_hex(8), action="press", slot=slot)
    line.device(device, STEP_TIMEOUT_S)
    answers = line.control(device, control, STEP_TIMEOUT_S)
    show.expect(f"an order by the {device}", [a for a in answers if a.status == "placed"])


def _wash_until_ordered(show: Demo, line: Line) -> None:
    """Wash until the softener runs low and the machine orders by itself."""
    click.secho("  ▶ wash until the softener runs low", fg="cyan")
    ordered = False
    for _ in range(MOST_WASHES):
        control = DeviceControl(control_id=secrets.token_hex(8), action="use")
        answers = line.control("washer", control, STEP_TIMEOUT_S)
        ordered = any(answer.status == "placed" for answer in answers)
        if ordered or not answers:
            break
    show.expect("an order by the level", ordered)


def _check_orders(show: Demo, settings: Settings, language: Language) -> None:
    placed = App(settings).orders(50)
    click.echo("  Orders so far:")
    for order in reversed(placed):
        click.echo(f"    {_order_line(order, language)}")
    by_origin = Counter((order.origin, order.state) for order in placed)
    show.expected.update(ORDERS[language])
    show.expect(f"exactly the orders {dict(show.expected)}", by_origin == show.expected)


def _order_line(order: Order, language: Language) -> str:
    lines = ", ".join(f"{line.quantity} x {line.names[language]}" for line in order.lines)
    return f"{order.order_id}  {order.state:<9}  {order.origin:<6} {lines}  {order.total}"


def _check_replies(show: Demo, language: Language) -> None:
    """Every reply was kept, and is not silent where this machine has a voice."""
    for file in sorted((show.folder / "replies" / language).glob("*.wav")):
        with FileSource(file) as source:
            loud = any(any(frame) for frame in source)
        show.expect(f"sound in {file.name}", loud)
