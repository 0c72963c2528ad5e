-- Claims of time keep their precision: a year, a month, a day or a moment, with or without a zone. And a source may say where
-- its text is from.
--
-- What older versions stored stays as it is, since events seal it: a date came in as midnight in UTC, which is therefore
-- read as that day.

DROP VIEW v_document;
DROP VIEW v_source;

ALTER TABLE sighting ADD COLUMN claimed_at TEXT
    CHECK (claimed_at GLOB '[0-9][0-9][0-9][0-9]' OR claimed_at GLOB '????-[01][0-9]' OR claimed_at GLOB '????-??-??'
           OR claimed_at GLOB '????-??-??T??:??:??' OR claimed_at GLOB '????-??-??T??:??:??*Z');
UPDATE sighting SET claimed_at = published_at WHERE published_at IS NOT NULL;
ALTER TABLE sighting DROP COLUMN published_at;
ALTER TABLE sighting RENAME COLUMN claimed_at TO published_at;
ALTER TABLE sighting ADD COLUMN credited TEXT;
CREATE INDEX sighting_canonical ON sighting (canonical) WHERE canonical IS NOT NULL;

CREATE VIEW v_document AS
SELECT d.document_id,
       s.uri,
       d.sha256,
       d.tokens,
       coalesce(f.language, (SELECT language FROM sighting AS c WHERE c.document_id = d.document_id
                             AND c.language IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS language,
       coalesce(f.title, (SELECT title FROM sighting AS c WHERE c.document_id = d.document_id
                          AND c.title IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS title,
       coalesce(f.author, (SELECT author FROM sighting AS c WHERE c.document_id = d.document_id
                           AND c.author IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS author,
       coalesce(f.published_at, (SELECT published_at FROM sighting AS c WHERE c.document_id = d.document_id
                                 AND c.published_at IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS published_at,
       f.first_seen_at,
       (SELECT max(c.last_seen_at) FROM sighting AS c WHERE c.document_id = d.document_id) AS last_seen_at,
       (SELECT count(DISTINCT c.source_id) FROM sighting AS c WHERE c.document_id = d.document_id) AS sources
FROM document AS d
JOIN sighting AS f ON f.document_id = d.document_id AND f.is_first
JOIN source AS s ON s.source_id = f.source_id;

CREATE VIEW v_source AS
SELECT s.uri,
       s.document_id,
       (SELECT g.first_seen_at FROM sighting AS g WHERE g.source_id = s.source_id
        ORDER BY g.sighting_id LIMIT 1) AS first_seen_at,
       g.last_seen_at,
       g.published_at,
       s.status,
       g.canonical,
       g.licence,
       g.observed_at,
       g.evidence,
       g.credited
FROM source AS s
JOIN sighting AS g ON g.sighting_id = (SELECT max(c.sighting_id) FROM sighting AS c WHERE c.source_id = s.source_id)
WHERE s.document_id IS NOT NULL;

DROP VIEW v_frontier;
ALTER TABLE frontier ADD COLUMN claimed_at TEXT
    CHECK (claimed_at GLOB '[0-9][0-9][0-9][0-9]' OR claimed_at GLOB '????-[01][0-9]' OR claimed_at GLOB '????-??-??'
           OR claimed_at GLOB '????-??-??T??:??:??' OR claimed_at GLOB '????-??-??T??:??:??*Z');
UPDATE frontier SET claimed_at = announced_at WHERE announced_at IS NOT NULL;
ALTER TABLE frontier DROP COLUMN announced_at;
ALTER TABLE frontier RENAME COLUMN claimed_at TO announced_at;
CREATE VIEW v_frontier AS
SELECT u.url, u.host, u.site, u.kind, u.depth, p.url AS found_on, u.found_at, u.state, u.robots, u.due_at, u.interval,
       u.failures, f.started_at AS fetched_at, f.outcome, f.status, f.reason, u.announced_at, a.url AS announced_on
FROM frontier AS u
LEFT JOIN frontier AS p ON p.frontier_id = u.found_on
LEFT JOIN frontier AS a ON a.frontier_id = u.announced_on
LEFT JOIN fetch AS f ON f.fetch_id = u.fetch_id;

UPDATE description SET text = 'Publication time, as the source claims and as precisely: a year, a month or a day as in ISO 8601, a moment without Z where its zone is not known, else UTC, RFC 3339.'
WHERE column_name = 'published_at' AND object = 'sighting';
UPDATE description SET text = 'Publication time, as the first source that names one claims and as precisely; likewise title, author and language.'
WHERE column_name = 'published_at' AND object = 'v_document';
UPDATE description SET text = 'Publication time of its present document, as it claims and as precisely.'
WHERE column_name = 'published_at' AND object = 'v_source';
INSERT INTO description (object, column_name, text) VALUES
('sighting', 'credited', 'The address to which the source leads as where its text is from.'),
('v_source', 'credited', 'The address to which the source leads as where its present text is from.');
