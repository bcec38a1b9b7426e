"""Stories in the search index. `parks` owns the index and does not know of them."""

from django.utils.translation import gettext_lazy as _

from enterprises.models import Story
from parks.indexing import Description, Kind, register, watch
from parks.indexing.kinds import in_languages, public_languages
from parks.models import Park


def _story(story: Story) -> Description:
    languages = public_languages(story)
    return Description(
        slug=story.slug,
        titles=in_languages(story, languages, "title"),
        texts=in_languages(story, languages, "summary", "body", "company"),
        context=in_languages(story.park, public_languages(story.park), "name"),
        happened=story.signed_on.isoformat() if story.signed_on else "",
    )


def register_stories() -> None:
    """Make stories searchable; called once, when the app is ready."""
    register(
        Kind(
            code="story",
            model=Story,
            label=_("Story"),
            plural=_("Stories"),
            address="enterprises:story",
            weight=7,
            rank=6,
            rows=lambda: Story.objects.public().select_related("park"),
            describe=_story,
        )
    )
    watch(Story, lambda row: [row], "stories")
    watch(Park, lambda park: Story.objects.filter(park=park.pk), "stories")
