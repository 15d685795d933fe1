# SPDX-License-Identifier: GPL-3.0-or-later
"""Bias, repeatability, false changes and coverage of the measurements over many pairs of exams
with known truth (tests/analysis/measurement/metrology_accuracy_test.cpp)."""

import os
import subprocess
import sys

NAME = "metrology"
TARGETS = ["regen_measurement"]  # the program itself is built on demand


def add_arguments(parser):
    parser.add_argument("--pairs", type=int, default=200,
                        help="metrology: pairs of exams behind each figure (default 200)")


def row_of(line):
    _, case, metric, value, unit = line.split()
    return {"Bench": NAME, "Case": case, "Subject": "regeneration", "Metric": metric,
            "Value": float(value), "Unit": unit}


def run(build, arguments):
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    subprocess.run(["cmake", "-S", root, "-B", build, "-DREGEN_SOAK=ON"], check=True,
                   stdout=sys.stderr)
    subprocess.run(["cmake", "--build", build, "--target", "tests_metrology"], check=True,
                   stdout=sys.stderr)
    environment = dict(os.environ, REGEN_METROLOGY_PAIRS=str(arguments.pairs))
    ran = subprocess.run([os.path.join(build, "tests", "tests_metrology")], env=environment,
                         stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        print("metrology: a limit was not met, see the program's own output", file=sys.stderr)
        print(ran.stdout, file=sys.stderr)
    return [row_of(line) for line in ran.stdout.splitlines() if line.startswith("figure ")]
