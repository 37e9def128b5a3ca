"""How Reflex builds and runs the product. Addresses, workers and services come from `infra.settings` instead."""

import reflex as rx

from aistrategyhub.ui.build import House

config = rx.Config(
    app_name="aistrategyhub",
    plugins=[rx.plugins.TailwindV4Plugin({"plugins": []}), House()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    cors_allowed_origins=[],
    frontend_compression_formats=["gzip", "brotli"],
)
