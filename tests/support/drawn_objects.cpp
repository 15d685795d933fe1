// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/drawn_objects.h"

#include "analysis/base/text.h"

#include <cmath>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::test {

namespace {

void Put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  item.putAndInsertOFStringArray(tag, value.c_str());
}

DcmItem& Append(DcmItem& parent, const DcmTagKey& sequence) {
  DcmItem* item = nullptr;
  parent.findOrCreateSequenceItem(sequence, item, -2);
  return *item;
}

void PutHeader(DcmItem& dataset, const ObjectOrigin& origin) {
  Put(dataset, DCM_SOPInstanceUID, origin.sop_instance_uid);
  Put(dataset, DCM_StudyInstanceUID, origin.study_uid);
  Put(dataset, DCM_SeriesInstanceUID, origin.series_uid);
  Put(dataset, DCM_PatientID, "P-1");
  Put(dataset, DCM_PatientBirthDate, "19850614");
  Put(dataset, DCM_StudyDate, "20260102");
  Put(dataset, DCM_Manufacturer, "Maker");
  Put(dataset, DCM_ManufacturerModelName, origin.model);
}

void PutCode(DcmItem& parent,
             const DcmTagKey& sequence,
             const std::string& value,
             const std::string& scheme,
             const std::string& meaning) {
  DcmItem& item = Append(parent, sequence);
  Put(item, DCM_CodeValue, value);
  Put(item, DCM_CodingSchemeDesignator, scheme);
  Put(item, DCM_CodeMeaning, meaning);
}

DcmItem& AppendContent(DcmItem& parent,
                       const char* relation,
                       const char* type,
                       const char* code,
                       const char* meaning) {
  DcmItem& item = Append(parent, DCM_ContentSequence);
  Put(item, DCM_RelationshipType, relation);
  Put(item, DCM_ValueType, type);
  if (*code != '\0') PutCode(item, DCM_ConceptNameCodeSequence, code, "DCM", meaning);
  return item;
}

void AppendGraphic(DcmItem& parent, const ReportGraphic& graphic, const char* relation) {
  const bool three_d = !graphic.frame_of_reference_uid.empty();
  DcmItem& item = AppendContent(
      parent, relation, three_d ? "SCOORD3D" : "SCOORD", "111030", "Image Region");
  Put(item, DCM_GraphicType, graphic.type);
  item.putAndInsertFloat32Array(
      DCM_GraphicData, graphic.data.data(), static_cast<unsigned long>(graphic.data.size()));
  if (three_d) {
    Put(item, DCM_ReferencedFrameOfReferenceUID, graphic.frame_of_reference_uid);
  }
  if (graphic.image_uid.empty()) return;
  DcmItem& image = AppendContent(item, "SELECTED FROM", "IMAGE", "", "");
  DcmItem& reference = Append(image, DCM_ReferencedSOPSequence);
  Put(reference, DCM_ReferencedSOPClassUID, UID_MRImageStorage);
  Put(reference, DCM_ReferencedSOPInstanceUID, graphic.image_uid);
}

}  // namespace

