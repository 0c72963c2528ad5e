"""One cycle of cron as a process of its own: python -m tests.crawl.cycle DB CONFIG TIME."""

import datetime as dt
import sys
from pathlib import Path

from provenance.crawl.config import load
from provenance.crawl.report import Report
from provenance.crawl.run import crawl
from provenance.pipeline.indexing.ingest import Options
from tests.crawl.world import FakeClock


def run(db: Path, config: Path, at: dt.datetime) -> Report:
    """Crawl once, at a time that a test chooses."""
    return crawl(db, load(config), Options(jobs=1), wait=20, clock=FakeClock(at))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), dt.datetime.fromisoformat(sys.argv[3]))
