"""`assistant hear`: recordings through exactly the path of the microphone."""

from pathlib import Path
from typing import Any

import click

from assistant.app import App, HeardFile, open_ears
from assistant.cli.console import json_line
from assistant.cli.understand import (
    intents_option,
    json_option,
    language_option,
    slot_fields,
)
from assistant.core.errors import AudioFileError
from assistant.core.settings import Language, Settings


@click.command()
@language_option
@intents_option
@click.option("--no-wake", is_flag=True, help="The recording begins with the command itself.")
@click.option("--dry-run", is_flag=True, help="Understand only: order, play and say nothing.")
@click.option("--realtime", is_flag=True, help="Feed the audio at the speed it was spoken.")
@json_option
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.pass_obj
def hear(
    settings: Settings,
    files: tuple[str, ...],
    language: Language | None,
    intents_dir: Path | None,
    *,
    no_wake: bool,
    dry_run: bool,
    realtime: bool,
    as_json: bool,
) -> None:
    """Hear each FILE (WAV, FLAC or Ogg of any rate, or - for raw 16 kHz mono PCM).

    The first command in each file is understood and, without --dry-run, carried out.
    """
    app = App(settings, intents_dir=intents_dir)
    failed = False
    with open_ears(app, language, act=not dry_run) as ears:
        for file in files:
            try:
                heard = ears.hear(file, wake=not no_wake, realtime=realtime)
            except AudioFileError as error:
                failed = True
                _show_error(file, error, as_json=as_json)
                continue
            if as_json:
                json_line(fields(heard))
            else:
                click.echo(line(heard, wake=not no_wake))
    if failed:
        raise click.exceptions.Exit(AudioFileError.exit_code)


def fields(heard: HeardFile) -> dict[str, Any]:
    """What was heard in a file as the stable JSON object."""
    understood = heard.understood
    intent = understood.intent if understood else None
    return {
        "file": heard.file,
        "wake_s": heard.wake_s,
        "transcript": heard.transcript,
        "accepted": heard.accepted,
        "intent": intent.name if intent else None,
        "slots": slot_fields(understood) if understood else {},
        "score": round(heard.score, 4),
        "audio_s": round(heard.audio_s, 3),
        "endpoint_ms": heard.endpoint_ms,
        "latency_ms": heard.latency_ms,
        **({"warning": heard.warning} if heard.warning else {}),
        **({"reply": heard.reply} if heard.reply else {}),
    }


def _show_error(file: str, error: AudioFileError, *, as_json: bool) -> None:
    if as_json:
        json_line({"file": file, "error": str(error)})
    else:
        click.echo(f"assistant: {error}", err=True)


def line(heard: HeardFile, *, wake: bool) -> str:
    """What was heard in a file, to be read; `wake`: whether a wake word was waited for."""
    if heard.transcript is None:
        missed = "no wake word; with --no-wake a recording begins with the command"
        found = missed if wake and heard.wake_s is None else "nothing was said"
        return f"{heard.file}\n    {found}" + (f" ({heard.warning})" if heard.warning else "")
    intent = heard.understood.intent if heard.understood else None
    slots = ", ".join(
        f"{name} = {slot.text}" for name, slot in (intent.slots if intent else {}).items()
    )
    lines = [
        heard.file,
        f"    heard       “{heard.transcript}”" + ("" if heard.accepted else "  (not accepted)"),
        f"    understood  {intent.name if intent else 'nothing'}  {slots}".rstrip(),
        f"    after       {heard.endpoint_ms:.0f} ms of silence, {heard.latency_ms:.0f} ms of work",
    ]
    if heard.reply:
        lines.append(f"    said        “{heard.reply}”")
    if heard.warning:
        lines.append(f"    but         {heard.warning}")
    return "\n".join(lines)
