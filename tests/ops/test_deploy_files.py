"""The files by which it goes live: parsed and held to their promises, since nothing here can build an image or apply a manifest."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from casaora.doctor.variables import known
from casaora.kit.environment import SECRETS
from tests.ops.test_release import kept

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = [name for name, service in COMPOSE["services"].items() if service["image"].startswith("casaora:")]
UNITS = sorted((ROOT / "deploy/systemd").glob("casaora-*.service"))
MANIFESTS = [document for path in sorted((ROOT / "deploy/kubernetes").glob("*.yaml")) for document in yaml.safe_load_all(path.read_text())]
PODS = {document["metadata"]["name"]: document["spec"]["template"]["spec"] for document in MANIFESTS if "template" in document.get("spec", {})}
LONGEST_TASK = 240


def stages() -> list[list[tuple[str, str]]]:
    """The Dockerfile's instructions, by stage."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: list[list[tuple[str, str]]] = [[]]
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret() -> None:
    last = dict(stages()[-1])
    assert last["USER"] == "10001:10001"
    assert "casaora.probe" in last["HEALTHCHECK"]
    assert last["CMD"].startswith('["gunicorn"')  # without a shell in between: signals reach it
    assert not [rest for stage in stages() for word, rest in stage if word in ("ARG", "ENV") and any(name in rest for name in SECRETS)]
    assert [word for word, _ in stages()[-1]].index("USER") > [word for word, _ in stages()[-1]].index("RUN")


def test_the_image_installs_the_lock_and_nothing_else() -> None:
    installs = [rest for stage in stages() for word, rest in stage if word == "RUN" and "install" in rest]
    assert len(installs) == 1
    assert all(word in installs[0] for word in ("--require-hashes", "--no-deps", "-r requirements/base.txt"))
    assert "apt-get" not in (ROOT / "Dockerfile").read_text()


