"""From a key to the changed picture: our live figures beside `interact` with inline matplotlib.

The battery world under a discount slider, drawn by both, with `explore` (three curves of 100 points over 200
combinations) and `live_rewards` (12 boxes; 25 cells) beside it; then an edit in the world editor, for which the kernel
solves 1,000 goals, beside a single curve of `interact`. All in one JupyterLab and one headless Chromium (which has to
be installed). Timed in the page, from the key to the animation frame after the picture has changed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from timing import row

STEPS, ROUNDS = 20, 3
SERVE = """
import pathlib, sys
from course_utils.commands.lab import serve
serve(pathlib.Path(sys.argv[1]), browser=False)
"""
OURS = """
from course_utils.pictures import live_battery
live_battery({"off": 0.1, "A1": 0.6, "B1": 0.9})
"""
CURVES = """
import numpy as np
from course_utils.pictures import explore
x = np.linspace(0, 1, 100)

def compute(rooms, kind):
    return {"hub": x * rooms / (rooms + 1), "off": 1 - x * rooms / (rooms + 1), "square": x**2}

explore(compute, x=x, xlabel="x", ylabel="share", title="Curves", rooms=range(1, 101), kind=["bold", "shy"])
"""
GRAPH = """
from course_utils.decisions.worlds.small import battery
from course_utils.pictures import live_rewards
live_rewards(battery(3, 6), {"off": 0, "A1": 0.6, "B1": 0.9})
"""
GRID = """
from course_utils.decisions import read_grid
live_rewards(read_grid("A....\\n" + 4 * ".....\\n"), {(4, 4): 0.2}, elsewhere=0)
"""
PEER = """
%matplotlib inline
import ipywidgets, matplotlib.pyplot as plt, numpy as np
from course_utils.decisions import optimal_values
from course_utils.decisions.worlds.small import battery
from course_utils.pictures.live.battery import shares_of_all_goals

world = battery()
goal = np.zeros(world.size)
for name, reward in {"off": 0.1, "A1": 0.6, "B1": 0.9}.items():
    goal[world.state(name)] = reward
moves = world.successors[world.start, world.available[world.start]]
names = [world.states[s] for s in moves]
places = {"start": (0, 3)} | {n: (1, 5 - i) for i, n in enumerate(names)} | {f"B{i + 1}": (2, 6 - i) for i in range(7)}

@ipywidgets.interact(discount=ipywidgets.FloatSlider(value=0.5, min=0, max=0.99, step=0.01))
def show(discount):
    worth = (1 - discount) * optimal_values(world, goal, discount)[moves]
    best = names[worth.argmax()]
    single, fetch = shares_of_all_goals(3, 7, discount)
    figure, (graph, left, right) = plt.subplots(1, 3, figsize=(8.6, 3.4), width_ratios=[2, 1, 1])
    for s, t in [("start", n) for n in names] + [("battery", f"B{i + 1}") for i in range(7)]:
        on = t == best or (best == "battery" and t == "B1")
        graph.plot(*zip(places[s], places[t]), color="C0" if on else "grey", linewidth=3 if on else 1)
    for name, place in places.items():
        graph.text(*place, f"{name} {goal[world.state(name)]:.2f}", ha="center", bbox={"facecolor": "white"})
    graph.set_axis_off()
    left.barh(names, worth)
    left.set(xlim=(0, 1), title="worth per step")
    right.barh(names, [fetch if n == "battery" else single for n in names])
    right.set(xlim=(0, 1), title="share of goals")
    plt.show()
"""
EDITOR = """
from course_utils.pictures import world_editor
world_editor("\\n".join(["A" + "." * {0} + "O"] + ["." * ({0} + 2)] * ({0} + 1)))
"""
CURVE = """
x = np.linspace(0, 6.28, 200)

@ipywidgets.interact(frequency=ipywidgets.FloatSlider(value=1, min=0.5, max=10.5, step=0.1))
def curve(frequency):
    plt.figure(figsize=(6, 3))
    plt.plot(x, np.sin(frequency * x))
    plt.show()
