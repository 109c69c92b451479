"""`assistant catalog`: build it, import into it, search it, and decide what is held."""

from pathlib import Path

import click
import msgspec
from tqdm import tqdm

from assistant.app import App
from assistant.cli.baskets import baskets, goes_with
from assistant.cli.console import json_line
from assistant.cli.listing import Listing
from assistant.core.errors import BadInputError, CatalogError
from assistant.core.messages import utc_now
from assistant.core.settings import PROJECT, Settings
from assistant.storage.catalog.catalog_import import Imported, Importer
from assistant.storage.catalog.feed_mapping import read_mapping
from assistant.storage.catalog.import_report import left_out
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.storage.catalog.seller_secrets import SellerSecrets
from assistant.store.goods.catalog import Product
from assistant.store.goods.codes import code
from assistant.store.market.landed import Landed, landed

SHOWN = 5
"""Reasons why lines were left out that are named on the screen; the report names every line."""


@click.group(cls=Listing)
def catalog() -> None:
    """What is sold, and by whom."""


catalog.add_command(baskets)
catalog.add_command(goes_with)


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
    click.echo(f"{settings.catalog_file}: {products} products, {works} pieces of music")


@catalog.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML: our fields from their columns, defaults, units.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def import_(settings: Settings, file: Path, mapping_file: Path | None, *, as_json: bool) -> None:
    """Take products, offers, sellers or categories into this household's market.

    FILE is CSV, JSON Lines or Parquet; what it is and how it is written is found out. What was
    imported before is changed where it differs. Lines that cannot be used are named in a report,
    the others are taken. A broken import goes on where it was when it is started again.
    """
    app = App(settings)
    mapping = read_mapping(mapping_file)
    reports = settings.data_dir / "imports"
    importer = Importer(app.catalog, file, mapping, reports, now=utc_now())
    unit = "rows" if importer.feed.format == "parquet" else "B"
    with tqdm(
        total=importer.feed.size, unit=unit, unit_scale=True, disable=None, leave=False
    ) as bar:
        imported = importer.run(lambda done: bar.update(done - bar.n) and None)
    if as_json:
        report = None if imported.report is None else str(imported.report)
        found = {"kind": imported.kind, "format": imported.format, **vars(imported.tally)}
        json_line({**found, "unused": imported.unused, "report": report})
    else:
        _tell_import(imported, file)
    if imported.tally.rejected:
        raise click.exceptions.Exit(CatalogError.exit_code)


def _tell_import(imported: Imported, file: Path) -> None:
    """What was taken; on the error stream what was not, and what to do about it."""
    tally = imported.tally
    if imported.resumed_at:
        click.echo(f"Taken up again after line {imported.resumed_at}.")
    click.echo(
        f"{imported.kind.capitalize()} ({imported.format}): {tally.added} added, "
        f"{tally.changed} changed, {tally.same} as before, {tally.held} held, "
        f"{tally.rejected} rejected."
    )
    if imported.unused:
        click.echo(
            f"Not used: {', '.join(map(repr, imported.unused[:SHOWN]))}"
            f"{', …' if len(imported.unused) > SHOWN else ''}; a mapping says what they are: "
            "docs/catalog.md",
            err=True,
        )
    if imported.report is not None:
        reasons, others = left_out(imported.report, SHOWN)
        for line, reason, lines in reasons:
            more = f" ({lines} lines)" if lines > 1 else ""
            click.echo(f"{file}:{line}: {reason}{more}", err=True)
        if others:
            click.echo(f"… and {others} lines for other reasons.", err=True)
        click.echo(f"Why, line by line: {imported.report}", err=True)
    if tally.held:
        click.echo("Held prices wait for you: assistant catalog held", err=True)


