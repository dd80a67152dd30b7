# SPDX-License-Identifier: Apache-2.0
# Does it all. Comes last in one file.

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
