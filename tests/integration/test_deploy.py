"""deploy/: each file is held against what it deploys, and by its own linter where this machine has it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.cluster import nginx_program
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PORT = Settings.model_fields["port"].default


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text(encoding="utf-8")))


def pods() -> dict[str, dict[str, Any]]:
    """The pod specs of every workload by its name."""
    return {
        each["metadata"]["name"]: each["spec"]["template"]["spec"]
        for name in ("litotes.yaml", "chroma.yaml")
        for each in documents(name)
        if each["kind"] in {"Deployment", "StatefulSet"}
    }


def test_the_image_installs_what_a_server_needs_and_no_torch() -> None:
    """The list is made from the project's own, so it cannot fall behind it."""
    found = importlib.util.spec_from_file_location("requirements", DEPLOY / "requirements.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)

    written = (DEPLOY / "requirements.txt").read_text(encoding="utf-8")

    assert written == module.pinned(), "run: python deploy/requirements.py"
    assert not re.search(r"^(torch|transformers|sentence-transformers|scipy|pytest)==", written, re.MULTILINE)


def test_the_dockerfile_copies_what_there_is_and_runs_as_nobody() -> None:
    """Each path is in the repository and let through by the ignore file; the last user is not root."""
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    let_through = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    copied = [
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    ]

    assert {"bot", "corpus", "pyproject.toml", "deploy/requirements.txt"} <= set(copied)
    for path in copied:
        assert (ROOT / path).exists(), path
        assert f"!{path}" in let_through, path
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert not users[-1].startswith(("0", "root"))
    assert f"EXPOSE {PORT}" in lines


def test_every_setting_that_a_file_sets_exists() -> None:
    """A misspelt LITOTES_ name would be ignored without a word."""
    known = {f"LITOTES_{name.upper()}" for name in Settings.model_fields} | {"LITOTES_DB_PASSWORD"}
    paths = [path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".py"]

    set_here = {name for path in paths for name in re.findall(r"LITOTES_[A-Z_]+", path.read_text(encoding="utf-8"))}

    assert len(set_here) > 5
    assert set_here <= known


def test_compose_names_only_what_it_has() -> None:
    """Services wait for services, volumes are declared, nobody is privileged."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]

    assert {"litotes-1", "litotes-2", "chroma", "postgres", "nginx"} == set(services)
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        named = {each.split(":")[0] for each in service.get("volumes", ()) if not each.startswith(".")}
        assert named <= set(compose["volumes"])
        assert not service.get("privileged")
    assert services["litotes-1"]["read_only"] is True


@pytest.mark.parametrize("name", ["litotes", "chroma"])
def test_pods_have_no_more_rights_than_they_need(name: str) -> None:
    """As the namespace's "restricted" level demands."""
    pod = pods()[name]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
        assert container["readinessProbe"]


def test_services_select_the_pods_and_ports_that_there_are() -> None:
    """A selector that matches nothing is a service that is down."""
    every = documents("litotes.yaml") + documents("chroma.yaml")
    labels = {
        each["spec"]["template"]["metadata"]["labels"]["app"]
        for each in every
        if each["kind"] in {"Deployment", "StatefulSet"}
    }
    services = {each["metadata"]["name"]: each for each in every if each["kind"] == "Service"}

    assert {each["spec"]["selector"]["app"] for each in services.values()} == labels == {"litotes", "chroma"}
    [container] = pods()["litotes"]["containers"]
    assert {"name": "http", "containerPort": PORT} in container["ports"]
    addresses = [each["value"] for each in container["env"] if each["name"] == "LITOTES_CHROMA_URL"]
    assert addresses == [f"http://chroma:{services['chroma']['spec']['ports'][0]['port']}"]


def test_kustomize_builds_the_manifests() -> None:
    """By kubectl, which needs no cluster for it."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed")

    built = subprocess.run(
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")], capture_output=True, text=True, check=True
    ).stdout

    kinds = [each["kind"] for each in yaml.safe_load_all(built)]
    assert sorted(kinds) == [
        "Deployment", "HorizontalPodAutoscaler", "Namespace", "NetworkPolicy", "PodDisruptionBudget", "Service",
        "Service", "StatefulSet",
    ]  # fmt: skip


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    """By nginx itself; the replicas' names are replaced, since it looks them up."""
    program = nginx_program()
    if not program:
        pytest.skip("nginx is not installed (or set LITOTES_NGINX)")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    path = tmp_path / "nginx.conf"
    path.write_text(re.sub(r"litotes-\d", "127.0.0.1", text).replace("/tmp/nginx-", f"{tmp_path}/nginx-"))

    tried = subprocess.run([program, "-t", "-c", str(path)], capture_output=True, text=True, check=False)

    assert tried.returncode == 0, tried.stderr


def test_nginx_waits_longer_than_an_answer_may_take_and_lets_a_question_through() -> None:
    """Its limits fit the server's own."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    [read_s] = re.findall(r"proxy_read_timeout (\d+)s;", text)
    [body_kb] = re.findall(r"client_max_body_size (\d+)k;", text)

    assert int(read_s) > Settings.model_fields["answer_timeout_s"].default
    assert int(body_kb) * 1024 >= Settings.model_fields["max_request_bytes"].default
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_buffering off;" in text


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """By systemd itself; its program is put where it looks."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "litotes.service").read_text(encoding="utf-8")
    unit = tmp_path / "litotes.service"
    unit.write_text(text.replace("/opt/litotes/.venv/bin/litotes", "/bin/true").replace("/opt/litotes", "/"))

    tried = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)

    assert tried.returncode == 0, tried.stderr
    assert not [line for line in tried.stderr.splitlines() if "litotes.service" in line]
