from inquiries.views.progress import attachment, lookup, progress, unsent_message
from inquiries.views.submit import receipt, submit, unsent_inquiry

__all__ = ["attachment", "lookup", "progress", "receipt", "submit", "unsent_inquiry", "unsent_message"]
