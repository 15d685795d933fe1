// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/dataset_scanner.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace regen::prescan {

namespace {

constexpr std::size_t kLongestHead = 12;
constexpr std::size_t kItemHead = 8;
constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();
constexpr Tag kFloatPixelData = 0x7FE00008;
constexpr Tag kDoubleFloatPixelData = 0x7FE00009;

bool IsPrivate(Tag tag) {
  return GroupOf(tag) % 2 == 1;
}

// Standard elements that hold plain numbers in bulk, in which any bytes may follow each other.
bool IsBulk(Tag tag) {
  const std::uint32_t group = GroupOf(tag);
  return group == 0x7FE0 || group == 0x5400 || group == 0x5600 || group == 0x0042 ||
         (group >= 0x5000 && group < 0x5100) || (group >= 0x6000 && group < 0x6100) ||
         (tag >= 0x00281200 && tag < 0x00281300) || tag == 0x00283006;
}

bool IsPixelData(Tag tag) {
  return tag == kPixelData || tag == kFloatPixelData || tag == kDoubleFloatPixelData;
}

// Not forgiven anywhere: the reader that takes the bytes for a sequence is harmed.
bool IsLimit(DefectCode code) {
  return code == DefectCode::kTooDeep || code == DefectCode::kTooManyElements ||
         code == DefectCode::kTooManyFragments;
}

}  // namespace

DatasetScanner::DatasetScanner(ByteSource& source,
                               std::uint64_t start,
                               Encoding encoding,
                               std::optional<bool> encapsulated,
                               FilePlaces* places)
    : source_(source), position_(start), encapsulated_(encapsulated), places_(places) {
  frames_[0].encoding = encoding;
  frames_[0].end = source.Size().value_or(kNoEnd);
}

ScanReport DatasetScanner::Run() {
  while (!stopped_ && !AtEnd()) {
    if (top().kind == Frame::Kind::kSequence) {
      ReadItem();
    } else {
      ReadElement();
    }
  }
  if (!stopped_) FinishImage();
  return std::move(report_);
}

// Leaves what ends here; true at the end of the dataset.
bool DatasetScanner::AtEnd() {
  while (count_ > 1 && position_ == top().end) {
    if (top().undefined) {
      Stop(DefectCode::kTruncated, top().tag, "a delimiter at the end of the undefined length");
      if (stopped_) return true;
      continue;
    }
    --count_;
  }
  if (count_ > 1) return false;
  if (top().end == kNoEnd) return source_.Peek(1).empty();
  return position_ >= top().end;
}

HeaderProblem DatasetScanner::ReadElementHead(Header* header) {
  const auto room = std::min<std::uint64_t>(kLongestHead, top().end - position_);
  return ReadHeader(source_.Peek(static_cast<std::size_t>(room)), top().encoding, header);
}

HeaderProblem DatasetScanner::ReadItemHead(Header* header) {
  const auto room = std::min<std::uint64_t>(kItemHead, top().end - position_);
  return ReadHeader(source_.Peek(static_cast<std::size_t>(room)),
                    {.implicit = true, .big_endian = top().encoding.big_endian},
                    header);
}

void DatasetScanner::ReadElement() {
  Header header;
  switch (ReadElementHead(&header)) {
    case HeaderProblem::kNone:
      break;
    case HeaderProblem::kTooShort:
      if (count_ == 1 && IsZeroPadding()) return;
      return Stop(DefectCode::kTruncated, 0, "the head of another element");
    case HeaderProblem::kNoVr:
      if (count_ == 1 && header.tag == 0 && IsZeroPadding()) return;
      return Stop(DefectCode::kBadVr, header.tag, "a VR of two capital letters");
  }
  if (GroupOf(header.tag) == GroupOf(kItemTag)) return TakeDelimiter(header);
  if (count_ == 1 && header.tag == 0 && IsZeroPadding()) return;
  if (!CheckTag(header)) return;
  Count();
  if (stopped_) return;
  if (places_ != nullptr && count_ == 1) {
    places_->elements.push_back({header.tag, position_});
  }
  if (header.length == kUndefined) return ReadUndefined(header);
  ReadValue(header);
}

bool DatasetScanner::CheckTag(const Header& header) {
  const std::uint32_t group = GroupOf(header.tag);
  if (group == 0x0000 || group == 0x0002 || group == 0xFFFF) {
    Stop(DefectCode::kUnexpectedTag, header.tag, "an element of a dataset");
    return false;
  }
  if (header.tag <= top().last) {
    Note(DefectCode::kTagOrder, header.tag, "ascending tags, each once", position_);
  }
  top().last = std::max(top().last, header.tag);
  return true;
}

