"""The stages of :mod:`provenance.spread` on Apache Spark, connected and no more. Only this package imports pyspark."""
