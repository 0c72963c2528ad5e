-- What could not be understood is told apart from what was not there, an answer that ends the crawler is looked at a few
-- times and no more, and the turns of a host are found without looking at all that is due there.

ALTER TABLE fetch ADD COLUMN is_bad INTEGER NOT NULL DEFAULT 0 CHECK (is_bad IN (0, 1));
ALTER TABLE fetch ADD COLUMN tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0);
UPDATE fetch SET is_bad = 1 WHERE outcome = 'failed';
UPDATE fetch SET reason = iif(withheld = 'page', 'the page asks not to be indexed', 'a header asks that it be not indexed')
WHERE withheld IS NOT NULL;

ALTER TABLE robots ADD COLUMN reason TEXT;

CREATE INDEX frontier_turn ON frontier (host, site, kind = 'page', depth, due_at) WHERE state IN ('waiting', 'gone');

DROP VIEW v_fetch;
CREATE VIEW v_fetch AS
SELECT f.fetch_id, f.url, f.kind, f.run_id, f.started_at, f.finished_at, f.outcome, f.status, f.reason, f.address,
       f.certificate, f.size, f.sha256, f.content_sha256, f.etag, f.last_modified, f.location,
       a.name AS archive, f.archive_offset, f.record_id, f.next_step, f.withheld, f.is_bad
FROM fetch AS f
LEFT JOIN archive AS a ON a.archive_id = f.archive_id;

UPDATE description SET text = 'Why it failed, or gives nothing to index or to fetch, or not all; NULL when there is nothing to say.'
WHERE object IN ('fetch', 'v_fetch') AND column_name = 'reason';
UPDATE description SET text = 'Why that failed, or gives nothing to index or to fetch, or not all.'
WHERE object = 'v_frontier' AND column_name = 'reason';

INSERT INTO description (object, column_name, text) VALUES
('fetch', 'is_bad', '1 when it failed, or what came could not be understood, wholly or in part.'),
('v_fetch', 'is_bad', '1 when it failed, or what came could not be understood, wholly or in part.'),
('fetch', 'tries', 'How often the next step was begun and not ended, as when the crawler is killed in the middle of it.'),
('robots', 'reason', 'Why it could not be read; NULL when it could.');