def test_what_is_copied_is_there_and_what_is_run_as_well() -> None:
    sources = [source for stage in stages() for word, rest in stage if word == "COPY" and "--from" not in rest for source in rest.split()[:-1]]
    assert all((ROOT / source).exists() for source in sources)
    assert all((ROOT / name).exists() for name in kept())
    assert not {"secrets", ".env", ".git", "tests", ".local"} & set(kept())
    runs = " && ".join(rest for stage in stages() for word, rest in stage if word == "RUN")
    for command in re.split(r"&&", runs):
        words = [word for word in shlex.split(command) if "=" not in word or word.startswith("-")]
        assert Path(words[0]).name in ("python", "pip", "groupadd", "useradd", "sh"), command
    assert "sh deploy/build" in runs


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint is not installed; its wheels are for one kind of processor, so it is not in the lock")
def test_hadolint_has_nothing_to_say() -> None:
    subprocess.run(["hadolint", "Dockerfile"], cwd=ROOT, check=True)


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_each_container_is_closed(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["tmpfs"]
    assert not service.get("privileged")
    assert "healthcheck" in service or name == "web"  # web's is in the image
    assert not [port for port in service.get("ports", []) if not port.startswith("127.0.0.1:")]
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert all(mount.partition(":")[0] in COMPOSE["volumes"] for mount in service.get("volumes", []))
    assert set(service["networks"]) <= set(COMPOSE["networks"])


@pytest.mark.parametrize("name", OURS)
def test_each_container_of_ours_gets_its_secrets_by_files_and_no_more(name: str) -> None:
    service = COMPOSE["services"][name]
    files = {key: value for key, value in service["environment"].items() if key.endswith("_FILE")}
    assert set(service["environment"]) <= known()
    assert not set(service["environment"]) & set(SECRETS)
    assert {Path(value).name for value in files.values()} == set(service["secrets"])
    assert ("DATABASE_SERVICE_URL_FILE" in files) is (name != "web")
    assert ("DATABASE_ADMIN_URL_FILE" in files) is (name == "roles")


def test_nothing_starts_before_what_it_rests_on() -> None:
    services = COMPOSE["services"]
    assert services["roles"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["migrate"]["depends_on"]["roles"]["condition"] == "service_completed_successfully"
    assert {services[n]["depends_on"]["migrate"]["condition"] for n in ("web", "worker", "beat")} == {"service_completed_successfully"}
    assert int(services["worker"]["stop_grace_period"].removesuffix("s")) > LONGEST_TASK == settings.CELERY_TASK_TIME_LIMIT
    assert COMPOSE["networks"]["inside"]["internal"]
    assert services["database"]["networks"] == services["valkey"]["networks"] == ["inside"]
    assert "noeviction" in services["valkey"]["command"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_each_unit_is_closed_and_gets_its_own_login_only(path: Path) -> None:
    text = path.read_text()
    credentials = set(re.findall(r"LoadCredential=(\w+):", text))
    assert {f"{word}=yes" for word in ("NoNewPrivileges", "ProtectHome", "PrivateTmp")} <= set(text.splitlines())
    assert "ProtectSystem=strict" in text
    assert "User=casaora" in text
    assert set(re.findall(r"(\w+_FILE)=%d", text)) == {f"{name.upper()}_FILE" for name in credentials}
    assert ("database_service_url" in credentials) is (path.stem != "casaora-web")
    assert ("database_url" in credentials) is (path.stem == "casaora-web")
    if path.stem == "casaora-worker":
        assert int(re.findall(r"TimeoutStopSec=(\d+)", text)[0]) > LONGEST_TASK


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in (ROOT / "deploy/systemd").glob("casaora-*.[st]*"):  # the programs are not there: another stands in for them
        (tmp_path / path.name).write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(), flags=re.MULTILINE))
    made = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")


@pytest.mark.parametrize("name", PODS)
def test_each_pod_is_closed(name: str) -> None:
    pod = PODS[name]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/tmp", "/run/casaora"}
    given = {row["name"]: row["value"] for row in container["env"]}
    assert set(given) <= known()
    assert not set(given) & set(SECRETS)
    files = {Path(value).name for key, value in given.items() if key.endswith("_FILE")}
    assert files == {item["path"] for volume in pod["volumes"] if "secret" in volume for item in volume["secret"]["items"]}
    assert ("database_url" in files, "database_service_url" in files) == ((True, False) if name == "casaora-web" else (False, True))
    assert container["resources"]["limits"]["memory"]


def test_the_cluster_keeps_one_beat_and_always_a_web() -> None:
    kinds = {(document["kind"], document["metadata"]["name"]): document for document in MANIFESTS}
    beat = kinds["Deployment", "casaora-beat"]["spec"]
    assert (beat["replicas"], beat["strategy"]["type"]) == (1, "Recreate")
    assert kinds["PodDisruptionBudget", "casaora-web"]["spec"]["minAvailable"] == 1
    assert kinds["Deployment", "casaora-web"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert PODS["casaora-worker"]["terminationGracePeriodSeconds"] > LONGEST_TASK
    probes = PODS["casaora-web"]["containers"][0]
    assert [probes[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")] == ["/readyz", "/healthz", "/healthz"]
    assert set(kinds["ConfigMap", "casaora"]["data"]) <= known()


def started() -> Iterator[tuple[str, list[str]]]:
    """Every command line by which a process of ours begins, wherever it stands."""
    for line in (ROOT / "Procfile").read_text().splitlines():
        yield f"Procfile {line.split(':')[0]}", shlex.split(line.partition(":")[2])
    for name in OURS:
        yield f"compose {name}", COMPOSE["services"][name].get("command", [])
    for path in UNITS:
        yield f"unit {path.stem}", shlex.split(re.findall(r"^ExecStart=(.+)$", path.read_text(), re.MULTILINE)[0])
    for pod, spec in PODS.items():
        yield pod, spec["containers"][0].get("command", [])


def test_every_place_starts_the_same_processes() -> None:
    lines: dict[str, Any] = dict(started())
    assert len(lines) == 18
    for where, words in lines.items():
        text = " ".join(words)
        if "worker" in words:
            assert "--queues money,notices,celery" in text, where
            assert "--concurrency" in text, where
        if "gunicorn" in text:
            assert "-c python:casaora.serving" in text, where
            assert "casaora.wsgi" in text, where
            assert "--preload" not in text, where
        if "beat" in words:
            assert "--schedule" in text, where
