"""The back office of people and of the trail of what they did."""

from accounts.admin import people, trail

__all__ = ["people", "trail"]
