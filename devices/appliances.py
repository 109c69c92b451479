"""All appliances that can be simulated."""

from collections.abc import Mapping

from devices.battery_tray import TAKING
from devices.coffee_machine import COFFEE
from devices.consumption.appliance import Appliance
from devices.pet_feeder import FEEDING
from devices.printer import PRINTING
from devices.washer import WASHING
from devices.water_filter import FILTERING

APPLIANCES: Mapping[str, Appliance] = {
    appliance.model.kind: appliance
    for appliance in (WASHING, COFFEE, PRINTING, FEEDING, FILTERING, TAKING)
}
