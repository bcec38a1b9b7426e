"""No column that can hold a person's data is forgotten, now or when one is added."""

from django.apps import apps
from django.db import models

from inquiries.privacy.registry import ELSEWHERE, IMPERSONAL, TABLES

APPS = ("inquiries", "enterprises", "parks", "accounts", "notifications")
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField)


def columns():
    """Free text of every table; codes with fixed choices are none, the columns of a language follow their base."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            names = {field.name for field in model._meta.concrete_fields}
            for field in model._meta.concrete_fields:
                base = field.name.removesuffix("_zh_hans").removesuffix("_en")
                if not isinstance(field, TEXT) or field.choices or (base != field.name and base in names):
                    continue
                yield (
                    model._meta.label,
                    base if field.name not in ("name_zh_hans", "name_en") or base in names else field.name,
                )


def known(label, name):
    places = (
        TABLES[label].columns if label in TABLES else {},
        ELSEWHERE.get(label, {}),
        IMPERSONAL.get(label, "").split(),
    )
    return sum(name in place for place in places)


def unknown():
    base = {("parks.SearchEntry", part) for part in ("title", "context", "text")}
    return sorted(
        f"{label}.{name}" for label, name in columns() if known(label, name) != 1 and (label, name) not in base
    )


def test_every_column_of_text_is_treated_or_declared_impersonal_once():
    assert unknown() == []


def test_the_registry_names_only_what_there_is():
    for label in {*TABLES, *ELSEWHERE, *IMPERSONAL}:
        names = {field.name for field in apps.get_model(label)._meta.get_fields()}
        said = {
            *(TABLES[label].columns if label in TABLES else {}),
            *ELSEWHERE.get(label, {}),
            *IMPERSONAL.get(label, "").split(),
        }
        stems = {name.removesuffix("_zh_hans").removesuffix("_en") for name in names}
        assert said - names - stems == set(), label


def test_a_column_that_nobody_declared_is_found(monkeypatch):
    monkeypatch.setitem(IMPERSONAL, "inquiries.Slot", "")
    assert unknown() == ["inquiries.Slot.place"]
