// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/content_item.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"

#include <utility>

namespace regen::dicom {

namespace {

ContentItem Item(Relation relation, ContentKind kind, CodedConcept name, std::string text) {
  ContentItem item;
  item.relation = relation;
  item.kind = kind;
  item.name = std::move(name);
  item.text = std::move(text);
  return item;
}

}  // namespace

ContentItem ContainerItem(Relation relation, const Code& name, std::string template_id) {
  ContentItem item = Item(relation, ContentKind::kContainer, name.Concept(), {});
  item.template_id = std::move(template_id);
  return item;
}

ContentItem TextItem(Relation relation, const Code& name, std::string text) {
  return Item(relation, ContentKind::kText, name.Concept(), std::move(text));
}

ContentItem CodeItem(Relation relation, const Code& name, const CodedConcept& value) {
  ContentItem item = Item(relation, ContentKind::kCode, name.Concept(), {});
  item.code = value;
  return item;
}

ContentItem CodeItem(Relation relation, const Code& name, const Code& value) {
  return CodeItem(relation, name, value.Concept());
}

ContentItem UidItem(Relation relation, const Code& name, std::string uid) {
  return Item(relation, ContentKind::kUid, name.Concept(), std::move(uid));
}

ContentItem DateItem(Relation relation, const Code& name, std::string dicom_date) {
  return Item(relation, ContentKind::kDate, name.Concept(), std::move(dicom_date));
}

ContentItem NumberItem(Relation relation,
                       const CodedConcept& name,
                       std::optional<double> value,
                       const CodedConcept& unit) {
  ContentItem item =
      Item(relation, ContentKind::kNumber, name, value ? FormatDs(*value) : std::string());
  item.code = value ? unit : codes::kMeasurementFailure.Concept();
  return item;
}

ContentItem NumberItem(Relation relation,
                       const Code& name,
                       std::optional<double> value,
                       const Code& unit) {
  return NumberItem(relation, name.Concept(), value, unit.Concept());
}

ContentItem ImageItem(Relation relation,
                      std::string sop_class_uid,
                      std::string sop_instance_uid,
                      int frame_number) {
  ContentItem item = Item(relation, ContentKind::kImage, {}, {});
  item.sop_class_uid = std::move(sop_class_uid);
  item.sop_instance_uid = std::move(sop_instance_uid);
  item.frame_number = frame_number;
  return item;
}

ContentItem CompositeItem(Relation relation,
                          std::string sop_class_uid,
                          std::string sop_instance_uid) {
  ContentItem item = ImageItem(relation, std::move(sop_class_uid), std::move(sop_instance_uid));
  item.kind = ContentKind::kComposite;
  return item;
}

ContentItem OutlineItem(Relation relation, const Code& name, std::vector<float> outline) {
  ContentItem item = Item(relation, ContentKind::kOutline, name.Concept(), {});
  item.outline = std::move(outline);
  return item;
}

void MakeAscii(ContentItem& item) {
  item.text = AsciiOnly(item.text);
  for (ContentItem& child : item.children) MakeAscii(child);
}

}  // namespace regen::dicom
