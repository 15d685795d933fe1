// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: an SR content tree as plain data (PS3.3 C.17.3), so that what a
// report says can be composed without DCMTK.
#pragma once

#include "analysis/base/coded_concept.h"
#include "analysis/codes/codes.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace regen::dicom {

enum class Relation {
  kRoot,
  kContains,
  kHasConceptMod,
  kHasObsContext,
  kHasAcqContext,
  kHasProperties,
  kInferredFrom,
  kSelectedFrom
};

enum class ContentKind {
  kContainer,
  kText,
  kCode,
  kNumber,
  kUid,
  kDate,
  kImage,
  kComposite,
  kOutline
};

struct ContentItem {
  Relation relation = Relation::kContains;
  ContentKind kind = ContentKind::kContainer;
  CodedConcept name;  // empty code value: an item without a concept name (library entries)

  std::string text;              // TEXT, UIDREF, DATE; NUM as DS, empty: see `code`
  CodedConcept code;             // CODE: value; NUM: unit, or without a value why (CID 42)
  std::string template_id;       // CONTAINER: of DCMR; empty: none
  std::string sop_class_uid;     // IMAGE, COMPOSITE
  std::string sop_instance_uid;  // IMAGE, COMPOSITE
  int segment_number = 0;        // IMAGE; 0: none
  int frame_number = 0;          // IMAGE; from 1, 0: none
  std::vector<float> outline;    // SCOORD, a closed POLYLINE: column, row, column, row …

  std::string label;                       // names the item for `inferred_from`
  std::vector<std::string> inferred_from;  // labels: R-INFERRED FROM, by reference
  std::vector<ContentItem> children;

  ContentItem& Add(ContentItem child) {
    children.push_back(std::move(child));
    return children.back();
  }
};

ContentItem ContainerItem(Relation relation, const Code& name, std::string template_id = {});
ContentItem TextItem(Relation relation, const Code& name, std::string text);
ContentItem CodeItem(Relation relation, const Code& name, const CodedConcept& value);
ContentItem CodeItem(Relation relation, const Code& name, const Code& value);
ContentItem UidItem(Relation relation, const Code& name, std::string uid);
ContentItem DateItem(Relation relation, const Code& name, std::string dicom_date);

// A number as it stands in report.json (FormatDs), or one that there is none of: its qualifier
// is "Measurement failure" unless said (CID 42).
ContentItem NumberItem(Relation relation,
                       const CodedConcept& name,
                       std::optional<double> value,
                       const CodedConcept& unit);
ContentItem NumberItem(Relation relation,
                       const Code& name,
                       std::optional<double> value,
                       const Code& unit);

// `frame_number`: from 1, of an object of several frames; 0: the object has one.
ContentItem ImageItem(Relation relation,
                      std::string sop_class_uid,
                      std::string sop_instance_uid,
                      int frame_number = 0);

ContentItem CompositeItem(Relation relation,
                          std::string sop_class_uid,
                          std::string sop_instance_uid);

// A closed outline in pixels of the image that is to be added as its one child (SELECTED FROM);
// the corner of the first pixel is 0, 0 (PS3.3 C.18.6).
ContentItem OutlineItem(Relation relation, const Code& name, std::vector<float> outline);

// All texts of the tree in plain ASCII, where the object cannot be UTF-8.
void MakeAscii(ContentItem& item);

}  // namespace regen::dicom
