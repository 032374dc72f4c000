"""A server that is reached over TLS, as libpq's URL says."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from opd_tui.db import connection
from opd_tui.domain.errors import Storage
from tests.support import server

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(server.SERVER not in os.environ, reason="no PostgreSQL server"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with"),
]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A new key, and a certificate of it for localhost."""
    key, made = folder / "server.key", folder / "server.crt"
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", "-subj", "/CN=localhost"]
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(made)]
    subprocess.run(["openssl", "req", *asked, *more], check=True, capture_output=True)
    return key, made


@pytest.fixture
def over_tls(durable, tmp_path):
    """The URL of a server on a port that takes connections with TLS alone, and its certificate."""
    connection.close()
    key, made = certificate(tmp_path)
    owner = durable.data.stat()
    for file in (key, made):
        there = durable.data / file.name
        shutil.copy(file, there)
        os.chown(there, owner.st_uid, owner.st_gid)
        there.chmod(0o600)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (durable.data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\nlocal all all trust\n")
    durable.stop("fast")
    durable.start(
        f"-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on -c ssl_cert_file=server.crt -c ssl_key_file=server.key"
    )
    return f"postgresql://owner@localhost:{port}/opd", made


def test_a_desk_works_over_tls_and_looks_at_the_certificate(over_tls):
    url, root = over_tls
    connection.connect(f"{url}?sslmode=verify-full&sslrootcert={root}")
    [[encrypted]] = connection.current().run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", ())
    assert encrypted


def test_a_certificate_that_nobody_vouches_for_is_refused(over_tls, tmp_path_factory):
    url, _ = over_tls
    _, other = certificate(tmp_path_factory.mktemp("other"))
    with pytest.raises(Storage, match="certificate"):
        connection.connect(f"{url}?sslmode=verify-full&sslrootcert={other}")


def test_a_server_that_wants_tls_says_so(over_tls):
    with pytest.raises(Storage, match="no encryption"):
        connection.connect(f"{over_tls[0]}?sslmode=disable")
