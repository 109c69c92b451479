"""What a process that stays does for its start to be quick and its answers to come evenly."""

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
        gc.freeze()
        gc.enable()
