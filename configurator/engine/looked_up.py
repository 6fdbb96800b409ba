"""Is this configuration valid, and what is its canonical document? Answered by looking up, where that tells.

The referee is `validate_clearly`; `validate` also answers where looking up does not tell, and says why not.
"""

from __future__ import annotations

from collections.abc import Mapping

from configurator.engine.validate import validate, verdict_of_readable
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.knowledge.lookup import INVALID, document_text


def is_valid(knowledge: ProductKnowledge, choices: Mapping[str, object]) -> bool:
    """Whether raw choices are valid; any object is answered, none raises."""
    if type(choices) is not dict:
        return validate(knowledge, choices).valid
    lookup = knowledge.lookup
    text = None if lookup is None else document_text(lookup, choices)
    if text is not None:
        return text != INVALID
    verdict = verdict_of_readable(knowledge, choices)
    return verdict is not None and verdict.valid


def looked_up_document(knowledge: ProductKnowledge, choices: Mapping[str, object]) -> bytes | None:
    """The bytes of the canonical document of raw choices, none where they are surely not valid.

    None where looking up does not tell: for one, private texts need the identity key.
    """
    lookup = knowledge.lookup
    if lookup is None or type(choices) is not dict:
        return None
    text = document_text(lookup, choices)
    return None if text is None else text.encode()
