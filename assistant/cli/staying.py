"""What a process that stays does for its answers to come evenly."""

import gc


def keep_what_is_loaded() -> None:
    """Leave what is in memory now out of the search for garbage, for good.

    The net of sentences is large and stays; searching it took 100 ms at a time, in the middle of an
    answer. Only for a process that loads once: what is dropped later would stay, too.
    """
    gc.freeze()
