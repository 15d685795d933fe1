# SPDX-License-Identifier: GPL-3.0-or-later
import os
import tempfile
import time
import unittest

import datasets
import objects
from orthanc import STABLE_AGE, Orthanc


class WholeWay(unittest.TestCase):
    """Baseline, region and follow-up by C-STORE; one server for all tests, which only look."""

    @classmethod
    def setUpClass(cls):
        cls.data = datasets.phantom()
        cls.follow_up = cls.data.uid("FollowUp")
        cls.baseline = cls.data.uid("Baseline")
        cls.orthanc = Orthanc()
        cls.addClassCleanup(cls.orthanc.remove)
        cls.orthanc.start()
        status, answer = cls.orthanc.import_treatments(cls.data.treatments)
        assert status == 200, answer
        cls.orthanc.send(cls.data.at("baseline"))
        cls.orthanc.send(cls.data.roi)
        cls.orthanc.send(cls.data.at("follow-up"))
        cls.view = cls.orthanc.wait_for_state(cls.follow_up, "measured", "held", "refused",
                                              "failed", "not-applicable")
        cls.report = cls.view["Report"]

    def result(self, kind):
        found = [r for r in self.view["Results"] if r["Kind"] == kind]
        self.assertTrue(found, f"no {kind} in {self.view['Results']}")
        return self.orthanc.instance_file(found[0]["OrthancInstanceId"])

    def test_the_follow_up_is_measured(self):
        self.assertEqual(self.view["State"], "measured", self.view["Reasons"])
        self.assertEqual(self.view["Outcome"], "measured")

    def test_the_change_is_the_true_one(self):
        measured = self.report["Measurements"][0]
        truth = self.data.truth["follow-up"]["TrueChangePercent"]
        self.assertAlmostEqual(measured["ChangePercent"], truth, delta=5.0)
        self.assertLess(measured["ChangePercentLower"], truth)
        self.assertGreater(measured["ChangePercentUpper"], truth)
        self.assertEqual(measured["Verdict"], "exceeds-error")

    def test_the_baseline_study_is_known_as_one(self):
        view = self.orthanc.wait_for_state(self.baseline, "not-applicable")
        self.assertIn("is-baseline", [reason["Code"] for reason in view["Reasons"]])

    def test_one_report_lies_in_the_follow_ups_study(self):
        self.assertEqual(len(self.orthanc.reports()), 1)
        self.assertEqual(len(self.orthanc.series_of(self.follow_up, "SR")), 2)  # and key slices

    def test_every_kind_of_the_default_is_there(self):
        kinds = [result["Kind"] for result in self.view["Results"]]
        self.assertEqual(sorted(set(kinds)), ["key-image", "key-sr", "parametric-map", "pdf",
                                              "registration", "seg", "sr"])
        self.assertEqual(kinds[-1], "sr")

    def test_each_time_point_has_our_segmentation_beside_its_images(self):
        self.assertEqual(len(self.orthanc.series_of(self.follow_up, "SEG")), 1)
        self.assertEqual(len(self.orthanc.series_of(self.baseline, "SEG")), 2)  # the reader's too

    def test_every_result_is_valid_dicom(self):
        for result in self.view["Results"]:
            data = self.orthanc.instance_file(result["OrthancInstanceId"])
            self.assertEqual(objects.dciodvfy_errors(data), [], result["Kind"])

    def test_our_objects_agree_with_the_images_about_patient_and_study(self):
        with tempfile.TemporaryDirectory() as folder:
            images = self.data.at("follow-up")
            paths = [os.path.join(images, sorted(os.listdir(images))[0])]
            follow_up_uid = self.follow_up
            for number, result in enumerate(self.view["Results"]):
                data = self.orthanc.instance_file(result["OrthancInstanceId"])
                if objects.read(data).StudyInstanceUID == follow_up_uid:
                    paths.append(os.path.join(folder, f"{number}.dcm"))
                    with open(paths[-1], "wb") as file:
                        file.write(data)
            self.assertGreaterEqual(len(paths), 6)
            self.assertEqual(objects.dcentvfy_lines(*paths), "")

    def test_the_reports_numbers_are_those_of_report_json(self):
        measured = self.report["Measurements"][0]
        values = [value for numbers in objects.numbers_of(objects.read(self.result("sr"))).values()
                  for value in numbers]
        for key in ("Baseline", "FollowUp", "Change", "ChangePercent", "ChangePercentLower",
                    "ChangePercentUpper", "RepeatabilityPercent"):
            nearest = min(values, key=lambda value, wanted=measured[key]: abs(value - wanted))
            self.assertAlmostEqual(nearest, measured[key], delta=1e-6 * max(1, abs(measured[key])),
                                   msg=key)

    def test_the_report_is_unverified_and_names_no_conclusion_about_healing(self):
        report = objects.read(self.result("sr"))
        self.assertEqual(report.VerificationFlag, "UNVERIFIED")
        self.assertNotIn("regenerated", str(report).lower())

    def test_candidates_tell_why_each_series_was_taken_or_not(self):
        selected = [c for c in self.view["Candidates"] if c["Selected"]]
        self.assertTrue(selected)
        self.assertTrue(all(c["Reasons"] for c in self.view["Candidates"]))

    def test_health_is_good(self):
        status, health = self.orthanc.request("GET", "/regeneration/health")
        self.assertEqual(status, 200, health)

    def test_metrics_stand_in_orthancs_own(self):
        _, text = self.orthanc.request("GET", "/tools/metrics-prometheus")
        self.assertIn(b"orthanc_regeneration_", text)

    def test_the_page_is_served(self):
        status, page = self.orthanc.request("GET",
                                            f"/regeneration/app/?study={self.follow_up}")
        self.assertEqual(status, 200)
        self.assertIn(b"<html", page.lower())

    def test_a_dry_run_writes_nothing(self):
        before = len(self.orthanc.get("/instances"))
        orthanc_id = self.orthanc.study_id(self.follow_up)
        status, plan = self.orthanc.post(f"/regeneration/studies/{orthanc_id}/dry-run")
        self.assertEqual(status, 200, plan)
        self.orthanc.settle(1)
        self.assertEqual(len(self.orthanc.get("/instances")), before)

    def test_no_identity_is_logged(self):
        with open(self.orthanc.log, encoding="utf-8", errors="replace") as file:
            log = file.read()
        for secret in ("Phantom^Knee", self.data.treatment()["patient_id"], "19850614",
                       "1985-06-14"):
            self.assertNotIn(secret, log)

    def test_scratch_folders_are_gone(self):
        left = [name for _, _, files in os.walk(os.path.join(self.orthanc.folder, "scratch"))
                for name in files if name.endswith(".dcm") or name == "report.json"]
        self.assertEqual(left, [])

    def test_zz_the_same_study_five_times_gives_one_report(self):
        for _ in range(4):
            self.orthanc.send(self.data.at("follow-up"))
            time.sleep(STABLE_AGE)
        self.orthanc.settle()
        self.assertEqual(len(self.orthanc.reports()), 1)
        self.assertEqual(self.orthanc.view(self.follow_up)["State"], "measured")

    def test_zz_asking_again_gives_no_second_report(self):
        orthanc_id = self.orthanc.study_id(self.follow_up)
        status, answer = self.orthanc.post(f"/regeneration/studies/{orthanc_id}/analyze")
        self.assertIn(status, (200, 202), answer)
        self.orthanc.settle()
        self.orthanc.wait_for_state(self.follow_up, "measured")
        self.assertEqual(len(self.orthanc.reports()), 1)

    def test_zz_our_own_report_coming_back_starts_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            for kind in ("sr", "seg"):
                with open(os.path.join(folder, f"{kind}.dcm"), "wb") as file:
                    file.write(self.result(kind))
            before = self.orthanc.get("/regeneration/queue")
            self.orthanc.send(folder)
            self.orthanc.settle()
        self.assertEqual(len(self.orthanc.reports()), 1)
        self.assertEqual(self.orthanc.view(self.follow_up)["State"], "measured")
        attempts = [(e["Id"], e["Attempts"]) for e in before]
        after = [(e["Id"], e["Attempts"]) for e in self.orthanc.get("/regeneration/queue")]
        self.assertEqual(after, attempts)


