"""The interface's catalogues (`make messages`): collect the strings, fill the English, compile both.

English is the source: its catalogue repeats every string, so that both languages go the same way at run time.
The compiled .mo files are committed: running needs no gettext. Collecting needs GNU gettext (apt install gettext).
`--check` writes nothing and fails with one line a problem.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "inquiries", "enterprises", "parks", "accounts", "notifications", "common", "templates")
PLURALS = {"zh_Hans": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
# Words of Django's own scripts that its Chinese catalogue lacks: kept by hand, only compiled here.
SCRIPTS = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "djangojs.po"
PLACEHOLDER = re.compile(r"%\([A-Za-z_]+\)[sd]|%[sd]|\{[A-Za-z_]*\}")
Key = tuple[str | None, str, str]


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def has_gettext() -> bool:
    return shutil.which("xgettext") is not None


def collect() -> polib.POFile:
    """Every string of code and templates, untranslated, collected in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package in PACKAGES:
            (folder / package).symlink_to(ROOT / package)
        (folder / "locale").mkdir()
        variables = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--symlinks"]
        command += ["--no-location", "--no-wrap"]
        outcome = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            sys.exit(f"messages: the strings could not be collected:\n{outcome.stderr.strip()}")
        return polib.pofile(str(folder / "locale/en/LC_MESSAGES/django.po"), wrapwidth=0)


def fill(entry: polib.POEntry, language: str, known: dict[Key, polib.POEntry]) -> None:
    if language == "en" and entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    elif language == "en":
        entry.msgstr = entry.msgid
    elif (old := known.get(key(entry))) is not None:
        entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
    elif entry.msgid_plural:
        entry.msgstr_plural = {0: ""}


def rebuild(language: str, collected: polib.POFile) -> polib.POFile:
    """The catalogue with exactly the collected strings; translations are kept by string, never guessed."""
    path = path_of(language)
    known = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Parkbridge",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for source in collected:
        entry = polib.POEntry(
            msgctxt=source.msgctxt,
            msgid=source.msgid,
            msgid_plural=source.msgid_plural,
            comment=source.comment,
            flags=[flag for flag in source.flags if flag != "fuzzy"],
        )
        fill(entry, language, known)
        catalogue.append(entry)
    return catalogue


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems_of(entry: polib.POEntry) -> list[str]:
    """What is wrong with one translation, in words."""
    found = []
    if entry.fuzzy:
        found.append("is marked fuzzy")
    if not all(text.strip() for text in texts(entry)):
        found.append("is not translated")
        return found
    allowed = [sorted(set(PLACEHOLDER.findall(source))) for source in (entry.msgid, entry.msgid_plural) if source]
    for text in texts(entry):
        if sorted(set(PLACEHOLDER.findall(text))) not in allowed:
            found.append(f"has other placeholders than its source: {text!r}")
    return found


def problems(language: str) -> list[str]:
    """What is wrong with a catalogue as it is stored, and whether its compiled form says the same."""
    catalogue = polib.pofile(str(path_of(language)))
    found = [f"{language}: {entry.msgid!r} {why}" for entry in catalogue for why in problems_of(entry)]
    found += [f"{language}: {entry.msgid!r} is no longer used" for entry in catalogue.obsolete_entries()]
    compiled = {key(entry): texts(entry) for entry in polib.mofile(str(path_of(language).with_suffix(".mo")))}
    if compiled != {key(entry): texts(entry) for entry in catalogue if entry.translated()}:
        found.append(f"{language}: the .mo file is older than the .po file (make messages)")
    return found


def uncollected(language: str, collected: polib.POFile) -> list[str]:
    """Strings that the source has and the catalogue lacks, and the other way round."""
    here, there = {key(entry) for entry in collected}, {key(entry) for entry in polib.pofile(str(path_of(language)))}
    found = [
        f"{language}: {string!r} is not in the catalogue (make messages)"
        for _, string, _ in sorted(here - there, key=str)
    ]
    return found + [f"{language}: {string!r} is no longer used" for _, string, _ in sorted(there - here, key=str)]


def check() -> list[str]:
    found = [problem for language in PLURALS for problem in problems(language)]
    if {key(entry) for entry in polib.mofile(str(SCRIPTS.with_suffix(".mo")))} != {
        key(entry) for entry in polib.pofile(str(SCRIPTS))
    }:
        found.append("djangojs.mo is older than djangojs.po (make messages)")
    if has_gettext():
        collected = collect()
        found += [problem for language in PLURALS for problem in uncollected(language, collected)]
    else:
        print("messages: gettext is not installed, so the source was not searched for new strings")
    return found


def main() -> None:
    if "--check" in sys.argv[1:]:
        if found := check():
            sys.exit("\n".join(found))
        return
    if not has_gettext():
        sys.exit(
            "messages: GNU gettext is needed to collect the strings. On Debian or Ubuntu: sudo apt install gettext"
        )
    collected = collect()
    polib.pofile(str(SCRIPTS)).save_as_mofile(str(SCRIPTS.with_suffix(".mo")))
    for language in PLURALS:
        catalogue = rebuild(language, collected)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path_of(language)))
        catalogue.save_as_mofile(str(path_of(language).with_suffix(".mo")))
        missing = [entry.msgid for entry in catalogue if not all(texts(entry))]
        print(f"messages: {language}: {len(catalogue)} strings, {len(missing)} to translate in {path_of(language)}")
        for string in missing:
            print(f"  {string!r}")


if __name__ == "__main__":
    main()
