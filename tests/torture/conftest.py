from tests.pipeline.conftest import Content, content

__all__ = ["Content", "content"]
