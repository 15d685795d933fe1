# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benches that are asked for, prints one table and writes build/bench.json.

A bench is a module of this folder with
    NAME      the name on the command line
    TARGETS   what of ours has to be built
    add_arguments(parser)
    run(build, arguments) -> a list of Row; progress goes to stderr
and is named in BENCHES."""

import argparse
import json
import os
import subprocess
import sys

import indications
import metrology
import objects
import reading
import registration
import relaxometry

BENCHES = [registration, relaxometry, objects, reading, metrology, indications]
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description="Benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="benches to run, default all: " + ", ".join(b.NAME for b in BENCHES))
    parser.add_argument("--build", default="build/release", help=argparse.SUPPRESS)
    for bench in BENCHES:
        bench.add_arguments(parser)
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {bench.NAME for bench in BENCHES}
    if unknown:
        parser.error("no such bench: " + ", ".join(sorted(unknown)))
    return arguments


def print_table(rows):
    table = [("Bench", "Case", "Subject", "Metric", "Value", "Unit")]
    table += [(r["Bench"], r["Case"], r["Subject"], r["Metric"], f"{r['Value']:.3g}", r["Unit"])
              for r in rows]
    widths = [max(len(line[n]) for line in table) for n in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.rjust(width) if n == 4 else cell.ljust(width)
                        for n, (cell, width) in enumerate(zip(line, widths))).rstrip())


def main():
    arguments = parse_arguments()
    build = os.path.join(ROOT, arguments.build)
    rows = []
    for bench in BENCHES:
        if arguments.names and bench.NAME not in arguments.names:
            continue
        subprocess.run(["cmake", "--build", build, "--target", *bench.TARGETS], check=True,
                       stdout=sys.stderr)
        rows += bench.run(build, arguments)
    print_table(rows)
    with open(os.path.join(ROOT, "build", "bench.json"), "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
        file.write("\n")
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
