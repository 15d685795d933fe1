// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace regen {

// What a structured report has drawn, from the content tree alone: the same rules for headers
// that the archive tells and for files.

// A content item (PS3.3 C.17.3), as far as regions need it. Texts are UTF-8; empty: absent.
struct ReportItem {
  std::string value_type;              // CONTAINER, CODE, TEXT, UIDREF, SCOORD, IMAGE ...
  std::string concept_code;            // of the concept name, with its scheme: "DCM:125007"
  std::string value;                   // text, UID, or the meaning of a code
  std::string value_code;              // of a CODE, with its scheme
  std::string graphic_type;            // SCOORD, SCOORD3D
  std::vector<double> graphic_data;    // pixels (SCOORD) or mm in LPS (SCOORD3D)
  bool graphic_data_known = true;      // false: too long to be told; then a region is assumed
  std::string frame_of_reference_uid;  // SCOORD3D
  std::string image_uid;               // IMAGE: SOP Instance UID
  int frame_number = 0;                // IMAGE: the frame of it, from 1; 0: not said
  std::vector<ReportItem> children;
};

// One outline and where it lies.
struct DrawnGraphic {
  bool three_d = false;  // SCOORD3D
  std::string type;      // ELLIPSE, CIRCLE, POLYLINE, POLYGON
  std::vector<double> data;
  std::string frame_of_reference_uid;  // SCOORD3D
  std::string image_uid;               // the image it was selected from, else its group's
  int frame_number = 0;                // of that image, from 1; 0: not said
};

// The outlines of one measurement group, or of all groups with the same tracking identifier:
// one region.
struct DrawnGroup {
  int number = 1;     // from 1, in the order of the document
  std::string label;  // finding, finding site and tracking identifier, those there are
  std::string tracking_id;
  std::string tracking_uid;
  std::string algorithm_type;  // AUTOMATIC: an algorithm is named; MANUAL: a person alone
  std::vector<DrawnGraphic> graphics;  // empty: see `problem`
  std::string problem;                 // "a POINT is only a seed ...", where nothing encloses
};

// Every group that holds coordinates. What encloses no area (POINT, MULTIPOINT, an open
// POLYLINE) is left out; a group of nothing else has a problem instead. The same outline given
// for each of several measurements counts once.
std::vector<DrawnGroup> DrawnGroupsOf(const ReportItem& root);

}  // namespace regen
