"""The stages of :mod:`provenance.distributed` on Apache Spark, and nothing else. Only this package imports pyspark."""
