"""Why a collection cannot be opened or read; the messages are Vietnamese and say what to do."""

from __future__ import annotations


class CollectionError(RuntimeError):
    """Base of everything that keeps a collection from being used."""


class CollectionInUse(CollectionError):
    """Another process writes to the collection or holds its vectors."""


class NotIndexed(CollectionError):
    """There is no index yet."""


class ModelMismatch(CollectionError):
    """The index was made with another embedding model than the settings name."""


class IndexOutdated(CollectionError):
    """The index was made by a version of the program whose data this one cannot read."""
