// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: DCMTK's datasets as the rules of analysis/selection read them.
#pragma once

#include "analysis/selection/enhanced_frames.h"
#include "analysis/selection/series_summary.h"

#include <map>
#include <string_view>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// Attributes of a dataset by their keywords, or by a path into the first items of sequences
// ("SharedFunctionalGroupsSequence/MRModifierSequence/InversionRecovery"). Where
// DiffusionBValue or ComplexImageComponent is absent, the private elements of GE, Philips and
// Siemens that mean the same are read. `dataset` must outlive the answer and keep its elements.
AttributeLookup LookupIn(DcmItem& dataset);

// The functional groups of an enhanced object. Keeps pointers into the dataset it was made
// from, which must outlive it and every lookup made from it.
class FunctionalGroupItems {
 public:
  explicit FunctionalGroupItems(DcmItem& dataset);

  // `place` counts frames from 0, or is one of FunctionalGroups' places.
  std::string Value(int place, std::string_view macro, std::string_view keyword) const;

  // The first item of the sequence at the place, or null.
  DcmItem* Macro(int place, const DcmTagKey& sequence) const;

  DcmItem* ItemAt(int place) const;  // null where there is none

  int frames() const { return static_cast<int>(per_frame_.size()); }
  FunctionalGroups View() const;

 private:
  DcmItem& dataset_;
  DcmItem* shared_ = nullptr;
  std::vector<DcmItem*> per_frame_;
};

}  // namespace regen::dicom
