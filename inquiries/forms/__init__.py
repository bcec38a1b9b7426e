from inquiries.forms.conversation import LookupForm, MessageForm
from inquiries.forms.inquiry import InquiryForm
from inquiries.forms.questions import answers
from inquiries.forms.uploads import Basket

__all__ = ["Basket", "InquiryForm", "LookupForm", "MessageForm", "answers"]
