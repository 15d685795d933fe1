# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench `reading`: slices in several encodings, read by us, by DCMTK in one process, and by
DCMTK's own tools, one process for each file."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from measured import run_measured

NAME = "reading"
TARGETS = ["bench_reading", "transcode_folder"]
SLICES = 300
SIZE = 512
TIMEOUT_S = 600
TOOLS = {"explicit": "dcmconv", "rle": "dcmdrle", "jpeg-sv1": "dcmdjpeg", "jpeg-ls": "dcmdjpls",
         "jpeg2000": None}
KNEE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared", "data",
                                    "knee_mese_ge3t_pymskt.tar.xz"))


def add_arguments(parser):
    group = parser.add_argument_group("reading")
    group.add_argument("--encoding", action="append", choices=list(TOOLS), help="default: all")
    group.add_argument("--slices", type=int, default=SLICES, help=f"default: {SLICES}")
    group.add_argument("--reading-repetitions", type=int, default=5, help="default: 5")


def tool_command(tool, folder, output):
    script = f'for f in "{folder}"/*; do {tool} "$f" "{output}" || exit 1; done'
    return ["bash", "-c", script]


def rows_of(case, commands, repetitions, scratch):
    """All subjects in turns, so that what else the machine does hits all of them."""
    runs = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            run = run_measured(command, scratch, TIMEOUT_S)
            print(f"{case} {name}: {run.cpu_s:.3f} s CPU, {run.wall_s:.3f} s, "
                  f"{run.memory_mb:.0f} MB {run.failure}", file=sys.stderr)
            if not run.failure:
                runs[name].append(run)
    rows = []
    for name, done in runs.items():
        if done:
            for metric, unit, values in (("cpu", "s", [r.cpu_s for r in done]),
                                         ("wall", "s", [r.wall_s for r in done]),
                                         ("memory", "MB", [r.memory_mb for r in done])):
                rows.append({"Bench": NAME, "Case": case, "Subject": name, "Metric": metric,
                             "Value": statistics.median(values), "Unit": unit})
    return rows + speeds(case, rows)


def speeds(case, rows):
    """Our speed in percent of that of every other subject."""
    value = {(row["Subject"], row["Metric"]): row["Value"] for row in rows}
    return [{"Bench": NAME, "Case": case, "Subject": "regeneration", "Metric": f"{metric}-speed",
             "Value": 100 * value[other, metric] / value["regeneration", metric],
             "Unit": f"% of {other}"}
            for other, metric in value
            if other != "regeneration" and metric in ("cpu", "wall") and
            ("regeneration", metric) in value]


def run(build, arguments):
    program = os.path.join(build, "tests", "bench_reading")
    transcoder = os.path.join(build, "tests", "transcode_folder")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        source = os.path.join(scratch, "explicit")
        subprocess.run([program, "make", source, str(arguments.slices), str(SIZE)], check=True)
        for encoding, tool in TOOLS.items():
            if arguments.encoding and encoding not in arguments.encoding:
                continue
            folder = os.path.join(scratch, encoding)
            if not os.path.isdir(folder):
                subprocess.run([transcoder, source, folder, encoding], check=True)
            commands = {"regeneration": [program, "regeneration", folder]}
            if tool:
                commands["dcmtk"] = [program, "dcmtk", folder]
            if tool and shutil.which(tool):
                commands[tool] = tool_command(tool, folder, os.path.join(scratch, "out.dcm"))
            case = f"{SIZE}x{SIZE}x{arguments.slices}-{encoding}"
            rows += rows_of(case, commands, arguments.reading_repetitions, scratch)
        if os.path.exists(KNEE):
            knee = os.path.join(scratch, "knee")
            os.makedirs(knee)
            subprocess.run(["tar", "-xJf", KNEE, "-C", knee], check=True)
            rows += rows_of("knee-256x256x24x8-big-endian",
                            {"regeneration": [program, "regeneration", knee]},
                            arguments.reading_repetitions, scratch)
    return rows
