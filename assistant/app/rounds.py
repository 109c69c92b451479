"""Looking at something now and then, for as long as the assistant runs."""

import logging
import threading
from collections.abc import Callable
from typing import Self

from assistant.core.errors import AssistantError

log = logging.getLogger(__name__)

SOON_S = 5.0
"""Nobody waits ten minutes for what was so when the house was started."""


class Rounds:
    """Calls `look` soon and then every `every_s` seconds in a thread of its own; a context manager.

    A round that ends in an `AssistantError` is logged by its name, and the next one comes as
    ever. Leaving waits for a round that is under way, never for the next.
    """

    def __init__(self, name: str, look: Callable[[], None], every_s: float) -> None:
        self._name, self._look, self._every_s = name, look, every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s = min(SOON_S, self._every_s)
        while not self._ending.wait(wait_s):
            wait_s = self._every_s
            try:
                self._look()
            except AssistantError as error:
                log.warning("%s: %s", self._name, error)
