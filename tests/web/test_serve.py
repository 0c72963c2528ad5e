"""`prov serve`, and Datasette by itself on a store, as browsers and programs ask them."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browsing import Looked, Scheme, chromium, picture, sideways, violations
from tests.web.conftest import Page, Shelf

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "",
    "/text/2",
    "/match/1",
    "/cluster/1",
    "/evidence/2",
    "/clusters",
    "/sites",
    "/swaps",
    "/watch",
    "/status",
    "/chain",
    "?q=spun",
)


class Site:
    """A server on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """What it answers: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        finally:
            connection.close()

    def page(self, name: str) -> str:
        """One of our pages."""
        status, _, body = self.ask(f"/-/prov{name}")
        assert status == 200, body
        return body

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(600):
            try:
                self.ask("/-/versions.json")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not begin to answer")


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def served(shelf: Shelf, *command: str) -> Iterator[Site]:
    """A server started by this command, which takes a port."""
    site = Site(free_port())
    process = subprocess.Popen([*command, "--port", str(site.port)], cwd=shelf.prov.cwd, stderr=subprocess.DEVNULL)
    try:
        site.wait()
        yield site
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def site(shelf: Shelf) -> Iterator[Site]:
    """`prov serve`."""
    yield from served(shelf, shelf.prov.program, "serve", "--db", str(shelf.db))


@pytest.mark.parametrize("name", PAGES)
def test_pages_stand_by_themselves(site: Site, name: str) -> None:
    """Each page has a policy that lets it load and run nothing but itself, and no attribute that runs or loads."""
    status, headers, body = site.ask(f"/-/prov{name}")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    Page(body)


@pytest.mark.parametrize("name", [*(one for one in PAGES if "?" not in one and one)])
def test_pages_come_as_json(site: Site, name: str) -> None:
    """Beside each page stands what it says as JSON, with the head of the chain it was made at."""
    status, headers, body = site.ask(f"/-/prov{name}.json")
    assert (status, headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert json.loads(body)["store"]["hash"]


def test_lists_come_as_csv(site: Site) -> None:
    """A list comes as CSV that a spreadsheet computes nothing of."""
    status, headers, body = site.ask("/-/prov/swaps.csv")
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert body.splitlines()[0] == "source has,way,derived has,times,matches,documents"


def test_a_pasted_text_is_looked_at_and_not_stored(site: Site, shelf: Shelf) -> None:
    """A text that is pasted into the page is asked about, and the store stays as it was."""
    before = site.page("/status")
    _, headers, form = site.ask("/-/prov/check")
    token = re.search(r'name="csrftoken" value="([^"]+)"', form)
    assert token
    cookie = headers["set-cookie"].partition(";")[0]
    text = (shelf.texts / "b-spun.txt").read_text(encoding="utf-8").replace(" ", "+")
    kind = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
    status, _, body = site.ask("/-/prov/check", method="POST", body=f"csrftoken={token[1]}&text={text}", headers=kind)
    assert status == 200
    assert "a-story.txt" in Page(body).text
    assert site.page("/status") == before
    for headers in (kind, {"content-type": kind["content-type"]}):
        assert site.ask("/-/prov/check", method="POST", body=f"text={text}", headers=headers)[0] == 403


def test_other_names_are_not_served(site: Site) -> None:
    """A page that leads its own name here gets nothing, from us or from Datasette."""
    for path in ("/-/prov", "/prov/v_match.json"):
        assert site.ask(path, headers={"host": "evil.example"})[0] == 400
        assert site.ask(path, headers={"host": f"localhost:{site.port}"})[0] == 200


def test_nothing_can_be_written(site: Site) -> None:
    """SQL that writes is refused."""
    status, _, _ = site.ask("/prov.json?sql=DELETE+FROM+document")
    assert status == 400


def test_what_is_not_there_is_said(site: Site) -> None:
    """A number or name that is unknown is a page that says so."""
    for name in ("/text/99", "/match/99", "/cluster/99", "/nothing"):
        status, _, body = site.ask(f"/-/prov{name}")
        assert status == 404
        assert "<h1>" in body


def test_the_chain_can_be_compared(site: Site) -> None:
    """A head that was kept is found again; another one is not."""
    said = json.loads(site.ask("/-/prov/status.json")[2])["store"]
    assert "is as you kept it" in site.page(f"/chain?head={said['event_id']}:{said['hash']}")
    assert "It is not in the chain" in site.page(f"/chain?head={said['event_id']}:{'0' * 64}")


def test_another_address_asks_for_a_sign_in(shelf: Shelf) -> None:
    """Where others could reach it, nobody sees anything without the link that is printed."""
    port = free_port()
    process = subprocess.Popen(
        [shelf.prov.program, "serve", "--db", str(shelf.db), "--host", "0.0.0.0", "--port", str(port)],  # noqa: S104 - the matter of the test
        cwd=shelf.prov.cwd, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stderr
        line = process.stderr.readline().decode()
        found = re.search(r"(/-/auth-token\?token=\w+)", line)
        assert found, line
        site = Site(port)
        site.wait()
        for path in ("/-/prov/text/1", "/prov/v_document.json"):
            assert site.ask(path)[0] == 403
        status, headers, _ = site.ask(found[1])
        assert status == 302
        cookie = headers["set-cookie"].partition(";")[0]
        assert site.ask("/-/prov/text/1", headers={"cookie": cookie})[0] == 200
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_datasette_by_itself_has_our_pages(shelf: Shelf) -> None:
    """Where somebody starts Datasette on a store, our pages, our function, our questions and descriptions are there."""
    datasette = str(Path(sys.executable).with_name("datasette"))
    for site in served(shelf, datasette, str(shelf.db)):
        assert "a-story.txt" in site.page("/text/2")
        sql = "SELECT+prov_text(text)+AS+text+FROM+document_text+ORDER+BY+document_id+LIMIT+1"
        assert "harbour master" in site.ask(f"/prov.json?sql={sql}")[2]
        page = (ROOT / "docs" / "for-auditors.md").read_text(encoding="utf-8")
        asked = [sql.strip() for sql in re.findall(r"^\*\*\d+\..*?```sql\n(.*?)```", page, re.MULTILINE | re.DOTALL)]
        queries = json.loads(site.ask("/prov.json")[2])["queries"]
        assert [one["sql"] for one in queries] == asked
        for one in queries:
            assert json.loads(site.ask(f"/prov/{one['name']}.json")[2])["ok"], one["name"]
        table = site.ask("/prov/v_match")[2]
        assert 'href="/-/prov/match/1"' in table
        assert "A verified pair" in table or "matches" in table.lower()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, "/check"])
def test_nobody_is_shut_out_of_a_page(site: Site, name: str, scheme: Scheme) -> None:
    """In a browser no page complains, asks others for anything, scrolls sideways, or shuts anybody out."""
    with chromium() as browser, Looked(browser, width=390, scheme=scheme) as looked:
        page = looked.at(f"http://127.0.0.1:{site.port}/-/prov{name}")
        picture(page, f"serve-{re.sub(r'[^a-z0-9]+', '-', name) or 'start'}-{scheme}")
        assert looked.said == []
        assert {re.sub(r"(//[^/]+).*", r"\1", one) for one in looked.requests} == {f"http://127.0.0.1:{site.port}"}
        assert violations(page) == []
        assert sideways(page) <= 0
