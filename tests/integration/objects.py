# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading our objects with eyes that are not ours: pydicom and dicom3tools."""

import io
import os
import subprocess
import tempfile

import numpy
import pydicom


def read(data):
    return pydicom.dcmread(io.BytesIO(data))


def read_file(path):
    return pydicom.dcmread(path)


def dciodvfy_errors(data):
    with tempfile.NamedTemporaryFile(suffix=".dcm") as file:
        file.write(data)
        file.flush()
        result = subprocess.run(["dciodvfy", file.name], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=60, check=False)
    return [line for line in (result.stdout + result.stderr).splitlines()
            if line.startswith("Error")]


# dcentvfy files AccessionNumber of any SR under Series, even an empty one, though it belongs to
# the study (PS3.3 table C.7-3); it then differs from every image.
MISFILED_ACCESSION_NUMBER = "Element=<AccessionNumber> IE <"


def dcentvfy_lines(*paths):
    result = subprocess.run(["dcentvfy", *map(str, paths)], stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=60, check=False)
    return "\n".join(line for line in (result.stdout + result.stderr).splitlines()
                     if line.strip() and MISFILED_ACCESSION_NUMBER not in line)


def text_of_pdf(dataset):
    """What poppler reads from an Encapsulated PDF."""
    pdf = dataset.EncapsulatedDocument[:dataset.EncapsulatedDocumentLength]
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, check=True, timeout=60,
                          capture_output=True)
    return done.stdout.decode()


def frames_of_segmentation(dataset):
    """Position of each frame, rounded to 0.01 mm -> its mask. Bits are unpacked here."""
    rows, columns = dataset.Rows, dataset.Columns
    bits = numpy.unpackbits(numpy.frombuffer(dataset.PixelData, dtype=numpy.uint8),
                            bitorder="little")
    frames = {}
    for number, groups in enumerate(dataset.PerFrameFunctionalGroupsSequence):
        position = groups.PlanePositionSequence[0].ImagePositionPatient
        mask = bits[number * rows * columns:(number + 1) * rows * columns]
        key = tuple(round(float(x), 2) for x in position)
        frames[key] = mask.reshape(rows, columns).astype(bool)
    return frames


def dice(one, other):
    """Of two segmentations on the same grid."""
    a, b = frames_of_segmentation(one), frames_of_segmentation(other)

    def same_place(p, q):
        return max(abs(x - y) for x, y in zip(p, q)) < 0.05
    common = sum(numpy.logical_and(mask, other_mask).sum()
                 for place, mask in a.items() for other_place, other_mask in b.items()
                 if same_place(place, other_place))
    total = sum(m.sum() for m in a.values()) + sum(m.sum() for m in b.values())
    return 2.0 * common / total


def items_of(dataset):
    """Every content item of an SR, depth first."""
    for item in dataset.get("ContentSequence", []):
        yield item
        yield from items_of(item)


def meaning(item):
    sequence = item.get("ConceptNameCodeSequence")
    return sequence[0].CodeMeaning if sequence else ""


def numbers_of(dataset):
    """Concept meaning -> values, as floats, in the order of the document."""
    numbers = {}
    for item in items_of(dataset):
        if item.get("ValueType") == "NUM" and item.get("MeasuredValueSequence"):
            numbers.setdefault(meaning(item), []).append(
                float(item.MeasuredValueSequence[0].NumericValue))
    return numbers


def copy_with_other_field(source, target, tesla):
    """The same images as if a scanner of another field strength had made them."""
    for name in os.listdir(source):
        dataset = pydicom.dcmread(os.path.join(source, name))
        dataset.MagneticFieldStrength = tesla
        dataset.save_as(os.path.join(target, name))
