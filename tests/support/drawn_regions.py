# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions as other people's programs write them, made with pydicom: the reader's SEG drawn again as
polygons, in an RTSTRUCT, in an SR, or as another program's SEG."""

import math
import pathlib

import numpy
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

RTSTRUCT = "1.2.840.10008.5.1.4.1.1.481.3"
COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
COMPREHENSIVE_3D_SR = "1.2.840.10008.5.1.4.1.1.88.34"


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return Sequence([item])


def content(relation, value_type, name, **values):
    item = Dataset()
    item.RelationshipType, item.ValueType = relation, value_type
    if name:
        item.ConceptNameCodeSequence = code(*name)
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def new_object(sop_class, modality, image):
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, generate_uid()
    dataset.SeriesInstanceUID, dataset.Modality = generate_uid(), modality
    for keyword in ("StudyInstanceUID", "PatientID", "PatientName", "PatientBirthDate",
                    "PatientSex", "StudyDate", "StudyTime"):
        if keyword in image:
            setattr(dataset, keyword, image[keyword].value)
    dataset.Manufacturer, dataset.ManufacturerModelName = "Somebody", "Contour Tool"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return dataset


def save(dataset, path):
    # As pydicom 2 (Debian 12) wants it told; pydicom 3 takes it still.
    dataset.is_little_endian, dataset.is_implicit_VR = True, False
    dataset.save_as(path, write_like_original=False)


def polygon_around(mask, size):
    """An 18-cornered outline with the mask's moments, `size` times as large, in pixels: its corner
    0,0 is the image's."""
    rows, columns = numpy.nonzero(mask)
    centre = numpy.array([columns.mean() + 0.5, rows.mean() + 0.5])
    spread = numpy.cov(numpy.vstack([columns, rows]).astype(float))
    values, axes = numpy.linalg.eigh(spread)
    half = 2.0 * size * numpy.sqrt(numpy.maximum(values, 1.0))
    angles = numpy.arange(18) * 2 * math.pi / 18
    return [centre + axes[:, 0] * half[0] * math.cos(a) + axes[:, 1] * half[1] * math.sin(a)
            for a in angles]


def shoelace(points):
    x, y = numpy.array(points).T
    return abs(numpy.dot(x, numpy.roll(y, -1)) - numpy.dot(y, numpy.roll(x, -1))) / 2


def as_a_readers_own(segmentation, label, date="20260104"):
    """A SEG that a reader opened in another program, confirmed and stored: the same frames in an
    object of that program."""
    dataset = segmentation
    dataset.SOPInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.Manufacturer, dataset.ManufacturerModelName = "Somebody", "Contour Tool"
    dataset.ContentDate, dataset.ContentTime = date, "101112"
    for segment in dataset.SegmentSequence:
        segment.SegmentLabel, segment.SegmentAlgorithmType = label, "MANUAL"
        if "SegmentAlgorithmName" in segment:
            del segment.SegmentAlgorithmName
    return dataset


