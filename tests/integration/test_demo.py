# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal
import subprocess
import tempfile
import unittest
import urllib.request

import datasets
from orthanc import BUILD, free_port

DEMO = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "orthanc-config",
                                    "demo"))


def run(*arguments, timeout=420):
    return subprocess.run([DEMO, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=timeout, check=False)


class Demo(unittest.TestCase):
    def test_an_unknown_option_is_wrong_usage(self):
        result = run("--twice")
        self.assertEqual(result.returncode, 64)
        self.assertIn("--once", result.stderr)

    def test_a_port_that_is_none_is_wrong_usage(self):
        self.assertEqual(run("--http-port", "99999").returncode, 64)

    def test_a_folder_without_treatments_is_unusable(self):
        self.assertEqual(run("--data", "/nowhere").returncode, 65)

    @unittest.skipUnless(os.path.basename(BUILD) == "release", "the demo builds build/release")
    def test_it_serves_until_ctrl_c(self):
        port = free_port()
        with subprocess.Popen([DEMO, "--http-port", str(port)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              start_new_session=True) as demo:
            try:
                lines = []
                for line in demo.stdout:
                    lines.append(line)
                    if "until Ctrl-C" in line:
                        break
                self.assertIn("until Ctrl-C", "".join(lines[-1:]), "".join(lines))
                url = f"http://127.0.0.1:{port}/regeneration/health"
                with urllib.request.urlopen(url, timeout=10) as answer:
                    self.assertEqual(answer.status, 200)
                os.killpg(demo.pid, signal.SIGINT)
                self.assertEqual(demo.wait(timeout=30), 0)
            finally:
                if demo.poll() is None:
                    os.killpg(demo.pid, signal.SIGTERM)
        with self.assertRaises(OSError):
            urllib.request.urlopen(url, timeout=5)

    @unittest.skipUnless(os.path.basename(BUILD) == "release", "the demo builds build/release")
    def test_once_shows_the_report_and_succeeds(self):
        result = run("--once")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        for expected in ("patellar-tendon", "exceeds", "SR:", "SEG:", "/regeneration/app/?study="):
            self.assertIn(expected, result.stdout)

    @unittest.skipUnless(os.path.basename(BUILD) == "release", "the demo builds build/release")
    def test_without_a_baseline_it_says_so_and_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("treatments.csv", "follow-up"):
                os.symlink(os.path.join(datasets.PHANTOM, name), os.path.join(folder, name))
            result = run("--once", "--data", folder)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("no-baseline", result.stdout)


if __name__ == "__main__":
    unittest.main()
