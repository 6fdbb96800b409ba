"""The process that works for another one, where that cannot fork; run by `aside`."""

from __future__ import annotations

from configurator.aside import do_given
from configurator.child_process import begun_by

if __name__ == "__main__":
    begun_by(do_given)
