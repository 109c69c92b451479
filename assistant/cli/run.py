"""`assistant run`: listen to the microphone and serve the devices."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from assistant.core.garbage import loading_to_stay
from assistant.core.settings import Settings
from assistant.speech.loaded_models import LoadedModels

if TYPE_CHECKING:
    from assistant.voice import VoiceAssistant


@click.command()
@click.option(
    "--input",
    "sound",
    default=None,
    metavar="FILE|-",
    help="Listen to a recording, or to raw 16 kHz mono PCM on standard input, not the microphone.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def run(settings: Settings, sound: str | None, *, as_json: bool) -> None:
    """Listen, answer aloud, and serve the devices, until Ctrl-C.

    In a terminal, Enter is push-to-talk and m closes or opens the microphone.
    """
    with ExitStack() as stack:
        with loading_to_stay():
            models = LoadedModels(settings)
            models.begin(settings.household.languages)
            # All the rest takes most of a second to read, which the models need as well.
            from assistant.app import App, listening  # noqa: PLC0415
            from assistant.cli.console import Console  # noqa: PLC0415

            console = Console(json=as_json)
            app = App(settings, models=models)
            voice = stack.enter_context(listening(app, sound, (console,)))
        console.ready(_greeting(settings, voice.broker_kind, voice.source.name))
        with _ended_by_signals(voice.assistant):
            if sound is None and sys.stdin.isatty():
                threading.Thread(target=_keys, args=(voice.assistant,), daemon=True).start()
            voice.assistant.run(voice.source)
    console.note("Good-bye.")


def _greeting(settings: Settings, broker: str, source: str) -> str:
    return f"Ready ({broker} broker). Say “{settings.wake.spoken}, …” to {source}; Ctrl-C ends."


@contextmanager
def _ended_by_signals(assistant: "VoiceAssistant") -> Iterator[None]:
    """Ctrl-C and SIGTERM end the listening; what is under way is finished in order."""

    def end(_signal: int, _frame: object) -> None:
        assistant.close()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _keys(assistant: "VoiceAssistant") -> None:
    for line in sys.stdin:
        if line.strip().lower() == "m":
            assistant.mute(muted=not assistant.muted)
        else:
            assistant.listen()
