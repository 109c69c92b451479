"""A group of commands whose help shows each first sentence whole, where click cuts it off."""

import click

LONGEST = 200
"""Characters of a first sentence; a line that is too long for the terminal is wrapped."""


class Listing(click.Group):
    """Commands that are listed with what they do."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names of the commands, and beside each its first sentence."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, found.get_short_help_str(LONGEST)) for name, found in named if found]
            )
