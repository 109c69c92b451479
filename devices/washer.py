"""A simulated washing machine: each wash uses a pod of detergent and some softener."""

import sys

from devices.device import Model, main
from devices.slots import Slot

WASHER = Model(
    kind="washer",
    slots=(
        Slot("detergent", capacity=40, unit="pods", per_use=1),
        Slot("softener", capacity=1200, unit="ml", per_use=40),
    ),
)

if __name__ == "__main__":
    sys.exit(main(WASHER))
