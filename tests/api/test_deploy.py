"""What `deploy/` and `run-it-for-real` tell others to run is what this program takes, and does what they say."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from api_client import service_in
from cli_runs import ROOT, SHOP, environment, run
from deployed import DEPLOY, PAGE, block_of, commands, expanded, inside, steps_of, unit, variables
from test_serve import PATIENT, Running
from test_serve_by_systemd import LAUNCHER

SERVICE = unit("optionary.service")
VARIABLES = (DEPLOY / "optionary.env").read_text("utf-8")
CONTAINERFILE = steps_of(DEPLOY / "Containerfile")
PLACES = ("/etc/optionary", "/var/lib/optionary", "/srv/optionary")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine as the page leaves it: the folders, the release of a shop, the registry, the keys."""
    for place in PLACES:
        (tmp_path / place[1:]).mkdir(parents=True)
    released(tmp_path, SHOP)
    for command in commands(block_of("sh", "install")):
        if command[:1] == ["sudo"]:
            program, *words = command[3:]
            assert (command[1:3], program) == (["-u", "optionary"], "/opt/optionary/bin/configurator")
            ran = run(*placed(words, tmp_path))
            assert ran.code == 0, ran.err
    return tmp_path


def released(machine: Path, text: str) -> None:
    """Put the release of a catalog into its place."""
    (machine / "shop.vpc").write_text(text, "utf-8")
    new = machine / "new.vpcr"
    assert run("release", str(machine / "shop.vpc"), "-o", str(new)).code == 0
    new.replace(machine / "srv/optionary/shop.vpcr")


def placed(words: list[str], machine: Path) -> list[str]:
    """Words with the places of a machine where this one has them."""
    return [f"{machine}{word}" if word.startswith(PLACES) else word for word in words]


@contextmanager
def begun(machine: Path, variables_told: str) -> Iterator[Running]:
    """The service, begun as its unit says: the words of `ExecStart`, the variables, a socket that is handed over."""
    told = variables(variables_told)
    program, *words = expanded(SERVICE["ExecStart"][0], {**variables("\n".join(SERVICE["Environment"])), **told})
    assert program == "/opt/optionary/bin/configurator"
    more = {name: placed([value], machine)[0] for name, value in told.items()}
    with socket.create_server(("127.0.0.1", 0)) as listening, (machine / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(listening.fileno()), *placed(words, machine)],
            cwd=machine / "var/lib/optionary", env=environment(LISTEN_FDS="1", **more), pass_fds=[listening.fileno()],
            stdout=log, stderr=log, text=True,
        )  # fmt: skip
        try:
            yield Running(process, listening.getsockname()[1], machine / "log")
        finally:
            process.terminate()
            process.wait(PATIENT)


@pytest.fixture
def started(machine: Path) -> Iterator[Running]:
    """The service as it is when nothing in the file of variables was changed."""
    with begun(machine, VARIABLES) as running:
        yield running


def test_the_unit_starts_reloads_and_ends_the_service(started: Running, machine: Path) -> None:
    assert started.ask("GET", "/readyz")[1]["registry"] is True
    assert started.label() == "Gift box"
    assert started.ask("GET", "/v1/changes")[0] == 401  # which is not among what the example opens
    released(machine, SHOP.replace('"Gift box"', '"Box"'))
    program, *words = expanded(SERVICE["ExecReload"][0], {"MAINPID": str(started.process.pid)})
    assert program == "/bin/kill"
    for _ in range(int(variables(VARIABLES)["WORKERS"])):
        subprocess.run(["kill", *words], check=True)  # each time all workers hear it
        started.until("Box")
    assert started.end() == 0


def test_private_texts_are_kept_by_one_line_more_and_nothing_else_changes(machine: Path) -> None:
    uncommented = re.sub(r"^#(?=PRIVATE=)", "", VARIABLES, flags=re.MULTILINE)
    assert uncommented != VARIABLES
    (machine / "etc/optionary/identity.key").write_text("ab" * 32 + "\n")
    (machine / "etc/optionary/identity.key").chmod(0o600)
    assert run("keys", "new", str(machine / "etc/optionary/owner.keys")).code == 0
    with begun(machine, uncommented) as running:
        assert running.label() == "Gift box"  # which stands open as before
        assert running.ask("GET", "/readyz")[1]["registry"] is True
        assert running.end() == 0


def test_no_line_that_is_uncommented_takes_words_away() -> None:
    before = variables(VARIABLES)
    for name, value in re.findall(r"^#(\w+)=(.*)$", VARIABLES, re.MULTILINE):
        words = expanded(SERVICE["ExecStart"][0], before)
        assert set(words) <= set(expanded(SERVICE["ExecStart"][0], {**before, name: value})), name
    older = {name: value for name, value in before.items() if name != "PRIVATE"}  # a file from before there was that
    assert expanded(SERVICE["ExecStart"][0], {**variables("\n".join(SERVICE["Environment"])), **older}) == words


