-- The crawler: which URLs there are and when each is due, what was fetched when, and where the evidence lies.

CREATE TABLE archive (
    archive_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE CHECK (name <> '' AND name NOT GLOB '*/*' AND name NOT GLOB '.*'),
    size       INTEGER NOT NULL CHECK (size > 0),
    records    INTEGER NOT NULL CHECK (records > 0),
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    is_sealed  INTEGER NOT NULL CHECK (is_sealed IN (0, 1)),
    run_id     INTEGER NOT NULL REFERENCES run (run_id)
) STRICT;

CREATE TABLE frontier (
    frontier_id INTEGER PRIMARY KEY,
    url         TEXT NOT NULL UNIQUE CHECK (url GLOB 'http*://*'),
    host        TEXT NOT NULL CHECK (host <> ''),
    site        TEXT NOT NULL CHECK (site <> ''),
    kind        TEXT NOT NULL CHECK (kind IN ('page', 'feed', 'sitemap', 'list')),
    depth       INTEGER NOT NULL CHECK (depth >= 0),
    hops        INTEGER NOT NULL CHECK (hops >= 0),
    found_on    INTEGER REFERENCES frontier (frontier_id),
    found_at    TEXT NOT NULL CHECK (found_at GLOB '????-??-??T??:??:??*Z'),
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'gone', 'given-up', 'outside')),
    robots      TEXT CHECK (robots IN ('allowed', 'disallowed', 'unreachable')),
    due_at      TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??*Z'),
    interval    INTEGER NOT NULL CHECK (interval > 0),
    failures    INTEGER NOT NULL CHECK (failures >= 0),
    fetch_id    INTEGER REFERENCES fetch (fetch_id),
    whole_id    INTEGER REFERENCES fetch (fetch_id)
) STRICT;
CREATE INDEX frontier_due ON frontier (host, due_at) WHERE state = 'waiting';
CREATE INDEX frontier_found_on ON frontier (found_on);
CREATE INDEX frontier_fetch ON frontier (fetch_id);
CREATE INDEX frontier_whole ON frontier (whole_id);

CREATE TABLE fetch (
    fetch_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    frontier_id    INTEGER REFERENCES frontier (frontier_id),
    url            TEXT NOT NULL CHECK (url GLOB 'http*://*'),
    kind           TEXT NOT NULL CHECK (kind IN ('page', 'feed', 'sitemap', 'list', 'robots')),
    run_id         INTEGER NOT NULL REFERENCES run (run_id),
    started_at     TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z'),
    finished_at    TEXT NOT NULL CHECK (finished_at GLOB '????-??-??T??:??:??*Z'),
    outcome        TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'redirect', 'gone', 'failed')),
    status         INTEGER CHECK (status BETWEEN 100 AND 999),
    reason         TEXT,
    address        TEXT,
    certificate    TEXT,
    size           INTEGER CHECK (size >= 0),
    sha256         TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    content_sha256 TEXT CHECK (length(content_sha256) = 64 AND content_sha256 NOT GLOB '*[^0-9a-f]*'),
    etag           TEXT,
    last_modified  TEXT,
    location       TEXT,
    archive_id     INTEGER REFERENCES archive (archive_id),
    archive_offset INTEGER CHECK (archive_offset >= 0),
    record_id      TEXT,
    next_step      TEXT CHECK (next_step IN ('scan', 'index')),
    CHECK ((archive_id IS NULL) = (archive_offset IS NULL) AND (archive_id IS NULL) = (record_id IS NULL)),
    CHECK (outcome <> 'failed' OR reason IS NOT NULL),
    CHECK (next_step IS NULL OR archive_id IS NOT NULL)
) STRICT;
CREATE INDEX fetch_frontier ON fetch (frontier_id);
CREATE INDEX fetch_url ON fetch (url);
CREATE INDEX fetch_archive ON fetch (archive_id);
CREATE INDEX fetch_started ON fetch (started_at);
CREATE INDEX fetch_pending ON fetch (next_step, fetch_id) WHERE next_step IS NOT NULL;

