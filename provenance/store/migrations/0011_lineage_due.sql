-- Documents of large families whose lineage is judged when the run ends: what a batch adds may change all of it.

CREATE TABLE lineage_due (
    document_id INTEGER PRIMARY KEY REFERENCES document (document_id)
) STRICT;

INSERT INTO description (object, column_name, text) VALUES
('lineage_due', '', 'Documents about which something is new and whose lineage is judged again when the run ends, or the next one after a crash.'),
('lineage_due', 'document_id', 'The document; all that matches connect with it is judged with it.');
