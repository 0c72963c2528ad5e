"""The folder of a result, on any file system that Spark knows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Where the finished stages of a job lie in it until the job ends.
STAGES = "_stages"


class Folder:
    """A folder with stages that are written once, each wholly or not at all."""

    def __init__(self, spark: "SparkSession", path: str, observe: Callable[[str], None]) -> None:
        """The folder at ``path``, made when something is written; ``observe`` is told which stage is due."""
        self.spark, self.path = spark, path.rstrip("/")
        self._observe = observe

    def stage(self, name: str, make: "Callable[[], DataFrame]", *, hidden: bool = True) -> "DataFrame":
        """The table of a stage, made and written if it was not finished before."""
        path = f"{self.path}/{STAGES}/{name}" if hidden else f"{self.path}/{name}"
        if not self._exists(f"{path}/_SUCCESS"):
            self._observe(name)
            table = make()
            # What the log of events and the page of Spark call it.
            context: Any = self.spark.sparkContext
            context.setJobDescription(name)
            table.write.mode("overwrite").parquet(path)
            context.setJobDescription(None)
        return self.spark.read.parquet(path)

    def text(self, name: str) -> str | None:
        """A small file of the folder, if it is there."""
        path = f"{self.path}/{name}"
        if not self._exists(path):
            return None
        return "\n".join(row.value for row in self.spark.read.text(path).collect())

    def write_text(self, name: str, text: str) -> None:
        """Write a small file."""
        system, path = self._at(f"{self.path}/{name}")
        stream = system.create(path, True)  # noqa: FBT003 - of Java: overwrite
        stream.write(text.encode())
        stream.close()

    def remove_stages(self) -> None:
        """Remove what only the job needed."""
        system, path = self._at(f"{self.path}/{STAGES}")
        system.delete(path, True)  # noqa: FBT003 - of Java: and all in it

    def is_empty(self) -> bool:
        """Whether nothing is there yet."""
        system, path = self._at(self.path)
        return not system.exists(path) or len(system.listStatus(path)) == 0

    def _exists(self, path: str) -> bool:
        system, there = self._at(path)
        return bool(system.exists(there))

    def _at(self, path: str) -> tuple[Any, Any]:
        """The file system of Hadoop that has ``path``, and the path as it takes it."""
        java: Any = self.spark._jvm  # noqa: SLF001 - the only interface to file systems of every kind
        there = java.org.apache.hadoop.fs.Path(path)
        return there.getFileSystem(self.spark._jsc.hadoopConfiguration()), there  # noqa: SLF001