def test_the_units_are_what_systemd_takes(tmp_path: Path) -> None:
    assert SERVICE["NoNewPrivileges"] == ["yes"]
    assert SERVICE["Requires"] == ["optionary.socket"]
    assert unit("optionary.socket")["ListenStream"] == ["127.0.0.1:8000"]
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed here")
    for name in ("optionary.service", "optionary.socket"):
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/optionary/bin/configurator", sys.executable))
    done = subprocess.run([verify, "verify", str(tmp_path / "optionary.service")], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_the_service_has_longer_to_end_than_it_takes() -> None:
    from configurator.serving import Serving

    assert int(SERVICE["TimeoutStopSec"][0]) > Serving(catalogs=()).grace
    (stopping,) = re.findall(r"--stop-timeout (\d+)", block_of("sh", "container"))
    assert int(stopping) > Serving(catalogs=()).grace


def test_the_page_installs_the_files_where_the_units_look_for_them() -> None:
    files = [words for words in commands(block_of("sh", "install")) if words[0] == "install" and "-d" not in words]
    copied = {name: words[-1] for words in files for name in words if name.startswith("deploy/")}
    assert copied["deploy/optionary.env"] == SERVICE["EnvironmentFile"][0]
    assert all((ROOT / name).is_file() for name in copied)
    served = variables(VARIABLES)["CATALOGS"]
    assert served in [words[-1] for words in files]
    assert [SERVICE["User"][0]] == re.findall(r"^useradd .* (\w+)$", block_of("sh", "install"), re.MULTILINE)


def test_the_commands_of_an_upgrade_are_so(machine: Path) -> None:
    ours = [words for words in commands(block_of("sh", "upgrade")) if any("configurator" in word for word in words)]
    for words in ours:
        at = next(number for number, word in enumerate(words) if word.endswith("/bin/configurator"))
        ran = run(*placed(words[at + 1 :], machine))
        assert ran.code == 0, ran.err
    assert len(ours) == 2
    assert (machine / "var/lib/optionary/before.db").exists()


def test_what_the_page_runs_in_containers_is_so(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words behind the name of the image, with what is mounted where."""
    (machine / "var/lib/optionary/codes.db").unlink()
    monkeypatch.chdir(machine / "var/lib/optionary")
    first, serving = [words for words in map(inside, commands(block_of("sh", "container"))) if words is not None]
    ran = run(*placed(first, machine))
    assert ran.code == 0, ran.err
    answers_ready(placed(serving, machine), machine / "var/lib/optionary", "/readyz")


def answers_ready(words: list[str], folder: Path, path: str) -> None:
    """Serve with these words, on a port that is free, and run the health check of the image there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "configurator", *words, "--port", "0"],
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = process.stdout.readline() + process.stdout.readline()
        assert "\non http://0.0.0.0:" in told
        (check,) = [rest.partition(" CMD ")[2] for word, rest in CONTAINERFILE if word == "HEALTHCHECK"]
        _, *check_words = json.loads(check.replace("127.0.0.1:8000", f"127.0.0.1:{told.strip().rpartition(':')[2]}"))
        assert path in check
        done = subprocess.run([sys.executable, *check_words], capture_output=True, timeout=PATIENT, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        process.terminate()
        assert process.wait(PATIENT) == 0
    done = subprocess.run([sys.executable, *check_words], capture_output=True, timeout=PATIENT, check=False)
    assert done.returncode != 0


def test_an_image_serves_an_example_when_it_is_told_nothing(tmp_path: Path) -> None:
    words = {word: json.loads(rest) for word, rest in CONTAINERFILE if word in ("ENTRYPOINT", "CMD")}
    assert words["ENTRYPOINT"] == ["configurator"]
    answers_ready(words["CMD"], tmp_path, "/readyz")


def test_an_image_is_made_of_what_there_is() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    arguments = dict(rest.split("=", 1) for word, rest in CONTAINERFILE if word == "ARG")
    assert set(arguments["EXTRAS"].split(",")) <= set(told["optional-dependencies"])
    for extras in re.findall(r'"optionary\[(.*?)\]"', PAGE):
        assert set(extras.split(",")) <= set(told["optional-dependencies"])
    version = re.fullmatch(r"python:(3\.\d+)-slim", arguments["PYTHON"])
    assert version is not None
    assert f"Programming Language :: Python :: {version[1]}" in told["classifiers"]
    stages = "\n".join(f"{word} {rest}" for word, rest in CONTAINERFILE).split("FROM ")
    assert len(stages) == 3  # arguments, what builds, what is left
    assert re.findall(r"^USER (.*)$", stages[2], re.MULTILINE) == ["10001"]
    assert re.findall(r"^COPY (.*)$", stages[2], re.MULTILINE) == ["--from=build /opt/optionary /opt/optionary"]


def test_an_image_is_made_without_what_its_build_leaves_out() -> None:
    """All that the wheel needs passes the ignore file, and tests, recipes and the history do not."""
    told = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()[1:]
    (kept,) = [line[1:] for line in told if line.startswith("!")]
    assert (kept, told[0]) == (".gitignore", ".*")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert not {*build["packages"], *build["force-include"], "README.md", "LICENSE"} & set(told)


def test_the_alerts_look_at_figures_that_there_are(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    client.post("/v1/catalogs/shop/products/box/validate", {"choices": {}})
    figures = client.get("/metrics").text
    expressions = re.findall(r"^  expr: (.*)$", block_of("yaml", "alerts"), re.MULTILINE)
    assert len(expressions) == 5
    for name, labels in re.findall(r"(optionary_\w+)(?:\{(.*?)\})?", "\n".join(expressions)):
        series = re.findall(rf"^{name}\{{(.*)\}} ", figures, re.MULTILINE)
        assert series, name
        for label, sign, value in re.findall(r'(\w+)(=~?)"(.*?)"', labels):
            values = {found for each in series for found in re.findall(rf'\b{label}="(.*?)"', each)}
            assert values, label
            if label != "status":  # nothing has failed here
                assert any(re.fullmatch(value if sign == "=~" else re.escape(value), each) for each in values), value


def test_the_log_says_what_the_page_looks_for() -> None:
    (table,) = re.findall(r"^\| in the log .*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    said = re.findall(r"^\| `(.*?)` \|", table, re.MULTILINE)
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "configurator/api").glob("*.py"))
    assert len(said) == 5
    assert [each for each in said if f'"{each}' not in source] == []
