"""Cache, limits and broker follow the master that a sentinel names, also when it changes. Real servers."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from kombu import Connection
from redis import Redis
from redis.exceptions import RedisError

from casaora import stores
from casaora.local.processes import DEVNULL, free_port
from casaora.local.valkey import Valkey

PASSWORD = "between-us"


@contextmanager
def server(folder: Path, port: int, *lines: str, sentinel: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir()
    conf = folder / "conf"
    conf.write_text("\n".join([f"port {port}", "bind 127.0.0.1", f"dir {folder}", f"logfile {folder}/log", *lines]) + "\n")
    command = [str(Valkey(folder).program), str(conf), *(["--sentinel"] if sentinel else [])]
    process = subprocess.Popen(command, start_new_session=True, **DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def eventually(works: Callable[[], Any], seconds: int = 30) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        try:
            found = works()
        except (RedisError, OSError):
            found = None
        if found:
            return found
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A master, its replica and a sentinel: the address by which the house finds them, and the master."""
    one, two, three = free_port(), free_port(), free_port()
    common = [f"requirepass {PASSWORD}", f"masterauth {PASSWORD}", 'save ""']
    with ExitStack() as stack:
        master = stack.enter_context(server(tmp_path / "one", one, *common))
        stack.enter_context(server(tmp_path / "two", two, *common, f"replicaof 127.0.0.1 {one}"))
        with Redis(port=two, password=PASSWORD) as replica:
            eventually(lambda: replica.info("replication").get("master_link_status") == "up")
        stack.enter_context(server(
            tmp_path / "three", three, f"sentinel monitor casaora 127.0.0.1 {one} 1", f"sentinel auth-pass casaora {PASSWORD}",
            "sentinel down-after-milliseconds casaora 500", "sentinel failover-timeout casaora 3000", sentinel=True,
        ))  # fmt: skip
        with Redis(port=three) as sentinel:
            eventually(lambda: sentinel.execute_command("SENTINEL", "REPLICAS", "casaora"))
        yield f"sentinel://:{PASSWORD}@127.0.0.1:{free_port()},127.0.0.1:{three}/0?master=casaora", master


def entries(url: str) -> dict[str, Any]:
    return {
        "default": stores.cache(url, stores.CACHE, "casaora.caches.ForgivingCache", "t"),
        "limits": stores.cache(url, stores.LIMITS, "casaora.caches.StrictCache", "t"),
    }


def keeps(name: str, value: str) -> bool:
    caches[name].set("a", value, 600)
    return bool(caches[name].get("a") == value)


def passes_on(url: str) -> bool:
    where, options = stores.broker(url)
    with Connection(where, transport_options={"global_keyprefix": "t:", "socket_connect_timeout": 3, **options}) as broker:
        broker.SimpleQueue("money").put({"task": 1})
        return bool(broker.SimpleQueue("money").get(timeout=5).payload == {"task": 1})


def test_cache_limits_and_broker_find_the_master(watched: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, _ = watched  # the first sentinel of the address is not there
    with override_settings(CACHES=entries(url)):
        assert keeps("default", "cache")
        assert keeps("limits", "limits")
        assert caches["default"].get("a") == "cache"  # each in its own database
    assert passes_on(url)


@pytest.mark.long
def test_they_go_on_with_the_new_master(watched: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, master = watched
    with override_settings(CACHES=entries(url)):
        assert keeps("default", "before")
        master.kill()
        master.wait(10)
        assert eventually(lambda: keeps("default", "after") and keeps("limits", "after"), seconds=90)
    assert eventually(lambda: passes_on(url), seconds=60)


def test_one_server_is_what_it_was() -> None:
    assert stores.broker("redis://:x@host:6379/0") == ("redis://:x@host:6379/0", {})
    assert stores.broker("rediss://host/5?ssl_cert_reqs=required")[0] == "rediss://host/0?ssl_cert_reqs=required"
    assert stores.cache("redis://host:6379/0", 2, "x", "p") == {"BACKEND": "x", "LOCATION": ["redis://host:6379/2"], "KEY_PREFIX": "p"}


@pytest.mark.parametrize(("url", "says"), [("http://host/0", "begins with"), ("sentinel://host:26379/0", "master=")])
def test_an_address_that_leads_nowhere_is_refused(url: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        stores.broker(url)
