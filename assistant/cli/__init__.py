"""The command line, one file per command group."""

import click


@click.group()
def main() -> None:
    """An offline, voice-first assistant in which the product is the store."""
