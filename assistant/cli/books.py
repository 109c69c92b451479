"""`assistant verify`, `backup`, `restore`, `export`: the household's books as a whole."""

import csv
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
import msgspec

from assistant.app import App, back_up, exports, restore_backup
from assistant.cli.console import json_line
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.settings import Settings
from assistant.store.orders.order_store import OrderReader

PROVED = (
    ("{requests:,} requests are answered", "each order was asked for, and asked for once"),
    ("{orders:,} orders and {tests:,} tests", "lines and shipping add up; each history leads here"),
    ("{postings:,} postings", "each event's add up to nothing; each order is paid for once"),
    ("{movements:,} movements of stock", "stock is equal to them; what was cancelled is back"),
    ("{unpublished:,} of {events:,} events wait to be published", "all of them happened"),
)


@contextmanager
def _opened(settings: Settings) -> Iterator[OrderReader]:
    with App(settings).order_store() as store:
        if store is None:
            raise AssistantError("there are no orders yet; start `assistant run` once")
        yield store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def verify(settings: Settings, *, as_json: bool) -> None:
    """Prove the books: every request answered, every order paid for once, stock as it moved."""
    with _opened(settings) as store:
        wrong = store.audit()
        counts = store.census()
    if as_json:
        json_line({"right": not wrong, "problems": list(wrong), **counts})
    else:
        for problem in wrong:
            click.echo(f"wrong: {problem}")
        for what, proved in () if wrong else PROVED:
            click.echo(f"{what.format(**counts):<45} {proved}")
    if wrong:
        raise AssistantError(f"the books are not right: {len(wrong)} problems")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Copy all orders to FILE, as of one moment, while the assistant runs."""
    back_up(settings, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes. `assistant restore {file}` brings it back.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore(settings: Settings, file: Path, *, yes: bool) -> None:
    """Bring the orders of a backup FILE back, while the assistant runs; what is there is kept."""

    def agreed() -> None:
        if not yes:
            click.confirm("Orders placed since that backup will be gone. Restore it?", abort=True)

    restored = restore_backup(settings, file, agreed)
    click.echo("Restored." + (f" What was there is in {restored.kept}." if restored.kept else ""))
    if restored.damaged:
        click.echo("It was damaged: if `assistant run` is running, end it and start it again.")


@click.command()
@click.argument("what", metavar="TABLE", type=click.Choice(sorted(exports())))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--csv", "kind", flag_value="csv", default=True, help="Comma-separated (default).")
@click.option("--json", "kind", flag_value="json", help="One JSON object a line.")
@click.pass_obj
def export(settings: Settings, what: str, file: Path | None, kind: str) -> None:
    """Write a whole TABLE to FILE, or to standard output.

    The tables are devices, events, ledger, levels, movements, orders, purchases, requests, slots
    and stock.
    """
    with _opened(settings) as store, _target(file) as target:
        write = _write_csv if kind == "csv" else _write_json
        write(store.export(what), target)


@contextmanager
def _target(file: Path | None) -> Iterator[TextIO]:
    if file is None:
        yield sys.stdout
        return
    try:
        target = file.open("x", encoding="utf-8", newline="")
    except FileExistsError as error:
        raise BadInputError(f"{file} is there already; name another file") from error
    with target:
        yield target


def _write_csv(rows: Iterator[Mapping[str, object]], target: TextIO) -> None:
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(target, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _in_a_cell(value) for name, value in row.items()})


def _in_a_cell(value: object) -> object:
    """A spreadsheet would carry out what begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value


def _write_json(rows: Iterator[Mapping[str, object]], target: TextIO) -> None:
    target.writelines(msgspec.json.encode(row).decode() + "\n" for row in rows)
