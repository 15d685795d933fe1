# SPDX-License-Identifier: GPL-3.0-or-later
"""Registrations to compare with: each subject aligns FOLDER/follow-up.mhd with
FOLDER/baseline.mhd in a scratch folder and says where it takes points of the baseline."""

import json
import os
import re
import shutil
import subprocess

from meta_image import Grid, VectorField, read_header, write_header
from measured import ONE_THREAD, run_measured

STRUCTURES = ("femur", "tibia", "patella", "tendon")

ELASTIX_COMMON = """
(FixedInternalImagePixelType "float")
(MovingInternalImagePixelType "float")
(UseDirectionCosines "true")
(Registration "MultiResolutionRegistration")
(Interpolator "LinearInterpolator")
(ResampleInterpolator "FinalBSplineInterpolator")
(Resampler "DefaultResampler")
(FixedImagePyramid "FixedSmoothingImagePyramid")
(MovingImagePyramid "MovingSmoothingImagePyramid")
(Optimizer "AdaptiveStochasticGradientDescent")
(Metric "AdvancedMattesMutualInformation")
(NumberOfHistogramBins 32)
(ImageSampler "{sampler}")
(NumberOfSpatialSamples {samples})
(NewSamplesEveryIteration "true")
(NumberOfResolutions {levels})
(MaximumNumberOfIterations {iterations})
(HowToCombineTransforms "Compose")
(WriteResultImage "false")
(RandomSeed {seed})
"""
ELASTIX_RIGID = """
(Transform "EulerTransform")
(AutomaticScalesEstimation "true")
(AutomaticTransformInitialization "false")
"""
ELASTIX_BSPLINE = """
(Transform "BSplineTransform")
(FinalGridSpacingInPhysicalUnits 16.0)
"""
CAREFUL = {"sampler": "RandomCoordinate", "samples": 2048, "levels": 4, "iterations": 500}
FAST = {"sampler": "Random", "samples": 1000, "levels": 2, "iterations": 100}


class Ours:
    name = "regeneration"
    programs = ()

    def __init__(self, build):
        self.tool = os.path.join(build, "tests", "bench_registration")

    def align(self, case, scratch, timeout_s, seed):
        del seed
        mapped = os.path.join(scratch, "mapped.json")
        run = run_measured([self.tool, "align", case, mapped], scratch, timeout_s)
        if run.failure:
            return run, {}
        with open(mapped, encoding="utf-8") as file:
            return run, json.load(file)


class Elastix:
    programs = ("elastix", "transformix")

    def __init__(self, name, stages, settings):
        self.name = name
        self.stages = stages
        self.settings = settings

    def align(self, case, scratch, timeout_s, seed):
        command = ["elastix", "-f", os.path.join(case, "baseline.mhd"),
                   "-m", os.path.join(case, "follow-up.mhd"), "-out", scratch, "-threads", "1"]
        for n, stage in enumerate(self.stages):
            path = os.path.join(scratch, f"stage{n}.txt")
            with open(path, "w", encoding="ascii") as file:
                file.write(ELASTIX_COMMON.format(seed=1000 + seed, **self.settings) + stage)
            command += ["-p", path]
        run = run_measured(command, scratch, timeout_s)
        if run.failure:
            return run, {}
        last = os.path.join(scratch, f"TransformParameters.{len(self.stages) - 1}.txt")
        return run, self.map_points(case, scratch, last, timeout_s)

    @staticmethod
    def map_points(case, scratch, parameters, timeout_s):
        points = [(structure, p) for structure, pairs in read_points(case).items()
                  for p in pairs["Baseline"]]
        path = os.path.join(scratch, "points.txt")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"point\n{len(points)}\n")
            file.writelines(f"{p[0]:.9g} {p[1]:.9g} {p[2]:.9g}\n" for _, p in points)
        subprocess.run(["transformix", "-def", path, "-tp", parameters, "-out", scratch],
                       check=True, timeout=timeout_s, stdout=subprocess.DEVNULL,
                       env={**os.environ, **ONE_THREAD})
        mapped = {structure: [] for structure in STRUCTURES}
        with open(os.path.join(scratch, "outputpoints.txt"), encoding="ascii") as file:
            for (structure, _), line in zip(points, file):
                found = re.search(r"OutputPoint = \[([^\]]*)\]", line)
                mapped[structure].append([float(word) for word in found.group(1).split()])
        return mapped


