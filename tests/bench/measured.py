# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program on one thread and measures what it took."""

import os
import subprocess
import threading
import time
from dataclasses import dataclass

ONE_THREAD = {"OMP_NUM_THREADS": "1", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": "1"}


@dataclass
class Run:
    cpu_s: float      # user and system, of the process and its children
    memory_mb: float  # largest resident set
    failure: str      # empty where it ended with 0 in time
    wall_s: float = 0.0


def run_measured(command, folder, timeout_s):
    """Output goes to FOLDER/log.txt."""
    with open(os.path.join(folder, "log.txt"), "w", encoding="utf-8") as log:
        begin = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log,
                                   env={**os.environ, **ONE_THREAD})
        late = threading.Event()

        def stop():
            late.set()
            process.kill()

        timer = threading.Timer(timeout_s, stop)
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        wall_s = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    failure = ""
    if late.is_set():
        failure = f"stopped after {timeout_s} s"
    elif process.returncode != 0:
        failure = f"ended with {process.returncode}"
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024.0, failure, wall_s)
