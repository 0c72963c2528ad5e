"""The version of the package."""

import importlib.metadata

import provenance


def test_the_package_has_the_version_it_was_installed_as() -> None:
    """What the native core says of itself is what pip knows."""
    assert provenance.__version__ == importlib.metadata.version("provindex")
