-- Failures whose cause is not in the input: a library that is missing, a process that cannot start, no memory left.

ALTER TABLE failure ADD COLUMN remedy TEXT;

DROP VIEW v_failure;
CREATE VIEW v_failure AS
SELECT uri, reason, first_failed_at, last_failed_at, run_id, last_run_id, remedy
FROM failure;

INSERT INTO description (object, column_name, text) VALUES
('failure', 'remedy', 'What to do where the cause is not in the input, which is tried again in every run; NULL where it is.'),
('v_failure', 'remedy', 'What to do where the cause is not in the input, which is tried again in every run; NULL where it is.');
UPDATE description SET text = 'What tried: version of the program, versions of the libraries that read, bytes of a text at most.'
WHERE object = 'failure' AND column_name = 'version';
