"""A group of commands whose help shows each first sentence whole, where click cuts it off."""

from collections.abc import Mapping, Sequence

import click

LONGEST = 200
"""Characters of a first sentence; a line that is too long for the terminal is wrapped."""


class Listing(click.Group):
    """Commands that are listed with what they do."""

    def sections(self, ctx: click.Context) -> Mapping[str, Sequence[str]]:
        """The names of the commands under the headings that they are listed under."""
        return {"Commands": self.list_commands(ctx)}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names of the commands, and beside each its first sentence."""
        widest = max(map(len, self.list_commands(ctx)))  # all sections line up
        for heading, names in self.sections(ctx).items():
            named = [(name.ljust(widest), self.get_command(ctx, name)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, found.get_short_help_str(LONGEST)) for name, found in named if found]
                )
