"""Indexing cut into stages that many machines can share: each is a function from Arrow tables to Arrow tables.

Documents are numbered, their keys are cut into ranges and joined, candidates are proposed by portion, and aligned
by query. The result is a folder of Parquet files that ``prov import`` reads. No stage knows what distributes the
tables (:mod:`provenance.spark` does with Apache Spark), and none has a rule of its own: every answer is that of ``prov
index``.
"""
