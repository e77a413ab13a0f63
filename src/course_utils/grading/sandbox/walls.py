"""Inside: the walls that each fork builds around itself, with the kernel's own means (namespaces, limits, seccomp).

The warm process is behind bubblewrap's walls already and is nobody in particular. A fork of it gets, besides, processes
and a file system of its own, so that nothing of it is left when it ends, and gives up whatever could bring more.
See `man 7 user_namespaces`, `man 2 mount`, `man 7 capabilities`, `man 2 seccomp`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket

BOX = "/box"  # the learner's folder: all that can be written to
ROOM = "size=64m,nr_inodes=2000,mode=0700"  # of that folder
SHARED = "size=16m,nr_inodes=50,mode=0700"  # of /dev/shm
MEGABYTE = 1 << 20
LIMITS = {
    resource.RLIMIT_AS: 2048 * MEGABYTE,  # address space of one process, most of it never used
    resource.RLIMIT_NPROC: 32,  # processes and threads
    resource.RLIMIT_FSIZE: 32 * MEGABYTE,
    resource.RLIMIT_NOFILE: 128,  # and what the kernel keeps in sockets is as many times 200 kB
    resource.RLIMIT_CORE: 1,  # none, and at 0 a crashed program would be handed to a core_pattern that is a pipe
    resource.RLIMIT_MSGQUEUE: 0,
    resource.RLIMIT_MEMLOCK: 0,
    resource.RLIMIT_STACK: 8 * MEGABYTE,
}
SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS
NEW_FILES, NEW_USERS, NEW_PROCESSES, NEW_MESSAGES = 0x00020000, 0x10000000, 0x20000000, 0x08000000  # CLONE_NEW...
READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8  # MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC
DUMPABLE, DROP_CAPABILITY, CHILD_SUBREAPER, NO_NEW_PRIVILEGES = 4, 24, 36, 38  # PR_...
LAST_CAPABILITY = 63  # of those a kernel could know
CAPABILITY_VERSION = 0x20080522
# Calls that no notebook needs, and with which kernels have been broken out of, memory taken that no limit counts, or
# another process read.
DENIED = (
    "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsmount",
    "fsconfig", "fspick", "mount_setattr", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "pidfd_getfd", "kcmp", "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "userfaultfd", "memfd_create", "memfd_secret", "shmget", "shmat", "msgget",
    "semget", "mq_open", "name_to_handle_at", "open_by_handle_at", "fanotify_init", "quotactl", "personality",
    "init_module", "finit_module", "kexec_load", "reboot", "swapon", "sethostname", "setdomainname", "syslog", "acct",
)  # fmt: skip

libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> None:
    """Make a call that Python 3.11 has no word for."""
    if getattr(libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def prctl(option: int, value: int) -> None:
    """Change a property of this process."""
    call("prctl", option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))


def system_calls():
    """Make the filter of system calls; None where seccomp is not to be had."""
    try:
        import pyseccomp as seccomp

        rules = seccomp.SyscallFilter(seccomp.ALLOW)
    except (ImportError, OSError, RuntimeError):
        return None
    for name in DENIED:
        with contextlib.suppress(ValueError, OSError):  # unknown on this machine
            rules.add_rule(seccomp.ERRNO(1), name)
    # Memory that is shared stays when a process lets go of it, and is no longer counted as its own.
    shared = seccomp.Arg(3, seccomp.MASKED_EQ, SHARED_ANONYMOUS, SHARED_ANONYMOUS)
    rules.add_rule(seccomp.ERRNO(1), "mmap", shared)
    # Many kernels give each session the same share of the processor: one is enough. Said to have been done.
    rules.add_rule(seccomp.ERRNO(0), "setsid")
    rules.add_rule(seccomp.ERRNO(1), "clone", seccomp.Arg(0, seccomp.MASKED_EQ, NEW_USERS, NEW_USERS))
    rules.add_rule(seccomp.ERRNO(38), "clone3")  # its flags cannot be seen; the C library then takes clone
    for name in ("socket", "socketpair"):
        rules.add_rule(seccomp.ERRNO(97), name, seccomp.Arg(0, seccomp.NE, socket.AF_UNIX))
    return rules


def leave() -> None:
    """Step into users, processes, messages and mounts of one's own; the next fork is the first process there."""
    user, group = os.getuid(), os.getgid()
    prctl(DUMPABLE, 1)  # who is not may not write to its own /proc
    call("unshare", NEW_USERS | NEW_FILES | NEW_PROCESSES | NEW_MESSAGES)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def shut(seconds: int, rules: object) -> None:
    """Close everything behind oneself, for good.

    Parameters
    ----------
    seconds : int
        Of the processor, that each process may use.
    rules : SyscallFilter or None
    """
    os.setsid()  # or a signal to its group would reach the warm process as well, and so would a lower priority
    _mount(BOX, ROOM, NO_SETUID | NO_DEVICES)
    _mount("/dev/shm", SHARED, NO_SETUID | NO_DEVICES | NO_PROGRAMS)
    _mount("/proc", "nr_inodes=2,mode=0555", READ_ONLY | NO_SETUID | NO_DEVICES | NO_PROGRAMS)
    for folder in ("work", "tmp"):
        os.mkdir(f"{BOX}/{folder}")
    os.chdir(f"{BOX}/work")
    for name, value in (LIMITS | {resource.RLIMIT_CPU: seconds}).items():
        resource.setrlimit(name, (value, value))
    for capability in range(LAST_CAPABILITY):
        try:
            prctl(DROP_CAPABILITY, capability)
        except OSError:  # beyond the last that this kernel knows
            break
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())
    prctl(NO_NEW_PRIVILEGES, 1)
    prctl(DUMPABLE, 0)
    if rules is not None:
        rules.load()


def _mount(where: str, options: str, flags: int) -> None:
    call("mount", b"tmpfs", where.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode())
