# SPDX-License-Identifier: GPL-3.0-or-later
"""Every measurement of an indication over many digital patients through all stages: bias,
repeatability beside the prior shipped, false changes and coverage
(tests/analysis/follow_up/indication_pairs_test.cpp)."""

import os
import subprocess
import sys

NAME = "indications"
TARGETS = ["regen_follow_up"]  # the program itself is built on demand


def add_arguments(parser):
    parser.add_argument("--patients", type=int, default=20,
                        help="indications: pairs that calibrate, and as many unchanged and "
                             "changed ones that are judged (default 20; 500 for the claims)")


def row_of(line):
    _, case, metric, value, unit = line.split()
    return {"Bench": NAME, "Case": case, "Subject": "regeneration", "Metric": metric,
            "Value": float(value), "Unit": unit}


def run(build, arguments):
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    subprocess.run(["cmake", "-S", root, "-B", build, "-DREGEN_SOAK=ON"], check=True,
                   stdout=sys.stderr)
    subprocess.run(["cmake", "--build", build, "--target", "tests_indication_pairs"], check=True,
                   stdout=sys.stderr)
    environment = dict(os.environ, REGEN_INDICATION_PAIRS=str(arguments.patients))
    ran = subprocess.run([os.path.join(build, "tests", "tests_indication_pairs")],
                         env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        print("indications: a limit was not met, see the program's own output", file=sys.stderr)
        print(ran.stdout, file=sys.stderr)
    return [row_of(line) for line in ran.stdout.splitlines() if line.startswith("figure ")]
