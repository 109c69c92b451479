"""A clock that stands still until a script lets time pass."""

from datetime import datetime, timedelta


class ScriptClock:
    """Tells the script's time; called where a clock is wanted."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The present moment in UTC."""
        return self._now

    def pass_by(self, span: timedelta) -> None:
        """Let time pass."""
        self._now += span
