"""A simulated dash button: one button that stands for coffee."""

import sys

from devices.device import main
from devices.slots import Model, Slot

DASH = Model(kind="dash", slots=(Slot("coffee"),))

if __name__ == "__main__":
    sys.exit(main(DASH))
