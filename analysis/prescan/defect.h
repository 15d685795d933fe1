// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace regen::prescan {

// What is wrong with a file. PS3.5 and PS3.10 say what is right.
enum class DefectCode {
  // The structure cannot be followed any further; the scan ends there.
  kEmpty,
  kNotDicom,
  kMetaHeader,        // file meta information that contradicts itself (PS3.10 section 7.1)
  kTruncated,         // the file ends within an element, item or sequence
  kBeyondEnd,         // a length reaches beyond the file
  kBeyondParent,      // a length reaches beyond the item or sequence that holds the element
  kBadVr,             // no value representation (PS3.5 section 6.2)
  kUndefinedLength,   // where a length must be given (PS3.5 section 7.1.1)
  kUnexpectedTag,     // an item or delimiter out of place, or a group that no dataset has
  kTooDeep,           // kMaxDepth
  kTooManyElements,   // kMaxElements
  kTooManyFragments,  // kMaxFragments
  kDeflate,           // not a deflated stream (PS3.5 annex A.5)
  kInflatedTooLarge,  // kInflatedAlways, kInflatedRatio
  // The structure is whole, its content is not; the scan goes on.
  kImageVr,            // Rows, Columns, SamplesPerPixel or BitsAllocated in another VR than US
  kImageTooLarge,      // kMaxFrameBytes
  kImageNumber,        // Rows, Columns, … that are missing or impossible
  kPixelDataTooShort,  // fewer bytes than Rows x Columns x … (native), than frames (fragments)
  kPixelEncoding,      // native pixel data in an encapsulated syntax or the reverse
  kOffsetTable,        // a basic offset table that does not ascend or points out of the data
  kValueLength,        // of a binary number: not a multiple of its size
  kTagOrder            // tags that do not ascend, or twice the same
};

// "too-deep": stable, for logs, counters and messages.
std::string_view DefectCodeName(DefectCode code);

// Whether the file can harm a reader that did not look first: crash it, let it allocate far
// more than the file holds, or hide more of that kind behind what cannot be followed. The other
// defects only make a file useless.
bool IsPoison(DefectCode code);

struct Defect {
  DefectCode code = DefectCode::kEmpty;
  std::string where;         // "(5200,9230)[2].(0028,0010)", items from 1; empty: the file
  std::uint64_t offset = 0;  // of the element, in bytes from the start of the file …
  bool in_inflated = false;  // … or of the inflated dataset
  std::string expected;      // never holds a value that could identify a patient
};

// "too-deep at (0040,A730)[1].…, offset 1234: expected at most 32 nested sequences".
std::string DefectText(const Defect& defect);

}  // namespace regen::prescan