void DatasetScanner::TakeDelimiter(const Header& header) {
  if (header.tag != kItemDelimiter || top().kind != Frame::Kind::kItem || !top().undefined) {
    return Stop(DefectCode::kUnexpectedTag, header.tag, "an element");
  }
  if (header.length != 0) {
    return Stop(DefectCode::kUnexpectedTag, header.tag, "a delimiter of length 0");
  }
  --count_;
  Advance(header.bytes);
}

void DatasetScanner::ReadItem() {
  Frame& sequence = top();
  Header header;
  if (ReadItemHead(&header) != HeaderProblem::kNone) {
    return Stop(DefectCode::kTruncated, 0, "an item or a delimiter");
  }
  if (header.tag == kSequenceDelimiter && sequence.undefined && header.length == 0) {
    --count_;
    return Advance(header.bytes);
  }
  if (header.tag != kItemTag) {
    return Stop(DefectCode::kUnexpectedTag, header.tag, "an item or the sequence's delimiter");
  }
  ++sequence.items;
  Count();
  if (stopped_) return;
  Frame item;
  item.kind = Frame::Kind::kItem;
  item.encoding = sequence.encoding;
  item.undefined = header.length == kUndefined;
  item.tag = sequence.tag;
  item.end = sequence.end;
  if (!item.undefined) {
    if (!FitsIn(sequence, header.bytes, header.length, kItemTag)) return;
    item.end = position_ + header.bytes + header.length;
  }
  Advance(header.bytes);
  if (!stopped_) Push(item);
}

bool DatasetScanner::FitsIn(const Frame& holder,
                            std::uint64_t head,
                            std::uint64_t length,
                            Tag tag) {
  const std::uint64_t room = holder.end - position_;
  if (head + length <= room) return true;
  const bool in_file = count_ == 1 || holder.end == frames_[0].end;
  Stop(in_file ? DefectCode::kBeyondEnd : DefectCode::kBeyondParent,
       tag,
       StrCat("a length of at most ", room > head ? room - head : 0, ", found ", length));
  return false;
}

void DatasetScanner::ReadUndefined(const Header& header) {
  const bool is_pixel_data = header.tag == kPixelData;
  const bool is_bytes = header.vr == Vr('O', 'B') || header.vr == Vr('O', 'W');
  if (is_pixel_data && is_bytes) return ReadFragments(header);
  const bool is_sequence = header.vr == Vr('S', 'Q') || header.vr == Vr('U', 'N') ||
                           (header.vr == 0 && !is_pixel_data);
  if (!is_sequence) {
    return Stop(DefectCode::kUndefinedLength, header.tag, "a length, or a sequence");
  }
  EnterSequence(header, false);
}

void DatasetScanner::EnterSequence(const Header& header, bool may_be_opaque) {
  Frame sequence;
  sequence.kind = Frame::Kind::kSequence;
  sequence.encoding = top().encoding;
  // PS3.5 section 6.2.2: a sequence as UN is implicit little endian, whatever holds it.
  if (header.vr == Vr('U', 'N')) sequence.encoding = {.implicit = true, .big_endian = false};
  sequence.undefined = header.length == kUndefined;
  sequence.may_be_opaque = may_be_opaque;
  sequence.end = sequence.undefined ? top().end : position_ + header.bytes + header.length;
  sequence.tag = header.tag;
  Advance(header.bytes);
  if (!stopped_) Push(sequence);
}

void DatasetScanner::ReadValue(const Header& header) {
  if (!FitsIn(top(), header.bytes, header.length, header.tag)) return;
  const std::uint64_t offset = position_;
  const bool like_a_sequence = BeginsLikeASequence(header);
  if (header.vr == Vr('S', 'Q') || like_a_sequence) {
    return EnterSequence(
        header, like_a_sequence && (header.vr == Vr('U', 'N') || IsPrivate(header.tag)));
  }
  if (header.length % NumberBytes(header.vr) != 0) {
    Note(DefectCode::kValueLength, header.tag, "a multiple of the number's size", offset);
  }
  if (count_ == 1 && ImageCheck::Wants(header.tag)) {
    const std::size_t bytes = std::min(header.length, ImageCheck::kLongestValue);
    const Bytes value = source_.Peek(header.bytes + bytes);
    if (value.size() == header.bytes + bytes) {
      auto defect = image_.Take(header, value.subspan(header.bytes), top().encoding.big_endian);
      if (defect) Note(defect->code, header.tag, std::move(defect->expected), offset);
    }
  }
  if (count_ == 1 && IsPixelData(header.tag)) {
    pixel_data_ = PixelDataFound{header.length, 0, false};
    pixel_tag_ = header.tag;
    pixel_offset_ = offset;
    if (PixelPlace* place = PlaceFor(header)) {
      place->offset = offset + header.bytes;
      place->bytes = header.length;
    }
  }
  Advance(header.bytes + header.length);
}

