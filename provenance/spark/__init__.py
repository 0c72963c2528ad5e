"""The stages of :mod:`provenance.spread` on Apache Spark, and nothing else. Only this package imports pyspark."""
