"""The process that compiles a product for another one, where that cannot fork; run by `compiled_aside`."""

from __future__ import annotations

from configurator.child_process import begun_by
from configurator.compiled_aside import compile_given

if __name__ == "__main__":
    begun_by(compile_given)
