"""Colours, type, space and motion: one alphabet for screens, mails and documents.

Colours are named for what they mean, so that a tenant may change the ink and not the meaning: `action` is
what can be done or went well, `waiting` what waits, `failed` what went wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

READING = 7.0
"""Contrast asked of text that one reads (WCAG 2.2, 1.4.6)."""

GLANCING = 4.5
"""Contrast asked of any other text (WCAG 2.2, 1.4.3)."""

OUTLINE = 3.0
"""Contrast asked of the edge of what one fills in or presses (WCAG 2.2, 1.4.11)."""

_HEX = re.compile(r"^#[0-9a-f]{6}$")


@dataclass(frozen=True)
class Palette:
    """Every colour of one mode, as `#rrggbb`."""

    paper: str
    sheet: str
    wash: str
    line: str
    outline: str
    ink: str
    ink_soft: str
    ink_faint: str
    action: str
    action_deep: str
    on_action: str
    action_wash: str
    waiting: str
    waiting_wash: str
    failed: str
    failed_deep: str
    on_failed: str
    failed_wash: str


LIGHT = Palette(
    paper="#faf7f0",
    sheet="#fffdf8",
    wash="#f2ede2",
    line="#e0d8c8",
    outline="#8b8271",
    ink="#1c1a16",
    ink_soft="#4a453b",
    ink_faint="#696253",
    action="#1e4a38",
    action_deep="#133527",
    on_action="#fffdf8",
    action_wash="#e3ebe1",
    waiting="#764a04",
    waiting_wash="#f6e8cb",
    failed="#8f2a1c",
    failed_deep="#6f1d12",
    on_failed="#fffdf8",
    failed_wash="#f7e2dc",
)

DARK = Palette(
    paper="#171510",
    sheet="#201d17",
    wash="#2a261e",
    line="#3a352b",
    outline="#837a69",
    ink="#f3eee3",
    ink_soft="#cdc5b5",
    ink_faint="#a79f8f",
    action="#93c7a6",
    action_deep="#b3dcc1",
    on_action="#0f2018",
    action_wash="#1d2f25",
    waiting="#e5b563",
    waiting_wash="#382b14",
    failed="#f0a091",
    failed_deep="#f7bdb2",
    on_failed="#2e0f0a",
    failed_wash="#41231d",
)

CONTRASTS: tuple[tuple[str, str, float], ...] = (
    ("ink", "paper", READING),
    ("ink", "sheet", READING),
    ("ink", "wash", READING),
    ("ink_soft", "paper", READING),
    ("ink_soft", "sheet", READING),
    ("ink_soft", "wash", READING),
    ("ink_faint", "paper", GLANCING),
    ("ink_faint", "sheet", GLANCING),
    ("ink_faint", "wash", GLANCING),
    ("action", "paper", READING),
    ("action", "sheet", READING),
    ("action", "action_wash", GLANCING),
    ("ink", "action_wash", READING),
    ("on_action", "action", READING),
    ("on_action", "action_deep", READING),
    ("waiting", "paper", GLANCING),
    ("waiting", "sheet", GLANCING),
    ("waiting", "waiting_wash", GLANCING),
    ("ink", "waiting_wash", READING),
    ("failed", "paper", GLANCING),
    ("failed", "sheet", GLANCING),
    ("failed", "failed_wash", GLANCING),
    ("ink", "failed_wash", READING),
    ("on_failed", "failed", READING),
    ("on_failed", "failed_deep", READING),
    ("outline", "paper", OUTLINE),
    ("outline", "sheet", OUTLINE),
)
"""Which colour stands on which, and how far apart they have to be, in both modes."""

DISPLAY = '"Newsreader", "Newsreader fallback", Georgia, serif'
SANS = '"Instrument Sans", "Instrument Sans fallback", system-ui, sans-serif'

TYPE_SCALE: Mapping[str, tuple[str, str]] = {
    "xs": ("0.75rem", "1.125rem"),
    "sm": ("0.875rem", "1.375rem"),
    "base": ("1rem", "1.625rem"),
    "lg": ("1.1875rem", "1.875rem"),
    "xl": ("1.375rem", "1.75rem"),
    "2xl": ("1.75rem", "2.125rem"),
    "3xl": ("2.25rem", "2.5rem"),
    "4xl": ("clamp(2.5rem, 1.75rem + 3.2vw, 4rem)", "1.04"),
}
"""Size and line height of each step. Display type is set from `xl` up."""

SPACE = "0.25rem"
RADII: Mapping[str, str] = {"sm": "2px", "md": "3px", "full": "999px"}
MOTION: Mapping[str, str] = {"quick": "120ms", "calm": "200ms"}
BREAKPOINTS: Mapping[str, str] = {"sm": "30rem", "md": "48rem", "lg": "64rem", "xl": "80rem"}
MEASURES: Mapping[str, str] = {"form": "28rem", "prose": "42rem", "page": "72rem", "desk": "90rem"}
FLOATING = "0 1px 2px rgb(12 10 6 / 0.12), 0 12px 32px rgb(12 10 6 / 0.18)"
"""The one elevation, for what floats: menus, dialogs, toasts."""


class UnreadableTheme(ValueError):
    """A tenant's colours would leave text that cannot be read."""


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def stylesheet() -> str:
    """The CSS of the tokens: variables of both modes, and the Tailwind theme that names them."""
    return "\n".join(
        [
            _theme(),
            f":root {{ color-scheme: light; {_variables(LIGHT)} {_motion(MOTION)} --floating: {FLOATING}; }}",
            f".dark, [data-theme=dark] {{ color-scheme: dark; {_variables(DARK)} }}",
            "@media (prefers-color-scheme: dark) {",
            f"  :root:not(.light, [data-theme=light]) {{ color-scheme: dark; {_variables(DARK)} }}",
            "}",
            "@media (prefers-reduced-motion: reduce) {",
            f"  :root {{ {_motion(dict.fromkeys(MOTION, '0ms'))} }}",
            "}",
            "",
        ]
    )


