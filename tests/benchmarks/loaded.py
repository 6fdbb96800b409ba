"""What a service does with ever more clients at once: how it answers, how late, how large it gets.

    python tests/benchmarks/loaded.py [--seconds 6]

It is begun by the command, with one worker and no limit to a client's rate, and asked by `wrk` on loopback. Whatever is
not answered is refused by 429 or 503; the last column is the memory of the process, which must not go on growing.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from serving import product_path, some_choices

from configurator.service import load

CLIENTS = (8, 80, 800, 2_000)
SCRIPT = """
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = [==[%s]==]
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() right, refused, wrong = 0, 0, 0 end
function response(status)
  if status == 200 then right = right + 1
  elseif status == 429 or status == 503 then refused = refused + 1
  else wrong = wrong + 1 end
end
function done(summary, latency)
  local sums = {right = 0, refused = 0, wrong = summary.errors.read + summary.errors.write + summary.errors.connect}
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  local late = latency:percentile(99) / 1000
  io.write(string.format("told %%d %%d %%d %%.1f\\n", sums.right, sums.refused, sums.wrong, late))
end
"""


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The address and the process of a service that answers."""
    words = [sys.executable, "-m", "configurator", "serve", "laptop", "--port", "0", "--rate", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+[0-9]", line)))
        try:
            connection = HTTPConnection(address.removeprefix("http://"))
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200
            yield address, process.pid
        finally:
            process.terminate()
            process.wait()


def memory(process: int) -> int:
    """Megabytes that a process has."""
    (found,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text("ascii"))
    return int(found) // 1024


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=6, help="of each run of wrk")
    seconds = parser.parse_args().seconds
    line = load("laptop").only
    bodies = {"code": json.dumps({"choices": some_choices(line, mentioned=False)}), "complete": '{"choices": {}}'}
    with tempfile.TemporaryDirectory() as folder, served() as (address, process):
        for question, body in bodies.items():
            script = Path(folder) / "asked.lua"
            script.write_text(SCRIPT % body, "utf-8")
            for clients in CLIENTS:
                words = ["wrk", "-t2", f"-c{clients}", f"-d{seconds}", "-s", str(script)]
                done = subprocess.run(
                    [*words, f"{address}{product_path(line)}/{question}"], capture_output=True, text=True, check=True
                )
                (told,) = re.findall(r"told (\d+) (\d+) (\d+) ([0-9.]+)", done.stdout)
                right, refused, wrong = map(int, told[:3])
                print(
                    f"{question:9} {clients:>5,} clients: {right / seconds:>6,.0f} answers a second, "
                    f"{refused / seconds:>6,.0f} refused, {wrong} neither; p99 {told[3]:>6} ms, {memory(process)} MB"
                )
            time.sleep(1)


if __name__ == "__main__":
    main()
