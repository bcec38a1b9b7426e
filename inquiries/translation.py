"""Which fields exist in both languages. Real columns: `name` becomes `name_zh_hans` and `name_en`."""

from modeltranslation.translator import TranslationOptions, register

from inquiries import models


@register(models.ReplyTemplate)
class ReplyTemplateOptions(TranslationOptions):
    """Both are needed: an enterprise gets the one in its own language."""

    fields = ("name", "body")
    required_languages = ("zh-hans", "en")
