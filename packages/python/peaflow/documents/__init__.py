"""Documents, and lists of them."""

from .document import Document
from .document_list import DocumentList
from .scores import NamedScore

__all__ = ["Document", "DocumentList", "NamedScore"]
