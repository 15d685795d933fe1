// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/attribute_lookup.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/private_elements.h"

#include <array>
#include <cmath>
#include <optional>

namespace regen::dicom {

namespace {

// DCMTK searches its dictionary by name from front to back; the keywords asked for are few.
DcmTagKey TagOfKeyword(std::string_view keyword) {
  thread_local std::map<std::string, DcmTagKey, std::less<>> known;
  const auto found = known.find(keyword);
  if (found != known.end()) return found->second;
  DcmTag tag;
  if (DcmTag::findTagFromName(std::string(keyword).c_str(), tag).bad()) {
    throw DcmtkError(StrCat(keyword, ": not a DICOM keyword"));
  }
  return known.emplace(keyword, DcmTagKey(tag.getGroup(), tag.getElement())).first->second;
}

// GE adds 1e9 to the b-value in some releases.
constexpr double kGeBValueOffset = 1e9;

std::string PrivateBValue(DcmItem& dataset) {
  auto value = PrivateNumber(dataset, 0x0019, "SIEMENS MR HEADER", 0x0C);
  if (!value) value = PrivateNumber(dataset, 0x2001, "Philips Imaging DD 001", 0x03);
  if (!value) {
    value = PrivateNumber(dataset, 0x0043, "GEMS_PARM_01", 0x39);
    if (value) value = std::fmod(*value, kGeBValueOffset);
  }
  return value && *value >= 0 ? StrCat(*value) : std::string();
}

// GE's "image type" of the raw data.
std::string PrivateComponent(DcmItem& dataset) {
  constexpr std::array<const char*, 4> kNames = {"MAGNITUDE", "PHASE", "REAL", "IMAGINARY"};
  const auto value = PrivateNumber(dataset, 0x0043, "GEMS_PARM_01", 0x2F);
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

}  // namespace

AttributeLookup LookupIn(DcmItem& dataset) {
  return [&dataset](std::string_view keyword) {
    DcmItem* item = &dataset;
    for (std::size_t slash = keyword.find('/'); slash != std::string_view::npos;
         slash = keyword.find('/')) {
      item = FirstItem(*item, TagOfKeyword(keyword.substr(0, slash)));
      if (item == nullptr) return std::string();
      keyword.remove_prefix(slash + 1);
    }
    std::string text = AttributeText(*item, TagOfKeyword(keyword));
    if (item != &dataset) return text;
    if (text.empty() && keyword == "DiffusionBValue") return PrivateBValue(dataset);
    if (text.empty() && keyword == "ComplexImageComponent") return PrivateComponent(dataset);
    return text;
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
