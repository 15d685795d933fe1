// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/attribute_lookup.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/private_elements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace regen::dicom {

namespace {

using Keywords = std::map<std::string, DcmTagKey, std::less<>>;

// Standard attributes by name, in one walk through DCMTK's dictionary: it searches it from
// front to back each time. Ranges of groups or elements have no tag of their own.
Keywords ReadKeywords() {
  Keywords keywords;
  DcmDataDictionary& dictionary = dcmDataDict.wrlock();
  const DcmHashDictIterator end = dictionary.normalEnd();
  for (DcmHashDictIterator entry = dictionary.normalBegin(); entry != end; ++entry) {
    const DcmDictEntry& attribute = **entry;
    if (attribute.getPrivateCreator() == nullptr && attribute.getTagName() != nullptr) {
      keywords.emplace(attribute.getTagName(), attribute.getKey());
    }
  }
  dcmDataDict.wrunlock();
  return keywords;
}

DcmTagKey TagOfKeyword(std::string_view keyword) {
  static const Keywords keywords = ReadKeywords();
  const auto found = keywords.find(keyword);
  if (found == keywords.end()) throw DcmtkError(StrCat(keyword, ": not a DICOM keyword"));
  return found->second;
}

// GE adds 1e9 to the b-value in some releases.
constexpr double kGeBValueOffset = 1e9;

std::string PrivateBValue(DcmItem& dataset) {
  auto value = PrivateNumber(dataset, kSiemensBValue);
  if (!value) value = PrivateNumber(dataset, kPhilipsBValue);
  if (!value) {
    value = PrivateNumber(dataset, kGeBValue);
    if (value) value = std::fmod(*value, kGeBValueOffset);
  }
  return value && *value >= 0 ? StrCat(*value) : std::string();
}

// GE's "image type" of the raw data.
std::string PrivateComponent(DcmItem& dataset) {
  constexpr std::array<const char*, 4> kNames = {"MAGNITUDE", "PHASE", "REAL", "IMAGINARY"};
  const auto value = PrivateNumber(dataset, kGeImageType);
  for (std::size_t n = 0; n < kNames.size(); ++n) {
    if (value && *value == static_cast<double>(n)) return kNames[n];
  }
  return {};
}

DcmItem* FirstItem(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* first = nullptr;
  if (item.findAndGetSequenceItem(sequence, first, 0).bad()) return nullptr;
  return first;
}

// The elements of a dataset by tag: DCMTK searches them from front to back each time.
class Elements {
 public:
  explicit Elements(DcmItem& dataset) {
    for (DcmObject* object = dataset.nextInContainer(nullptr); object != nullptr;
         object = dataset.nextInContainer(object)) {
      if (auto* element = dynamic_cast<DcmElement*>(object)) by_tag_.push_back(element);
    }
    std::stable_sort(by_tag_.begin(), by_tag_.end(), [](DcmElement* a, DcmElement* b) {
      return a->getTag().getXTag() < b->getTag().getXTag();
    });
  }

  DcmElement* Find(const DcmTagKey& tag) const {
    const auto found = std::lower_bound(
        by_tag_.begin(), by_tag_.end(), tag, [](DcmElement* element, const DcmTagKey& wanted) {
          return element->getTag().getXTag() < wanted;
        });
    return found != by_tag_.end() && (*found)->getTag().getXTag() == tag ? *found : nullptr;
  }

 private:
  std::vector<DcmElement*> by_tag_;
};

DcmItem* FirstItemOf(DcmElement* element) {
  auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element);
  return sequence == nullptr || sequence->card() == 0 ? nullptr : sequence->getItem(0);
}

}  // namespace

AttributeLookup LookupIn(DcmItem& dataset) {
  return [&dataset, elements = Elements(dataset)](std::string_view keyword) {
    std::size_t slash = keyword.find('/');
    if (slash == std::string_view::npos) {
      DcmElement* element = elements.Find(TagOfKeyword(keyword));
      std::string text = element == nullptr ? "" : AttributeText(dataset, *element);
      if (!text.empty()) return text;
      if (keyword == "DiffusionBValue") return PrivateBValue(dataset);
      if (keyword == "ComplexImageComponent") return PrivateComponent(dataset);
      return text;
    }
    DcmItem* item = FirstItemOf(elements.Find(TagOfKeyword(keyword.substr(0, slash))));
    keyword.remove_prefix(slash + 1);
    for (slash = keyword.find('/'); item != nullptr && slash != std::string_view::npos;
         slash = keyword.find('/')) {
      item = FirstItem(*item, TagOfKeyword(keyword.substr(0, slash)));
      keyword.remove_prefix(slash + 1);
    }
    return item == nullptr ? std::string() : AttributeText(*item, TagOfKeyword(keyword));
  };
}

FunctionalGroupItems::FunctionalGroupItems(DcmItem& dataset)
    : dataset_(dataset), shared_(FirstItem(dataset, DCM_SharedFunctionalGroupsSequence)) {
  DcmSequenceOfItems* sequence = nullptr;
  if (dataset.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, sequence).bad()) return;
  // By the list's own iterator: getItem(n) walks from the front each time.
  for (DcmObject* object = sequence->nextInContainer(nullptr); object != nullptr;
       object = sequence->nextInContainer(object)) {
    per_frame_.push_back(dynamic_cast<DcmItem*>(object));
  }
}

DcmItem* FunctionalGroupItems::ItemAt(int place) const {
  if (place == FunctionalGroups::kObject) return &dataset_;
  if (place == FunctionalGroups::kShared) return shared_;
  const auto frame = static_cast<std::size_t>(place);
  return place >= 0 && frame < per_frame_.size() ? per_frame_[frame] : nullptr;
}

DcmItem* FunctionalGroupItems::Macro(int place, const DcmTagKey& sequence) const {
  DcmItem* item = ItemAt(place);
  return item == nullptr ? nullptr : FirstItem(*item, sequence);
}

std::string FunctionalGroupItems::Value(int place,
                                        std::string_view macro,
                                        std::string_view keyword) const {
  DcmItem* item = ItemAt(place);
  while (item != nullptr && !macro.empty()) {
    const std::size_t slash = std::min(macro.find('/'), macro.size());
    item = FirstItem(*item, TagOfKeyword(macro.substr(0, slash)));
    macro.remove_prefix(std::min(slash + 1, macro.size()));
  }
  return item == nullptr ? std::string() : AttributeText(*item, TagOfKeyword(keyword));
}

FunctionalGroups FunctionalGroupItems::View() const {
  return {frames(), [this](int place, std::string_view macro, std::string_view keyword) {
            return Value(place, macro, keyword);
          }};
}

}  // namespace regen::dicom