class Drawing:
    """One outline per slice of a SEG on images, and the volume that they enclose (volume_mm3)."""

    def __init__(self, images_folder, seg_file, size=1.0, date="20260103"):
        self.date = date
        images = [pydicom.dcmread(path, stop_before_pixels=True)
                  for path in sorted(pathlib.Path(images_folder).rglob("*"))
                  if path.is_file()]
        by_place = {tuple(round(float(x), 2) for x in image.ImagePositionPatient): image
                    for image in images}
        self.image = images[0]
        normal = numpy.cross(self.image.ImageOrientationPatient[:3],
                             self.image.ImageOrientationPatient[3:])
        heights = sorted({round(float(numpy.dot(place, normal)), 2) for place in by_place})
        row_mm, column_mm = (float(x) for x in self.image.PixelSpacing)
        seg = pydicom.dcmread(seg_file)
        bits = numpy.unpackbits(numpy.frombuffer(seg.PixelData, numpy.uint8), bitorder="little")
        area = seg.Rows * seg.Columns
        self.outlines, self.volume_mm3 = [], 0.0
        for n, groups in enumerate(seg.PerFrameFunctionalGroupsSequence):
            place = groups.PlanePositionSequence[0].ImagePositionPatient
            image = by_place[tuple(round(float(x), 2) for x in place)]
            mask = bits[n * area:(n + 1) * area].reshape(seg.Rows, seg.Columns)
            points = polygon_around(mask, size)
            self.outlines.append((image, points))
            self.volume_mm3 += shoelace(points) * row_mm * column_mm * (heights[1] - heights[0])

    @staticmethod
    def in_patient(image, points):
        along_row = numpy.array(image.ImageOrientationPatient[:3], float)
        along_column = numpy.array(image.ImageOrientationPatient[3:], float)
        row_mm, column_mm = (float(x) for x in image.PixelSpacing)
        origin = numpy.array(image.ImagePositionPatient, float)
        return [origin + along_row * (x - 0.5) * column_mm + along_column * (y - 0.5) * row_mm
                for x, y in points]

    def structure_set(self):
        dataset = new_object(RTSTRUCT, "RTSTRUCT", self.image)
        dataset.StructureSetLabel, dataset.StructureSetDate = "knee", self.date
        dataset.StructureSetTime = "101112"
        roi = Dataset()
        roi.ROINumber, roi.ROIName, roi.ROIGenerationAlgorithm = 3, "Patellar tendon", "MANUAL"
        roi.ReferencedFrameOfReferenceUID = self.image.FrameOfReferenceUID
        dataset.StructureSetROISequence = Sequence([roi])
        drawn = Dataset()
        drawn.ReferencedROINumber, drawn.ContourSequence = 3, Sequence()
        for image, points in self.outlines:
            contour = Dataset()
            contour.ContourGeometricType = "CLOSED_PLANAR"
            corners = self.in_patient(image, points)
            contour.NumberOfContourPoints = len(corners)
            contour.ContourData = [f"{x:.4f}" for corner in corners for x in corner]
            reference = Dataset()
            reference.ReferencedSOPClassUID = image.SOPClassUID
            reference.ReferencedSOPInstanceUID = image.SOPInstanceUID
            contour.ContourImageSequence = Sequence([reference])
            drawn.ContourSequence.append(contour)
        dataset.ROIContourSequence = Sequence([drawn])
        return dataset

    def report(self, three_d):
        """A group per slice with one tracking UID, as planar annotations are written."""
        dataset = new_object(COMPREHENSIVE_3D_SR if three_d else COMPREHENSIVE_SR, "SR", self.image)
        dataset.ContentDate, dataset.ContentTime = self.date, "101112"
        dataset.ValueType = "CONTAINER"
        dataset.ConceptNameCodeSequence = code("126000", "DCM", "Imaging Measurement Report")
        tracking_uid = generate_uid()
        groups = []
        for image, points in self.outlines:
            image_item = content("SELECTED FROM", "IMAGE", None)
            reference = Dataset()
            reference.ReferencedSOPClassUID = image.SOPClassUID
            reference.ReferencedSOPInstanceUID = image.SOPInstanceUID
            image_item.ReferencedSOPSequence = Sequence([reference])
            closed = list(points) + [points[0]]
            if three_d:
                closed = self.in_patient(image, closed)
            graphic = content("INFERRED FROM", "SCOORD3D" if three_d else "SCOORD",
                              ("111030", "DCM", "Image Region"),
                              GraphicType="POLYGON" if three_d else "POLYLINE",
                              GraphicData=[float(x) for point in closed for x in point],
                              ContentSequence=Sequence([image_item]))
            if three_d:
                graphic.ReferencedFrameOfReferenceUID = image.FrameOfReferenceUID
            area = content("CONTAINS", "NUM", ("42798000", "SCT", "Area"),
                           ContentSequence=Sequence([graphic]))
            groups.append(content(
                "CONTAINS", "CONTAINER", ("125007", "DCM", "Measurement Group"),
                ContentSequence=Sequence([
                    content("HAS OBS CONTEXT", "TEXT", ("112039", "DCM", "Tracking Identifier"),
                            TextValue="PlanarFreehandROI"),
                    content("HAS OBS CONTEXT", "UIDREF",
                            ("112040", "DCM", "Tracking Unique Identifier"), UID=tracking_uid),
                    content("CONTAINS", "CODE", ("121071", "DCM", "Finding"),
                            ConceptCodeSequence=code("CORNERSTONEFREETEXT", "CORNERSTONEJS",
                                                     "Patellar tendon")),
                    area])))
        dataset.ContentSequence = Sequence([content(
            "CONTAINS", "CONTAINER", ("126010", "DCM", "Imaging Measurements"),
            ContentSequence=Sequence(groups))])
        return dataset
