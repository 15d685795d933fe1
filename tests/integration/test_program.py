# SPDX-License-Identifier: GPL-3.0-or-later
import filecmp
import json
import os
import subprocess
import tempfile
import unittest

import datasets
import objects
from orthanc import PROGRAM

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300, check=False)


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def at(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.at(name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return self.at(name)

    def test_wrong_usage_is_64(self):
        self.assertEqual(run().returncode, 64)
        self.assertEqual(run("phantom").returncode, 64)
        self.assertEqual(run("phantom", "--indication", "elbow", "--output",
                             self.at("x")).returncode, 64)
        self.assertEqual(run("phantom", "--level", "L4/L5", "--output",
                             self.at("x")).returncode, 64)

    def test_a_phantom_that_is_not_made_is_65_and_writes_nothing(self):
        result = run("phantom", "--indication", "patellar-tendon", "--measurement", "thickness",
                     "--output", self.at("x"))
        self.assertEqual(result.returncode, 65)
        self.assertIn("defect-volume", result.stderr)
        self.assertFalse(os.path.exists(self.at("x")))

    def test_the_same_seed_gives_the_same_bytes(self):
        again = self.at("again")
        self.assertEqual(run("phantom", "--indication", "patellar-tendon", "--series", "t2-map",
                             "--output", again).returncode, 0)
        for folder in ("baseline", "follow-up"):
            names = sorted(os.listdir(os.path.join(datasets.PHANTOM, folder)))
            _, different, missing = filecmp.cmpfiles(
                os.path.join(datasets.PHANTOM, folder), os.path.join(again, folder), names,
                shallow=False)
            self.assertEqual((different, missing), ([], []))
        _, different, missing = filecmp.cmpfiles(
            datasets.PHANTOM, again, ["roi.dcm", "treatments.csv", "truth.json"], shallow=False)
        self.assertEqual((different, missing), ([], []))

    def test_the_phantom_is_valid_dicom(self):
        for name in ("roi.dcm", os.path.join("baseline", "0001.dcm"),
                     os.path.join("follow-up", "0100.dcm")):
            with open(os.path.join(datasets.PHANTOM, name), "rb") as file:
                self.assertEqual(objects.dciodvfy_errors(file.read()), [], name)

    def test_the_phantoms_studies_agree_with_themselves(self):
        for folder in ("baseline", "follow-up"):
            path = os.path.join(datasets.PHANTOM, folder)
            files = [os.path.join(path, name) for name in sorted(os.listdir(path))]
            if folder == "baseline":
                files.append(os.path.join(datasets.PHANTOM, "roi.dcm"))
            self.assertEqual(objects.dcentvfy_lines(*files), "")

    def test_analyze_twice_gives_the_same_report_and_uids(self):
        request = self.write("request.json", datasets.phantom().request())
        for name in ("one", "two"):
            result = run("analyze", request, "--output", self.at(name))
            self.assertEqual(result.returncode, 0, result.stderr)
        names = sorted(os.listdir(self.at("one")))
        self.assertEqual(names, sorted(os.listdir(self.at("two"))))
        uids = [[objects.read_file(os.path.join(self.at(folder), name)).SOPInstanceUID
                 for name in names if name.endswith(".dcm")] for folder in ("one", "two")]
        self.assertEqual(uids[0], uids[1])
        self.assertTrue(filecmp.cmp(os.path.join(self.at("one"), "report.json"),
                                    os.path.join(self.at("two"), "report.json"), shallow=False))

    def test_a_request_with_a_missing_folder_is_65_and_writes_nothing(self):
        request = datasets.phantom().request()
        request["FollowUp"] = self.at("nowhere")
        result = run("analyze", self.write("request.json", request), "--output", self.at("out"))
        self.assertEqual(result.returncode, 65)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1)
        self.assertFalse(os.path.exists(os.path.join(self.at("out"), "report.json")))

    def test_a_request_that_is_no_json_is_65(self):
        result = run("analyze", self.write("request.json", "{"), "--output", self.at("out"))
        self.assertEqual(result.returncode, 65)

    def test_the_wrong_side_is_a_refusal_and_no_failure(self):
        request = datasets.phantom().request()
        request["Treatment"]["side"] = "L"
        result = run("analyze", self.write("request.json", request), "--output", self.at("out"))
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(os.path.join(self.at("out"), "report.json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(report["Outcome"], "refused")
        self.assertIn("side-conflict", [reason["Code"] for reason in report["Reasons"]])
        self.assertEqual([n for n in os.listdir(self.at("out")) if n.endswith(".dcm")], [])

    def test_the_shipped_configuration_is_right(self):
        result = run("check-config", os.path.join(ROOT, "orthanc-config", "regeneration.json"))
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_every_problem_of_a_configuration_is_told(self):
        wrong = self.write("wrong.json", {"Regeneration": {"Workers": 0, "Enabel": True}})
        result = run("check-config", wrong)
        self.assertEqual(result.returncode, 65)
        text = result.stdout + result.stderr
        self.assertIn("Regeneration.Workers", text)
        self.assertIn("Enable", text)

    def test_treatments_import_twice_without_change(self):
        database = "sqlite:///" + self.at("registry.db")
        csv_file = os.path.join(datasets.PHANTOM, "treatments.csv")
        for _ in range(2):
            result = run("import", csv_file, "--database", database)
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("unchanged", result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
