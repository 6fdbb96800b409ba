"""A real Spark cluster of two workers says what one process says, and goes on saying so when a worker is killed.

`python tests/batch/spark_rows.py --rows 100000000` compares as many rows.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)

import spark_rows

import configurator
from configurator import spark
from configurator.errors import BatchInputError
from configurator.places import shipped

ROWS = 60_000


def test_a_cluster_says_what_one_process_says_even_if_a_worker_is_killed(tmp_path: Path) -> None:
    line = configurator.load(shipped("catalogs") / "laptop" / "laptop.vpc").only
    with spark_rows.cluster() as session:
        expected = spark_rows.by_one_process(line, ROWS)
        assert 0 < expected.valid < ROWS
        frame = spark_rows.frame(session, ROWS)
        assert spark_rows.summed(spark.answered(frame, line, keep=["order"])) == expected
        killed = spark_rows.frame(session, ROWS, kill_once=tmp_path / "killed")
        assert spark_rows.summed(spark.answered(killed, line, keep=["order"])) == expected
        assert (tmp_path / "killed").exists()
        with pytest.raises(BatchInputError, match="`parcel`"):
            spark.answered(frame, line, keep=["parcel"])
