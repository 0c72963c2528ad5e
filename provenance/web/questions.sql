-- The questions of docs/for-auditors.md, which Datasette offers under these names.

-- repetitions: Which texts repeat others, and how much of them?
SELECT left_uri, right_uri, kind, matched_words, changed FROM v_match ORDER BY matched_words DESC;

-- passages_of_a_match: What exactly is shared by one pair?
SELECT left_start, left_end, left_text, right_start, right_end, right_text, kind
FROM v_passage WHERE match_id = 1 ORDER BY left_start;

-- swaps_of_a_match: Which words were put in the place of which?
SELECT left_word, right_word, count FROM v_substitution WHERE match_id = 1 ORDER BY count DESC, left_word;

-- common_swaps: Which swaps occur in many pairs?
SELECT left_word, right_word, count(*) AS pairs FROM v_substitution
GROUP BY left_word, right_word HAVING pairs > 1 ORDER BY pairs DESC;

-- direct_sources: Where does each text most likely come from directly?
SELECT derived_uri, source_uri, relation, confidence FROM v_lineage WHERE immediate ORDER BY derived_uri;

-- why: Why? Every piece of evidence for one edge, heaviest first.
SELECT r.value ->> 'kind' AS kind, r.value ->> 'weight' AS weight, r.value ->> 'note' AS note
FROM v_lineage AS e, json_each(e.reasons) AS r
WHERE e.derived_id = 2 AND e.source_id = 1 ORDER BY abs(r.value ->> 'weight') DESC;

-- claims_only: Which edges rest on dates that somebody claims, and on nothing else?
SELECT derived_uri, source_uri, confidence FROM v_lineage AS e
WHERE NOT EXISTS (SELECT 1 FROM json_each(e.reasons) AS r
                  WHERE r.value ->> 'weight' > 0 AND r.value ->> 'kind' <> 'claimed-dates');

-- evidence_against: For which edges does some evidence point the other way?
SELECT e.derived_uri, e.source_uri, e.confidence, r.value ->> 'note' AS note
FROM v_lineage AS e, json_each(e.reasons) AS r WHERE r.value ->> 'weight' < 0;

-- undecided: Which texts share passages and have no direction?
SELECT m.left_uri, m.right_uri FROM v_match AS m
WHERE NOT EXISTS (SELECT 1 FROM v_lineage AS e WHERE e.derived_id = m.left_id AND e.source_id = m.right_id)
  AND NOT EXISTS (SELECT 1 FROM v_lineage AS e WHERE e.derived_id = m.right_id AND e.source_id = m.left_id);

-- origins: Which texts are likely origins, and how many derive from them?
SELECT origin_uri, derived, confidence FROM v_origin ORDER BY derived DESC;

-- judged_anew: What was once judged otherwise, and which run changed it?
SELECT derived_uri, source_uri, relation, confidence, run_id, replaced_by
FROM v_lineage_history WHERE replaced_by IS NOT NULL ORDER BY replaced_by;

-- what_was_done: What was done to the store, when, and by which command?
SELECT e.event_id, e.at, r.command, r.version, e.action FROM v_event AS e LEFT JOIN v_run AS r USING (run_id)
ORDER BY e.event_id;

-- a_place: What does the text at this place match?
SELECT here.uri, there.uri AS other, m.kind, m.matched_words
FROM v_source AS here
JOIN v_match AS m ON here.document_id IN (m.left_id, m.right_id)
JOIN v_source AS there ON there.document_id = m.left_id + m.right_id - here.document_id
WHERE here.uri LIKE '%story-elsewhere%' ORDER BY m.matched_words DESC;
