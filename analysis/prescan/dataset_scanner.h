// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder.
#pragma once

#include "analysis/prescan/encoding.h"
#include "analysis/prescan/image_check.h"
#include "analysis/prescan/limits.h"
#include "analysis/prescan/prescan.h"

#include <array>
#include <optional>
#include <string>

namespace regen::prescan {

// Follows the elements of one dataset from the source's next byte to its end.
class DatasetScanner {
 public:
  // `start`: offset of the source's next byte, for messages and against its size.
  // `encapsulated`: what the transfer syntax says about pixel data; nothing: unknown.
  // `places`: see ScanFile; may be null.
  DatasetScanner(ByteSource& source,
                 std::uint64_t start,
                 Encoding encoding,
                 std::optional<bool> encapsulated,
                 FilePlaces* places);

  ScanReport Run();

 private:
  // The dataset, a sequence or an item. Frames alternate: dataset, sequence, item, sequence, …
  struct Frame {
    enum class Kind { kDataset, kSequence, kItem };
    Kind kind = Kind::kDataset;
    Encoding encoding;
    bool undefined = false;      // ends by a delimiter
    bool may_be_opaque = false;  // taken for a sequence because it begins like one
    std::uint64_t end = 0;       // offset behind it; where undefined: of what holds it
    Tag tag = 0;                 // of the sequence
    std::uint32_t items = 0;     // of the sequence so far
    Tag last = 0;                // element of the dataset or item
  };

  bool AtEnd();
  void ReadElement();
  void ReadItem();
  void ReadValue(const Header& header);
  void ReadUndefined(const Header& header);
  void ReadFragments(const Header& header);
  std::uint64_t ReadOffsetTable(std::uint32_t length);
  void FinishImage();
  PixelPlace* PlaceFor(const Header& header);

  bool CheckTag(const Header& header);
  // The head of the next element, or of the next item, fragment or delimiter of a sequence.
  HeaderProblem ReadElementHead(Header* header);
  HeaderProblem ReadItemHead(Header* header);
  bool FitsIn(const Frame& holder, std::uint64_t head, std::uint64_t length, Tag tag);
  bool BeginsLikeASequence(const Header& header);
  bool IsZeroPadding();
  void TakeDelimiter(const Header& header);
  void EnterSequence(const Header& header, bool may_be_opaque);
  void Push(const Frame& frame);
  void Count();

  // Forward by so many bytes, or kTruncated.
  void Advance(std::uint64_t bytes);
  // Ends the scan, unless within what may be opaque: that is then skipped.
  void Stop(DefectCode code, Tag tag, std::string expected);
  // Remembers a defect of the content and goes on.
  void Note(DefectCode code, Tag tag, std::string expected, std::uint64_t offset);
  void Keep(DefectCode code, Tag tag, std::string expected, std::uint64_t offset);
  std::string Where(Tag tag) const;

  Frame& top() { return frames_[count_ - 1]; }

  ByteSource& source_;
  std::uint64_t position_;
  std::optional<bool> encapsulated_;
  FilePlaces* places_;
  std::array<Frame, 2 * kMaxDepth + 1> frames_;
  std::size_t count_ = 1;
  bool stopped_ = false;
  std::uint64_t fragments_ = 0;
  ImageCheck image_;
  std::optional<PixelDataFound> pixel_data_;
  Tag pixel_tag_ = 0;
  std::uint64_t pixel_offset_ = 0;
  ScanReport report_;
};

}  // namespace regen::prescan
