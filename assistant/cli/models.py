"""`assistant models`: the speech models on this machine."""

import click

from assistant.cli.listing import Listing
from assistant.core.settings import Settings
from assistant.speech import model_fetch
from assistant.speech.models import find_models


@click.group(cls=Listing, invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """Show which speech models are here and where they were looked for."""
    if context.invoked_subcommand is not None:
        return
    settings: Settings = context.obj
    for place in find_models(settings):
        click.echo(f"{place.language}  {place.engine:<8} {place.path or 'not found'}")
        if place.path is None:
            for looked in place.looked_in:
                click.echo(f"             looked in {looked}")
        if place.note:
            click.echo(f"             {place.note}")


@models.command()
@click.pass_obj
def fetch(settings: Settings) -> None:
    """Fetch the official English Vosk model (40 MB); a broken download is resumed."""
    click.echo(f"English Vosk model: {model_fetch.fetch(settings.data_dir / 'models')}")
