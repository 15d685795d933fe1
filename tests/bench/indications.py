# SPDX-License-Identifier: GPL-3.0-or-later
"""Every measurement of an indication over many digital patients through all stages: bias,
repeatability beside the prior shipped, false changes and coverage
(tests/analysis/follow_up/indication_pairs_test.cpp)."""

import pairs

NAME = "indications"
TARGETS = ["regen_follow_up"]  # the program itself is built on demand


def add_arguments(parser):
    parser.add_argument("--patients", type=int, default=20,
                        help="indications: pairs that calibrate, and as many unchanged and "
                             "changed ones that are judged (default 20; 500 for the claims)")


def run(build, arguments):
    return pairs.figures_of(NAME, build, "tests_indication_pairs", "REGEN_INDICATION_PAIRS", arguments.patients)
