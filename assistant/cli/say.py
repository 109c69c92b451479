"""`assistant say`: speak a text."""

from pathlib import Path

import click

from assistant.app import App
from assistant.core.settings import Language, Settings
from assistant.language.words.written import written_in


@click.command()
@click.option("--language", type=click.Choice(["en", "ko"]), help="Language of the text.")
@click.option(
    "--wav",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the speech to a WAV file instead of the loudspeaker.",
)
@click.argument("text", nargs=-1, required=True)
@click.pass_obj
def say(
    settings: Settings, text: tuple[str, ...], language: Language | None, wav: Path | None
) -> None:
    """Speak TEXT with the assistant's voice."""
    whole = " ".join(text)
    App(settings).hearing.say(whole, language or written_in(whole, settings.household), wav)
