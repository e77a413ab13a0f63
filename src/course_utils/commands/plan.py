"""The tables of TEACHING.md, made of the plan in the bank, the headers of the lessons and the exercise sets."""

import re
from dataclasses import dataclass

import msgspec

from course_utils.classroom.bank_file import convert, read
from course_utils.classroom.entries import Text
from course_utils.grading.html import points
from course_utils.grading.notebooks import read_notebook
from course_utils.grading.tasks import load_set

from .mark import texts_of
from .my_course import write

PLAN = "src/course_utils/bank/plan.yaml"


class Planned(msgspec.Struct, forbid_unknown_fields=True):
    """A lesson, whether it is there or not."""

    title: Text
    question: Text


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part of the course; its lessons by number."""

    title: Text
    lessons: dict[str, Planned]


class Way(msgspec.Struct, forbid_unknown_fields=True):
    """A way through the course: the lessons of each sitting."""

    title: Text
    sittings: list[list[str]]


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    """The whole course."""

    parts: list[Part]
    ways: list[Way]

    @property
    def lessons(self):
        """All lessons by number."""
        return {number: lesson for part in self.parts for number, lesson in part.lessons.items()}


@dataclass(frozen=True)
class Lesson:
    """A lesson that is there, as its header has it.

    Parameters
    ----------
    file, title, question : str
    minutes : int
    needs : tuple of str
        Numbers of lessons.
    besides : str
        What else it needs, in words; empty where it needs lessons.
    """

    file: str
    title: str
    question: str
    minutes: int
    needs: tuple[str, ...]
    besides: str


def read_lesson(path):
    """Read the header of a lesson.

    Raises
    ------
    ValueError
        If something is missing there.
    """
    text = read_notebook(path).cells[0].source
    found = [
        re.search(pattern, text, re.MULTILINE)
        for pattern in (r"^# (.+)$", r"^\*([^*]+\?)\*$", r"Minutes:\W*(\d+)", r"You need:\W*(.+?)\.?$")
    ]
    if None in found:
        raise ValueError(f"{path.name}: its header needs a title, a question in italics, `Minutes:` and `You need:`")
    title, question, minutes, needed = (match[1] for match in found)
    needs = tuple(sorted(set(re.findall(r"(?<!\d)\d\d(?!\d)", needed))))
    return Lesson(path.name, title, question, int(minutes), needs, "" if needs else needed)


def faults(plan, lessons):
    """List where the plan and the lessons do not fit, or one needs what does not come before it."""
    for number, lesson in lessons.items():
        planned = plan.lessons.get(number)
        if planned is None or (planned.title, planned.question) != (lesson.title, lesson.question):
            yield f"{lesson.file} is not in {PLAN} under its number with this title and question"
        for needed in lesson.needs:
            if needed >= number or needed not in lessons:
                yield f"{lesson.file} needs lesson {needed}, which is not there or does not come before it"
    for way in plan.ways:
        order = [number for sitting in way.sittings for number in sitting]
        if order != sorted(set(order)):
            yield f"{way.title} does not go through the lessons in their order, each once"
        for number in order:
            if number not in plan.lessons:
                yield f"{way.title} has lesson {number}, which is not in the plan"
            for needed in set(lessons[number].needs).difference(order) if number in lessons else ():
                yield f"{way.title} has lesson {number} and not lesson {needed}, which that needs"


def standing_line(plan, lessons):
    """Say how much of the course is there."""
    there = ", ".join(lessons)
    return f"Of {len(plan.lessons)} notebooks {len(lessons)} are there today: {there}. The others are planned."


def lessons_table(plan, lessons):
    """Compose the table of all lessons."""
    lines = ["| | lesson | the question it answers | minutes | needs |", "|---|---|---|---|---|"]
    for part in plan.parts:
        lines.append(f"| | **{part.title}** | | | |")
        for number, planned in part.lessons.items():
            title, about = planned.title, "*planned* |"
            if number in lessons:
                one = lessons[number]
                title, about = (
                    f"[{title}](notebooks/{one.file})",
                    f"{one.minutes} | {', '.join(one.needs) or one.besides}",
                )
            lines.append(f"| {number} | {title} | {planned.question} | {about} |")
    return "\n".join(lines)


def ways_table(plan, lessons):
    """Compose the table of the ways through the course; what is only planned stands in brackets."""

    def named(numbers):
        return ", ".join(number if number in lessons else f"({number})" for number in numbers)

    lines = ["| way | lessons |", "|---|---|"]
    for way in plan.ways:
        sittings = [named(sitting) for sitting in way.sittings]
        if len(sittings) > 1:
            sittings = [f"week {week}: {sitting}" for week, sitting in enumerate(sittings, 1)]
        lines.append(f"| {way.title} | {'; '.join(sittings)} |")
    return "\n".join([*lines, "| All | all, in their order |"])


def sets_text(folders):
    """Compose what there is to say of the exercise sets."""
    return "\n\n".join(map(set_text, folders))


def set_text(folder):
    """Compose where an exercise set stands, and a table of the minutes and points of its tasks."""
    exercises = load_set(folder)
    title, headings, _ = texts_of(folder)
    cells = read_notebook(folder / f"{folder.name}_exercises.ipynb").cells
    found = re.findall(r"^## (.+)\n+\*About (\d+) minutes", "\n".join(cell.source for cell in cells), re.MULTILINE)
    minutes = {heading: int(number) for heading, number in found}
    rows = [
        (task, sum(task.points.values()), ", ".join(f"{part} {points(of)}" for part, of in task.points.items()))
        for task in exercises.tasks
    ]
    automatic, by_hand = sum(of for _, of, _ in rows), sum(task.points for task in exercises.written)
    rows += [
        (task, task.points, f"by hand, with the [rubric](solutions/{folder.name}/rubric.md)")
        for task in exercises.written
    ]
    lines = [
        f"**{exercises.number} {title}** {sum(minutes.values())} minutes, {points(automatic)} points by the computer "
        f"and {points(by_hand)} by hand. [Exercises](exercises/{folder.name}), [solutions](solutions/{folder.name}), "
        f"[page for the teacher](solutions/{folder.name}/teaching.md).",
        "",
        "| task | minutes | points | of which |",
        "|---|---|---|---|",
    ]
    for task, of, parts in rows:
        heading = headings[task.name]
        if heading not in minutes:
            raise ValueError(
                f"{folder.name}: under the heading {heading!r} stands first how long it takes, `*About 10 minutes`"
            )
        lines.append(f"| {heading} | {minutes[heading]} | {points(of)} | {parts} |")
    return "\n".join(lines)


def fill(text, tables):
    """Put tables between their marks in a text.

    Raises
    ------
    ValueError
        If the marks of one are not there.
    """
    for name, table in tables.items():
        begin, end = f"<!-- {name}: made by `course.py build` -->", f"<!-- end of {name} -->"
        before, is_there, rest = text.partition(begin)
        _, is_whole, after = rest.partition(end)
        if not (is_there and is_whole):
            raise ValueError(f"it needs the two lines {begin} and {end}, between which the table is put")
        text = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return text


def tables(course):
    """Make all tables.

    Raises
    ------
    ValueError
        If the plan, a lesson or a set breaks a rule; the sentence names it.
    """
    plan = convert(read(course / PLAN, PLAN), Plan, PLAN)
    lessons = {path.name[:2]: read_lesson(path) for path in sorted((course / "notebooks").glob("[0-9][0-9]_*.ipynb"))}
    for fault in faults(plan, lessons):
        raise ValueError(fault)
    return {
        "standing": standing_line(plan, lessons),
        "ways": ways_table(plan, lessons),
        "lessons": lessons_table(plan, lessons),
        "exercise sets": sets_text(sorted(path.parent for path in course.glob("solutions/[0-9][0-9]_*/checks.py"))),
    }


def write_tables(course):
    """Bring the tables of TEACHING.md up to date, or say why not."""
    page = course / "TEACHING.md"
    try:
        text = fill(page.read_text(encoding="utf-8"), tables(course))
    except (ValueError, OSError) as error:
        raise SystemExit(f"{page.name} was not brought up to date: {error}.") from None
    write(page, text.encode())
