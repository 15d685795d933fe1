// SPDX-License-Identifier: GPL-3.0-or-later
// Is this a DICOM file that a reader may be given? Looks at its structure only (PS3.5 section 7
// and annex A, PS3.10 section 7): flat, without recursion, in bounded memory (a few KiB on the
// stack, whatever the file; the buffers are on the heap), each byte at most once. Values are
// skipped, but for those that say how large an image is.
//
// All encodings of a dataset: implicit and explicit, little and big endian, deflated (inflated
// as a stream, see limits.h), encapsulated; with or without preamble and file meta information;
// sequences and items of defined and undefined length, and those that stand as UN or as private
// elements of an implicit dataset.
#pragma once

#include "analysis/prescan/defect.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace regen::prescan {

struct ScanReport {
  // The first of the worst kind; nothing: the file keeps the rules that are looked at.
  std::optional<Defect> defect;
  // The same without what concerns the pixels alone: all that a reader needs to mind that stops
  // before PixelData.
  std::optional<Defect> header_defect;
  std::uint64_t elements = 0;  // of the dataset, with its items
  std::size_t depth = 0;       // sequences within sequences
};

ScanReport ScanBytes(std::span<const std::uint8_t> file);

// Where PixelData (7FE0,0010) of a dataset lies, so that nobody need look for it again.
struct PixelPlace {
  struct Fragment {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
  };
  std::uint64_t offset = 0;         // of native pixels, from the start of the file …
  std::uint64_t deflated_from = 0;  // … unless not 0: of the dataset inflated from there on
  std::uint64_t bytes = 0;          // of native pixels
  bool encapsulated = false;
  std::vector<Fragment> fragments;  // without the offset table
  bool words = false;       // of VR OW or implicit, so that bytes are swapped in pairs …
  bool big_endian = false;  // … where this is so
};

// Where an element of the dataset itself begins, from the start of the file. It ends where the
// next one begins.
struct ElementPlace {
  std::uint32_t tag = 0;  // group * 65536 + element
  std::uint64_t offset = 0;
};

// What a scan passed by; incomplete where it ended early.
struct FilePlaces {
  std::optional<PixelPlace> pixels;  // nothing where the file has none
  // In the order of the file; none of a deflated one, whose elements have no place in it.
  std::vector<ElementPlace> elements;
};

// The same for a file; one that cannot be read is `kEmpty`. Tells the places where asked for.
ScanReport ScanFile(const std::filesystem::path& file, FilePlaces* places = nullptr);

}  // namespace regen::prescan