class RegionLater(unittest.TestCase):
    def test_a_region_that_comes_later_releases_the_follow_up(self):
        data = datasets.phantom()
        orthanc = Orthanc()
        self.addCleanup(orthanc.remove)
        orthanc.start()
        orthanc.import_treatments(data.treatments)
        orthanc.send(data.at("baseline"), data.at("follow-up"))
        view = orthanc.wait_for_state(data.uid("FollowUp"), "held")
        self.assertIn("no-baseline-region", [reason["Code"] for reason in view["Reasons"]])
        self.assertEqual(orthanc.reports(), [])

        orthanc.send(data.roi)
        orthanc.wait_for_state(data.uid("FollowUp"), "measured")
        self.assertEqual(len(orthanc.reports()), 1)

    def test_treatments_and_baseline_that_come_later_release_it_too(self):
        data = datasets.phantom()
        orthanc = Orthanc()
        self.addCleanup(orthanc.remove)
        orthanc.start()
        orthanc.send(data.at("follow-up"))
        orthanc.wait_for_state(data.uid("FollowUp"), "not-applicable")
        orthanc.import_treatments(data.treatments)
        view = orthanc.wait_for_state(data.uid("FollowUp"), "waiting", "held")
        self.assertIn("no-baseline", [reason["Code"] for reason in view["Reasons"]])
        orthanc.send(data.at("baseline"))
        orthanc.send(data.roi)
        orthanc.wait_for_state(data.uid("FollowUp"), "measured")
        self.assertEqual(len(orthanc.reports()), 1)


class Latency(unittest.TestCase):
    LIMIT_SECONDS = 8.0

    def test_the_report_stands_soon_after_the_last_image(self):
        data = datasets.phantom()
        orthanc = Orthanc()
        self.addCleanup(orthanc.remove)
        orthanc.start()
        orthanc.import_treatments(data.treatments)
        orthanc.send(data.at("baseline"))
        orthanc.send(data.roi)
        orthanc.wait_for_state(data.uid("Baseline"), "not-applicable")
        orthanc.send(data.at("follow-up"))
        received = time.monotonic()
        orthanc.wait_until(orthanc.reports, "an SR")
        beyond = time.monotonic() - received - STABLE_AGE
        print(f"\nlast image to SR: {beyond:.1f} s beyond StableAge")
        self.assertLess(beyond, self.LIMIT_SECONDS)


if __name__ == "__main__":
    unittest.main()
