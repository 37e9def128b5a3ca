"""Every part in every state, on `/dev/ui` and below it, to be looked at. Outside production only."""

from aistrategyhub.ui.gallery import basics, navigation

PAGES = (*basics.PAGES, *navigation.PAGES)
"""The pages of the gallery."""
