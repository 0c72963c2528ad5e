-- What feeds and sitemaps say about the pages they list.

ALTER TABLE frontier ADD COLUMN announced_at TEXT CHECK (announced_at GLOB '????-??-??T??:??:??*Z');
ALTER TABLE frontier ADD COLUMN announced_on INTEGER REFERENCES frontier (frontier_id);
CREATE INDEX frontier_announced_on ON frontier (announced_on);

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
