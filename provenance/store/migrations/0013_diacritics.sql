-- A finding more: what stands on letters, and variants of letters, which the normal form folds from this version on.

UPDATE description
SET text = 'look-alikes, invisible, soft-hyphens, compatibility, diacritics, spelled-out, cut-up, run-together, added-words or reordered.'
WHERE object = 'v_finding' AND column_name = 'kind';

UPDATE description
SET text = 'The parameters of the index: one row, written when the store is made; it changes only with all segments, when the index is made anew.'
WHERE object = 'parameter' AND column_name = '';
