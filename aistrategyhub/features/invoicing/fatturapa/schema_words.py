"""What the schema refuses, in plain words: libxml2 says it in English and in its own terms."""

import re

from lxml.etree import QName, _Element

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.schema import Violation

_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']*)'")
_ATTRIBUTE = re.compile(r"attribute '([^']*)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( ([^)]*) \)")
_VALUE = re.compile(r"value '(.*?)'(?: |\.)", re.DOTALL)
_LONGEST_VALUE = 60


def finding_of(violation: Violation, root: _Element) -> Finding:
    """The violation as a finding with SdI's code 00200."""
    message = violation.message
    name = _first(_ELEMENT, message)
    values = {"element": name, "line": violation.line}
    place = _place(violation.path, root)
    if violation.kind == "SCHEMAV_ELEMENT_CONTENT":
        expected = ", ".join(part.rpartition("}")[2] for part in _first(_EXPECTED, message).split(", ") if part)
        values["expected"] = expected
        if "Missing child" in message:
            sentence = mark("In {element} (riga {line}) manca qualcosa: ci si aspetta {expected}.")
        elif expected:
            sentence = mark("{element} (riga {line}) non è al suo posto: qui ci si aspetta {expected}.")
        else:
            sentence = mark("{element} (riga {line}) qui non è previsto.")
        return Finding("00200", place, sentence, values)
    if "ttribute" in message and "SCHEMAV_CVC_COMPLEX" in violation.kind:
        sentence = mark("L'attributo {attribute} di {element} (riga {line}) manca o non è previsto.")
        return Finding("00200", place, sentence, values | {"attribute": _first(_ATTRIBUTE, message)})
    found = _first(_VALUE, message)
    shown = found if len(found) <= _LONGEST_VALUE else f"{found[:_LONGEST_VALUE]}..."
    sentence = mark("Il valore «{value}» di {element} (riga {line}) non ha la forma prevista dal tracciato.")
    return Finding("00200", place, sentence, values | {"value": shown})


def _first(pattern: re.Pattern[str], message: str) -> str:
    match = pattern.search(message)
    return match[1] if match else ""


def _place(path: str, root: _Element) -> str:
    """The path without the root and its prefix, as the other checks write it."""
    steps = path.strip("/").split("/")
    return "/".join(steps[1:]) if len(steps) > 1 else QName(root).localname
