# SPDX-License-Identifier: Apache-2.0
# Other processes. Follows base.py in one file.

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
