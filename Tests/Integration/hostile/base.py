#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An agent that tries to get out. It is told in its system prompt what there is to get, and prints one JSON object: for
each attempt whether it succeeded. Without a target it only waits."""

import ctypes
import errno
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
attempts = {}
REFUSED = (errno.EACCES, errno.EPERM)


def attempt(function):
    attempts[function.__name__] = function
    return function


def call(result):
    """A system call's result, as an error where it is one."""
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True


def system_call(number, *arguments):
    return call(libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments]))


def readable(path):
    with open(path, "rb") as file:
        return len(file.read(16)) > 0


def connects(host, port):
    """Whether the kernel lets the attempt through; what becomes of it on the wire is another matter."""
    with socket.socket() as peer:
        peer.setblocking(False)
        return peer.connect_ex((host, port)) not in REFUSED


def signals(pid):
    os.kill(pid, 0)
    return True


def writes(path):
    with open(path, "w") as file:
        file.write("x")
    os.unlink(path)
    return True


def traces(pid):
    call(libc.ptrace(16, pid, None, None))  # PTRACE_ATTACH
    os.waitpid(pid, 0x40000000)
    call(libc.ptrace(17, pid, None, None))  # PTRACE_DETACH
    return True


def reads_memory(pid):
    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
    with open(f"/proc/{pid}/maps") as maps:
        base = int(next(maps).split("-")[0], 16)
    buffer = ctypes.create_string_buffer(16)
    ours, theirs = Vector(ctypes.addressof(buffer), 16), Vector(base, 16)
    return call(libc.process_vm_readv(pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0))


# What has to work.

@attempt
def uses_own_folder(target):
    os.makedirs("made/deep")
    with open("made/deep/file", "w") as file:
        file.write("mine")
    os.rename("made/deep/file", "made/file")
    return open("made/file").read() == "mine" and writes(os.environ["TMPDIR"] + "/x") and os.listdir(".") == ["made"]


@attempt
def reaches_the_gateway(target):
    with socket.create_connection(("127.0.0.1", target["gateway"]), timeout=5):
        return True


@attempt
def runs_programs(target):
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return subprocess.run(["/bin/sh", "-c", "echo a | cat"], capture_output=True).stdout == b"a\n"
