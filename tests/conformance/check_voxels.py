# SPDX-License-Identifier: GPL-3.0-or-later
"""check_voxels.py BUILD: voxels and geometry as pydicom reads the same files. Real samples lie
beside the source folder where there are any."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy
import pydicom
from pydicom.pixel_data_handlers.util import apply_modality_lut

BUILD = pathlib.Path(sys.argv.pop(1))
SAMPLES = pathlib.Path(__file__).resolve().parents[2].parent / "shared" / "data"


def unpacked(archive, folder):
    if not archive.exists():
        raise unittest.SkipTest(f"no {archive.name}")
    subprocess.run(["tar", "-xJf", archive, "-C", folder], check=True)


def slices_by_echo(folder):
    """(distance along the normal, position, dataset) of each image, by echo time, in order."""
    echoes = {}
    for path in sorted(pathlib.Path(folder).rglob("*.dcm")):
        image = pydicom.dcmread(path)
        row, column = numpy.array(image.ImageOrientationPatient, float).reshape(2, 3)
        normal = numpy.cross(row, column)
        position = numpy.array(image.ImagePositionPatient, float)
        echoes.setdefault(float(image.EchoTime), []).append((position @ normal, position, image))
    return {echo: sorted(slices, key=lambda one: one[0]) for echo, slices in echoes.items()}


class Voxels(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def dump(self, study):
        out = self.folder / "dump"
        result = subprocess.run([BUILD / "tests" / "dump_volumes", study, out], timeout=300,
                                capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return out, [json.loads(line) for line in result.stdout.splitlines()]

    def check_study(self, study):
        out, volumes = self.dump(study)
        theirs = slices_by_echo(study)
        self.assertEqual(len(volumes), len(theirs))
        for volume in volumes:
            slices = theirs[volume["EchoTime"]]
            columns, rows, depth = (int(n) for n in volume["Size"])
            self.assertEqual(len(slices), depth)
            ours = numpy.fromfile(out / f"{volume['Number']}.raw", "<f4")
            pixels = numpy.stack([apply_modality_lut(one.pixel_array, one).astype("<f4")
                                  for _, _, one in slices])
            self.assertEqual(pixels.shape, (depth, rows, columns))
            self.assertTrue(numpy.array_equal(ours.reshape(pixels.shape), pixels))
            first = slices[0][2]
            spacing = (slices[-1][0] - slices[0][0]) / (depth - 1)
            numpy.testing.assert_allclose(volume["Origin"], slices[0][1], atol=1e-6)
            numpy.testing.assert_allclose(
                volume["Spacing"],
                [float(first.PixelSpacing[1]), float(first.PixelSpacing[0]), spacing], atol=1e-4)

    def check_pictures(self, study):
        out, _ = self.dump(study)
        for path in sorted(pathlib.Path(study).rglob("*.dcm")):
            image = pydicom.dcmread(path)
            ours = numpy.fromfile(out / f"{image.SOPInstanceUID}.raw", "<f4")
            theirs = apply_modality_lut(image.pixel_array, image).astype("<f4")
            self.assertTrue(numpy.array_equal(ours.reshape(theirs.shape), theirs), path.name)

    def test_the_multi_echo_knee(self):
        unpacked(SAMPLES / "knee_mese_ge3t_pymskt.tar.xz", self.folder)
        self.check_study(self.folder)

    def test_the_mosaic_in_native_encodings_and_rle(self):
        unpacked(SAMPLES / "dcm_qa_ts.tar.xz", self.folder)
        for number in range(1, 5):  # what pydicom decodes by itself
            study = self.folder / f"study{number}"
            study.mkdir()
            (self.folder / "In" / f"{number}.dcm").rename(study / "image.dcm")
            with self.subTest(number):
                self.check_pictures(study)

    def test_the_enhanced_samples(self):
        for name in ("emri_small", "emri_small_big_endian", "emri_small_RLE"):
            source = SAMPLES / "pydicom" / f"{name}.dcm"
            if not source.exists():
                raise unittest.SkipTest(f"no {source.name}")
            study = self.folder / name
            study.mkdir()
            (study / "image.dcm").write_bytes(source.read_bytes())
            with self.subTest(name):
                self.check_pictures(study)

    def test_monochrome1_is_read_as_stored(self):
        phantom = self.folder / "phantom"
        subprocess.run([BUILD / "regeneration", "phantom", "--indication", "patellar-tendon",
                        "--series", "t2-map", "--output", phantom], check=True, timeout=120)
        for path in (phantom / "baseline").iterdir():
            image = pydicom.dcmread(path)
            image.PhotometricInterpretation = "MONOCHROME1"
            image.save_as(path)
        self.check_study(phantom / "baseline")

    def test_an_enhanced_object_of_a_phantom(self):
        phantom = self.folder / "phantom"
        subprocess.run([BUILD / "regeneration", "phantom", "--indication", "patellar-tendon",
                        "--series", "t2-map", "--output", phantom], check=True, timeout=120)
        enhanced = self.folder / "enhanced"
        subprocess.run([BUILD / "tests" / "transcode_folder", phantom / "baseline", enhanced,
                        "enhanced"], check=True, timeout=120)
        out, volumes = self.dump(enhanced)
        image = pydicom.dcmread(enhanced / "enhanced.dcm")
        groups = image.PerFrameFunctionalGroupsSequence
        echo_of = [float(frame.MREchoSequence[0].EffectiveEchoTime) for frame in groups]
        position_of = [numpy.array(frame.PlanePositionSequence[0].ImagePositionPatient, float)
                       for frame in groups]
        shared = image.SharedFunctionalGroupsSequence[0]
        row, column = numpy.array(shared.PlaneOrientationSequence[0].ImageOrientationPatient,
                                  float).reshape(2, 3)
        normal = numpy.cross(row, column)
        self.assertEqual(len(volumes), len(set(echo_of)))
        for volume in volumes:
            frames = sorted((n for n, echo in enumerate(echo_of) if echo == volume["EchoTime"]),
                            key=lambda n: position_of[n] @ normal)
            ours = numpy.fromfile(out / f"{volume['Number']}.raw", "<f4")
            theirs = image.pixel_array[frames].astype("<f4")
            self.assertTrue(numpy.array_equal(ours.reshape(theirs.shape), theirs))
            numpy.testing.assert_allclose(volume["Origin"], position_of[frames[0]], atol=1e-6)


if __name__ == "__main__":
    unittest.main()
