"""A server that has the pages of nbgrader's formgrader for marking by hand, and nothing else.

nbgrader's own lives in a Jupyter server, with kernels, terminals and files within reach of whatever might run in a page
that shows submissions, and with buttons that run these. Here only what is listed below can be asked for.
"""

import secrets
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from jupyter_server.serverapp import ServerApp
from markupsafe import escape
from nbconvert.exporters import HTMLExporter
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado.web import StaticFileHandler
from traitlets import Unicode

TEMPLATES = Path(__file__).parent
# Whatever a page shows, the browser asks nobody else for anything.
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' {}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
LIST_POLICY = POLICY.format("'unsafe-inline'")  # the lists hold no text of a submission but names, set as text


class Fresh:
    """For a handler: the next request reads the gradebook anew.

    nbgrader's would go on showing what it has read once, whatever `grade` writes; and after a failure, nothing.
    """

    def on_finish(self):
        """Forget what was read, and what could not be written."""
        super().on_finish()
        self.gradebook.db.rollback()


class MarkingPage(handlers.SubmissionHandler):
    """The page of a submission: no script runs in it that is not the page's own."""

    @property
    def content_security_policy(self):
        """Allow the scripts that carry the word drawn for this answer."""
        self.nonce = secrets.token_urlsafe(16)
        return POLICY.format(f"'nonce-{self.nonce}'")

    @property
    def exporter(self):
        """What makes the page, told the word."""
        exporter = super().exporter
        exporter.nonce = self.nonce
        return exporter


class PageExporter(HTMLExporter):
    """Makes the page of a submission; what is said about it, such as the name, is text."""

    nonce = Unicode()

    def from_filename(self, filename, resources=None, **options):
        """Make the page of a notebook."""
        safe = {key: escape(value) if isinstance(value, str) else value for key, value in resources.items()}
        return super().from_filename(filename, safe | {"nonce": self.nonce}, **options)


class Navigation(handlers.SubmissionNavigationHandler):
    """Leads from a submission to others; "next to mark" takes the place of "next with failed tests"."""

    def _get_incorrect_submission_ids(self, assignment_id, notebook_id, submission):
        notebooks = self.gradebook.notebook_submissions(notebook_id, assignment_id)
        found = self.api._filter_existing_notebooks(assignment_id, notebooks)
        return sorted({one.id for one in found if one.needs_manual_grade} | {submission.id})


OWN = {handlers.SubmissionHandler: MarkingPage, handlers.SubmissionNavigationHandler: Navigation}
SHOWN = {
    handlers.GradebookAssignmentsHandler, handlers.GradebookNotebooksHandler,
    handlers.GradebookNotebookSubmissionsHandler, handlers.SubmissionHandler, handlers.SubmissionNavigationHandler,
    apihandlers.AssignmentCollectionHandler, apihandlers.NotebookCollectionHandler,
    apihandlers.SubmittedNotebookCollectionHandler, apihandlers.GradeCollectionHandler, apihandlers.GradeHandler,
    apihandlers.CommentCollectionHandler, apihandlers.CommentHandler,
}  # fmt: skip


class Formgrader(FormgradeExtension):
    """Formgrader without what runs, changes or sends anything but marks and comments, and without settings of others.

    nbgrader runs a file nbgrader_config.py of the folder it works in, and of the user's.
    """

    def initialize(self, argv=None, root=""):
        """Take over the settings of the server."""
        self.update_config(self.build_extra_config())
        self.coursedir = CourseDirectory(parent=self)

    def build_extra_config(self):
        """Put our template before nbgrader's."""
        config = super().build_extra_config()
        config.HTMLExporter.template_name = "marking_page"
        config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
        return config

    def load_config_file(self, **options):
        """Load nothing."""

    def load_config(self):
        """Give the settings that there are."""
        return self.config

    def init_tornado_settings(self, webapp):
        """Hand the pages what they need."""
        super().init_tornado_settings(webapp)
        folders = [str(TEMPLATES / "marking_page"), handlers.template_path]
        webapp.settings.update(
            nbgrader_exporter=PageExporter(config=self.config),
            nbgrader_jinja2_env=Environment(loader=FileSystemLoader(folders), autoescape=True),
        )

    def init_handlers(self, webapp):
        """Let be asked for what is listed."""
        routes = [*handlers.default_handlers, *apihandlers.default_handlers]
        found = [
            (path, type(handler.__name__, (Fresh, OWN.get(handler, handler)), {}))
            for path, handler, *_ in routes
            if handler in SHOWN
        ]
        static = (r"/formgrader/static/(.*)", StaticFileHandler, {"path": handlers.static_path})
        webapp.add_handlers(".*$", [*found, static])


class MarkingServer(ServerApp):
    """A Jupyter server without kernels, files, terminals and extensions, that reads no settings of the user's."""

    name = "marking"
    default_services = ("auth",)

    def load_config_file(self, *_, **__):
        """Load nothing."""


def marking_server(config):
    """Make the server, ready to be started.

    Parameters
    ----------
    config : traitlets.config.Config
        With `CourseDirectory.root`, the folder of the class, among the settings of a Jupyter server.
    """
    server = MarkingServer(config=config)
    server.initialize([], find_extensions=False)
    formgrader = Formgrader(parent=server)
    formgrader.root_dir = config.CourseDirectory.root
    formgrader.initialize()
    formgrader.init_tornado_settings(server.web_app)
    formgrader.init_handlers(server.web_app)
    return server
