# SPDX-License-Identifier: Apache-2.0
"""Real peers of the AWS KMS client, on loopback: moto, which checks signatures and permissions, and LocalStack, which
keeps the states of keys."""

import json
import os
import pathlib
import signal
import subprocess

import pytest
from house import ROOT, House, free_port, wait_for

MOTO = ROOT / ".tools/venv-kms/bin"
LOCALSTACK = ROOT / ".tools/venv-localstack/bin"

REGION = "eu-central-1"


class Peer:
    """One of them, driven by AWS' own client library."""

    def __init__(self, folder, command, environment):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin = {"id": "test", "secret": "test"}
        self.process = subprocess.Popen(
            [part.replace("PORT", str(self.port)) for part in command],
            env={**os.environ, **{k: v.replace("PORT", str(self.port)) for k, v in environment.items()}},
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "peer.log", "ab"), stderr=subprocess.STDOUT,
            cwd=self.folder, start_new_session=True)

    def boto(self, service, operation, **arguments):
        """Calls an operation as the administrator; gives its answer, or fails with the peer's error."""
        code = (
            "import boto3, json, sys\n"
            "call = json.load(sys.stdin)\n"
            "client = boto3.client(call['service'], endpoint_url=call['url'], region_name=call['region'],"
            " aws_access_key_id=call['id'], aws_secret_access_key=call['secret'])\n"
            "answer = getattr(client, call['operation'])(**call['arguments'])\n"
            "print(json.dumps(answer, default=str))\n")
        call = {"service": service, "operation": operation, "arguments": arguments, "url": self.url, "region": REGION,
                **self.admin}
        done = subprocess.run(
            [MOTO / "python", "-c", code], input=json.dumps(call), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr[-500:]
        return json.loads(done.stdout)

    def make_key(self):
        made = self.boto("kms", "create_key", Description="for tests")
        return made["KeyMetadata"]["Arn"]

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)


class Moto(Peer):
    """Verifies every call's signature and permissions, but for the first four, which make the administrator."""

    def __init__(self, folder):
        super().__init__(
            folder, [str(MOTO / "moto_server"), "-H", "127.0.0.1", "-p", "PORT"],
            {"INITIAL_NO_AUTH_ACTION_COUNT": "4"})
        wait_for(lambda: House.listens(self.port), 60, "moto listening")
        self.admin = self.make_user("administrator", {
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
        self.boto("sts", "get_caller_identity")  # the last free one

    def make_user(self, name, policy):
        self.boto("iam", "create_user", UserName=name)
        key = self.boto("iam", "create_access_key", UserName=name)["AccessKey"]
        self.allow(name, policy)
        return {"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}

    def allow(self, name, policy):
        self.boto("iam", "put_user_policy", UserName=name, PolicyName="keys", PolicyDocument=json.dumps(policy))


class LocalStack(Peer):
    def __init__(self, folder):
        super().__init__(
            folder, [str(LOCALSTACK / "python"), "-m", "localstack.runtime.main"],
            {
                "SERVICES": "kms", "GATEWAY_LISTEN": "127.0.0.1:PORT", "SKIP_SSL_CERT_DOWNLOAD": "1",
                "DISABLE_EVENTS": "1", "ACTIVATE_PRO": "0", "LOCALSTACK_VOLUME_DIR": str(folder / "volume"),
                "DNS_ADDRESS": "0"})
        wait_for(lambda: House.listens(self.port), 120, "LocalStack listening")


def settings(peer, key, who):
    """What makes a server use a key of a peer's."""
    return {
        "AG2TRUST_AWS_KMS_KEY": key, "AG2TRUST_AWS_KMS_ENDPOINT": peer.url, "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": who["id"], "AWS_SECRET_ACCESS_KEY": who["secret"]}


def needs(folder):
    return pytest.mark.skipif(
        not folder.exists(), reason=f"{folder} is missing: Scripts/setup --test makes it")


needs_moto = needs(MOTO / "moto_server")
needs_localstack = needs(LOCALSTACK / "python")
