from inquiries.views.progress import attachment, lookup, progress
from inquiries.views.submit import receipt, submit

__all__ = ["attachment", "lookup", "progress", "receipt", "submit"]
