"""A real browser, without a window: the Chromium of the system."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Self

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

Scheme = Literal["light", "dark"]
"""What a reader's system prefers."""

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: Where pictures of pages are left for a person to look at.
PICTURES = Path(__file__).resolve().parents[2] / "build" / "pages"

_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. Without one, tests are skipped, but where ``PROV_BROWSER`` is ``required`` they fail."""
    if CHROMIUM is None:
        missing = "pages were looked at by no browser: Chromium is not installed"
        (pytest.fail if os.environ.get("PROV_BROWSER") == "required" else pytest.skip)(missing)
    with sync_playwright() as playwright:
        # Root, as in a container, has no sandbox of Chromium's; the pages are our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


class Looked:
    """A page in the browser, and what it asked for and said meanwhile."""

    def __init__(self, browser: Browser, *, width: int = 1280, scheme: Scheme = "light", script: bool = True) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self._devtools = self.context.new_cdp_session(self.page)
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def work_at(self, address: str) -> float:
        """Seconds for which the main thread of the page computed to open and paint it; other programs do not count."""
        self._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.goto(address)
        self.page.evaluate(_PAINTED)
        return self._worked()

    def work_of(self, action: str) -> float:
        """Seconds for which the main thread computed to run ``action``, after `work_at`, and paint the change."""
        before = self._worked()
        self.page.evaluate(f"() => {{ {action}; return ({_PAINTED})(); }}")
        return self._worked() - before

    def _worked(self) -> float:
        metrics = {one["name"]: one["value"] for one in self._devtools.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"])

    def at(self, address: str) -> Page:
        """Go there."""
        self.page.goto(address)
        return self.page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds that shuts people out, with where."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def sideways(page: Page) -> int:
    """By how much the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def picture(page: Page, name: str) -> None:
    """Leave a picture of the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
