"""Which fields exist in both languages. Real columns: `name` becomes `name_zh_hans` and `name_en`."""

from modeltranslation.translator import TranslationOptions, register

from parks import models


class NameOptions(TranslationOptions):
    fields = ("name",)


class TermOptions(TranslationOptions):
    fields = ("name", "summary")


register([models.Region, models.Building])(NameOptions)
register([models.Industry, models.SpaceType, models.SettlementMode])(TermOptions)


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


@register(models.Service)
class ServiceOptions(TranslationOptions):
    fields = ("name", "summary", "scope", "documents")


@register(models.ProcessStep)
class ProcessStepOptions(TranslationOptions):
    fields = ("title", "who", "documents", "note", "fee_note", "legal_basis")


@register(models.Policy)
class PolicyOptions(TranslationOptions):
    fields = ("title", "issuer", "summary", "materials", "how_to_apply")


@register(models.PolicyFigure)
class PolicyFigureOptions(TranslationOptions):
    fields = ("label", "unit_label")


@register(models.PolicyCondition)
class PolicyConditionOptions(TranslationOptions):
    fields = ("text",)


@register(models.Opportunity)
class OpportunityOptions(TranslationOptions):
    fields = ("title", "summary", "description", "offered", "wanted")


@register(models.Partnership)
class PartnershipOptions(TranslationOptions):
    fields = ("title", "summary", "place", "functions", "signed_note")


@register(models.Activity)
class ActivityOptions(TranslationOptions):
    fields = ("text",)


@register(models.Article)
class ArticleOptions(TranslationOptions):
    fields = ("title", "summary", "body")


@register(models.Event)
class EventOptions(TranslationOptions):
    fields = ("title", "summary", "place", "date_note")


@register(models.LandParcel)
class LandParcelOptions(TranslationOptions):
    fields = ("name", "note")


@register(models.TechPlatform)
class TechPlatformOptions(TranslationOptions):
    fields = ("name", "summary", "equipment", "open_to", "booking")


@register(models.HolidayOverride)
class HolidayOverrideOptions(TranslationOptions):
    """Both are needed: staff on both sides read why."""

    fields = ("reason",)
    required_languages = ("zh-hans", "en")
