import re
from dataclasses import asdict

import pytest

from aistrategyhub.core import tokens


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#ffffff", "#ff0000", 4.0),
    ],
)
def test_contrast_is_the_one_of_wcag(one: str, other: str, ratio: float) -> None:
    assert tokens.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("palette", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
def test_every_text_can_be_read(palette: tokens.Palette) -> None:
    assert tokens.unreadable_pairs(palette) == []


def test_every_colour_that_carries_text_is_checked() -> None:
    texts = {text for text, _, _ in tokens.CONTRASTS}
    names = set(asdict(tokens.LIGHT))
    grounds = {"paper", "sheet", "wash", "line"} | {name for name in names if name.endswith(("_wash", "_deep"))}
    assert texts == names - grounds


def test_the_stylesheet_draws_both_modes_and_obeys_the_system() -> None:
    css = tokens.stylesheet()
    assert css.count(f"--paper: {tokens.LIGHT.paper};") == 1
    assert css.count(f"--paper: {tokens.DARK.paper};") == 2, "chosen, and asked for by the system"
    assert "@media (prefers-color-scheme: dark)" in css
    still = css[css.index("@media (prefers-reduced-motion: reduce)") :]
    assert re.findall(r"--\w+: (\w+);", still) == ["0ms", "0ms"]


def test_a_tenant_changes_colours_and_nothing_else() -> None:
    css = tokens.tenant_stylesheet({"action": "#3b2a6b"}, {"action": "#c9b8ff"})
    assert css.count("--action: #3b2a6b;") == 1
    assert css.count("--action: #c9b8ff;") == 2
    assert "--ink" not in css


@pytest.mark.parametrize(
    ("colours", "complaint"),
    [
        ({"action": "#9fd0ae"}, "action on paper"),
        ({"ink_soft": "#8a8a8a"}, "ink_soft on paper"),
        ({"action": "green"}, "not #rrggbb"),
        ({"action": "#1e4a38; } body { display: none"}, "not #rrggbb"),
        ({"accent": "#1e4a38"}, "not a colour of the palette"),
    ],
)
def test_a_theme_nobody_could_read_is_refused(colours: dict[str, str], complaint: str) -> None:
    with pytest.raises(tokens.UnreadableTheme, match=re.escape(complaint)):
        tokens.tenant_stylesheet(colours, {})
