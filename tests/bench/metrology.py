# SPDX-License-Identifier: GPL-3.0-or-later
"""Bias, repeatability, false changes and coverage of the measurements over many pairs of exams
with known truth (tests/analysis/measurement/metrology_accuracy_test.cpp)."""

import pairs

NAME = "metrology"
TARGETS = ["regen_measurement"]  # the program itself is built on demand


def add_arguments(parser):
    parser.add_argument("--pairs", type=int, default=200,
                        help="metrology: pairs of exams behind each figure (default 200)")


def run(build, arguments):
    return pairs.figures_of(NAME, build, "tests_metrology", "REGEN_METROLOGY_PAIRS", arguments.pairs)
