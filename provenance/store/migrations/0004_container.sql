-- Archives and tables are seen by runs like other sources, also when none of their records is named after them.

ALTER TABLE source ADD COLUMN last_run_id INTEGER REFERENCES run (run_id);
CREATE INDEX source_last_run ON source (last_run_id);

INSERT INTO description (object, column_name, text) VALUES
('source', 'last_run_id', 'Of an archive or table: the run that saw it last; of another source, its sightings say that.');
