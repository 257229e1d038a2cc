"""Reads back what write-rows.ts wrote, with pyarrow, DuckDB and numpy, and compares every bit. Then lets
read-column.ts read what pyarrow and DuckDB wrote.

python test/embed/check_files.py FOLDER ROWS DIMENSIONS
"""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

folder, rows, dimensions = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
parquet, jsonl, npy, keys = (folder / name for name in ("rows.parquet", "rows.jsonl", "rows.npy", "rows.keys.jsonl"))

index = np.arange(rows)
failed = index % 100 == 99
products = (np.arange(rows * dimensions, dtype=np.uint64) * 2654435761) & 0xFFFFFFFF
vectors = (products / 2**32 - 0.5).astype("<f4").reshape(rows, dimensions)
key = [f"Fotos/straße {i} 🏔.jpg" for i in index]
error = [f"FETCH_FAILED: no “{i}”" if failed[i] else None for i in index]
truncated = [bool(i % 10 == 0 and not failed[i]) for i in index]


def bits(values) -> np.ndarray:
    return np.asarray(values, dtype="<f4").view("<u4")


def check_columns(columns: dict) -> None:
    """All but the vectors, as lists."""
    assert columns["key"] == key
    assert columns["error"] == error
    assert columns["truncated"] == truncated
    assert set(columns["space"]) == {"example-space"} and set(columns["model"]) == {"example/model"}
    assert set(columns["revision"]) == {None} and set(columns["dimensions"]) == {dimensions}


def check_pyarrow() -> None:
    file = pq.ParquetFile(parquet, memory_map=True)
    assert file.metadata.num_row_groups > 1
    for group in range(file.metadata.num_row_groups):
        by_name = {c.path_in_schema: c for c in map(file.metadata.row_group(group).column, range(8))}
        statistics = by_name["key"].statistics
        part = file.read_row_group(group, ["key", "error"])
        encoded = [k.as_py().encode() for k in part["key"]]
        assert statistics.null_count == 0
        # Long bounds are cut: the lower one down, the upper one up.
        assert statistics.min.encode() <= min(encoded) and statistics.max.encode() >= max(encoded)
        assert by_name["error"].statistics.null_count == part["error"].null_count
        assert by_name["model"].has_dictionary_page
        assert not by_name["vector.list.element"].is_stats_set
    table = file.read()
    assert table.schema.field("vector").type == pa.list_(pa.field("element", pa.float32(), nullable=False))
    assert table["vector"].is_null().to_pylist() == failed.tolist()
    there = table["vector"].combine_chunks()
    assert (bits(there.flatten()) == bits(vectors[~failed].ravel())).all()
    assert set(there.drop_null().value_lengths().to_pylist()) == {dimensions}
    check_columns({name: table[name].to_pylist() for name in table.column_names if name != "vector"})
    metadata = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
    assert metadata.pop("parallax.version")
    assert metadata == {
        "parallax.model": "example/model",
        "parallax.space": "example-space",
        "parallax.dimensions": str(dimensions),
        "parallax.purpose": "DOCUMENT",
        "parallax.normalised": "true",
        "parallax.source": "example",
    }
    # Only what a filter leaves is read, by the statistics.
    assert pq.read_table(parquet, filters=[("key", "=", key[7])])["key"].to_pylist() == [key[7]]


def check_duckdb() -> None:
    table = duckdb.sql(f"SELECT * FROM '{parquet}'").to_arrow_table()
    there = table["vector"].combine_chunks()
    assert table["vector"].is_null().to_pylist() == failed.tolist()
    assert (bits(there.flatten()) == bits(vectors[~failed].ravel())).all()
    check_columns({name: table[name].to_pylist() for name in table.column_names if name != "vector"})
    expected = vectors[~failed].astype(float) @ vectors[3].astype(float)
    expected /= np.linalg.norm(vectors[~failed].astype(float), axis=1) * np.linalg.norm(vectors[3].astype(float))
    # Of a file with null vectors, DuckDB 2.0 takes its list function in a table only, whoever wrote the file.
    duckdb.sql(f"CREATE TABLE vectors AS SELECT vector FROM '{parquet}' WHERE vector IS NOT NULL")
    for query in (
        "SELECT list_cosine_similarity(vector, ?::FLOAT[]) AS s FROM vectors",
        f"SELECT array_cosine_similarity(vector::FLOAT[{dimensions}], ?::FLOAT[{dimensions}]) AS s "
        f"FROM '{parquet}' WHERE vector IS NOT NULL",
    ):
        found = np.array(duckdb.execute(query, [vectors[3].tolist()]).fetchnumpy()["s"])
        assert np.abs(found - expected).max() < 1e-5, query
    space = f"SELECT decode(value) FROM parquet_kv_metadata('{parquet}') WHERE decode(key) = 'parallax.space'"
    assert duckdb.execute(space).fetchall() == [("example-space",)]
    lines = duckdb.execute(f"SELECT key, vector::FLOAT[] AS vector FROM read_json('{jsonl}')").fetchall()
    assert [k for k, _ in lines] == key
    assert (bits([v for _, v in lines if v]) == bits(vectors[~failed])).all()


def check_numpy() -> None:
    array = np.load(npy, mmap_mode="r")
    assert array.dtype == np.dtype("<f4") and array.shape == (rows, dimensions) and array.flags.c_contiguous
    assert (bits(array[~failed]) == bits(vectors[~failed])).all()
    assert np.isnan(array[failed]).all()
    lines = [json.loads(line) for line in keys.read_text().splitlines()]
    check_columns({name: [line[name] for line in lines] for name in lines[0]})


def check_jsonl() -> None:
    lines = [json.loads(line) for line in jsonl.read_text().splitlines()]
    there = [line.pop("vector") for line in lines]
    assert [vector is None for vector in there] == failed.tolist()
    assert (bits([vector for vector in there if vector]) == bits(vectors[~failed])).all()
    check_columns({name: [line[name] for line in lines] for name in lines[0]})


def check_sources() -> None:
    table = pa.table({"url": [None if i % 7 == 3 else k for i, k in enumerate(key)], "id": index})
    expected = [{"key": str(i), "value": v} for i, v in enumerate(table["url"].to_pylist())]
    written = {}
    for codec in ("none", "snappy", "gzip", "brotli", "lz4", "zstd"):
        written[codec] = folder / f"{codec}.parquet"
        pq.write_table(table, written[codec], compression=codec, row_group_size=999)
    written["pages of version 2"] = folder / "v2.parquet"
    pq.write_table(
        table, written["pages of version 2"], data_page_version="2.0", use_dictionary=False,
        write_page_index=True, column_encoding={"url": "DELTA_BYTE_ARRAY", "id": "DELTA_BINARY_PACKED"},
    )
    written["DuckDB"] = folder / "duckdb.parquet"
    duckdb.sql(f"COPY (SELECT * FROM '{written['zstd']}') TO '{written['DuckDB']}' (ROW_GROUP_SIZE 2048)")
    for name, path in written.items():
        for start in (0, 2500):
            command = ["node", "dist/test/embed/read-column.js", path, "url", "id", str(start)]
            there = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            assert there == expected[start:], f"{name} from {start}"


for check in (check_sources, check_pyarrow, check_duckdb, check_numpy, check_jsonl):
    check()
print(f"{rows} rows of {dimensions} dimensions read back in pyarrow {pa.__version__}, "
      f"DuckDB {duckdb.__version__}, numpy {np.__version__} and as JSON, bit by bit.")
