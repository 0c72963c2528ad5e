-- Texts are stored as codes of words, where the store has a lexicon. Texts stored before stay as they are.

CREATE TABLE lexicon (
    lexicon_id INTEGER PRIMARY KEY AUTOINCREMENT,
    checksum   INTEGER NOT NULL UNIQUE CHECK (checksum BETWEEN 0 AND 4294967295),
    words      BLOB NOT NULL,
    copy       BLOB NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES run (run_id)
) STRICT;

INSERT INTO description (object, column_name, text) VALUES
('lexicon', '', 'Words that many texts of the store have; stored texts name them by short codes. docs/format.md has both.'),
('lexicon', 'lexicon_id', 'Number of the lexicon; new texts are stored in words of the latest.'),
('lexicon', 'checksum', 'The lower half of the XXH3-64 of the unpacked words, by which a stored text names its lexicon.'),
('lexicon', 'words', 'The words, the most frequent first, compressed with Zstandard.'),
('lexicon', 'copy', 'The words once more: many texts are lost with a lexicon, so it is read from here where the first are damaged.'),
('lexicon', 'run_id', 'The run that added it.');

UPDATE description SET text = 'The text in UTF-8, compressed: prov_text() gives it back.'
WHERE object = 'document_text' AND column_name = 'text';
