// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/utf8_text.h"

#include "analysis/dicom/character_set.h"
#include "analysis/dicom/dataset_util.h"

namespace regen::dicom {

namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// The value representations that SpecificCharacterSet is about (PS3.5 section 6.1.2.3).
bool IsText(const DcmElement& element) {
  switch (element.ident()) {
    case EVR_PN:
    case EVR_LO:
    case EVR_SH:
    case EVR_LT:
    case EVR_ST:
    case EVR_UT:
    case EVR_UC:
      return true;
    default:
      return false;
  }
}

OFString RawText(DcmElement& element) {
  OFString raw;
  element.getOFStringArray(raw, OFFalse);
  return raw;
}

std::string Utf8Text(DcmElement& element, const std::string& character_set) {
  const OFString raw = RawText(element);
  return ToUtf8({raw.c_str(), raw.size()},
                character_set,
                element.ident() == EVR_PN ? TextKind::kPersonName : TextKind::kPlain);
}

std::string OwnCharacterSet(DcmItem& item, const std::string& inherited) {
  return item.tagExists(DCM_SpecificCharacterSet) ? CharacterSetOf(item) : inherited;
}

}  // namespace

std::string CharacterSetOf(DcmItem& item) {
  for (DcmItem* at = &item; at != nullptr; at = at->getParentItem()) {
    OFString values;
    if (at->tagExists(DCM_SpecificCharacterSet) &&
        at->findAndGetOFStringArray(DCM_SpecificCharacterSet, values).good()) {
      return {values.c_str(), values.size()};
    }
  }
  return {};
}

bool IsConvertible(DcmElement& element, const std::string& character_set) {
  if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(&element)) {
    for (unsigned long i = 0; i < sequence->card(); ++i) {
      DcmItem& item = *sequence->getItem(i);
      const std::string own = OwnCharacterSet(item, character_set);
      for (unsigned long j = 0; j < item.card(); ++j) {
        if (!IsConvertible(*item.getElement(j), own)) return false;
      }
    }
    return true;
  }
  if (!IsText(element)) return true;
  const OFString raw = RawText(element);
  const bool had_one = raw.find(kReplacement) != OFString_npos;
  return had_one || Utf8Text(element, character_set).find(kReplacement) == std::string::npos;
}

void ConvertToUtf8(DcmElement& element, const std::string& character_set) {
  if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(&element)) {
    for (unsigned long i = 0; i < sequence->card(); ++i) {
      DcmItem& item = *sequence->getItem(i);
      const std::string own = OwnCharacterSet(item, character_set);
      item.findAndDeleteElement(DCM_SpecificCharacterSet);
      for (unsigned long j = 0; j < item.card(); ++j) {
        ConvertToUtf8(*item.getElement(j), own);
      }
    }
    return;
  }
  if (!IsText(element)) return;
  const OFString raw = RawText(element);
  const std::string utf8 = Utf8Text(element, character_set);
  // What is ASCII keeps its bytes.
  if (utf8 == std::string_view(raw.c_str(), raw.size())) return;
  Require(element.putOFStringArray(OFString(utf8.data(), utf8.size())), "text");
}

}  // namespace regen::dicom
