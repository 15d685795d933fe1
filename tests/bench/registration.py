# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench `registration`: a knee and its follow-up, aligned by us and by peers."""

import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import peers

NAME = "registration"
TARGETS = ["bench_registration"]
CASES = ["knee-256x256x30-rigid", "knee-256x256x30-flexed",
         "knee-320x320x160-rigid", "knee-320x320x160-flexed"]
# The large volumes take minutes: one knee unless asked for more.
SMALL_SEEDS = [1, 2, 3]
LARGE_SEEDS = [1]
# Generous: a busy machine is slow, not wrong.
TIMEOUT_S = {"knee-256x256x30": 900, "knee-320x320x160": 3000}
BONES = ("femur", "tibia", "patella")


def add_arguments(parser):
    group = parser.add_argument_group("registration")
    group.add_argument("--case", action="append", choices=CASES, help="default: all")
    group.add_argument("--subject", action="append", choices=[s.name for s in peers.subjects("")],
                       help="default: all that are installed")
    group.add_argument("--seed", action="append", type=int,
                       help="another knee for each (default: 1 2 3; 1 for the large volumes)")
    group.add_argument("--repetitions", type=int, default=1, help="of every knee (default: 1)")


def mean_error(mapped, truth, structures):
    distances = [math.dist(a, b) for name in structures
                 for a, b in zip(mapped[name], truth[name]["FollowUp"], strict=True)]
    return statistics.fmean(distances)


def metrics_of(subject, case_folder, timeout_s, seed):
    with tempfile.TemporaryDirectory() as scratch:
        try:
            run, mapped = subject.align(case_folder, scratch, timeout_s, seed)
            failure = run.failure
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            failure = f"points could not be mapped ({type(error).__name__})"
    if failure:
        return None, failure
    truth = peers.read_points(case_folder)
    return {"bone-error": (mean_error(mapped, truth, BONES), "mm"),
            "tendon-error": (mean_error(mapped, truth, ["tendon"]), "mm"),
            "cpu": (run.cpu_s, "s"),
            "memory": (run.memory_mb, "MB")}, ""


def installed_subjects(build, wanted):
    chosen = []
    for subject in peers.subjects(build):
        if wanted and subject.name not in wanted:
            continue
        missing = peers.missing_programs(subject)
        if missing:
            print(f"{subject.name}: left out, not installed: {', '.join(missing)}",
                  file=sys.stderr)
        else:
            chosen.append(subject)
    return chosen


def run_case(build, case, subjects, seeds, repetitions):
    """Subjects take turns, so that a busy machine troubles all of them alike."""
    timeout_s = next(t for stem, t in TIMEOUT_S.items() if case.startswith(stem))
    figures = {subject.name: [] for subject in subjects}
    for seed in seeds:
        folder = os.path.join(build, "bench", f"{case}-{seed}")
        subprocess.run([os.path.join(build, "tests", "bench_registration"), "render", case,
                        str(seed), folder], check=True, stdout=subprocess.DEVNULL)
        for repetition in range(repetitions):
            for subject in subjects:
                found, failure = metrics_of(subject, folder, timeout_s, repetition)
                text = failure or "  ".join(f"{name} {value:.3g} {unit}"
                                            for name, (value, unit) in found.items())
                print(f"{case} seed {seed} {subject.name}: {text}", file=sys.stderr, flush=True)
                if found:
                    figures[subject.name].append(found)
        shutil.rmtree(folder)
    rows = []
    for subject in subjects:
        runs = figures[subject.name]
        for metric in runs[0] if runs else ():
            rows.append({"Bench": NAME, "Case": case, "Subject": subject.name, "Metric": metric,
                         "Value": statistics.median(run[metric][0] for run in runs),
                         "Unit": runs[0][metric][1]})
    return rows


def run(build, arguments):
    subjects = installed_subjects(build, arguments.subject)
    rows = []
    for case in arguments.case or CASES:
        default = LARGE_SEEDS if "320x320x160" in case else SMALL_SEEDS
        rows += run_case(build, case, subjects, arguments.seed or default,
                         arguments.repetitions)
    return rows
