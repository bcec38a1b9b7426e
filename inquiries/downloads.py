"""Handing out attachments: always as a download, never shown by the browser."""

from django.http import FileResponse, Http404

from inquiries.models import Attachment


def attachment_response(attachment: Attachment) -> FileResponse:
    """The file under its own name (RFC 5987 for Chinese). The caller has checked who asks."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
