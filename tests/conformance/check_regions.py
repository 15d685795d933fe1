# SPDX-License-Identifier: GPL-3.0-or-later
"""check_regions.py REGENERATION: regions that pydicom writes, as RTSTRUCT and as SR, on the digital
knee; the program must find the volume that their polygons have."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from drawn_regions import Drawing, save  # noqa: E402

PROGRAM = sys.argv.pop(1)


class Regions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        subprocess.run([PROGRAM, "phantom", "--indication", "patellar-tendon", "--side", "R",
                        "--change", "-20", "--seed", "1", "--series", "t2-map",
                        "--output", str(cls.folder)],
                       check=True, timeout=300)
        cls.drawing = Drawing(cls.folder / "baseline", cls.folder / "roi.dcm")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def analyze(self, dataset, name):
        save(dataset, self.folder / f"{name}.dcm")
        with open(self.folder / "treatments.csv", encoding="utf-8-sig", newline="") as file:
            treatment = next(csv.DictReader(file))
        request = {"Treatment": {key: value for key, value in treatment.items() if value},
                   "Baseline": "baseline", "FollowUp": "follow-up", "Roi": f"{name}.dcm",
                   "Options": {}}
        (self.folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        output = self.folder / f"results-{name}"
        subprocess.run([PROGRAM, "analyze", str(self.folder / "request.json"), "--output",
                        str(output)], check=True, timeout=300, stdout=subprocess.DEVNULL)
        return json.loads((output / "report.json").read_text(encoding="utf-8"))

    def check_volume(self, dataset, name):
        report = self.analyze(dataset, name)
        self.assertEqual(report["Outcome"], "measured", report["Reasons"])
        self.assertEqual(report["Roi"]["Method"], "reader")
        found = report["Measurements"][0]["BaselineExam"]["RegionVolumeMm3"]
        truth = self.drawing.volume_mm3
        print(f"{name}: {found:.0f} mm3 by the program, {truth:.0f} mm3 by the shoelace")
        self.assertAlmostEqual(found / truth, 1.0, delta=0.03)

    def test_a_structure_set_has_the_volume_of_its_polygons(self):
        self.check_volume(self.drawing.structure_set(), "rtstruct")

    def test_a_report_in_pixels_has_the_volume_of_its_polygons(self):
        self.check_volume(self.drawing.report(three_d=False), "scoord")

    def test_a_report_in_the_patient_has_the_volume_of_its_polygons(self):
        self.check_volume(self.drawing.report(three_d=True), "scoord3d")


if __name__ == "__main__":
    unittest.main()
