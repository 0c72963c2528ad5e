-- What feeds and sitemaps say about the pages they list, pages that are gone and asked for now and then, and pages that ask
-- not to be indexed.

ALTER TABLE frontier ADD COLUMN announced_at TEXT CHECK (announced_at GLOB '????-??-??T??:??:??*Z');
ALTER TABLE frontier ADD COLUMN announced_on INTEGER REFERENCES frontier (frontier_id);
CREATE INDEX frontier_announced_on ON frontier (announced_on);

DROP INDEX frontier_due;
CREATE INDEX frontier_due ON frontier (host, due_at) WHERE state IN ('waiting', 'gone');
UPDATE frontier SET due_at = strftime('%Y-%m-%dT%H:%M:%SZ', due_at, '+90 days') WHERE state = 'gone';
UPDATE description SET text = 'waiting for its turn, gone and asked for rarely, given-up after many failures, or outside of what the configuration allows.'
WHERE object = 'frontier' AND column_name = 'state';
UPDATE description SET text = 'When it is to be fetched next, if it is waiting or gone.'
WHERE object = 'frontier' AND column_name = 'due_at';

DROP VIEW v_frontier;
CREATE VIEW v_frontier AS
SELECT u.url, u.host, u.site, u.kind, u.depth, p.url AS found_on, u.found_at, u.state, u.robots, u.due_at, u.interval,
       u.failures, f.started_at AS fetched_at, f.outcome, f.status, f.reason, u.announced_at, a.url AS announced_on
FROM frontier AS u
LEFT JOIN frontier AS p ON p.frontier_id = u.found_on
LEFT JOIN frontier AS a ON a.frontier_id = u.announced_on
LEFT JOIN fetch AS f ON f.fetch_id = u.fetch_id;

ALTER TABLE fetch ADD COLUMN withheld TEXT CHECK (withheld IN ('page', 'header'));
CREATE INDEX fetch_withheld ON fetch (fetch_id) WHERE withheld IS NOT NULL;

DROP VIEW v_fetch;
CREATE VIEW v_fetch AS
SELECT f.fetch_id, f.url, f.kind, f.run_id, f.started_at, f.finished_at, f.outcome, f.status, f.reason, f.address,
       f.certificate, f.size, f.sha256, f.content_sha256, f.etag, f.last_modified, f.location,
       a.name AS archive, f.archive_offset, f.record_id, f.next_step, f.withheld
FROM fetch AS f
LEFT JOIN archive AS a ON a.archive_id = f.archive_id;

INSERT INTO description (object, column_name, text) VALUES
('frontier', 'announced_at', 'When a feed or sitemap says that it was published; the claim of a page that gives no date itself.'),
('frontier', 'announced_on', 'Where that stands: the feed or sitemap, or the URL that led on from there.'),
('v_frontier', 'announced_at', 'When a feed or sitemap says that it was published; the claim of a page that gives no date itself.'),
('v_frontier', 'announced_on', 'Where that stands: the feed or sitemap, or the URL that led on from there.'),
('fetch', 'withheld', 'What asks that its text be left out of the index: the page itself or a header (noindex); NULL when nothing does.'),
('v_fetch', 'withheld', 'What asks that its text be left out of the index: the page itself or a header (noindex); NULL when nothing does.');
