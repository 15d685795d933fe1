# SPDX-License-Identifier: GPL-3.0-or-later
"""T2 fits beside numpy and scipy: speed on a synthetic volume, agreement on real images where
../shared/data is at hand."""

import glob
import os
import subprocess
import sys
import tarfile
import tempfile
import time

NAME = "relaxometry"
TARGETS = ["bench_relaxometry"]
DATA = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared", "data"))
VOLUME = "volume-384x384x30x7"
SCIPY_VOXELS = 2000


def add_arguments(parser):
    del parser  # nothing to choose


def row(case, subject, metric, value, unit):
    return {"Bench": NAME, "Case": case, "Subject": subject, "Metric": metric,
            "Value": float(value), "Unit": unit}


def decay(te, s0, t2):
    import numpy
    return s0 * numpy.exp(-te / t2)


def scipy_t2(te, signal):
    """T2 of every row of `signal` by scipy's Levenberg-Marquardt."""
    import numpy
    from scipy.optimize import curve_fit
    found = []
    for voxel in signal:
        try:
            found.append(curve_fit(decay, te, voxel, p0=(2 * voxel[0], 50.0))[0][1])
        except RuntimeError:
            found.append(numpy.nan)
    return numpy.array(found)


def numpy_log_linear(te, echoes):
    """T2 of all voxels at once, unweighted."""
    import numpy
    logs = numpy.log(numpy.maximum(echoes, 1e-3))
    centred = (te - te.mean()).astype(numpy.float32)
    slope = numpy.tensordot(centred, logs, 1) / numpy.float32((centred ** 2).sum())
    return -1.0 / slope


def volume(program, folder):
    file = os.path.join(folder, "volume.f32")
    print(f"{NAME}: {VOLUME}", file=sys.stderr)
    text = subprocess.run([program, "volume", file], check=True, capture_output=True,
                          text=True).stdout
    rows = []
    for line in text.splitlines():
        subject, seconds, bias = line.split()
        rows += [row(VOLUME, f"regeneration-{subject}", "one-core", seconds, "s"),
                 row(VOLUME, f"regeneration-{subject}", "bias", bias, "%")]
    try:
        return rows + peers(file)
    except ImportError as error:
        print(f"{NAME}: peers left out ({error})", file=sys.stderr)
        return rows


def peers(file):
    import numpy
    rows = []
    echoes = numpy.fromfile(file, dtype=numpy.float32).reshape(7, -1)
    truth = 20.0 + 80.0 * (numpy.arange(echoes.shape[1]) % 1000) / 1000.0
    te = numpy.arange(10.0, 71.0, 10.0)
    start = time.process_time()
    found = numpy_log_linear(te, echoes)
    rows += [row(VOLUME, "numpy-log-linear", "one-core", time.process_time() - start, "s"),
             row(VOLUME, "numpy-log-linear", "bias",
                 100 * numpy.mean(numpy.clip(found, 1, 1e4) / truth - 1), "%")]
    start = time.process_time()
    found = scipy_t2(te, echoes[:, :SCIPY_VOXELS].T.astype(float))
    seconds = (time.process_time() - start) * echoes.shape[1] / SCIPY_VOXELS
    rows += [row(VOLUME, "scipy-curve-fit", "one-core", seconds, "s"),
             row(VOLUME, "scipy-curve-fit", "bias",
                 100 * numpy.nanmean(found / truth[:SCIPY_VOXELS] - 1), "%")]
    return rows


def ours(program, folder, te, signal):
    """{subject: median T2} of the program for rows of `signal`."""
    import numpy
    file = os.path.join(folder, "region.f32")
    numpy.ascontiguousarray(signal.T, dtype=numpy.float32).tofile(file)
    text = subprocess.run([program, "region", file] + [str(t) for t in te], check=True,
                          capture_output=True, text=True).stdout
    return {line.split()[0]: float(line.split()[1]) for line in text.splitlines()}


def compare(case, program, folder, te, signal):
    import numpy
    peer = numpy.nanmedian(scipy_t2(te, signal))
    found = ours(program, folder, te, signal)
    rows = [row(case, "scipy-curve-fit", "median-t2", peer, "ms")]
    rows += [row(case, f"regeneration-{subject}", "median-t2", value, "ms")
             for subject, value in found.items()]
    rows.append(row(case, "regeneration-mono-exponential", "against-scipy",
                    100 * (found["mono-exponential"] / peer - 1), "%"))
    return rows


def brain(program, folder):
    import numpy
    images = numpy.load(os.path.join(DATA, "t2_se_fsantini", "t2dataset.npy")).astype(float)
    signal = images.reshape(-1, images.shape[-1])
    signal = signal[signal[:, 0] > 0.15 * signal[:, 0].max()]
    te = numpy.array([10.0, 25.0, 50.0, 90.0, 150.0, 250.0])
    return compare("single-echo-brain", program, folder, te, signal)


def knee(program, folder):
    import numpy
    import pydicom
    with tarfile.open(os.path.join(DATA, "knee_mese_ge3t_pymskt.tar.xz")) as archive:
        archive.extractall(os.path.join(folder, "knee"))
    slices = {}
    for path in glob.glob(os.path.join(folder, "knee", "**", "*.dcm"), recursive=True):
        image = pydicom.dcmread(path)
        slices[int(image.InstanceNumber)] = (float(image.EchoTime), image.pixel_array)
    echoes = sorted((slices[n] for n in range(97, 105)), key=lambda echo: echo[0])
    te = numpy.array([time_ms for time_ms, _ in echoes])
    roi = numpy.stack([pixels[150:200, 175:195].ravel() for _, pixels in echoes], axis=1)
    rows = compare("multi-echo-knee-muscle", program, folder, te, roi.astype(float))
    rows += compare("multi-echo-knee-muscle-mean", program, folder, te,
                    roi.astype(float).mean(0, keepdims=True))
    late = compare("multi-echo-knee-muscle-without-first", program, folder, te[1:],
                   roi[:, 1:].astype(float))
    return rows + [r for r in late if r["Subject"] != "regeneration-product"]


def run(build, arguments):
    del arguments
    program = os.path.join(build, "tests", "bench_relaxometry")
    with tempfile.TemporaryDirectory() as folder:
        rows = volume(program, folder)
        for case in (brain, knee):
            try:
                rows += case(program, folder)
            except (OSError, ImportError) as error:
                print(f"{NAME}: {case.__name__} left out ({error})", file=sys.stderr)
    return rows
