"""Descriptions of a submission that try to be something else: each must be refused, and fast."""

from made_pull_requests import description

GOOD = description("mymodel").decode()
_FULL = 16_000  # bytes, just below the most that is read


def _with(line: str) -> str:
    return f"{GOOD}{line}\n"


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


MALICIOUS: dict[str, str | bytes] = {
    "a command as tag": _with("paper: !!python/object/apply:os.system [id]"),
    "a module as tag": _with("paper: !!python/module:os"),
    "an object as tag": _with("paper: !!python/object/new:subprocess.Popen [[id]]"),
    "bytes as tag": _with("paper: !!binary aGVsbG8="),
    "a set as tag": _with("organisms: !!set {human}"),
    "a tag of the file's own": "%TAG ! tag:example.org,2000:\n---\n" + _with("paper: !x y"),
    "ten to the power of nine": _bomb(9),
    "an alias of itself": _with("organisms: &a [*a]"),
    "an alias of nothing": _with("paper: *nothing"),
    "a merge": _with("base: &b {name: x}\nruntime2:\n  <<: *b"),
    "a merge without alias": _with("<<: {name: x}"),
    "deep lists": _with("organisms: " + "[" * 15_000),
    "deep lists that close": _with("organisms: " + "[" * 7_000 + "]" * 7_000),
    "deep mappings": _with("runtime2: " + "{a: " * 3_900),
    "deep dashes": _with("organisms:\n" + "- " * 7_500),
    "deep questions": "? " * 8_000,
    "deep indentation": "".join(f"{' ' * n}a:\n" for n in range(170)),
    "a key twice": _with("name: Another"),
    "a key twice in two spellings": _with('"na\\x6de": Another'),
    "a key that is a list": _with("? [a, b]\n: 1"),
    "two documents": _with("---\nid: other"),
    "a list": "- id: mymodel\n",
    "a scalar": "mymodel\n",
    "nothing": "",
    "comments only": "# nothing\n" * 1_000,
    "too many bytes": GOOD + "#" * (1 << 14),
    "many keys": GOOD + "".join(f"k{n}: v\n" for n in range(1_700)),
    "a long list": _with("organisms: [" + "a," * 7_000 + "a]"),
    "a long text": _with("code: https://example.org/" + "a" * _FULL)[:_FULL],
    "no value": _with("paper:"),
    "a null": _with("paper: ~"),
    "not UTF-8": GOOD.encode() + b"paper: \xff\xfe\n",
    "UTF-16": GOOD.encode("utf-16"),
    "a zero byte": GOOD.encode() + b"paper: a\0b\n",
    "an escape": GOOD + "weights_license: \x1b[2J\n",
    "an escaped escape": _with('weights_license: "\\e[2J"'),
    "text that reads backwards": _with("weights_license: MIT \u202eTIM"),
    "text of no width": _with("weights_license: M\u200bIT"),
    "half a character": _with('weights_license: "\\ud800"'),
    "a line for some readers": _with('weights_license: "MIT\\u2028x"'),
    "a second line": _with('weights_license: "MIT\\n::error::x"'),
    "decomposed letters": _with("weights_license: nai\u0308ve"),
    "an address of a script": _with("paper: 'javascript:alert(1)'"),
    "an address with a user": _with("paper: https://example.org@example.net/"),
    "an address of a file": _with("code: file:///etc/passwd"),
    "an address in quotes": _with("code: 'https://example.org/\" onclick=\"x'"),
    "an address of a number": _with("code: https://127.0.0.1:8080/"),
    "an id that climbs": GOOD.replace("id: mymodel", "id: ../mymodel"),
    "an id with a command": GOOD.replace("id: mymodel", "id: mymodel; touch x"),
    "an id to be filled in": GOOD.replace("id: mymodel", "id: ${oc.env:HOME}"),
    "parameters of the pipeline": _with("datasets: [planted]"),
    "a seed of the pipeline": _with("seed: 1"),
    "a path that climbs": _with("").replace(
        "runtime: {}",
        f"runtime: {{checkpoint: [{{path: ../../x, url: https://example.org/x, sha256: {'0' * 64}}}]}}",
    ),
    "an address that is no https": _with("").replace(
        "runtime: {}",
        f"runtime: {{checkpoint: [{{path: x, url: http://example.org/x, sha256: {'0' * 64}}}]}}",
    ),
    "an option for the installer": _with("").replace(
        "runtime: {}",
        "runtime: {exclude_newer: 2024-01-01, requirements: ['--index-url=https://example.org']}",
    ),
    "a package from an address": _with("").replace(
        "runtime: {}", "runtime: {exclude_newer: 2024-01-01, requirements: ['x @ https://example.org/x.whl']}"
    ),
    "a number without end": GOOD.replace("version: 1", "version: " + "9" * 5_000),
    "a negative version": GOOD.replace("version: 1", "version: -1"),
    "a version in other digits": GOOD.replace("version: 1", "version: \u0661"),
}
