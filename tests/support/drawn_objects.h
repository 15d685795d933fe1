// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <filesystem>
#include <string>
#include <vector>

namespace regen::test {

// RTSTRUCT and SR objects with regions, written with DCMTK alone.

using Outline = std::vector<Vec3>;  // points in LPS, mm

struct Roi {
  int number = 1;
  std::string name = "Patellar tendon";
  std::string frame_of_reference_uid;
  std::vector<Outline> outlines;
  std::vector<std::string> image_uids;  // of each outline, where given
  std::string type = "CLOSED_PLANAR";
  std::string algorithm = "MANUAL";
};

struct ObjectOrigin {
  std::string study_uid = "1.2.3.4";
  std::string sop_instance_uid = "1.2.3.4.70.1";
  std::string series_uid = "1.2.3.4.70";
  std::string referenced_series_uid;  // RTSTRUCT; empty: none
  std::string date = "20260103";
  std::string time = "101112";
  std::string model = "Contour Tool";
};

void WriteStructureSet(const std::filesystem::path& file,
                       const std::vector<Roi>& rois,
                       const ObjectOrigin& origin = {});

struct ReportGraphic {
  std::string type = "POLYLINE";
  std::vector<float> data;
  std::string image_uid;               // SCOORD: the image it was selected from
  std::string frame_of_reference_uid;  // not empty: SCOORD3D
};

struct ReportGroup {
  std::string tracking_id = "ROI 1";
  std::string tracking_uid = "1.2.3.4.71";
  std::string finding = "Patellar tendon";
  std::vector<ReportGraphic> graphics;
  bool inferred = false;  // below a NUM, as planar annotations are written
};

// A Comprehensive 3D SR in the form of TID 1500.
void WriteDrawnReport(const std::filesystem::path& file,
                      const std::vector<ReportGroup>& groups,
                      const ObjectOrigin& origin = {});

// Area of a polygon by the shoelace formula, in the plane that `axes` names (0, 1, 2 of LPS).
double ShoelaceArea(const Outline& outline, int axis_u, int axis_v);

}  // namespace regen::test
