# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test program of label soak that prints lines "figure CASE METRIC VALUE UNIT"."""

import os
import subprocess
import sys


def figures_of(bench, build, program, variable, pairs):
    """Rows of the bench: PROGRAM, built on demand, over as many PAIRS as VARIABLE tells it."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    subprocess.run(["cmake", "-S", root, "-B", build, "-DREGEN_SOAK=ON"], check=True,
                   stdout=sys.stderr)
    subprocess.run(["cmake", "--build", build, "--target", program], check=True,
                   stdout=sys.stderr)
    ran = subprocess.run([os.path.join(build, "tests", program)],
                         env=dict(os.environ, **{variable: str(pairs)}),
                         stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        print(f"{bench}: a limit was not met, see the program's own output", file=sys.stderr)
        print(ran.stdout, file=sys.stderr)
    return [row_of(bench, line) for line in ran.stdout.splitlines() if line.startswith("figure ")]


def row_of(bench, line):
    _, case, metric, value, unit = line.split()
    return {"Bench": bench, "Case": case, "Subject": "regeneration", "Metric": metric,
            "Value": float(value), "Unit": unit}
