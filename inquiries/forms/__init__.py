from inquiries.forms.conversation import LookupForm, MessageForm
from inquiries.forms.dealings import AnswerForm, HoldRequestForm
from inquiries.forms.inquiry import InquiryForm
from inquiries.forms.links import LinkForm
from inquiries.forms.minimal import MinimalForm
from inquiries.forms.questions import answers
from inquiries.forms.services import CheckInForm, RateForm, ReopenForm, ServiceForm
from inquiries.forms.uploads import Basket
from inquiries.forms.visits import CancelVisitForm, FeedbackForm, VisitRequestForm

__all__ = [
    "AnswerForm",
    "Basket",
    "CancelVisitForm",
    "CheckInForm",
    "FeedbackForm",
    "HoldRequestForm",
    "InquiryForm",
    "LinkForm",
    "LookupForm",
    "MessageForm",
    "MinimalForm",
    "RateForm",
    "ReopenForm",
    "ServiceForm",
    "VisitRequestForm",
    "answers",
]