@catalog.command()
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("phrase", nargs=-1, required=True)
@click.pass_obj
def search(settings: Settings, phrase: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Find products by what people call them, in either language, even misheard.

    A price and traits may be said too: "organic milk under 5", "무향 세제 만 원 이하".
    """
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
            each = fit.product.per_unit(price)
            per = "" if each is None else f", {each[0]} per {each[1]}"
            click.echo(f"{fit.score:.2f}  {name}  {price}{per}  ({fit.product.id})")


@catalog.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("phrase", nargs=-1, required=True)
@click.pass_obj
def offers(settings: Settings, phrase: tuple[str, ...], *, as_json: bool) -> None:
    """Who sells a product (its id, code or name): the cheapest with shipping first."""
    app = App(settings)
    product = _product(app, " ".join(phrase))
    found = app.market.offers_of(product.id, utc_now())
    sent = [landed(each, app.market.terms(each.seller_id), 1) for each in found]
    for each in sorted(sent, key=lambda one: one.total.minor):
        if as_json:
            json_line(msgspec.to_builtins(each.offer))
        else:
            click.echo(_offer_line(app, each))


@catalog.command()
@click.option("--accept", type=int, metavar="NUMBER", help="It is right: let it count.")
@click.option("--drop", type=int, metavar="NUMBER", help="It is wrong: forget it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def held(settings: Settings, accept: int | None, drop: int | None, *, as_json: bool) -> None:
    """Offers whose price looks like a slip: they do not count until you say so."""
    app = App(settings)
    for number, accepted in ((accept, True), (drop, False)):
        if number is None:
            continue
        waits = any(each.number == number for each in app.catalog.held_offers())
        settled = (
            MarketDesk(app.catalog).settle(number, utc_now(), accept=accepted) if waits else ()
        )
        if not settled:
            raise BadInputError(
                f"no held offer has the number {number}; `assistant catalog held` lists them"
            )
        what = "counts from now on" if accepted else "is forgotten"
        for offer in settled:
            click.echo(f"{offer.unit_price} for {offer.product_id} by {offer.seller_id} {what}.")
    if accept is not None or drop is not None:
        return
    waiting = app.catalog.held_offers()
    for each in waiting:
        if as_json:
            json_line({**each._asdict(), "offer": msgspec.to_builtins(each.offer)})
        else:
            offer = each.offer
            click.echo(
                f"{each.number}  {offer.product_id}  {offer.seller_id}  {offer.unit_price}  "
                f"{each.reason}"
            )
    if not waiting and not as_json:
        click.echo("Nothing is held.")


@catalog.command()
@click.option("--forget", metavar="NAME", help="Forget what was learnt under this name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def aliases(settings: Settings, forget: str | None, *, as_json: bool) -> None:
    """Names the assistant has learnt from what you call things."""
    app = App(settings)
    if forget is not None:
        if not app.forget_alias(forget):
            raise BadInputError(
                f"no name {forget!r} was learnt; `assistant catalog aliases` lists them"
            )
        click.echo(f"“{forget}” is forgotten.")
        return
    known = app.catalog.learnt_aliases()
    for each in known:
        if as_json:
            json_line(each._asdict())
        else:
            click.echo(f"{each.said}  {each.product_id}  {each.at:%Y-%m-%d}")
    if not known and not as_json:
        click.echo("No names were learnt.")


@catalog.command()
@click.argument("seller_id")
@click.option("--revoke", is_flag=True, help="Take the secret away.")
@click.pass_obj
def secret(settings: Settings, seller_id: str, *, revoke: bool) -> None:
    """Make the secret with which a seller may publish offers over HTTP; it is shown once."""
    app = App(settings)
    if app.catalog.seller(seller_id) is None:
        raise BadInputError(f"there is no seller {seller_id}; import the sellers first")
    if not revoke:
        click.echo(SellerSecrets(app.catalog.market).make(seller_id))
    elif app.catalog.has_market:
        SellerSecrets(app.catalog.market).revoke(seller_id)


def _product(app: App, said: str) -> Product:
    """A product by its id, a code or its name."""
    known = app.catalog.product(said) or _of_code(app, said)
    found = app.shelf.find(said) if known is None else ()
    if known is None and not found:
        raise BadInputError(f"nothing like {said!r} in the catalog")
    return known or found[0].product


def _of_code(app: App, said: str) -> Product | None:
    try:
        product_id = app.catalog.product_of_code(code(said))
    except ValueError:
        return None
    return None if product_id is None else app.catalog.product(product_id)


def _offer_line(app: App, sent: Landed) -> str:
    """One offer; its total is what the least that can be bought of it costs, shipping included."""
    offer = sent.offer
    seller = app.market.seller(offer.seller_id)
    language = app.settings.household.main_language
    name = offer.seller_id if seller is None else seller.names.get(language, offer.seller_id)
    terms = app.market.terms(offer.seller_id)
    shipping = "" if terms is None else f"  + {sent.shipping} shipping"
    marks = [
        *([offer.condition] if offer.condition != "new" else []),
        *([f"{offer.stock} left"] if offer.stock is not None else []),
        *([f"from {offer.minimum}"] if offer.minimum > 1 else []),
        *(f"{each.unit_price} from {each.quantity}" for each in offer.breaks),
        *(["a shop outside: cannot be ordered here"] if offer.outside else []),
    ]
    total = f" = {sent.total}" if shipping else ""
    marked = f"  ({', '.join(marks)})" if marks else ""
    return f"{offer.unit_price}  {name}{shipping}{total}{marked}"
