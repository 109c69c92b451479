"""How a process that stays looks for garbage: not while it loads, and seldom afterwards."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading_to_stay() -> Iterator[None]:
    """While everything is loaded that stays: look for no garbage then, nor among it ever after.

    The net of sentences is large. Searching it again and again while it grew took a second of the
    start, and afterwards 100 ms at a time, in the middle of an answer. Only for a process that loads
    once: what is dropped later would stay, too.
    """
    gc.disable()
    try:
        yield
    finally:
        collect_rarely()
        gc.enable()


def collect_rarely() -> None:
    """Leave what is loaded alone, and look through the rest once in 100,000 new objects.

    Next to nothing here makes cycles but the MQTT library. As often as Python looks by itself, it
    takes a tenth of the time of an order or of a sentence, and up to 200 ms of one answer.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
