"""What draws the blocks: every kind is drawn, and none brings a style of its own, which the policy would refuse."""

import json

import pytest

from aistrategyhub.features.cms.components.blocks import DRAWN
from aistrategyhub.features.cms.components.pages import site_page
from aistrategyhub.features.cms.schemas import offered_kinds
from aistrategyhub.features.cms.state.pages import PageState


def test_every_kind_that_an_editor_may_add_is_drawn() -> None:
    assert set(DRAWN) == {kind.name for kind in offered_kinds()}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_block_brings_no_style_of_its_own(kind: str) -> None:
    drawn = json.dumps(DRAWN[kind](PageState.page.blocks[0]).render(), default=str)

    assert "css:" not in drawn
    assert "style:" not in drawn


def test_a_whole_page_is_drawn() -> None:
    drawn = json.dumps(site_page(PageState.page).render(), default=str)

    assert "css:" not in drawn
    assert all(f'\\"{kind}\\"' in drawn for kind in DRAWN)
