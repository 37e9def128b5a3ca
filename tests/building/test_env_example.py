import re

from aistrategyhub.infra.settings import ROOT, Settings

EXAMPLE = (ROOT / ".env.example").read_text()


def test_every_variable_is_explained_and_none_is_invented():
    assert set(re.findall(r"^#([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE)) == {
        name.upper() for name in Settings.model_fields
    }


def test_what_it_says_is_the_default_is_the_default():
    defaults = Settings.model_construct()
    for name, value in re.findall(r"^#([A-Z0-9_]+)=(\S.*)$", EXAMPLE, re.MULTILINE):
        default = getattr(defaults, name.lower())
        if default is not None:
            assert value == str(default), name
