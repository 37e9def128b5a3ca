"""Switches that make the stand-in misbehave, for tests. They are forgotten when it stops."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class ApiFault(StrEnum):
    """How an API call goes wrong. The first two leave an answer saved under the idempotency key."""

    ERROR = "500"
    ERROR_AFTER_EFFECT = "500_after_effect"
    TOO_MANY = "429"
    SILENCE = "silence"
    SILENCE_AFTER_EFFECT = "silence_after_effect"
    SLOW = "slow"


@dataclass
class PlannedFault:
    """The next `times` calls to a path that starts so go wrong; silence and slowness last `seconds`."""

    fault: ApiFault
    times: int = 1
    seconds: float = 10.0
    path: str = "/v1/"


@dataclass
class DeliveryFaults:
    """What happens to webhooks on their way.

    `duplicate` sends each event so many times at once; `delay_ms` waits before sending; the next `drop` events
    are never sent; the next `tamper` deliveries carry another amount than was signed; `hold` keeps events back
    until they are released; `reorder` collects so many and sends them last first.
    """

    duplicate: int = 1
    delay_ms: int = 0
    drop: int = 0
    tamper: int = 0
    hold: bool = False
    reorder: int = 0


@dataclass
class Faults:
    """All switches. Every one starts switched off."""

    api: list[PlannedFault] = field(default_factory=list)
    delivery: DeliveryFaults = field(default_factory=DeliveryFaults)

    def take_for(self, path: str) -> PlannedFault | None:
        """The fault planned for this call, used up once."""
        for planned in self.api:
            if planned.times > 0 and path.startswith(planned.path):
                planned.times -= 1
                return planned
        return None

    def reset(self) -> None:
        self.api.clear()
        self.delivery = DeliveryFaults()

    def show(self) -> dict[str, Any]:
        return {
            "api": [asdict(planned) for planned in self.api if planned.times],
            "delivery": asdict(self.delivery),
        }
