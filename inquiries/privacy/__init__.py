"""What people may ask about their data: to see it, to take it along, to withdraw a consent, to have it erased."""