// Null where nobody asked, or the pixels are none of the dataset's own PixelData.
PixelPlace* DatasetScanner::PlaceFor(const Header& header) {
  if (places_ == nullptr || count_ != 1 || header.tag != kPixelData) return nullptr;
  PixelPlace& place = places_->pixels.emplace();
  place.words = header.vr == 0 || header.vr == Vr('O', 'W');
  place.big_endian = top().encoding.big_endian;
  place.encapsulated = header.length == kUndefined;
  return &place;
}

// Implicit datasets do not say what is a sequence, and UN hides it: its first item does.
bool DatasetScanner::BeginsLikeASequence(const Header& header) {
  if (header.vr != 0 && header.vr != Vr('U', 'N')) return false;
  if (header.length < kItemHead || (header.vr == 0 && IsBulk(header.tag))) return false;
  const Bytes bytes = source_.Peek(header.bytes + 4);
  if (bytes.size() < header.bytes + 4) return false;
  const bool big_endian = header.vr == 0 && top().encoding.big_endian;
  return ReadTag(bytes.subspan(header.bytes), big_endian) == kItemTag;
}

void DatasetScanner::ReadFragments(const Header& header) {
  const std::uint64_t offset = position_;
  const Frame& holder = top();
  PixelDataFound found{0, 0, true};
  std::uint64_t with_heads = 0;
  std::uint64_t last_offset = 0;
  bool is_table = true;
  PixelPlace* place = PlaceFor(header);
  Advance(header.bytes);
  while (!stopped_) {
    Header item;
    if (ReadItemHead(&item) != HeaderProblem::kNone) {
      return Stop(DefectCode::kTruncated, header.tag, "a fragment or the delimiter");
    }
    if (item.tag == kSequenceDelimiter) {
      Advance(item.bytes);
      break;
    }
    if (item.tag != kItemTag) {
      return Stop(DefectCode::kUnexpectedTag, header.tag, "a fragment or the delimiter");
    }
    if (item.length == kUndefined) {
      return Stop(DefectCode::kUndefinedLength, header.tag, "fragments with a length");
    }
    if (!FitsIn(holder, item.bytes, item.length, header.tag)) return;
    if (++fragments_ > kMaxFragments) {
      return Stop(DefectCode::kTooManyFragments,
                  header.tag,
                  StrCat("at most ", kMaxFragments, " fragments"));
    }
    Advance(item.bytes);
    if (is_table) {
      last_offset = ReadOffsetTable(item.length);
      is_table = false;
    } else {
      if (place != nullptr) place->fragments.push_back({position_, item.length});
      Advance(item.length);
      found.bytes += item.length;
      with_heads += item.bytes + item.length;
      ++found.fragments;
    }
  }
  if (stopped_) return;
  if (last_offset != 0 && last_offset >= with_heads) {
    Note(DefectCode::kOffsetTable, header.tag, "offsets within the fragments", offset);
  }
  if (count_ != 1) return;
  pixel_data_ = found;
  pixel_tag_ = header.tag;
  pixel_offset_ = offset;
}

// Gives the last offset.
std::uint64_t DatasetScanner::ReadOffsetTable(std::uint32_t length) {
  const bool big_endian = top().encoding.big_endian;
  bool is_right = length % 4 == 0;
  std::uint64_t last = 0;
  for (std::uint32_t at = 0; at + 4 <= length && !stopped_; at += 4) {
    const Bytes bytes = source_.Peek(4);
    if (bytes.size() < 4) break;
    const std::uint64_t next = Read32(bytes, big_endian);
    is_right = is_right && (at == 0 ? next == 0 : next > last);
    last = next;
    Advance(4);
  }
  Advance(length % 4);
  if (!is_right) {
    Note(DefectCode::kOffsetTable,
         kPixelData,
         "offsets of 4 bytes that begin with 0 and ascend",
         position_);
  }
  return last;
}

