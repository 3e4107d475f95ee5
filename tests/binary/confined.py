"""Becomes a program that may make no system calls but those of a list, as a unit's SystemCallFilter= has it:
confined.py NAME,NAME,... FAMILY,FAMILY,... PROGRAM [ARGUMENT...]

FAMILY: the numbers of the address families of RestrictAddressFamilies=. Needs Debian's python3-seccomp.
"""
import errno
import os
import sys

import seccomp

names, families, *program = sys.argv[1:]
allowed = [int(family) for family in families.split(",")]
calls = seccomp.SyscallFilter(defaction=seccomp.KILL_PROCESS)
for name in names.split(","):
    if name == "socket":
        for family in allowed:
            calls.add_rule(seccomp.ALLOW, name, seccomp.Arg(0, seccomp.EQ, family))
        continue
    try:
        calls.add_rule(seccomp.ALLOW, name)
    except (RuntimeError, ValueError):
        pass  # a call of other machines, or of a newer kernel than the library knows
for family in range(64):
    if family not in allowed:
        calls.add_rule(
            seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.EQ, family)
        )
calls.load()
os.execv(program[0], program)