PLASTIMATCH = """[GLOBAL]
fixed={fixed}
moving={moving}
xform_out={scratch}/xform.txt

[STAGE]
xform=versor
impl=itk
optim=versor
metric=mi
res_vox=4 4 1
max_its=100

[STAGE]
xform=bspline
impl=plastimatch
optim=lbfgsb
metric=mi
grid_spac=30 30 30
res_vox=4 4 1
max_its=50

[STAGE]
xform=bspline
impl=plastimatch
optim=lbfgsb
metric=mi
grid_spac=16 16 16
res_vox=2 2 1
max_its=50
"""


class Plastimatch:
    """Its B-spline goes wrong where the directions are not the identity. So it gets each volume
    in a frame along its own axes, the two frames as close as the patient's: middles stay where
    the baseline's axes see them, what remains is the degree between the two exams' axes."""
    name = "plastimatch-bspline"
    programs = ("plastimatch",)

    def align(self, case, scratch, timeout_s, seed):
        del seed
        fixed = self.straighten(case, "baseline", scratch)
        moving = self.straighten(case, "follow-up", scratch)
        recipe = os.path.join(scratch, "recipe.txt")
        with open(recipe, "w", encoding="ascii") as file:
            file.write(PLASTIMATCH.format(fixed=fixed, moving=moving, scratch=scratch))
        run = run_measured(["plastimatch", "register", recipe], scratch, timeout_s)
        if run.failure:
            return run, {}
        field = os.path.join(scratch, "field.mhd")
        subprocess.run(["plastimatch", "xf-convert", "--input", f"{scratch}/xform.txt",
                        "--output", field, "--output-type", "vf"],
                       check=True, timeout=timeout_s, stdout=subprocess.DEVNULL)
        return run, self.map_points(case, fixed, moving, field)

    @staticmethod
    def straighten(case, exam, scratch):
        axes = Grid(read_header(os.path.join(case, "baseline.mhd"))).axes
        fields = read_header(os.path.join(case, f"{exam}.mhd"))
        grid = Grid(fields)
        middle = [(count - 1) / 2.0 for count in grid.size]
        centre = grid.point(middle)
        seen = [sum(a * c for a, c in zip(axis, centre)) for axis in axes]
        offset = [seen[n] - middle[n] * grid.spacing[n] for n in range(3)]
        fields["TransformMatrix"] = "1 0 0 0 1 0 0 0 1"
        fields["Offset"] = " ".join(f"{value:.17g}" for value in offset)
        raw = fields["ElementDataFile"]
        link = os.path.join(scratch, raw)
        if not os.path.exists(link):
            os.symlink(os.path.join(case, raw), link)
        path = os.path.join(scratch, f"{exam}.mhd")
        write_header(path, fields)
        return path

    @staticmethod
    def map_points(case, fixed, moving, field_path):
        grids = {name: (Grid(read_header(os.path.join(case, f"{name}.mhd"))),
                        Grid(read_header(straight)))
                 for name, straight in (("baseline", fixed), ("follow-up", moving))}
        field = VectorField(field_path)
        mapped = {}
        for structure, pairs in read_points(case).items():
            mapped[structure] = []
            for point in pairs["Baseline"]:
                true, straight = grids["baseline"]
                start = straight.point(true.index(point))
                end = [a + b for a, b in zip(start, field.at(start))]
                true, straight = grids["follow-up"]
                mapped[structure].append(true.point(straight.index(end)))
        field.close()
        return mapped


def read_points(case):
    with open(os.path.join(case, "points.json"), encoding="utf-8") as file:
        return json.load(file)


def subjects(build):
    return [Ours(build),
            Elastix("elastix-rigid", [ELASTIX_RIGID], CAREFUL),
            Elastix("elastix-bspline", [ELASTIX_RIGID, ELASTIX_BSPLINE], CAREFUL),
            Elastix("elastix-fast", [ELASTIX_RIGID, ELASTIX_BSPLINE], FAST),
            Plastimatch()]


def missing_programs(subject):
    return [program for program in subject.programs if shutil.which(program) is None]
