"""Files → stored text with blocks; ``ReadError`` is the only way reading fails."""

from indexing.readers.errors import ReadError
from indexing.readers.files import SUFFIXES, read_file

__all__ = ["SUFFIXES", "ReadError", "read_file"]
