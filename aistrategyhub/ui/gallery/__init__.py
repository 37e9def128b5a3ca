"""Every part in every state, on `/dev/ui` and below it, to be looked at. Outside production only."""

from aistrategyhub.ui.gallery import basics, choosing, looking, navigation, waking, writing

PAGES = (*basics.PAGES, *choosing.PAGES, *looking.PAGES, *navigation.PAGES, *waking.PAGES, *writing.PAGES)
"""The pages of the gallery."""
