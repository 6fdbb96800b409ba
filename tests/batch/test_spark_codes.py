"""A Spark cluster says of the codes of a registry what one process says of them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)

import spark_rows

import configurator
from configurator import spark
from configurator.errors import BatchInputError
from configurator.registry.opening import open_registry
from configurator.revalidating import write_codes

TEXT = """catalog shop "Shop"
product box "Box" {
  option size "Size": small | large
  option sheets "Sheets": integer 1 .. 300
}
"""
DAY = date(2026, 6, 1)


def test_a_cluster_says_of_codes_what_one_process_says(tmp_path: Path) -> None:
    (tmp_path / "first.vpc").write_text(TEXT, "utf-8")
    rule = '  rule few forbid sheets > 200 when size = small because "A small box takes 200."\n}'
    (tmp_path / "second.vpc").write_text(TEXT.replace("}", rule).replace(".. 300", ".. 250"), "utf-8")
    box, catalog = configurator.load(tmp_path / "first.vpc").only, configurator.load(tmp_path / "second.vpc")
    choices = [{"size": size, "sheets": sheets} for size in ("small", "large") for sheets in range(1, 301)]
    with open_registry(tmp_path / "codes.db", create=True) as store:
        store.issue_many([box.code(each).document for each in choices], release=catalog.release)
        assert write_codes(store, tmp_path / "codes.parquet") == len(choices)
        expected = {each.code: each for each in catalog.revalidation(DAY).tried(store.codes(limit=1000))}
    assert len({each.problem for each in expected.values()}) > 2
    with spark_rows.cluster() as session:
        frame = session.read.parquet(str(tmp_path / "codes.parquet"))
        found = spark.revalidated(frame, catalog, DAY).collect()
        assert len(found) == len(choices)
        for each in found:
            tried = expected[each.code]
            told = (each.product, each.buildable, each.problem, each.sellable, each.code_kept)
            assert told == (tried.product, tried.buildable, tried.problem, tried.sellable, tried.code_kept)
        with pytest.raises(BatchInputError, match="`document`"):
            spark.revalidated(frame.drop("document"), catalog, DAY)
