"""How reports look: on paper, to people who see colours otherwise, and where lists are long."""

import base64
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from provenance.web import report
from tests.web import big
from tests.web.browsing import Looked, chromium, picture

VISIONS = ("none", "achromatopsia", "deuteranopia", "protanopia", "tritanopia")
#: How far two colours are apart, of 442 from black to white, so that large areas of them are told apart.
APART = 25

_PIXEL = """async (picture) => {
    const image = new Image(); image.src = `data:image/png;base64,${picture}`; await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return [...canvas.getImageData(3, Math.floor(image.height / 2), 1, 1).data].slice(0, 3);
}"""

_LAST_WORDS = """[...document.querySelectorAll(".passage")].map((one) => {
    const half = [...one.querySelectorAll(".half")].at(-1);
    return [one.dataset.n, half.textContent.replace(/\\s+/g, "").slice(-60, -35)];
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with 90 passages of 14 sources."""
    path = tmp_path_factory.mktemp("long") / "long.html"
    path.write_text(report.as_file(report.about_text(big.about(90_000, 90, 14))), encoding="utf-8")
    return path


def badges(page: Page, blank: Page) -> list[tuple[int, ...]]:
    """The colours of the badges of the first sources, as they are on the screen."""
    found = []
    for place in range(7):
        shot = page.locator(".card .badge").nth(place).screenshot()
        found.append(tuple(blank.evaluate(_PIXEL, base64.b64encode(shot).decode())))
    return found


@pytest.mark.parametrize("vision", VISIONS)
def test_sources_differ_in_any_vision(browser: Browser, long: Path, vision: str) -> None:
    """Sources beside each other in the list differ in line and letter, and, unless all is grey, in colour."""
    with Looked(browser) as looked, Looked(browser) as other:
        page = looked.at(long.as_uri())
        devtools = looked.context.new_cdp_session(page)
        devtools.send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
        colours = badges(page, other.page)
        picture(page, f"vision-{vision}")
        lines = page.evaluate(
            "[...document.querySelectorAll('.card')].map((card) => getComputedStyle(document.querySelector("
            "`.text mark.${card.classList[1]}`)).textDecorationStyle)"
        )
        letters = page.locator(".card .badge").all_text_contents()
        assert len(set(letters)) == len(letters) == 14
        for (colour, line), (next_colour, next_line) in itertools.pairwise(zip(colours, lines, strict=False)):
            apart = sum((a - b) ** 2 for a, b in zip(colour, next_colour, strict=True)) ** 0.5
            assert line != next_line
            assert apart > APART or vision == "achromatopsia"


def test_a_pair_stands_on_one_page_of_paper(browser: Browser, long: Path) -> None:
    """On A4 no passage that fits on a page is torn: its heading and its last words stand on the same sheet."""
    with Looked(browser) as looked:
        page = looked.at(long.as_uri())
        document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
        sheets = ["".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document]
        last = page.evaluate(_LAST_WORDS)
        assert len(last) == 90
        for number, words in last:
            begun = next(place for place, sheet in enumerate(sheets) if f"Passage{number}of90" in sheet)
            assert words in sheets[begun], number


def test_long_lists_are_made_when_somebody_comes(browser: Browser, long: Path) -> None:
    """Far passages are one piece of text each until a reader comes near, jumps there or has waited; none is lost."""
    with Looked(browser) as looked:
        page = looked.at(long.as_uri())
        page.keyboard.press("p")
        assert page.locator("#passage-90 .row").count() > 1
        page.locator(".passage > noscript").first.wait_for(state="detached")
        assert page.locator(".passage .heads").count() == 90
        assert looked.said == []
    with Looked(browser, script=False) as looked:
        page = looked.at(long.as_uri())
        assert page.locator(".passage .heads").count() == 90
