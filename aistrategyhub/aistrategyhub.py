"""The application: the rooms' pages in their shells, the API, the gate, the error door. Nothing else."""

from aistrategyhub import registry
from aistrategyhub.ui import gallery
from aistrategyhub.ui.feedback import show_error
from aistrategyhub.ui.shells import Firm
from aistrategyhub.ui.site import add_pages, new_app

FEATURES = registry.features()

PAGES = [page for feature in FEATURES for page in feature.pages] + list(gallery.PAGES)
NAVIGATION = [entry for feature in FEATURES for entry in feature.navigation]

app = new_app(api_transformer=[], backend_exception_handler=show_error)
add_pages(app, PAGES, NAVIGATION, Firm(name="AIStrategyHub"))
