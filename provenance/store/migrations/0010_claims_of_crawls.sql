-- What feeds and sitemaps say about the pages they list, and pages that are gone, which are asked for again now and then.

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

INSERT INTO description (object, column_name, text) VALUES
('frontier', 'announced_at', 'When a feed or sitemap says that it was published; the claim of a page that gives no date itself.'),
('frontier', 'announced_on', 'Where that stands: the feed or sitemap, or the URL that led on from there.'),
('v_frontier', 'announced_at', 'When a feed or sitemap says that it was published; the claim of a page that gives no date itself.'),
('v_frontier', 'announced_on', 'Where that stands: the feed or sitemap, or the URL that led on from there.');