void DatasetScanner::FinishImage() {
  if (!pixel_data_) return;
  auto defect = image_.Check(*pixel_data_, encapsulated_);
  if (defect) Note(defect->code, pixel_tag_, std::move(defect->expected), pixel_offset_);
}

// Zeros up to the end of the file, as blocks of tapes and disks leave them.
bool DatasetScanner::IsZeroPadding() {
  std::uint64_t zeros = 0;
  while (zeros <= kMaxPadding) {
    const Bytes bytes = source_.Peek(1024);
    if (bytes.empty()) {
      frames_[0].end = position_;
      return zeros > 0;
    }
    if (std::any_of(bytes.begin(), bytes.end(), [](auto byte) { return byte != 0; })) break;
    zeros += bytes.size();
    Advance(bytes.size());
  }
  return false;
}

void DatasetScanner::Push(const Frame& frame) {
  const std::size_t depth = (count_ + 1) / 2;
  if (frame.kind == Frame::Kind::kSequence && depth > kMaxDepth) {
    return Stop(DefectCode::kTooDeep,
                frame.tag,
                StrCat("at most ", kMaxDepth, " sequences within sequences"));
  }
  assert(count_ < frames_.size());
  frames_[count_++] = frame;
  if (frame.kind == Frame::Kind::kSequence) report_.depth = std::max(report_.depth, depth);
}

void DatasetScanner::Count() {
  if (++report_.elements <= kMaxElements) return;
  Stop(
      DefectCode::kTooManyElements, 0, StrCat("at most ", kMaxElements, " elements and items"));
}

void DatasetScanner::Advance(std::uint64_t bytes) {
  const std::uint64_t skipped = source_.Skip(bytes);
  position_ += skipped;
  if (skipped == bytes) return;
  // Not by Stop(): nothing behind it can be followed, so nothing is forgiven.
  stopped_ = true;
  Keep(DefectCode::kTruncated, 0, "as many bytes as the lengths say", position_);
}

void DatasetScanner::Stop(DefectCode code, Tag tag, std::string expected) {
  if (!IsLimit(code)) {
    for (std::size_t n = 0; n < count_; ++n) {
      if (!frames_[n].may_be_opaque) continue;
      const std::uint64_t rest = frames_[n].end - position_;
      count_ = n;
      return Advance(rest);
    }
  }
  stopped_ = true;
  Keep(code, tag, std::move(expected), position_);
}

void DatasetScanner::Note(DefectCode code,
                          Tag tag,
                          std::string expected,
                          std::uint64_t offset) {
  const auto is_opaque = [](const Frame& frame) { return frame.may_be_opaque; };
  const auto held = frames_.begin() + static_cast<std::ptrdiff_t>(count_);
  if (std::any_of(frames_.begin(), held, is_opaque)) return;
  Keep(code, tag, std::move(expected), offset);
}

// The first of the worst kind.
void DatasetScanner::Keep(DefectCode code,
                          Tag tag,
                          std::string expected,
                          std::uint64_t offset) {
  const auto is_worse = [code](const std::optional<Defect>& kept) {
    return !kept || (IsPoison(code) && !IsPoison(kept->code));
  };
  const bool concerns_pixels =
      code == DefectCode::kImageNumber || (count_ == 1 && tag == kPixelData);
  const bool for_header = !concerns_pixels && is_worse(report_.header_defect);
  const bool for_all = is_worse(report_.defect);
  if (!for_header && !for_all) return;
  const Defect defect{code, Where(tag), offset, false, std::move(expected)};
  if (for_header) report_.header_defect = defect;
  if (for_all) report_.defect = defect;
}

// The way to the element; of a long one both ends.
std::string DatasetScanner::Where(Tag tag) const {
  constexpr std::size_t kShownAtEachEnd = 3;
  const std::size_t sequences = count_ / 2;
  std::string where;
  for (std::size_t n = 0; n < sequences; ++n) {
    if (n == kShownAtEachEnd && sequences > 2 * kShownAtEachEnd) where += "….";
    if (n >= kShownAtEachEnd && n + kShownAtEachEnd < sequences) continue;
    const Frame& sequence = frames_[2 * n + 1];
    where += StrCat(TagText(sequence.tag), "[", std::to_string(sequence.items), "].");
  }
  if (tag != 0) return where + TagText(tag);
  if (!where.empty()) where.pop_back();
  return where;
}

}  // namespace regen::prescan
