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
    with socket.create_connection(("127.0.0.1", target["gateway"]), timeout=5) as peer:
        peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b" 200 " in peer.recv(1000)


@attempt
def runs_programs(target):
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return subprocess.run(["/bin/sh", "-c", "echo a | cat"], capture_output=True).stdout == b"a\n"


# What must not: files.

@attempt
def reads_the_master_key(target): return readable(target["master_key"])
@attempt
def reads_the_database(target): return readable(target["database"])
@attempt
def lists_the_data_directory(target): return len(os.listdir(target["data"])) > 0
@attempt
def lists_another_agents_folder(target): return os.listdir(target["victim_folder"]) is not None
@attempt
def reads_another_agents_log(target): return os.stat(target["victim_log"]) and readable(target["victim_log"])
@attempt
def reads_the_list_of_passwords(target): return readable("/etc/shadow")
@attempt
def writes_beside_its_folder(target): return writes(os.environ["HOME"] + "/../planted")
@attempt
def writes_into_the_common_temporary_folder(target): return writes(f"/tmp/planted-{os.getpid()}")
@attempt
def writes_into_shared_memory(target): return writes(f"/dev/shm/planted-{os.getpid()}")


@attempt
def follows_a_link_to_the_master_key(target):
    os.symlink(target["master_key"], "link")
    try:
        return readable("link")
    finally:
        os.unlink("link")


@attempt
def takes_a_hard_link_to_the_database(target):
    os.link(target["database"], "hard")
    try:
        return readable("hard")
    finally:
        os.unlink("hard")


@attempt
def changes_the_mode_of_the_database(target):
    os.chmod(target["database"], 0o600)
    return True


@attempt
def cuts_a_file_of_the_server(target):
    os.truncate(target["truncatable"], 0)
    return True


# Other processes.

@attempt
def reads_the_servers_environment(target): return readable(f"/proc/{target['server']}/environ")
@attempt
def reads_the_first_process_environment(target): return readable("/proc/1/environ")
@attempt
def reads_another_agents_environment(target): return readable(f"/proc/{target['victim']}/environ")
@attempt
def opens_another_agents_memory(target): return open(f"/proc/{target['victim']}/mem", "rb") is not None
@attempt
def opens_the_servers_memory(target): return open(f"/proc/{target['server']}/mem", "rb") is not None
@attempt
def reads_another_agents_memory(target): return reads_memory(target["victim"])
@attempt
def reads_the_servers_memory(target): return reads_memory(target["server"])
@attempt
def traces_another_agent(target): return traces(target["victim"])
@attempt
def traces_the_server(target): return traces(target["server"])
@attempt
def signals_the_server(target): return signals(target["server"])
@attempt
def signals_another_agent(target): return signals(target["victim"])


@attempt
def changes_the_servers_limits(target):
    limits = resource.prlimit(target["server"], resource.RLIMIT_MEMLOCK)
    resource.prlimit(target["server"], resource.RLIMIT_MEMLOCK, limits)
    return True


# The network.

@attempt
def reaches_the_control_port(target): return connects("127.0.0.1", target["control"])
@attempt
def reaches_the_operations_port(target): return connects("127.0.0.1", target["ops"])
@attempt
def reaches_the_metadata_address(target): return connects("169.254.169.254", 80)
@attempt
def opens_a_datagram_socket(target): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM) is not None
@attempt
def opens_a_raw_socket(target): return socket.socket(socket.AF_INET, socket.SOCK_RAW, 1) is not None
@attempt
def opens_a_unix_socket(target): return socket.socket(socket.AF_UNIX) is not None
@attempt
def opens_a_netlink_socket(target): return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) is not None
@attempt
def opens_a_multipath_socket(target): return socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) is not None


@attempt
def connects_with_its_first_data(target):
    with socket.socket() as peer:
        return peer.sendto(b"GET", 0x20000000, ("127.0.0.1", target["control"])) >= 0


@attempt
def binds_a_port(target):
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return True


@attempt
def listens_without_binding(target):
    with socket.socket() as own:
        own.listen()
        return True


# The kernel, and rights.

@attempt
def makes_a_user_namespace(target):
    return subprocess.run(["/usr/bin/unshare", "--user", "true"], capture_output=True).returncode == 0


@attempt
def clones_into_a_namespace(target):
    pid = libc.syscall(56 if os.uname().machine == "x86_64" else 220, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    call(pid)
    os.waitpid(pid, 0)
    return True


@attempt
def mounts(target):
    os.makedirs("mountpoint", exist_ok=True)
    call(libc.mount(b"none", b"mountpoint", b"tmpfs", 0, None))
    return call(libc.umount2(b"mountpoint", 2))


@attempt
def becomes_root_by_a_setuid_program(target):
    done = subprocess.run(["/bin/su", "-s", "/bin/sh", "-c", "id -u"], stdin=subprocess.DEVNULL, capture_output=True)
    return done.stdout == b"0\n"


@attempt
def becomes_root(target):
    os.setuid(0)
    return True


@attempt
def allows_core_dumps(target):
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    return True


@attempt
def uses_io_uring(target):
    block = ctypes.create_string_buffer(256)
    return call(libc.syscall(ctypes.c_long(425), ctypes.c_long(1), block))


@attempt
def uses_a_keyring(target):
    return system_call(250 if os.uname().machine == "x86_64" else 219, 0, -3, 1)  # KEYCTL_GET_KEYRING_ID, session, make


@attempt
def makes_shared_memory(target):
    number = libc.shmget(0, 4096, 0o1600)
    call(number)
    libc.shmctl(number, 0, None)
    return True


@attempt
def leaves_its_session(target):
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


@attempt
def forks_more_than_it_may(target):
    children = []
    try:
        for _ in range(target["processes"] + 20):
            pid = os.fork()
            if pid == 0:
                time.sleep(30)
                os._exit(0)
            children.append(pid)
        return True
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        for pid in children:
            os.waitpid(pid, 0)


def main():
    words = os.environ["AG2TRUST_SYSTEM_PROMPT"]
    if words.startswith("{"):
        target, outcomes = json.loads(words), {}
        for name, function in attempts.items():
            try:
                outcomes[name] = {"succeeded": bool(function(target)), "why": ""}
            except Exception as error:  # every refusal is an outcome
                outcomes[name] = {"succeeded": False, "why": f"{type(error).__name__}: {error}"}
        shutil.rmtree("made", ignore_errors=True)
        print("OUTCOMES " + json.dumps(outcomes), flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
