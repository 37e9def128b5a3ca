"""The application: pages in their shells. Nothing else."""

import reflex as rx

from aistrategyhub import registry
from aistrategyhub.core.text import LOCALES
from aistrategyhub.ui.site import add_page, all_pages

app = rx.App(reset_style=False, html_lang="it")

for page in all_pages(registry.features()):
    for locale in LOCALES:
        add_page(app, page, locale)
