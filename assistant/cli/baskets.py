"""`assistant catalog baskets` and `goes-with`: learn what is bought together, and ask for it."""

from pathlib import Path

import click
import msgspec

from assistant.app import App
from assistant.cli.console import json_line
from assistant.core.errors import BadInputError
from assistant.core.settings import Settings

SHOWN = 5
"""Things that are not sold and are named on the screen."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def baskets(settings: Settings, file: Path) -> None:
    """Learn from what a shop's customers bought what goes with what.

    Each line of FILE is a basket, its products separated by commas; or FILE has the columns
    customer, days_ago and products, these separated by |. A product is named by its id or its whole
    name. What was learnt before from a file is replaced; the household's orders count all the same.
    """
    found = App(settings).learn_baskets(file)
    for problem in found.rejected:
        click.echo(f"left out: {problem}", err=True)
    if found.unknown:
        named = ", ".join(f"{name} ({times})" for name, times in found.unknown.most_common(SHOWN))
        more = f" and {len(found.unknown) - SHOWN} more" if len(found.unknown) > SHOWN else ""
        click.echo(f"not sold here, and left out: {named}{more}", err=True)
    if not found.baskets:
        raise BadInputError(f"{file}: no basket of anything that is sold here; nothing was learnt")
    click.echo(f"Learnt from {len(found.baskets)} baskets; a running assistant knows them too.")


@click.command("goes-with")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("phrase", nargs=-1, required=True)
@click.pass_obj
def goes_with(settings: Settings, phrase: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """What is bought together with a thing, by whom, and how often."""
    app = App(settings)
    fits = app.shelf.find(" ".join(phrase))
    if not fits:
        raise BadInputError(f"nothing like {' '.join(phrase)!r} in the catalog")
    discovery = app.discover()
    found = discovery.goes_with(discovery.same_kind(fits[0].product.id), limit)
    if not found and not as_json:
        click.echo("Nothing that surely goes with it.")
    language = settings.household.main_language
    for each in found:
        if as_json:
            json_line(msgspec.to_builtins(each))
        else:
            name = each.names.get(language, each.names["en"])
            click.echo(
                f"{name}  {each.together} of {each.times} baskets ({each.who}), "
                f"{each.lift} times as often as by chance  ({each.product_id})"
            )
