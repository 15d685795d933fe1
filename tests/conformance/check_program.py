# SPDX-License-Identifier: GPL-3.0-or-later
"""check_program.py REGENERATION phantom|knee [KNEE_PAIR_FOLDER]

Judges what the program `regeneration` writes, from its own phantom or from real images.
Exit status 77: the images are not there.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import judges
import readers

SKIPPED = 77


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def make_phantom(program, folder):
    subprocess.run([program, "phantom", "--indication", "patellar-tendon", "--side", "R",
                    "--change", "-20", "--seed", "1", "--series", "t2-map",
                    "--output", str(folder)],
                   check=True, timeout=300)


def unpack_knee(source, folder):
    for name in ("baseline", "follow-up"):
        with tarfile.open(source / f"{name}.tar.xz") as archive:
            archive.extractall(folder)
    for name in ("roi.dcm", "treatments.csv"):
        (folder / name).write_bytes((source / name).read_bytes())


def analyze(program, folder):
    with open(folder / "treatments.csv", encoding="utf-8-sig", newline="") as file:
        treatment = next(csv.DictReader(file))
    request = {"Treatment": {key: value for key, value in treatment.items() if value},
               "Baseline": "baseline", "FollowUp": "follow-up", "Roi": "roi.dcm", "Options": {}}
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    subprocess.run([program, "analyze", str(folder / "request.json"),
                    "--output", str(folder / "results")], check=True, timeout=300)


def main():
    program, kind = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        if kind == "phantom":
            make_phantom(program, folder)
        else:
            source = pathlib.Path(sys.argv[3])
            if not (source / "baseline.tar.xz").exists():
                print(f"skipped: no knee pair in {source}")
                return SKIPPED
            unpack_knee(source, folder)
        analyze(program, folder)
        complaints = judges.judge_results(folder / "results", files_below(folder / "baseline"),
                                          files_below(folder / "follow-up"))
        complaints += readers.judge_readings(folder / "results")
    print("\n".join(complaints) if complaints else "no complaint")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
