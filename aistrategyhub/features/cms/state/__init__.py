"""One thin State per screen."""

from aistrategyhub.features.cms.state.public import ContactState, HomeState

__all__ = ["ContactState", "HomeState"]
