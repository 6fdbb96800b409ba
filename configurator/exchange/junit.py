"""Trials as a JUnit report: the XML that CI servers read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from configurator.trials import Trial, Trials

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(trials: Mapping[str, Trials]) -> bytes:
    """One suite a product of each catalog, one case an expectation, in UTF-8; `trials` by the name of the catalog."""
    cases = [(name, each) for name, found in trials.items() for each in found.trials]
    root = ET.Element("testsuites", _numbers([each for _, each in cases]))
    for (name, product), group in groupby(cases, key=lambda case: (case[0], case[1].product)):
        tried = [each for _, each in group]
        suite = ET.SubElement(root, "testsuite", {"name": _clean(f"{name}:{product}"), **_numbers(tried)})
        for each in tried:
            file, line, _ = each.place.rsplit(":", 2)
            case = ET.SubElement(
                suite, "testcase", classname=product, name=_clean(each.text), file=_clean(file), line=line
            )
            for fault in each.faults:
                failure = ET.SubElement(case, "failure", type=fault.code.name, message=_clean(fault.message))
                failure.text = _clean(f"{each.place}: {fault.message}" + (f" ({fault.hint})" if fault.hint else ""))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _numbers(tried: Sequence[Trial]) -> dict[str, str]:
    return {"tests": str(len(tried)), "failures": str(sum(1 for each in tried if each.faults)), "errors": "0"}


def _clean(text: str) -> str:
    """A text that XML 1.0 can hold."""
    return _NO_XML.sub("\ufffd", text)
