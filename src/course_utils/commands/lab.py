"""``course.py lab``: bring ``my_course`` up to date and open it in JupyterLab."""

import json
import os
import secrets
import socket

from course_utils.files import write

from . import CALL, ROOT, jupyter, my_course

START = "00_start_here.ipynb"


def refuse_taken_port(port):
    """Stop with a sentence if this computer does not let us listen on a port."""
    with socket.socket() as probe:
        if os.name != "nt":  # there it means something else: two programs on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(
                f"Port {port} is not free on this computer. Choose another, or leave --port out and the next free one "
                "is used."
            ) from None


def prepare(mine):
    """Lay out what JupyterLab keeps for the course, in ``my_course/.lab``; what the learner set there stays.

    Returns
    -------
    list of str
        The options to start JupyterLab with.
    """
    lab = mine / ".lab"
    jupyter.separate(lab)
    write(lab / "app" / "overrides.json", json.dumps(jupyter.settings(), indent=1).encode())
    write(lab / "app" / "page_config.json", json.dumps(jupyter.page(), indent=1).encode())
    write(lab / "config" / "custom" / "custom.css", jupyter.style().encode())

    from jupyterlab_server.workspaces_handler import WorkspacesManager

    # A short traceback, so that the sentence that says what to do is not below the edge of the screen.
    profile = lab / "ipython" / "profile_default" / "ipython_kernel_config.py"
    if not profile.exists():
        write(profile, b'c.InteractiveShell.xmode = "Plain"\n')

    workspaces = lab / "workspaces"
    if not workspaces.exists():
        WorkspacesManager(str(workspaces)).save("default", json.dumps(jupyter.workspace()))
    return [
        f"--ServerApp.root_dir={mine}",
        f"--LabApp.app_settings_dir={lab / 'app'}",
        f"--LabApp.user_settings_dir={lab / 'settings'}",
        f"--LabApp.workspaces_dir={workspaces}",
        f"--LabApp.default_url=/lab/tree/{START}",
        "--LabApp.custom_css=True",
        "--ContentsManager.pre_save_hook=course_utils.commands.saving.keep_widgets",
        # Nothing may be asked of another computer.
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
        f"--ServerApp.jpserver_extensions={dict.fromkeys(jupyter.SERVER_EXTENSIONS, False)}",
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.ip=127.0.0.1",
        # Jupyter's usual redirect file lies in a hidden folder, which browsers from Ubuntu's store may not read.
        "--ServerApp.use_redirect_file=False",
        "--ServerApp.answer_yes=True",
        # What passes between the page and Python is nobody else's business on a shared machine.
        "--KernelManager.transport_encryption=auto",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        *(["--ServerApp.allow_root=True"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


def serve(mine, port=None, browser=True):
    """Run JupyterLab on a learner's folder until it is stopped.

    Parameters
    ----------
    mine : Path
        The folder to serve.
    port : int, optional
        The port to listen on; by default the first free one from 8888 on.
    browser : bool
        Whether to open the browser.
    """
    options = prepare(mine)
    if port is not None:
        refuse_taken_port(port)
        options += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    token = secrets.token_hex(16)
    options += [f"--IdentityProvider.token={token}", f"--ServerApp.open_browser={browser}"]

    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(options)
    print(
        f"\nThe course is open in JupyterLab{', in your browser. If no page comes up, open' if browser else '. Open'} "
        f"this address:\n\n    http://127.0.0.1:{server.port}/lab/tree/{START}?token={token}\n\n"
        "Leave this window open while you learn. To stop, press Ctrl-C here. Your work is saved every ten\n"
        f"seconds, or with Ctrl-S, in {mine}. To come back: {CALL} lab",
        flush=True,
    )
    server.start()


def run(arguments):
    """Carry out ``course.py lab``."""
    mine = ROOT / "my_course"
    try:
        for sentence in my_course.refresh(ROOT, mine):
            print(sentence)
        print("Starting JupyterLab ...", flush=True)
        serve(mine, arguments.port, not arguments.no_browser)
    except OSError as error:
        raise SystemExit(
            f"The course could not write to {error.filename or mine} ({error.strerror or error}). Your work lies in "
            "my_course; make sure that this folder may be written to and that the disk is not full, then start again."
        ) from error
