# SPDX-License-Identifier: GPL-3.0-or-later
"""The same study in every lossless encoding, and as Enhanced MR, gives the same report."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import datasets
from orthanc import PROGRAM

TRANSCODER = os.path.join(os.environ["REGENERATION_BUILD"], "tests", "transcode_folder")
FOLDERS = ("baseline", "follow-up")


def without_identifiers(report):
    """What derives from UIDs of the images differs where these do."""
    report = re.sub(r"\b\d+(\.\d+){4,}\b", "UID", report)
    return re.sub(r'"(InputDigest|JobKey)"\s*:\s*"[^"]*"', r'"\1": ""', report)


class Encodings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.golden = cls.report(cls, "golden", datasets.phantom().request())

    def report(self, name, request):
        folder = os.path.join(self.folder.name, name)
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "request.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(request, file)
        result = subprocess.run([PROGRAM, "analyze", path, "--output", folder], timeout=300,
                                capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise AssertionError(f"{name}: {result.stderr}")
        with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
            return file.read()

    def encoded(self, encoding):
        """The request for the phantom, both studies encoded anew."""
        request = datasets.phantom().request()
        for key, folder in zip(("Baseline", "FollowUp"), FOLDERS):
            target = os.path.join(self.folder.name, encoding, folder)
            subprocess.run([TRANSCODER, request[key], target, encoding], check=True, timeout=300)
            request[key] = target
        return request

    def check(self, encoding):
        report = self.report(encoding, self.encoded(encoding))
        self.assertEqual(json.loads(report)["Outcome"], "measured")
        return report

    def test_every_lossless_transfer_syntax_gives_the_same_bytes(self):
        self.assertEqual(json.loads(self.golden)["Outcome"], "measured")
        for encoding in ("implicit", "big-endian", "deflated", "rle", "jpeg", "jpeg-sv1",
                         "jpeg-ls", "jpeg2000"):
            with self.subTest(encoding):
                self.assertEqual(self.check(encoding), self.golden)

    def test_enhanced_mr_gives_the_same_report_apart_from_uids(self):
        self.assertEqual(without_identifiers(self.check("enhanced")),
                         without_identifiers(self.golden))


if __name__ == "__main__":
    unittest.main()
