-- What is found in a passage besides its words: disguises that were undone, and reasons to leave it out.

ALTER TABLE passage ADD COLUMN findings TEXT NOT NULL DEFAULT '[]'
    CHECK (json_valid(findings) AND json_type(findings) = 'array');
ALTER TABLE passage ADD COLUMN marks TEXT NOT NULL DEFAULT '[]'
    CHECK (json_valid(marks) AND json_type(marks) = 'array');

DROP VIEW v_passage;
CREATE VIEW v_passage AS
SELECT match_id, left_start, left_end, left_text, right_start, right_end,
       coalesce(right_text, left_text) AS right_text, kind, changed, findings, marks
FROM passage;

CREATE VIEW v_finding AS
SELECT p.match_id, p.left_start, p.right_start, f.value ->> 'kind' AS kind, f.value ->> 'side' AS side,
       f.value ->> 'count' AS count
FROM passage AS p, json_each(p.findings) AS f
WHERE p.findings <> '[]';

-- Which words stand for which across the store, from the source to what derives from it; without a direction, both ways.
CREATE VIEW v_swap AS
SELECT iif(m.derived_id IS m.left_id, s.right_word, s.left_word) AS source_word,
       iif(m.derived_id IS m.left_id, s.left_word, s.right_word) AS derived_word,
       m.derived_id IS NOT NULL AS directed,
       sum(s.count) AS count,
       count(*) AS matches,
       count(DISTINCT coalesce(m.derived_id, m.right_id)) AS documents
FROM substitution AS s
JOIN match AS m USING (match_id)
GROUP BY 1, 2, 3;

INSERT INTO description (object, column_name, text) VALUES
('passage', 'findings', 'Disguises that were undone before the words were compared: a JSON list of kind, side and count.'),
('passage', 'marks', 'Why a reader may want to leave it out: a JSON list of quoted, credited, references, licence, menu.'),
('v_passage', 'findings', 'Disguises that were undone before the words were compared: a JSON list of kind, side and count.'),
('v_passage', 'marks', 'Why a reader may want to leave it out: a JSON list of quoted, credited, references, licence, menu.'),
('v_finding', '', 'Disguises that were undone before the words of a passage were compared, one a row.'),
('v_finding', 'match_id', 'The match that the passage belongs to.'),
('v_finding', 'left_start', 'Where the passage starts in the left text.'),
('v_finding', 'right_start', 'Where the passage starts in the right text.'),
('v_finding', 'kind', 'look-alikes, invisible, soft-hyphens, compatibility, spelled-out, cut-up, run-together, added-words or reordered.'),
('v_finding', 'side', 'Which text shows it: left, right, or both where neither does more than the other.'),
('v_finding', 'count', 'To how many letters, words or sentences that was done.'),
('v_swap', '', 'Words of one text and what other texts have in their place, over all matches: habits of a rewriting tool recur.'),
('v_swap', 'source_word', 'What the source has; the left text where the direction is undecided.'),
('v_swap', 'derived_word', 'What the text that derives from it has; the right text where the direction is undecided.'),
('v_swap', 'directed', '1 if the matches say which text derives from the other, 0 if that is undecided.'),
('v_swap', 'count', 'How often, over all matches.'),
('v_swap', 'matches', 'Matches that have it.'),
('v_swap', 'documents', 'Documents that have it in place of the word of the source.');