"""
SLIDER, EDIT = (("ArrowRight",), "ArrowLeft"), ("wf", "f")
# Of each figure: its control, what holds its picture, the keys to press in turn, and the one that goes back.
FIGURES = {
    "live_battery": (".live-battery input >> nth=0", ".live-battery .panels", *SLIDER),
    "explore, curves": (".live-explore input >> nth=0", ".live-explore .picture", *SLIDER),
    "live_rewards, graph": (".live-rewards >> nth=0 >> input >> nth=1", ".live-rewards >> nth=0 >> .picture", *SLIDER),
    "live_rewards, grid": (".live-rewards >> nth=1 >> input >> nth=2", ".live-rewards >> nth=1 >> .picture", *SLIDER),
    "world_editor 10x10": (".world-editor >> nth=0 >> td >> nth=55", ".world-editor >> nth=0", *EDIT),
    "world_editor 20x20": (".world-editor >> nth=1 >> td >> nth=210", ".world-editor >> nth=1", *EDIT),
    "interact, matplotlib": (
        ".widget-interact >> nth=0 >> .noUi-handle", ".widget-interact >> nth=0 >> .jp-OutputArea", *SLIDER,
    ),
    "interact, one curve": (
        ".widget-interact >> nth=1 >> .noUi-handle", ".widget-interact >> nth=1 >> .jp-OutputArea", *SLIDER,
    ),
}  # fmt: skip
# `changed()` settles in the frame after a picture below `root` has changed; the key's own event starts the clock.
CLOCK = """
root => {
  window.changed = () => new Promise(done => {
    let begin;
    document.addEventListener('keydown', () => { begin = performance.now(); }, {capture: true, once: true});
    const watch = new MutationObserver(async () => {
      const image = root.querySelector('img');
      if (begin === undefined || (!image && !root.querySelector('svg') && !root.dataset.state)) return;
      if (root.dataset.state === 'asking') return; // the answer of the kernel is not there yet
      watch.disconnect();
      if (image) await image.decode();
      requestAnimationFrame(() => done(performance.now() - begin));
    });
    const attributeFilter = ['src', 'width', 'data-state'];
    watch.observe(root, {subtree: !root.dataset.state, childList: true, attributes: true, attributeFilter});
  });
}
"""


def notebook(*cells):
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**empty, "id": f"cell-{i}", "source": source.strip()} for i, source in enumerate(cells)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def times(page, control, picture, keys, back):
    """Milliseconds of each of the steps of a slider, or of an edit, that has the focus."""
    page.locator(picture).evaluate(CLOCK)
    page.focus(control)
    found = []
    for step in range(STEPS):
        page.evaluate("() => { window.result = changed(); }")
        page.keyboard.press(keys[step % len(keys)])
        found.append(page.evaluate("() => window.result"))
        page.wait_for_timeout(150)  # what the last step set off, such as saving, does not burden the next one
    for _ in range(STEPS):
        page.keyboard.press(back)
    page.wait_for_timeout(3000)
    return found


def table(first, *lines):
    row(["", "median, ms", f"of {first}'s"], 26)
    times_of_first = lines[0][1]
    for name, found in lines:
        row([name, f"{median(found):.1f}", f"{median(found) / median(times_of_first):.0%}"], 26)


def main():
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if program is None:
        raise SystemExit("Chromium is not installed, so there is nothing to measure with.")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "live.ipynb").write_text(
            notebook(OURS, CURVES, GRAPH, GRID, PEER, CURVE, EDITOR.format(8), EDITOR.format(18)), encoding="utf-8"
        )
        command = [sys.executable, "-c", SERVE, folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server, sync_playwright() as play:
            address = next(m[0] for line in server.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+/\S+", line)))
            browser = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            page.goto(urlsplit(address)._replace(path="/lab/tree/live.ipynb").geturl())
            page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
            page.click('li.lm-MenuBar-item:has-text("Run") >> nth=0')
            page.click('.lm-Menu-item:has-text("Run All Cells") >> nth=0')
            page.wait_for_selector(".world-editor >> nth=1")
            page.wait_for_selector(".widget-interact >> nth=1 >> img")
            found = {name: [] for name in FIGURES}
            for _ in range(ROUNDS):
                for name, figure in FIGURES.items():
                    found[name] += times(page, *figure)
            browser.close()
            server.terminate()
    *sliders, ten, twenty, peer, curve = [[name, values] for name, values in found.items()]
    table("interact", peer, *sliders)
    table("interact", curve, ten, twenty)


if __name__ == "__main__":
    main()
