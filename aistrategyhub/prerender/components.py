"""What every application of which pages are prerendered has to draw once, in `app_wraps`."""

import reflex as rx


class Awake(rx.Component):
    """Tells a page that was asleep that React answers now. Shows nothing."""

    library = "$/utils/awake"
    tag = "Awake"
