"""`assistant catalog`: build it, search it."""

from pathlib import Path

import click

from assistant.app import App
from assistant.cli.console import json_line
from assistant.core.errors import CatalogError
from assistant.core.settings import PROJECT, Settings


@click.group()
def catalog() -> None:
    """What the shop sells."""


@catalog.command()
@click.option(
    "--from",
    "csv_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROJECT / "config",
    help="Folder with catalog/ and household/ CSV files.",
)
@click.pass_obj
def build(settings: Settings, csv_dir: Path) -> None:
    """Build the catalog file from readable CSV files; the same input gives the same bytes."""
    built = App(settings).build_catalog(csv_dir)
    products, works = len(built.products()), len(built.works())
    click.echo(f"{settings.shop_catalog_file}: {products} products, {works} pieces of music")
    if settings.catalog_file != settings.shop_catalog_file:
        click.echo(
            f"This household uses its own copy, {settings.catalog_file}, made by "
            "`assistant catalog import`; remove that file to use the new one."
        )


@catalog.command("import")
@click.argument("csv_file", type=click.Path(path_type=Path), metavar="FILE.csv")
@click.pass_obj
def import_(settings: Settings, csv_file: Path) -> None:
    """Add products of your own, or change the shop's, for this household only.

    FILE.csv has the columns of config/catalog/products.csv; a known id replaces that product.
    Lines that cannot be used are named and left out.
    """
    imported = App(settings).import_products(csv_file)
    for problem in imported.rejected:
        click.echo(f"left out: {problem}", err=True)
    added, replaced = len(imported.added), len(imported.replaced)
    if added + replaced:
        click.echo(f"Products added: {added}, replaced: {replaced} ({settings.own_catalog_file}).")
        click.echo("A running assistant knows them once it is started again.")
    else:
        click.echo("Nothing was imported.")
    if imported.rejected:
        raise click.exceptions.Exit(CatalogError.exit_code)


@catalog.command()
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("phrase", nargs=-1, required=True)
@click.pass_obj
def search(settings: Settings, phrase: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Find products by what people call them, in either language, even misheard."""
    app = App(settings)
    currency = settings.household.currency
    found = app.shelf.find(" ".join(phrase))[:limit]
    if not found and not as_json:
        click.echo("Nothing like that in the catalog.")
    for fit in found:
        price = fit.product.price(currency)
        if as_json:
            json_line(
                {
                    "product_id": fit.product.id,
                    "names": fit.product.names,
                    "score": round(fit.score, 4),
                    "price": {"minor": price.minor, "currency": price.currency},
                }
            )
        else:
            name = fit.product.name(settings.household.main_language)
            click.echo(f"{fit.score:.2f}  {name}  {price}  ({fit.product.id})")
