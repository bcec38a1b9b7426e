"""What the public forms share."""

from django import forms


class PlainForm(forms.Form):
    """Says its own errors: the browser would say them in its own language."""

    use_required_attribute = False

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the control that it belongs to, in the order of the page."""
        found = [("", str(message)) for message in self.non_field_errors()]
        return found + [(bound.auto_id, str(message)) for bound in self for message in bound.errors]
