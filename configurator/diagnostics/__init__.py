"""What we say to people about their text: codes, diagnostics, and how they are shown."""

from configurator.diagnostics import codes
from configurator.diagnostics.diagnostic import Code, Diagnostic, Label, Outcome, Severity
from configurator.diagnostics.suggest import did_you_mean

__all__ = ["Code", "Diagnostic", "Label", "Outcome", "Severity", "codes", "did_you_mean"]
