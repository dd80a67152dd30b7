# SPDX-License-Identifier: Apache-2.0
# The kernel, and rights. Follows base.py in one file.

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
