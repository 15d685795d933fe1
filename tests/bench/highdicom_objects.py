# SPDX-License-Identifier: GPL-3.0-or-later
"""highdicom_objects.py FOLDER REPETITIONS: the same segmentations, maps and a report of two
volumetric groups by highdicom, from the studies and the region that bench_objects left in FOLDER.
Prints what bench_objects prints."""

import json
import pathlib
import sys
import time

import highdicom as hd
import numpy
import pydicom
from highdicom.sr.coding import CodedConcept
from pydicom.sr.codedict import codes

SLICES, SIZE = 30, 320


def first_echoes(folder):
    """One image per slice, along the normal."""
    images = [pydicom.dcmread(path) for path in sorted(folder.glob("*.dcm"))]
    shortest = min(float(image.EchoTime) for image in images)
    images = [image for image in images if float(image.EchoTime) == shortest]
    normal = numpy.cross(images[0].ImageOrientationPatient[:3], images[0].ImageOrientationPatient[3:])
    return sorted(images, key=lambda image: float(numpy.dot(normal, image.ImagePositionPatient)))


def common(number):
    return {"series_instance_uid": hd.UID(), "series_number": number, "sop_instance_uid": hd.UID(),
            "instance_number": 1, "manufacturer": "bench"}


def equipment():
    return {"manufacturer_model_name": "bench", "software_versions": "1",
            "device_serial_number": "1"}


def segmentation(images, mask):
    algorithm = hd.AlgorithmIdentificationSequence(
        name="bench", version="1", family=codes.cid7162.ArtificialIntelligence)
    segment = hd.seg.SegmentDescription(
        segment_number=1, segment_label="tendon",
        segmented_property_category=CodedConcept("85756007", "SCT", "Tissue"),
        segmented_property_type=CodedConcept("13024002", "SCT", "Tendon"),
        algorithm_type="AUTOMATIC", algorithm_identification=algorithm,
        tracking_uid=hd.UID(), tracking_id="tendon")
    return hd.seg.Segmentation(
        source_images=images, pixel_array=mask, segmentation_type="BINARY",
        segment_descriptions=[segment], **common(600), **equipment())


def parametric_map(images, values):
    mapping = hd.pm.RealWorldValueMapping(
        lut_label="T2", lut_explanation="T2 in milliseconds",
        unit=CodedConcept("ms", "UCUM", "millisecond"), value_range=(0.0, 1000.0), slope=1.0,
        intercept=0.0, quantity_definition=CodedConcept("113065", "DCM", "T2"))
    return hd.pm.ParametricMap(
        source_images=images, pixel_array=values, contains_recognizable_visual_features=False,
        real_world_value_mappings=[mapping], window_center=50.0, window_width=100.0,
        **common(601), **equipment())


def report(exams, segmentations):
    observer = hd.sr.ObserverContext(
        observer_type=codes.DCM.Device,
        observer_identifying_attributes=hd.sr.DeviceObserverIdentifyingAttributes(uid=hd.UID()))
    groups = []
    for images, seg in zip(exams, segmentations):
        groups.append(hd.sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
            tracking_identifier=hd.sr.TrackingIdentifier(hd.UID(), "tendon"),
            referenced_segment=hd.sr.ReferencedSegment(
                sop_class_uid=seg.SOPClassUID, sop_instance_uid=seg.SOPInstanceUID,
                segment_number=1, source_series=hd.sr.SourceSeriesForSegmentation(
                    images[0].SeriesInstanceUID)),
            finding_type=CodedConcept("13024002", "SCT", "Tendon"),
            measurements=[hd.sr.Measurement(
                name=CodedConcept("113065", "DCM", "T2"), value=41.0,
                unit=CodedConcept("ms", "UCUM", "millisecond"))]))
    content = hd.sr.MeasurementReport(
        observation_context=hd.sr.ObservationContext(observer_device_context=observer),
        procedure_reported=CodedConcept("363679005", "SCT", "Imaging procedure"),
        imaging_measurements=groups)
    return hd.sr.Comprehensive3DSR(
        evidence=[*exams[1], segmentations[1], *exams[0], segmentations[0]], content=content,
        series_instance_uid=hd.UID(), series_number=602, sop_instance_uid=hd.UID(),
        instance_number=1, manufacturer="bench")


def main():
    folder, repetitions = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    exams = [first_echoes(folder / "baseline"), first_echoes(folder / "follow-up")]
    mask = numpy.fromfile(folder / "region.bin", numpy.uint8).reshape(SLICES, SIZE, SIZE)
    values = (30 + 0.25 * (numpy.arange(mask.size) % 97)).astype(numpy.float32).reshape(mask.shape)
    built = {}
    tasks = [("seg-baseline", lambda: segmentation(exams[0], mask)),
             ("seg-follow-up", lambda: segmentation(exams[1], mask)),
             ("parametric-map-baseline", lambda: parametric_map(exams[0], values)),
             ("parametric-map-follow-up", lambda: parametric_map(exams[1], values)),
             ("sr", lambda: report(exams, [built["seg-baseline"], built["seg-follow-up"]]))]
    for name, build in tasks:
        seconds = []
        for _ in range(repetitions):
            begin = time.perf_counter()
            built[name] = build()
            built[name].save_as(folder / f"peer-{name}.dcm")
            seconds.append(time.perf_counter() - begin)
        print(json.dumps({"Object": name, "Seconds": seconds,
                          "Bytes": (folder / f"peer-{name}.dcm").stat().st_size}))


if __name__ == "__main__":
    main()
