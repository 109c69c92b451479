"""`assistant simulate`: thousands of appliances at once."""

from collections.abc import Mapping
from typing import Any

import click

from assistant.app.simulation import Outcome, Wanted
from assistant.app.simulation import simulate as run
from assistant.cli.console import json_line
from assistant.core.errors import AssistantError
from assistant.core.settings import Settings

NAMES = {"crowd": "devices", "orders": "order service", "broker": "broker"}


@click.command()
@click.option("--devices", default=100, show_default=True, type=click.IntRange(1, 100_000))
@click.option(
    "--speed", default=1440.0, show_default=True, type=click.FloatRange(0.1, 100_000),
    help="Simulated seconds for each real one; 1440 is a day a minute.",
)  # fmt: skip
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(1, 86_400))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same households.")
@click.option(
    "--broker", default="", metavar="mqtt://HOST:PORT", help="Of a running order service."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def simulate(settings: Settings, /, *, as_json: bool, **options: Any) -> None:
    """Let many appliances live in fast time and order what they use up.

    A broker and an order service are started for the while, with an order store of their own.
    """

    def told(fields: Mapping[str, Any]) -> None:
        if as_json:
            json_line(fields)
        else:
            click.echo(f"\r{_progress(fields)}", nl=False, err=True)

    outcome = run(settings, Wanted(**options), told)
    if as_json:
        json_line({"summary": outcome.crowd, "loads": outcome.loads, "problems": outcome.problems})
    else:
        click.echo(err=True)
        for line in _summary(outcome, options["seconds"], options["speed"]):
            click.echo(line)
    if outcome.problems:
        raise AssistantError("; ".join(outcome.problems))


def _progress(fields: Mapping[str, Any]) -> str:
    placed = fields["answers"].get("placed", 0)
    return (
        f"{fields['time'].replace('T', ' ').removesuffix('+00:00')}  {fields['requests']:,} asked, "
        f"{fields['waiting']:,} waiting, {placed:,} orders, {fields['filled']:,} refills   "
    )


def _summary(outcome: Outcome, seconds: float, speed: float) -> list[str]:
    crowd = outcome.crowd
    answers = ", ".join(f"{count:,} {status}" for status, count in sorted(crowd["answers"].items()))
    refusals = ", ".join(f"{count:,} {code}" for code, count in crowd["refusals"].items())
    days, rate = seconds * speed / 86_400, crowd["requests"] / seconds
    devices = f"{crowd['devices']:,} devices over {crowd['connections']} connections"
    again = f"sent again {crowd['resends']:,}, unanswered {crowd['waiting']:,}"
    in_time = f"p50 {crowd.get('p50_ms', 0):g} ms, p99 {crowd.get('p99_ms', 0):g} ms"
    late = f"a use simulated {crowd['longest_lag_ms']:,} ms late at most"
    lines = [
        f"{devices}, {seconds:g} s as {days:.3g} days ({outcome.broker_kind} broker)",
        f"  asked     {crowd['requests']:,} ({rate:,.0f} a second), {again}",
        f"  answered  {answers}" + (f" ({refusals})" if refusals else ""),
        f"  in time   {in_time}; {late}",
        f"  refilled  {crowd['filled']:,}; found empty {crowd['found_empty']:,} times",
    ]
    if outcome.orders_kept is not None:
        lines.append(f"  kept      {outcome.orders_kept:,} orders; the books are checked")
    for name, load in outcome.loads.items():
        if load:
            part = load["cpu_s"] / seconds
            lines.append(f"  {NAMES[name]:<14} {part:.0%} of a processor, {load['memory_mb']:g} MB")
    return lines
