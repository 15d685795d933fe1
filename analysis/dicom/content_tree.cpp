// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/content_tree.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"

#include <map>

#include <dcmtk/dcmsr/dsrcomvl.h>
#include <dcmtk/dcmsr/dsrimgvl.h>
#include <dcmtk/dcmsr/dsrnumvl.h>
#include <dcmtk/dcmsr/dsrscovl.h>

namespace regen::dicom {

namespace {

OFString Of(const std::string& text) {
  return {text.data(), text.size()};
}

DSRCodedEntryValue Coded(const CodedConcept& code) {
  return {Of(code.code_value), Of(code.coding_scheme), Of(code.code_meaning)};
}

DSRTypes::E_RelationshipType RelationType(Relation relation) {
  switch (relation) {
    case Relation::kRoot:
      return DSRTypes::RT_isRoot;
    case Relation::kContains:
      return DSRTypes::RT_contains;
    case Relation::kHasConceptMod:
      return DSRTypes::RT_hasConceptMod;
    case Relation::kHasObsContext:
      return DSRTypes::RT_hasObsContext;
    case Relation::kHasAcqContext:
      return DSRTypes::RT_hasAcqContext;
    case Relation::kHasProperties:
      return DSRTypes::RT_hasProperties;
    case Relation::kInferredFrom:
      return DSRTypes::RT_inferredFrom;
    case Relation::kSelectedFrom:
      return DSRTypes::RT_selectedFrom;
  }
  return DSRTypes::RT_invalid;
}

DSRTypes::E_ValueType ValueType(ContentKind kind) {
  switch (kind) {
    case ContentKind::kContainer:
      return DSRTypes::VT_Container;
    case ContentKind::kText:
      return DSRTypes::VT_Text;
    case ContentKind::kCode:
      return DSRTypes::VT_Code;
    case ContentKind::kNumber:
      return DSRTypes::VT_Num;
    case ContentKind::kUid:
      return DSRTypes::VT_UIDRef;
    case ContentKind::kDate:
      return DSRTypes::VT_Date;
    case ContentKind::kImage:
      return DSRTypes::VT_Image;
    case ContentKind::kComposite:
      return DSRTypes::VT_Composite;
    case ContentKind::kOutline:
      return DSRTypes::VT_SCoord;
  }
  return DSRTypes::VT_invalid;
}

OFCondition SetNumber(DSRContentItem& target, const ContentItem& item) {
  if (item.text.empty()) {
    return target.setNumericValue(DSRNumericMeasurementValue(Coded(item.code)));
  }
  return target.setNumericValue(DSRNumericMeasurementValue(Of(item.text), Coded(item.code)));
}

OFCondition SetImage(DSRContentItem& target, const ContentItem& item) {
  DSRImageReferenceValue image(Of(item.sop_class_uid), Of(item.sop_instance_uid));
  if (item.segment_number > 0) {
    image.getSegmentList().addItem(static_cast<Uint16>(item.segment_number));
  }
  if (item.frame_number > 0) image.getFrameList().addItem(item.frame_number);
  return target.setImageReference(image);
}

OFCondition SetOutline(DSRContentItem& target, const ContentItem& item) {
  DSRSpatialCoordinatesValue outline(DSRTypes::GT_Polyline);
  for (std::size_t at = 0; at + 1 < item.outline.size(); at += 2) {
    outline.getGraphicDataList().addItem(item.outline[at], item.outline[at + 1]);
  }
  return target.setSpatialCoordinates(outline);
}

OFCondition SetValue(DSRContentItem& target, const ContentItem& item) {
  switch (item.kind) {
    case ContentKind::kContainer:
      return EC_Normal;
    case ContentKind::kText:
    case ContentKind::kUid:
    case ContentKind::kDate:
      return target.setStringValue(Of(item.text));
    case ContentKind::kCode:
      return target.setCodeValue(Coded(item.code));
    case ContentKind::kNumber:
      return SetNumber(target, item);
    case ContentKind::kImage:
      return SetImage(target, item);
    case ContentKind::kComposite:
      return target.setCompositeReference(
          DSRCompositeReferenceValue(Of(item.sop_class_uid), Of(item.sop_instance_uid)));
    case ContentKind::kOutline:
      return SetOutline(target, item);
  }
  return EC_IllegalParameter;
}

// Adds items depth first and remembers which node is which.
class TreeFiller {
 public:
  explicit TreeFiller(DSRDocumentTree& tree) : tree_(tree) {}

  void Add(const ContentItem& item) {
    const std::string& what = item.name.code_meaning;
    const std::size_t node = tree_.addContentItem(
        RelationType(item.relation), ValueType(item.kind), DSRTypes::AM_belowCurrent);
    if (node == 0) throw DcmtkError(what + ": not allowed here in the content tree");
    DSRContentItem& target = tree_.getCurrentContentItem();
    if (!item.name.code_value.empty()) Require(target.setConceptName(Coded(item.name)), what);
    if (!item.template_id.empty()) {
      Require(target.setTemplateIdentification(Of(item.template_id), "DCMR"), what);
    }
    Require(SetValue(target, item), what);
    if (!item.label.empty()) node_of_label_[item.label] = node;
    for (const std::string& label : item.inferred_from) references_.emplace_back(node, label);
    for (const ContentItem& child : item.children) {
      Add(child);
      tree_.goUp();
    }
  }

  void AddReferences() {
    for (const auto& [node, label] : references_) {
      const auto target = node_of_label_.find(label);
      if (target == node_of_label_.end()) throw DcmtkError(label + ": no such content item");
      tree_.gotoNode(node);
      if (tree_.addByReferenceRelationship(DSRTypes::RT_inferredFrom, target->second) == 0) {
        throw DcmtkError(label + ": reference is not allowed");
      }
    }
  }

 private:
  DSRDocumentTree& tree_;
  std::map<std::string, std::size_t> node_of_label_;
  std::vector<std::pair<std::size_t, std::string>> references_;
};

}  // namespace

void FillTree(DSRDocumentTree& tree, const ContentItem& root) {
  TreeFiller filler(tree);
  filler.Add(root);
  filler.AddReferences();
}

}  // namespace regen::dicom
