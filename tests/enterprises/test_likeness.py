"""Keys and likeness of company names: legal forms, scripts, accents, and what must stay apart."""

import pytest

from enterprises import likeness
from enterprises.models import Enterprise


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("华中光电科技有限公司", "huazhongguangdiankeji"),
        ("华中光电科技股份有限公司武汉分公司", "huazhongguangdiankejiwuhan"),
        ("武汉楚天激光（集团）股份有限公司", "wuhanchutianjiguang"),
        ("汉水样例传感（演示）", "hanshuiyanglichuangan"),
        ("Ｗalloon　Optics", "walloonoptics"),
        ("Walloon Optics S.A.", "walloonoptics"),
        ("SA Walloon Optics", "walloonoptics"),
        ("Huazhong Guangdian Keji Co., Ltd.", "huazhongguangdiankeji"),
        ("Müller & Söhne GmbH & Co. KG", "mullersohne"),
        ("Muller und Sohne", "mullersohne"),
        ("Société d’Optique SPRL", "societedoptique"),
        ("De Vries en Zonen B.V.", "devrieszonen"),
        ("Dupont et Fils SARL", "dupontfils"),
        ("Acme Holdings Limited", "acme"),
        ("3M", "3m"),
        ("公司", "gongsi"),
        ("Ltd", "ltd"),
        ("（演示）", "yanshi"),
        ("😀", ""),
        ("", ""),
    ],
)
def test_a_key_is_the_name_without_its_legal_form(name, key):
    assert likeness.key(name) == key


def test_a_key_fits_its_column():
    assert len(likeness.key("长" * 200)) == likeness.KEY_LENGTH


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Walloon Optics", "Waloon Optics SA", True),
        ("Walloon Optics", "Walloon Optic", True),
        ("华中光电", "华中光电子", True),
        ("华为技术有限公司", "华维技术有限公司", True),
        ("Walloon Optics", "Walloon Foods", False),
        ("Acme", "Apex", False),
        ("", "", False),
    ],
)
def test_names_are_alike_from_the_bound_on(one, other, alike):
    assert (likeness.ratio(likeness.key(one), likeness.key(other)) >= likeness.ALIKE) is alike


@pytest.mark.parametrize(
    ("latin", "chinese", "begins"),
    [
        ("Wuhan Chutian Laser Group Co., Ltd.", "武汉楚天激光（集团）股份有限公司", True),
        ("Chutian Laser", "楚天激光", True),
        ("Huawei Technologies", "华为技术", False),  # a third of the name says too little
        ("Laser Chutian", "楚天激光", False),
        ("Li Ning", "李宁体育", True),
        ("Yi", "一汽", False),
        ("Walloon Optics", "瓦隆光学", False),
    ],
)
def test_a_latin_name_may_begin_with_the_chinese_one_read_aloud(latin, chinese, begins):
    assert likeness.begins_like(latin, chinese) is begins


@pytest.mark.parametrize(
    ("number", "country", "key"),
    [
        ("0403.170.701", "BE", "0403170701"),
        ("BE 0403.170.701", "BE", "0403170701"),
        ("91420100MA4KXXXX1X", "CN", "91420100MA4KXXXX1X"),
        ("９１４２０１００", "CN", "91420100"),
        ("DEMO-1", "DE", "DEMO1"),
        ("", "BE", ""),
    ],
)
def test_a_number_is_compared_without_its_spelling(number, country, key):
    assert likeness.registration_key(number, country) == key


@pytest.mark.django_db
def test_every_save_keeps_the_keys_current():
    row = Enterprise.objects.create(
        name_zh_hans="瓦隆光学有限公司",
        name_en="Walloon Optics SA",
        country="BE",
        registration_number="BE 0403.170.701",
    )
    row = Enterprise.objects.get(pk=row.pk)
    assert (row.name_key_zh, row.name_key_latin, row.registration_key) == (
        "walongguangxue", "walloonoptics", "0403170701"
    )  # fmt: skip
    row.name_en = "Walloon Foods"
    row.save(update_fields=["name_en"])
    row.refresh_from_db()
    assert (row.name_en, row.name_key_latin) == ("Walloon Foods", "walloonfoods")
