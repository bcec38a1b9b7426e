"""`{% pdf_is_made as has_pdf %}`: whether this machine can make PDF files; else links lead to the print page alone."""

from django import template

from common import printing

register = template.Library()


@register.simple_tag
def pdf_is_made() -> bool:
    return printing.is_available()