def tenant_stylesheet(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """The CSS that a tenant's own colours add after the house's.

    Raises UnreadableTheme when a name is unknown, a value is no `#rrggbb`, or a text would be hard to read.
    """
    day, night = _with(LIGHT, light), _with(DARK, dark)
    return (
        f":root {{ {_variables(day, only=light)} }}\n"
        f":root.dark, :root[data-theme=dark] {{ {_variables(night, only=dark)} }}\n"
        "@media (prefers-color-scheme: dark) "
        f"{{ :root:not(.light, [data-theme=light]) {{ {_variables(night, only=dark)} }} }}\n"
    )


def unreadable_pairs(palette: Palette) -> list[str]:
    """Which pairs of CONTRASTS a palette breaks, in words."""
    colours = asdict(palette)
    return [
        f"{text} on {ground}: {contrast(colours[text], colours[ground]):.2f}, needs {least}"
        for text, ground, least in CONTRASTS
        if contrast(colours[text], colours[ground]) < least
    ]


def _with(palette: Palette, changes: Mapping[str, str]) -> Palette:
    known = {field.name for field in fields(Palette)}
    wrong = [name for name, value in changes.items() if name not in known or not _HEX.match(value)]
    if wrong:
        raise UnreadableTheme(f"not a colour of the palette, or not #rrggbb: {', '.join(wrong)}")
    changed = replace(palette, **changes)
    if broken := unreadable_pairs(changed):
        raise UnreadableTheme("; ".join(broken))
    return changed


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _css_name(name: str) -> str:
    return name.replace("_", "-")


def _variables(palette: Palette, only: Mapping[str, str] | None = None) -> str:
    names = asdict(palette) if only is None else only
    return " ".join(f"--{_css_name(name)}: {getattr(palette, name)};" for name in names)


def _motion(motion: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {duration};" for name, duration in motion.items())


def _theme() -> str:
    lines = [f"--color-{_css_name(field.name)}: var(--{_css_name(field.name)});" for field in fields(Palette)]
    for step, (size, height) in TYPE_SCALE.items():
        lines += [f"--text-{step}: {size};", f"--text-{step}--line-height: {height};"]
    lines += [f"--radius-{name}: {value};" for name, value in RADII.items()]
    lines += [f"--breakpoint-{name}: {value};" for name, value in BREAKPOINTS.items()]
    lines += [f"--container-{name}: {value};" for name, value in MEASURES.items()]
    lines += [f"--spacing: {SPACE};", f"--font-display: {DISPLAY};", f"--font-sans: {SANS};"]
    lines += ["--font-weight-medium: 500;", "--font-weight-semibold: 600;"]
    lines += ["--default-transition-duration: var(--quick);", "--default-font-family: var(--font-sans);"]
    return "@theme inline {\n  " + "\n  ".join(lines) + "\n}"
