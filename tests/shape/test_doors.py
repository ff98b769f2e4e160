"""Every name in the tables of the doors leads somewhere."""

from django.conf import settings
from django.utils.module_loading import import_string

from casaora.timetable import JOBS
from casaora.webhooks import HANDLERS


def test_every_job_handler_and_topic_exists() -> None:
    for path in [*(job.function for job in JOBS.values()), *HANDLERS.values(), *settings.OUTBOX_TOPICS.values(), *settings.ROW_POLICIES]:
        assert import_string(path) is not None
