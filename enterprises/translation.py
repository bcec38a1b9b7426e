"""Which fields exist in both languages. Names of companies are plain columns: see `Enterprise`."""

from modeltranslation.translator import TranslationOptions, register

from enterprises import models


@register(models.Story)
class StoryOptions(TranslationOptions):
    fields = ("title", "company", "summary", "body")
