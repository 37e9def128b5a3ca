"""Paper: HTML to PDF in the house's type and colours. Nothing is fetched; the fonts lie beside this module.

WeasyPrint is loaded by the first printing: web processes hardly ever print, and it would cost each of them some 25 MB
and a good part of its start. Job processes load `printing.press` before they begin.
"""

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def print_pdf(html: str, css: str) -> bytes:
    """The page as a tagged PDF. Colours of the palette are variables (`var(--ink)`), fonts `house-fonts:<file>`. The
    same page and style give the same bytes."""
    from aistrategyhub.infra.printing import press

    return press.print_pdf(html, css)
