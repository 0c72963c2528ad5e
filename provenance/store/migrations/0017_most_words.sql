-- The matches that share most words are found without sorting all of them.

CREATE INDEX match_words ON match (matched_words);
