// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/region_json.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/selection/drawn_groups.h"
#include "plugin/archive/dicom_tags.h"
#include "plugin/archive/json_text.h"

#include <cassert>
#include <string_view>
#include <utility>

namespace regen {
namespace {

// The value of `keyword` in an instance or in one item of a sequence.
std::string Text(const Json::Value& item, std::string_view keyword) {
  const std::string tag(TagOfKeyword(keyword));
  assert(!tag.empty());
  return std::string(Trim(JsonString(item, tag.c_str())));
}

const Json::Value& Items(const Json::Value& item, std::string_view sequence) {
  static const Json::Value none(Json::arrayValue);
  const std::string tag(TagOfKeyword(sequence));
  assert(!tag.empty());
  if (!item.isObject() || !item.isMember(tag) || !item[tag].isArray()) return none;
  return item[tag];
}

int Number(const Json::Value& item, std::string_view keyword) {
  return static_cast<int>(ParseInt(Text(item, keyword)).value_or(0));
}

ArchivedRegion Describe(const std::string& orthanc_id, const Json::Value& tags) {
  ArchivedRegion region;
  region.orthanc_id = orthanc_id;
  region.object = RegionObjectKind(Text(tags, "SOPClassUID"));
  region.sop_instance_uid = Text(tags, "SOPInstanceUID");
  region.series_instance_uid = Text(tags, "SeriesInstanceUID");
  region.content_date = Text(tags, "ContentDate");
  region.content_time = Text(tags, "ContentTime");
  region.made_by_us = Text(tags, "ManufacturerModelName") == kProductName;
  return region;
}

std::vector<ArchivedRegion> Segments(const std::string& orthanc_id, const Json::Value& tags) {
  std::vector<ArchivedRegion> regions;
  for (const Json::Value& segment : Items(tags, "SegmentSequence")) {
    ArchivedRegion region = Describe(orthanc_id, tags);
    region.number = Number(segment, "SegmentNumber");
    region.label = Text(segment, "SegmentLabel");
    region.frame_of_reference_uid = Text(tags, "FrameOfReferenceUID");
    for (const Json::Value& series : Items(tags, "ReferencedSeriesSequence")) {
      AddUidOnce(region.referenced_series_uids, Text(series, "SeriesInstanceUID"));
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

// The images of its closed outlines, or why it has none.
void DescribeContours(const Json::Value& tags, ArchivedRegion& region) {
  bool closed = false;
  for (const Json::Value& roi : Items(tags, "ROIContourSequence")) {
    if (Number(roi, "ReferencedROINumber") != region.number) continue;
    for (const Json::Value& contour : Items(roi, "ContourSequence")) {
      const std::string type = Text(contour, "ContourGeometricType");
      if (type != "CLOSED_PLANAR" && type != "CLOSEDPLANAR_XOR") continue;
      closed = true;
      for (const Json::Value& image : Items(contour, "ContourImageSequence")) {
        AddUidOnce(region.referenced_image_uids, Text(image, "ReferencedSOPInstanceUID"));
      }
    }
  }
  if (!closed) region.problem = "no contour that encloses an area, expected CLOSED_PLANAR";
}

std::vector<ArchivedRegion> Rois(const std::string& orthanc_id, const Json::Value& tags) {
  std::vector<ArchivedRegion> regions;
  for (const Json::Value& roi : Items(tags, "StructureSetROISequence")) {
    ArchivedRegion region = Describe(orthanc_id, tags);
    region.number = Number(roi, "ROINumber");
    region.label = Text(roi, "ROIName");
    region.frame_of_reference_uid = Text(roi, "ReferencedFrameOfReferenceUID");
    region.content_date = Text(tags, "StructureSetDate");
    region.content_time = Text(tags, "StructureSetTime");
    for (const Json::Value& frame : Items(tags, "ReferencedFrameOfReferenceSequence")) {
      for (const Json::Value& study : Items(frame, "RTReferencedStudySequence")) {
        for (const Json::Value& series : Items(study, "RTReferencedSeriesSequence")) {
          AddUidOnce(region.referenced_series_uids, Text(series, "SeriesInstanceUID"));
        }
      }
    }
    DescribeContours(tags, region);
    regions.push_back(std::move(region));
  }
  return regions;
}

std::string CodeOf(const Json::Value& item, std::string_view sequence) {
  const Json::Value& codes = Items(item, sequence);
  if (codes.empty()) return {};
  return StrCat(Text(codes[0], "CodingSchemeDesignator"), ":", Text(codes[0], "CodeValue"));
}

ReportItem ReadItem(const Json::Value& json) {
  ReportItem item;
  item.value_type = Text(json, "ValueType");
  item.concept_code = CodeOf(json, "ConceptNameCodeSequence");
  item.graphic_type = Text(json, "GraphicType");
  item.frame_of_reference_uid = Text(json, "ReferencedFrameOfReferenceUID");
  if (item.value_type == "TEXT") item.value = Text(json, "TextValue");
  if (item.value_type == "UIDREF") item.value = Text(json, "UID");
  if (item.value_type == "CODE" && !Items(json, "ConceptCodeSequence").empty()) {
    item.value = Text(Items(json, "ConceptCodeSequence")[0], "CodeMeaning");
    item.value_code = CodeOf(json, "ConceptCodeSequence");
  }
  const std::string data = Text(json, "GraphicData");
  item.graphic_data_known = !data.empty();
  for (const std::string& number : Split(data, '\\')) {
    if (const auto value = ParseDouble(number)) item.graphic_data.push_back(*value);
  }
  for (const Json::Value& image : Items(json, "ReferencedSOPSequence")) {
    if (!item.image_uid.empty()) continue;
    item.image_uid = Text(image, "ReferencedSOPInstanceUID");
    const auto frame = ParseInt(Split(Text(image, "ReferencedFrameNumber"), '\\').front());
    constexpr std::int64_t kMaxFrames = 65536;
    if (frame && *frame > 0 && *frame <= kMaxFrames) {
      item.frame_number = static_cast<int>(*frame);
    }
  }
  for (const Json::Value& child : Items(json, "ContentSequence")) {
    item.children.push_back(ReadItem(child));
  }
  return item;
}

std::vector<ArchivedRegion> Groups(const std::string& orthanc_id, const Json::Value& tags) {
  std::vector<ArchivedRegion> regions;
  for (const DrawnGroup& group : DrawnGroupsOf(ReadItem(tags))) {
    ArchivedRegion region = Describe(orthanc_id, tags);
    region.number = group.number;
    region.label = group.label;
    region.problem = group.problem;
    for (const DrawnGraphic& graphic : group.graphics) {
      AddUidOnce(region.referenced_image_uids, graphic.image_uid);
      if (graphic.three_d) region.frame_of_reference_uid = graphic.frame_of_reference_uid;
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

}  // namespace

std::vector<ArchivedRegion> RegionsFromTags(const std::string& orthanc_id,
                                            const Json::Value& tags) {
  const std::string_view kind = RegionObjectKind(Text(tags, "SOPClassUID"));
  if (kind == "SEG") return Segments(orthanc_id, tags);
  if (kind == "RTSTRUCT") return Rois(orthanc_id, tags);
  return kind == "SR" ? Groups(orthanc_id, tags) : std::vector<ArchivedRegion>();
}

}  // namespace regen