CREATE TABLE host (
    host     TEXT PRIMARY KEY CHECK (host <> ''),
    next_at  TEXT NOT NULL CHECK (next_at GLOB '????-??-??T??:??:??*Z'),
    failures INTEGER NOT NULL CHECK (failures >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE robots (
    origin TEXT PRIMARY KEY CHECK (origin GLOB 'http*://*'),
    rules  TEXT,
    until  TEXT NOT NULL CHECK (until GLOB '????-??-??T??:??:??*Z')
) STRICT, WITHOUT ROWID;

CREATE VIEW v_fetch AS
SELECT f.fetch_id, f.url, f.kind, f.run_id, f.started_at, f.finished_at, f.outcome, f.status, f.reason, f.address,
       f.certificate, f.size, f.sha256, f.content_sha256, f.etag, f.last_modified, f.location,
       a.name AS archive, f.archive_offset, f.record_id, f.next_step
FROM fetch AS f
LEFT JOIN archive AS a ON a.archive_id = f.archive_id;

CREATE VIEW v_frontier AS
SELECT u.url, u.host, u.site, u.kind, u.depth, p.url AS found_on, u.found_at, u.state, u.robots, u.due_at, u.interval,
       u.failures, f.started_at AS fetched_at, f.outcome, f.status, f.reason
FROM frontier AS u
LEFT JOIN frontier AS p ON p.frontier_id = u.found_on
LEFT JOIN fetch AS f ON f.fetch_id = u.fetch_id;

INSERT INTO description (object, column_name, text) VALUES
('archive', '', 'Files of the web archive (WARC) beside the store: what came over the wire, before anything was made of it.'),
('archive', 'archive_id', 'Number of the file.'),
('archive', 'name', 'Its name in the archive folder.'),
('archive', 'size', 'Bytes that are committed; what follows them was cut off by a crash and counts for nothing.'),
('archive', 'records', 'Number of records in it.'),
('archive', 'sha256', 'SHA-256 of the committed bytes.'),
('archive', 'is_sealed', '1 when nothing is added any more.'),
('archive', 'run_id', 'The run that wrote it.'),

('frontier', '', 'Every URL the crawler knows, and when it is due.'),
('frontier', 'frontier_id', 'Number of the URL.'),
('frontier', 'url', 'The URL in its one spelling.'),
('frontier', 'host', 'The host to which politeness is owed.'),
('frontier', 'site', 'The site of the configuration that it belongs to.'),
('frontier', 'kind', 'What is expected there: page, feed, sitemap, or list of URLs.'),
('frontier', 'depth', 'Links that lead to it from where the configuration begins.'),
('frontier', 'hops', 'Redirects in a row that led to it.'),
('frontier', 'found_on', 'Where it was first found; NULL for URLs of the configuration.'),
('frontier', 'found_at', 'When the run began that first found it.'),
('frontier', 'state', 'waiting for its turn, gone, given-up after many failures, or outside of what the configuration allows.'),
('frontier', 'robots', 'What robots.txt said about it when its turn last came; NULL before.'),
('frontier', 'due_at', 'When it is to be fetched next, if it is waiting.'),
('frontier', 'interval', 'Seconds between two fetches; longer when nothing changed, shorter when something did.'),
('frontier', 'failures', 'Fetches in a row that failed.'),
('frontier', 'fetch_id', 'Its last fetch.'),
('frontier', 'whole_id', 'The last fetch that brought a whole body.'),

('fetch', '', 'Every request that the crawler sent, and what came of it.'),
('fetch', 'fetch_id', 'Number of the fetch.'),
('fetch', 'frontier_id', 'The URL, as the crawler knows it; NULL for robots.txt.'),
('fetch', 'url', 'The URL that was asked for.'),
('fetch', 'kind', 'What was expected there: page, feed, sitemap, list of URLs, or robots.txt.'),
('fetch', 'run_id', 'The run that asked.'),
('fetch', 'started_at', 'When it was asked for.'),
('fetch', 'finished_at', 'When the answer was complete, or the attempt over.'),
('fetch', 'outcome', 'new, changed, unchanged, redirect, gone, or failed.'),
('fetch', 'status', 'HTTP status; NULL when there was no answer.'),
('fetch', 'reason', 'Why it failed.'),
('fetch', 'address', 'IP address that answered.'),
('fetch', 'certificate', 'SHA-256 of the certificate that the server showed; NULL without TLS.'),
('fetch', 'size', 'Bytes of the body as it came.'),
('fetch', 'sha256', 'SHA-256 of the body as it came; in the archive it is the payload digest.'),
('fetch', 'content_sha256', 'SHA-256 of the body with its content coding (such as gzip) undone.'),
('fetch', 'etag', 'ETag of the answer, sent back with the next request.'),
('fetch', 'last_modified', 'Last-Modified of the answer, likewise.'),
('fetch', 'location', 'Where a redirect leads, as the server wrote it.'),
('fetch', 'archive_id', 'The file of the web archive that holds request and answer; NULL when there was no answer.'),
('fetch', 'archive_offset', 'Where in it the record of the answer begins.'),
('fetch', 'record_id', 'WARC-Record-ID of that record.'),
('fetch', 'next_step', 'What is still to be done with the archived answer: scan it for links, index its text, or nothing (NULL).'),

('host', '', 'Hosts that were asked, and when they may be asked again.'),
('host', 'host', 'Name or address.'),
('host', 'next_at', 'No request before this time.'),
('host', 'failures', 'Requests in a row that the host failed to answer, or answered with too many or 5xx.'),

('robots', '', 'What sites ask of crawlers.'),
('robots', 'origin', 'Scheme, host and port.'),
('robots', 'rules', 'The robots.txt; empty when there is none, NULL when it could not be read and everything is disallowed.'),
('robots', 'until', 'When it is asked for again.'),

('v_fetch', '', 'What was fetched when, and where the evidence lies.'),
('v_fetch', 'fetch_id', 'Number of the fetch.'),
('v_fetch', 'url', 'The URL that was asked for.'),
('v_fetch', 'kind', 'What was expected there: page, feed, sitemap, list of URLs, or robots.txt.'),
('v_fetch', 'run_id', 'The run that asked.'),
('v_fetch', 'started_at', 'When it was asked for.'),
('v_fetch', 'finished_at', 'When the answer was complete, or the attempt over.'),
('v_fetch', 'outcome', 'new, changed, unchanged, redirect, gone, or failed.'),
('v_fetch', 'status', 'HTTP status; NULL when there was no answer.'),
('v_fetch', 'reason', 'Why it failed.'),
('v_fetch', 'address', 'IP address that answered.'),
('v_fetch', 'certificate', 'SHA-256 of the certificate that the server showed; NULL without TLS.'),
('v_fetch', 'size', 'Bytes of the body as it came.'),
('v_fetch', 'sha256', 'SHA-256 of the body as it came.'),
('v_fetch', 'content_sha256', 'SHA-256 of the body with its content coding undone.'),
('v_fetch', 'etag', 'ETag of the answer.'),
('v_fetch', 'last_modified', 'Last-Modified of the answer.'),
('v_fetch', 'location', 'Where a redirect leads.'),
('v_fetch', 'archive', 'File of the web archive that holds request and answer.'),
('v_fetch', 'archive_offset', 'Where in it the record of the answer begins.'),
('v_fetch', 'record_id', 'WARC-Record-ID of that record.'),
('v_fetch', 'next_step', 'What is still to be done with the archived answer: scan, index, or nothing (NULL).'),

('v_frontier', '', 'Every URL the crawler knows: when it is due, and what its last fetch came to.'),
('v_frontier', 'url', 'The URL.'),
('v_frontier', 'host', 'Its host.'),
('v_frontier', 'site', 'The site of the configuration that it belongs to.'),
('v_frontier', 'kind', 'What is expected there.'),
('v_frontier', 'depth', 'Links that lead to it from where the configuration begins.'),
('v_frontier', 'found_on', 'Where it was first found.'),
('v_frontier', 'found_at', 'When the run began that first found it.'),
('v_frontier', 'state', 'waiting, gone, given-up, or outside.'),
('v_frontier', 'robots', 'What robots.txt said about it when its turn last came.'),
('v_frontier', 'due_at', 'When it is to be fetched next, if it is waiting.'),
('v_frontier', 'interval', 'Seconds between two fetches.'),
('v_frontier', 'failures', 'Fetches in a row that failed.'),
('v_frontier', 'fetched_at', 'When it was last fetched.'),
('v_frontier', 'outcome', 'What that came to.'),
('v_frontier', 'status', 'HTTP status of it.'),
('v_frontier', 'reason', 'Why it failed.');
