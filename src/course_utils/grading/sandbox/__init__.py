"""Where the notebooks of strangers run: a warm Python behind walls, and a fresh fork of it for each of them.

    bubblewrap   outside: the walls that bubblewrap builds, and which of them this machine gives
    sandbox      outside: one warm process, asked for one fork after another
    zygote       inside: the warm process; it learns nothing but "fork" and "end"
    walls        inside: what a fork closes behind itself before it reads the first line of a learner's

What is inside never sees a solution, a hidden case before it is called with it, another submission or the gradebook:
none of these is in its file system, in its memory or in any process that it could reach. Linux only.
"""
