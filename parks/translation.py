"""Which fields exist in both languages. Real columns: `name` becomes `name_zh_hans` and `name_en`."""

from modeltranslation.translator import TranslationOptions, register

from parks import models


class NameOptions(TranslationOptions):
    fields = ("name",)


class TermOptions(TranslationOptions):
    fields = ("name", "summary")


register([models.Region, models.Building])(NameOptions)
register([models.Industry, models.SpaceType, models.Service, models.SettlementMode])(TermOptions)


@register(models.Operator)
class OperatorOptions(TranslationOptions):
    fields = ("name", "controller_name")


@register(models.Metric)
class MetricOptions(TranslationOptions):
    fields = ("name", "summary", "unit_label", "items")


@register(models.Source)
class SourceOptions(TranslationOptions):
    fields = ("title",)


@register(models.Organisation)
class OrganisationOptions(TranslationOptions):
    fields = ("name", "summary", "committees")


@register(models.Park)
class ParkOptions(TranslationOptions):
    fields = ("name", "summary", "description", "address", "contact_name", "contact_hours")


@register(models.ParkService)
class ParkServiceOptions(TranslationOptions):
    fields = ("note",)


@register(models.Fact)
class FactOptions(TranslationOptions):
    fields = ("note",)


@register(models.Reach)
class ReachOptions(TranslationOptions):
    fields = ("place",)


@register(models.Phase)
class PhaseOptions(TranslationOptions):
    fields = ("name", "scope")


@register(models.Recognition)
class RecognitionOptions(TranslationOptions):
    fields = ("title",)


@register(models.Statement)
class StatementOptions(TranslationOptions):
    fields = ("text",)


@register(models.Space)
class SpaceOptions(TranslationOptions):
    fields = ("name", "note", "limits")


@register(models.Photo)
class PhotoOptions(TranslationOptions):
    fields = ("alt", "credit")
