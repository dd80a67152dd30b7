# SPDX-License-Identifier: Apache-2.0
# Files that are not its own. Follows base.py in one file.

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
