"""Three pictures for the demo firm's pages, made by the product itself."""

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.media import service
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

DEMO_FOLDER = "/tavole"


@dataclass(frozen=True)
class Plate:
    """A picture that `imaging.plates` draws, and what it shows in words."""

    name: str
    drawing: str
    alt_it: str
    alt_en: str


HORIZON = Plate(
    "orizzonte.png",
    "horizon",
    "Colline verdi a strati sotto un sole basso color ambra.",
    "Layered green hills under a low amber sun.",
)
BORDERS = Plate(
    "confini.png",
    "borders",
    "Un campo diviso in riquadri; un perimetro verde ne racchiude alcuni, uno dei quali è acceso.",
    "A field of squares; a green border encloses some of them, one of which is lit.",
)
MEASURE = Plate(
    "misura.png",
    "measure",
    "Cerchi concentrici intorno a un punto rosso, con una scala graduata in basso.",
    "Concentric circles around a red dot, with a graded scale below.",
)
PLATES = (HORIZON, BORDERS, MEASURE)


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Draws the pictures and takes them in as if somebody had uploaded them; twice gives the same three."""
    # Pillow is loaded by who draws and not by every web process, which declares this seed.
    from aistrategyhub.features.media.imaging import plates

    storage = storage_for(get_settings())
    for plate in PLATES:
        content = await asyncio.to_thread(getattr(plates, plate.drawing))
        alt = {"it": plate.alt_it, "en": plate.alt_en}
        await service.take_in(session, storage, content, plate.name, folder=DEMO_FOLDER, alt=alt)
