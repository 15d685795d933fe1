# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench `objects`: all results of one follow-up, written by us and by highdicom."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

NAME = "objects"
TARGETS = ["bench_objects"]
CASE = "2x30-slices-320x320"
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "highdicom_objects.py")


def add_arguments(parser):
    group = parser.add_argument_group("objects")
    group.add_argument("--object-repetitions", type=int, default=5, help="default: 5")
    group.add_argument("--highdicom", default=os.environ.get("REGENERATION_HIGHDICOM", ""),
                       metavar="PYTHON", help="a Python that has highdicom; default: the one in "
                       "REGENERATION_HIGHDICOM, else python3 where it has it")


def row(subject, metric, value, unit):
    return {"Bench": NAME, "Case": CASE, "Subject": subject, "Metric": metric, "Value": value,
            "Unit": unit}


def rows_of(subject, lines):
    """Median seconds and size of each object, and the sum of the medians."""
    rows, whole = [], 0.0
    for line in lines.splitlines():
        measured = json.loads(line)
        seconds = statistics.median(measured["Seconds"])
        whole += seconds
        rows.append(row(subject, f"{measured['Object']}-time", seconds, "s"))
        rows.append(row(subject, f"{measured['Object']}-size", measured["Bytes"] / 1e6, "MB"))
    return rows + [row(subject, "all-time", whole, "s")]


def python_with_highdicom(asked):
    for python in filter(None, (asked, shutil.which("python3"))):
        probe = subprocess.run([python, "-c", "import highdicom"], capture_output=True,
                               check=False)
        if probe.returncode == 0:
            return python
    return None


def run(build, arguments):
    program = os.path.join(build, "tests", "bench_objects")
    repetitions = str(arguments.object_repetitions)
    with tempfile.TemporaryDirectory() as folder:
        ours = subprocess.run([program, folder, repetitions], check=True, timeout=600,
                              stdout=subprocess.PIPE, text=True)
        rows = rows_of("regeneration", ours.stdout)
        python = python_with_highdicom(arguments.highdicom)
        if python is None:
            print("objects: highdicom is not installed, left out", file=sys.stderr)
            return rows
        peer = subprocess.run([python, PEER, folder, repetitions], check=False, timeout=600,
                              stdout=subprocess.PIPE, text=True)
        if peer.returncode != 0:
            print(f"objects: highdicom ended with {peer.returncode}", file=sys.stderr)
            return rows
        return rows + rows_of("highdicom", peer.stdout)
