"""A simulated dash button: one button that stands for coffee."""

import sys

from devices.device import Model, main
from devices.slots import Slot

DASH = Model(kind="dash", slots=(Slot("coffee"),))

if __name__ == "__main__":
    sys.exit(main(DASH))
