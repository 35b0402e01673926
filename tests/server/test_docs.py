"""The description of the endpoints: complete, and shown without any foreign host."""

import json
import re

import pytest
import requests

from app.protocol import versions
from app.server.schema import HEAD

pytestmark = pytest.mark.postgresql_by_night


def test_every_endpoint_of_the_protocol_is_described_with_its_messages(backend):
    text = requests.get(backend.url + "/openapi.json", timeout=30).text
    document = json.loads(text)
    paths = set(document["paths"])
    raw_or_prefix = {"STREAM_PATH", "WAIT_PATH", "BLOB_PATH", "UPLOAD_PATH", "CUSTOMERS_PATH"}
    wanted = {value for name, value in vars(versions).items() if name.endswith("_PATH") and name not in raw_or_prefix}
    assert wanted <= paths
    assert versions.BLOB_PATH + "{sha256}" in paths
    references = set(
        re.findall(r'"#/components/schemas/(\w+)"', requests.get(backend.url + "/openapi.json", timeout=30).text)
    )
    assert (
        {"PullAnswer", "PushRequest", "CommandMessage", "LogSlice"}
        <= references
        <= set(document["components"]["schemas"])
    )


def test_the_page_loads_nothing_from_elsewhere(backend):
    page = requests.get(backend.url + "/docs", timeout=30)
    assert not re.search(r"(src|href)=\"https?:", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for path in re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text):
        assert requests.get(backend.url + path, timeout=30).status_code == 200


def test_a_server_without_worker_is_not_ready(backend):
    answer = requests.get(backend.url + "/health/ready", timeout=30)
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "revision": HEAD, "expected": HEAD, "worker": False, "watch": True}


def test_a_wrong_body_is_told_and_not_a_crash(backend):
    answer = requests.post(backend.url + "/v1/auth/token", data=b"{", timeout=30)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_message")