void WriteStructureSet(const std::filesystem::path& file,
                       const std::vector<Roi>& rois,
                       const ObjectOrigin& origin) {
  DcmFileFormat object;
  DcmDataset& dataset = *object.getDataset();
  Put(dataset, DCM_SOPClassUID, UID_RTStructureSetStorage);
  PutHeader(dataset, origin);
  Put(dataset, DCM_Modality, "RTSTRUCT");
  Put(dataset, DCM_StructureSetDate, origin.date);
  Put(dataset, DCM_StructureSetTime, origin.time);
  if (!origin.referenced_series_uid.empty()) {
    DcmItem& frame = Append(dataset, DCM_ReferencedFrameOfReferenceSequence);
    DcmItem& study = Append(frame, DCM_RTReferencedStudySequence);
    Put(Append(study, DCM_RTReferencedSeriesSequence),
        DCM_SeriesInstanceUID,
        origin.referenced_series_uid);
  }
  for (const Roi& roi : rois) {
    DcmItem& described = Append(dataset, DCM_StructureSetROISequence);
    Put(described, DCM_ROINumber, std::to_string(roi.number));
    Put(described, DCM_ROIName, roi.name);
    Put(described, DCM_ReferencedFrameOfReferenceUID, roi.frame_of_reference_uid);
    Put(described, DCM_ROIGenerationAlgorithm, roi.algorithm);
    DcmItem& drawn = Append(dataset, DCM_ROIContourSequence);
    Put(drawn, DCM_ReferencedROINumber, std::to_string(roi.number));
    for (std::size_t n = 0; n < roi.outlines.size(); ++n) {
      DcmItem& contour = Append(drawn, DCM_ContourSequence);
      Put(contour, DCM_ContourGeometricType, roi.type);
      Put(contour, DCM_NumberOfContourPoints, std::to_string(roi.outlines[n].size()));
      std::vector<std::string> numbers;
      for (const Vec3& point : roi.outlines[n]) {
        for (int axis = 0; axis < 3; ++axis) numbers.push_back(FormatDs(point[axis]));
      }
      Put(contour, DCM_ContourData, JoinStrings(numbers, "\\"));
      if (n < roi.image_uids.size()) {
        Put(Append(contour, DCM_ContourImageSequence),
            DCM_ReferencedSOPInstanceUID,
            roi.image_uids[n]);
      }
    }
  }
  object.saveFile(file.c_str(), EXS_LittleEndianExplicit);
}

void WriteDrawnReport(const std::filesystem::path& file,
                      const std::vector<ReportGroup>& groups,
                      const ObjectOrigin& origin) {
  DcmFileFormat object;
  DcmDataset& dataset = *object.getDataset();
  Put(dataset, DCM_SOPClassUID, UID_Comprehensive3DSRStorage);
  PutHeader(dataset, origin);
  Put(dataset, DCM_Modality, "SR");
  Put(dataset, DCM_ContentDate, origin.date);
  Put(dataset, DCM_ContentTime, origin.time);
  Put(dataset, DCM_ValueType, "CONTAINER");
  PutCode(dataset, DCM_ConceptNameCodeSequence, "126000", "DCM", "Imaging Measurement Report");
  DcmItem& measurements =
      AppendContent(dataset, "CONTAINS", "CONTAINER", "126010", "Imaging Measurements");
  for (const ReportGroup& group : groups) {
    DcmItem& item =
        AppendContent(measurements, "CONTAINS", "CONTAINER", "125007", "Measurement Group");
    Put(AppendContent(item, "HAS OBS CONTEXT", "TEXT", "112039", "Tracking Identifier"),
        DCM_TextValue,
        group.tracking_id);
    Put(AppendContent(
            item, "HAS OBS CONTEXT", "UIDREF", "112040", "Tracking Unique Identifier"),
        DCM_UID,
        group.tracking_uid);
    PutCode(AppendContent(item, "CONTAINS", "CODE", "121071", "Finding"),
            DCM_ConceptCodeSequence,
            "1",
            "99TEST",
            group.finding);
    for (const ReportGraphic& graphic : group.graphics) {
      if (group.inferred) {
        DcmItem& area = AppendContent(item, "CONTAINS", "NUM", "42798000", "Area");
        AppendGraphic(area, graphic, "INFERRED FROM");
      } else {
        AppendGraphic(item, graphic, "CONTAINS");
      }
    }
  }
  object.saveFile(file.c_str(), EXS_LittleEndianExplicit);
}

double ShoelaceArea(const Outline& outline, int axis_u, int axis_v) {
  double twice = 0;
  for (std::size_t n = 0; n < outline.size(); ++n) {
    const Vec3& a = outline[n];
    const Vec3& b = outline[(n + 1) % outline.size()];
    twice += a[axis_u] * b[axis_v] - b[axis_u] * a[axis_v];
  }
  return std::abs(twice) / 2;
}

}  // namespace regen::test
