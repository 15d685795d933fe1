# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess
import unittest

from orthanc import BUILD

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
    def test_once_shows_the_report_and_succeeds(self):
        result = run("--once")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        for expected in ("patellar-tendon", "exceeds", "SR:", "SEG:", "/regeneration/app/?study="):
            self.assertIn(expected, result.stdout)


if __name__ == "__main__":
    unittest.main()
