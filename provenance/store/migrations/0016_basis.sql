-- What a passage was found by: words in a row, words near each other, or, new in this version, what is said.

ALTER TABLE passage ADD COLUMN basis TEXT CHECK (basis IN ('words', 'context', 'content'));
ALTER TABLE passage ADD COLUMN likeness REAL CHECK (likeness IS NULL OR (likeness BETWEEN 0 AND 1 AND basis IS 'content'));

DROP VIEW v_passage;
CREATE VIEW v_passage AS
SELECT match_id, left_start, left_end, left_text, right_start, right_end,
       coalesce(right_text, left_text) AS right_text, kind, changed, findings, marks, basis, likeness
FROM passage;

INSERT INTO description (object, column_name, text) VALUES
('passage', 'basis', 'What it was found by: words (in a row), context (words near each other in any order) or content (rare terms and their order); NULL if the version that found it did not note it.'),
('passage', 'likeness', 'How alike both texts are in content, 0 is chance and 1 equality, where that is the basis.'),
('v_passage', 'basis', 'What it was found by: words, context or content; NULL if the version that found it did not note it.'),
('v_passage', 'likeness', 'How alike both texts are in content, 0 is chance and 1 equality, where that is the basis.');
