"""datatrove's MinHash deduplication of JSON Lines, all four stages, as its documentation puts them together.

    .venv-rivals/bin/python -P scripts/bench/rival_datatrove.py FOLDER-OF-TEXTS FOLDER-OF-RESULTS [--blanks]

It is run in an environment of its own by ``scripts.bench.rivals``. One worker goes through one file: 14 buckets of 8
hashes of 64 bits over 5-grams, which are its defaults. Its English words come from a blank spaCy pipeline, which needs
no model; with ``--blanks`` a plain split at white space stands in, its text having lost the punctuation by then.
"""

import argparse
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.utils.typeshelper import Languages
from datatrove.utils.word_tokenizers import SpaCyTokenizer


class Blanks(SpaCyTokenizer):  # type: ignore[misc] # it is not installed where types are checked
    """Words as white space divides them."""

    def word_tokenize(self, text: str) -> list[str]:
        """The words of a text without punctuation."""
        return text.split()


def stages(texts: str, folder: str, *, blanks: bool) -> list[LocalPipelineExecutor]:
    """Signatures, duplicates by bucket, clusters, and the texts without their duplicates."""
    config = MinhashConfig()
    reader = JsonlReader(texts, id_key="uri")
    words = Blanks("en") if blanks else Languages.english
    pipelines = (
        [reader, MinhashDedupSignature(f"{folder}/signatures", config=config, language=words)],
        [MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=config)],
        [MinhashDedupCluster(f"{folder}/buckets", f"{folder}/clusters", config=config, save_cluster_id=True)],
        [reader, MinhashDedupFilter(f"{folder}/clusters"), JsonlWriter(f"{folder}/kept", compression=None)],
    )
    return [
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"{folder}/logs/{number}")
        for number, (pipeline, tasks) in enumerate(zip(pipelines, (1, config.num_buckets, 1, 1), strict=True))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="a folder with one file of JSON Lines")
    parser.add_argument("folder", type=Path, help="where to put the results")
    parser.add_argument("--blanks", action="store_true", help="divide words at white space")
    args = parser.parse_args()
    for stage in stages(str(args.texts), str(args.folder), blanks=args.blanks):
        stage.run()


if __name__ == "__main__":
    main()
