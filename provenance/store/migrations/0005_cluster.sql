-- Clusters: documents that are versions of one text.

CREATE TABLE cluster (
    cluster_key       INTEGER PRIMARY KEY,
    cluster_id        INTEGER NOT NULL UNIQUE REFERENCES document (document_id),
    representative_id INTEGER NOT NULL REFERENCES document (document_id),
    documents         INTEGER NOT NULL CHECK (documents >= 2),
    CHECK (cluster_id <= representative_id)
) STRICT;
CREATE INDEX cluster_representative ON cluster (representative_id);
CREATE INDEX cluster_size ON cluster (documents);

CREATE TABLE cluster_document (
    document_id INTEGER PRIMARY KEY REFERENCES document (document_id),
    cluster_key INTEGER NOT NULL REFERENCES cluster (cluster_key)
) STRICT;
CREATE INDEX cluster_document_cluster ON cluster_document (cluster_key);

CREATE VIEW v_cluster AS
SELECT c.cluster_id,
       m.document_id,
       s.uri,
       m.document_id = c.representative_id AS representative,
       c.documents
FROM cluster_document AS m
JOIN cluster AS c ON c.cluster_key = m.cluster_key
JOIN sighting AS f ON f.document_id = m.document_id AND f.is_first
JOIN source AS s ON s.source_id = f.source_id;

INSERT INTO description (object, column_name, text) VALUES
('cluster', '', 'Documents that are versions of one text: connected by matches that span more than half of the longer one.'),
('cluster', 'cluster_key', 'Number inside this database; it means nothing and may change.'),
('cluster', 'cluster_id', 'The lowest document_id in the cluster.'),
('cluster', 'representative_id', 'A known original if there is one, else the document known for longest, else the longest.'),
('cluster', 'documents', 'Number of documents in it.'),
('cluster_document', '', 'Which document is in which cluster; a document without versions is in none.'),
('cluster_document', 'document_id', 'The document.'),
('cluster_document', 'cluster_key', 'The cluster.'),
('v_cluster', '', 'Documents that are versions of one text, a row for each; a document without versions is in none.'),
('v_cluster', 'cluster_id', 'The lowest document_id in the cluster.'),
('v_cluster', 'document_id', 'A document of the cluster.'),
('v_cluster', 'uri', 'Where it was first seen.'),
('v_cluster', 'representative', '1 for the document that stands for the cluster, 0 for the others.'),
('v_cluster', 'documents', 'Number of documents in the cluster.');
