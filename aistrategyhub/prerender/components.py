"""What prerendered pages draw themselves."""

import reflex as rx


class Awake(rx.Component):
    """Tells a page that was asleep that React answers now. Shows nothing; drawn once, in `app_wraps`."""

    library = "$/utils/awake"
    tag = "Awake"


class Sight(rx.Component):
    """Has a page tell `address` that it is being looked at, asleep or awake, by a request without a body that is sent a
    second after everything else is there and keeps nothing in the browser. Shows nothing."""

    library = "$/utils/awake"
    tag = "Sight"

    address: rx.Var[str]
