"""The text of the pinned Reflex that the prerenderer changes."""

import pytest
from reflex_base.compiler.templates import context_template

from aistrategyhub.prerender.seams import MovedSeam, open_seam

CONTEXT = context_template(
    is_dev_mode=False, default_color_mode='"system"', initial_state={"a": {"x_rx_state_": 1}}, state_name="a"
)


def test_the_state_of_the_page_lies_over_the_compiled_defaults() -> None:
    changed = open_seam(CONTEXT)
    assert 'const compiledState = {"a": {"x_rx_state_": 1}};' in changed
    assert "window.__page?.state" in changed
    assert changed.count("globalThis.__page?.getStore()?.(substateName, initialState)") == 1
    # What the browser sends at its first connection are the hashes of the defaults: these stay.
    assert "export const initialStateHashes = " in changed


@pytest.mark.parametrize(
    ("moved", "named"),
    [
        ("export const initialState = ", "initialState in another way"),
        ("  getSnapshot: (substateName) => initialState[substateName],", "another store for the server"),
    ],
)
def test_a_reflex_that_moved_stops_the_build(moved: str, named: str) -> None:
    with pytest.raises(MovedSeam, match=named):
        open_seam(CONTEXT.replace(moved, "// moved"))
