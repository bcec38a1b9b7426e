"""The words of every enumeration, in Chinese as the domain has them."""

from importlib import import_module

import pytest
from django.db.models import TextChoices
from django.utils import translation

from accounts.enums import AuditAction
from common.enums import PublicationState
from enterprises.enums import EnterpriseType
from inquiries.enums import InquirySource, LostReason, Stage, VisitMode
from notifications.enums import Audience, MailState
from parks.enums import OperatorKind, ParkLevel, ParkState, Qualifier, RegionKind, SpaceStatus

APPS = ("accounts", "common", "enterprises", "inquiries", "notifications", "parks")
ENUMERATIONS = [
    value
    for app in APPS
    for value in vars(import_module(f"{app}.enums")).values()
    if isinstance(value, type) and issubclass(value, TextChoices) and value is not TextChoices
]
STAGES = "新咨询 已受理 已沟通 考察 方案报价 洽谈 准入通过 已签约 已入驻 流失 企业撤回 已转介 重复 无效"
SAME_IN_BOTH = {"Message-ID", "ISO 5", "ISO 6", "ISO 7", "ISO 8", "WebP", "JPEG", "AVIF"}


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=lambda enumeration: enumeration.__name__)
def test_every_value_has_a_label_in_both_languages(enumeration):
    with translation.override("zh-hans"):
        chinese = [str(label) for label in enumeration.labels]
    with translation.override("en"):
        english = [str(label) for label in enumeration.labels]
    untranslated = [zh for zh, en in zip(chinese, english, strict=True) if zh == en and en not in SAME_IN_BOTH]
    assert untranslated == []
    spoken = [zh for zh in chinese if zh not in SAME_IN_BOTH]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in label) for label in spoken)
    assert all(label.isprintable() and not any("\u4e00" <= char <= "\u9fff" for char in label) for label in english)
    assert len(set(english)) == len(english)
    assert len(set(chinese)) == len(chinese)


def test_stages_are_called_what_the_domain_calls_them():
    with translation.override("zh-hans"):
        assert " ".join(str(label) for label in Stage.labels) == STAGES


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        # One English word, two Chinese ones.
        (OperatorKind.PLATFORM, "平台方", "Platform"),
        (Audience.PLATFORM, "平台", "Platform"),
        (ParkLevel.DISTRICT, "区县级", "District"),
        (RegionKind.DISTRICT, "区县", "District"),
        (InquirySource.SEARCH, "搜索引擎", "Search"),
        (InquirySource.WEB, "官网", "Website"),
        (InquirySource.IMPORT, "批量导入", "Import"),
        (SpaceStatus.HELD, "锁定", "On hold"),
        (Qualifier.ABOUT, "约", "about"),
        (ParkState.FULL, "已满", "Full"),
        (EnterpriseType.STARTUP, "初创企业", "Start-up"),
        (LostReason.COMPETITOR, "转向竞品", "Went elsewhere"),
        (PublicationState.STALE, "待更新", "Stale (source changed)"),
        (MailState.SENT, "已发（服务器已接受）", "Sent (accepted by the mail server)"),
        (VisitMode.ONLINE, "线上", "Online"),
        (AuditAction.PUBLISHED, "已发布", "Published"),
    ],
)
def test_words_that_must_not_be_mixed_up(value, chinese, english):
    with translation.override("zh-hans"):
        assert str(value.label) == chinese
    with translation.override("en"):
        assert str(value.label) == english
