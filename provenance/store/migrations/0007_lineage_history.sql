-- How the judgement of every edge changed, and by which run.

CREATE TABLE lineage_history (
    history_id  INTEGER PRIMARY KEY,
    derived_id  INTEGER NOT NULL REFERENCES document (document_id),
    source_id   INTEGER NOT NULL REFERENCES document (document_id),
    relation    TEXT NOT NULL CHECK (relation IN ('copy', 'excerpt', 'rewrite', 'revision')),
    confidence  REAL NOT NULL CHECK (confidence BETWEEN 0.5 AND 1.0),
    immediate   INTEGER NOT NULL CHECK (immediate IN (0, 1)),
    reasons     TEXT NOT NULL CHECK (json_valid(reasons)),
    run_id      INTEGER NOT NULL REFERENCES run (run_id),
    replaced_by INTEGER NOT NULL REFERENCES run (run_id)
) STRICT;
CREATE INDEX lineage_history_derived ON lineage_history (derived_id);
CREATE INDEX lineage_history_source ON lineage_history (source_id);

CREATE VIEW v_lineage_history AS
SELECT e.derived_id, ds.uri AS derived_uri, e.source_id, ss.uri AS source_uri,
       e.relation, e.confidence, e.immediate, e.reasons, e.run_id, e.replaced_by AS replaced_by
FROM lineage_history AS e
JOIN sighting AS df ON df.document_id = e.derived_id AND df.is_first
JOIN source AS ds ON ds.source_id = df.source_id
JOIN sighting AS sf ON sf.document_id = e.source_id AND sf.is_first
JOIN source AS ss ON ss.source_id = sf.source_id
UNION ALL
SELECT e.derived_id, ds.uri AS derived_uri, e.source_id, ss.uri AS source_uri,
       e.relation, e.confidence, e.immediate, e.reasons, e.run_id, NULL AS replaced_by
FROM lineage AS e
JOIN sighting AS df ON df.document_id = e.derived_id AND df.is_first
JOIN source AS ds ON ds.source_id = df.source_id
JOIN sighting AS sf ON sf.document_id = e.source_id AND sf.is_first
JOIN source AS ss ON ss.source_id = sf.source_id;

-- A likely origin has no source, and something derives from it.
CREATE VIEW v_origin AS
SELECT e.source_id AS origin_id,
       s.uri AS origin_uri,
       count(*) AS derived,
       max(e.confidence) AS confidence
FROM lineage AS e
JOIN sighting AS f ON f.document_id = e.source_id AND f.is_first
JOIN source AS s ON s.source_id = f.source_id
WHERE NOT EXISTS (SELECT 1 FROM lineage AS u WHERE u.derived_id = e.source_id AND u.immediate)
GROUP BY e.source_id;

INSERT INTO description (object, column_name, text) VALUES
('lineage_history', '', 'What lineage said before it was judged anew.'),
('lineage_history', 'history_id', 'Number of the row; later judgements have higher ones.'),
('lineage_history', 'replaced_by', 'The run that judged otherwise or found nothing left to say.'),
('v_lineage_history', '', 'Every judgement of lineage, those in force and those before, with the runs that made and replaced it.'),
('v_lineage_history', 'derived_uri', 'Where the derived document was first seen.'),
('v_lineage_history', 'source_uri', 'Where its source was first seen.'),
('v_lineage_history', 'replaced_by', 'The run that judged otherwise; NULL for the judgement in force.'),
('v_origin', '', 'Documents that others derive from and that derive from none that is known.'),
('v_origin', 'origin_id', 'The document.'),
('v_origin', 'origin_uri', 'Where it was first seen.'),
('v_origin', 'derived', 'Documents that name it as a source, immediate or not.'),
('v_origin', 'confidence', 'How sure the surest of them is.');

INSERT OR IGNORE INTO description (object, column_name, text)
SELECT o.name, d.column_name, d.text
FROM (SELECT 'lineage_history' AS name UNION ALL SELECT 'v_lineage_history') AS o
JOIN description AS d ON d.object = 'lineage' AND d.column_name <> '';
