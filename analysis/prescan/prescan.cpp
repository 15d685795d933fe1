// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/prescan.h"

#include "analysis/base/text.h"
#include "analysis/prescan/dataset_scanner.h"
#include "analysis/prescan/inflate_source.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace regen::prescan {

namespace {

constexpr std::size_t kPreambleBytes = 128;
constexpr std::string_view kMagic = "DICM";
constexpr Tag kGroupLength = 0x00020000;
constexpr Tag kTransferSyntaxUid = 0x00020010;

ScanReport Refused(DefectCode code, Tag tag, std::uint64_t offset, std::string expected) {
  ScanReport report;
  report.defect =
      Defect{code, tag == 0 ? "" : TagText(tag), offset, false, std::move(expected)};
  report.header_defect = report.defect;
  return report;
}

// What the file meta information told.
struct Meta {
  std::uint64_t end = 0;   // offset behind it
  std::string syntax_uid;  // empty: not told
};

// Elements of group 0002, always explicit little endian (PS3.10 section 7.1).
class MetaScanner {
 public:
  MetaScanner(ByteSource& source, std::uint64_t position)
      : source_(source), position_(position) {}

  // Where a defect is given, `meta` is not complete.
  std::optional<ScanReport> Run(Meta* meta) {
    const std::uint64_t size = source_.Size().value_or(0);
    while (true) {
      Header header;
      const Bytes bytes = source_.Peek(kHeadBytes);
      if (bytes.size() < 4 || GroupOf(ReadTag(bytes, false)) != 0x0002) break;
      switch (ReadHeader(bytes, {}, &header)) {
        case HeaderProblem::kTooShort:
          return Wrong(DefectCode::kTruncated, 0x00020000, "the head of another element");
        case HeaderProblem::kNoVr:
          return Wrong(DefectCode::kBadVr, header.tag, "a VR of two capital letters");
        case HeaderProblem::kNone:
          break;
      }
      if (header.vr == Vr('S', 'Q') || header.length == kUndefined) {
        return Wrong(DefectCode::kMetaHeader, header.tag, "no sequences");
      }
      if (header.tag <= last_) {
        return Wrong(DefectCode::kMetaHeader, header.tag, "ascending tags, each once");
      }
      last_ = header.tag;
      if (header.bytes + std::uint64_t{header.length} > size - position_) {
        return Wrong(DefectCode::kBeyondEnd, header.tag, "a length within the file");
      }
      if (!Take(header, meta)) {
        return Wrong(DefectCode::kTruncated, header.tag, "a file that keeps its size");
      }
    }
    if (promised_end_ && *promised_end_ != position_) {
      return Wrong(DefectCode::kMetaHeader, kGroupLength, "the length of the group");
    }
    meta->end = position_;
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kHeadBytes = 12;
  static constexpr std::uint32_t kLongestUid = 64;

  std::optional<ScanReport> Wrong(DefectCode code, Tag tag, std::string expected) const {
    return Refused(code, tag, position_, std::move(expected));
  }

  // False where a file has become shorter since it was opened.
  bool Take(const Header& header, Meta* meta) {
    const std::size_t wanted = header.bytes + std::min(header.length, kLongestUid);
    const Bytes bytes = source_.Peek(wanted);
    if (bytes.size() < wanted) return false;
    const Bytes value = bytes.subspan(header.bytes);
    const std::uint64_t end = position_ + header.bytes + header.length;
    if (header.tag == kGroupLength && header.length == 4) {
      promised_end_ = end + Read32(value, false);
    } else if (header.tag == kTransferSyntaxUid) {
      const std::string text(value.begin(), value.end());
      meta->syntax_uid = Trim(text);
    }
    source_.Skip(end - position_);
    position_ = end;
    return true;
  }

  ByteSource& source_;
  std::uint64_t position_;
  Tag last_ = 0;
  std::optional<std::uint64_t> promised_end_;
};

ScanReport ScanInflated(ByteSource& source, std::uint64_t start, FilePlaces* places) {
  InflateSource inflated(source, source.Size().value_or(start) - start);
  ScanReport report = DatasetScanner(inflated, 0, Encoding{}, false, places).Run();
  if (places != nullptr) {
    places->elements.clear();
    if (places->pixels) places->pixels->deflated_from = start;
  }
  for (auto* defect : {&report.defect, &report.header_defect}) {
    if (*defect) (*defect)->in_inflated = true;
  }
  // Why the inflated bytes ended weighs more than what was missing then.
  if (inflated.state() == InflateSource::State::kCorrupt) {
    return Refused(DefectCode::kDeflate, 0, start, "a deflated stream (RFC 1951)");
  }
  if (inflated.state() == InflateSource::State::kTooLarge) {
    return Refused(DefectCode::kInflatedTooLarge,
                   0,
                   start,
                   "a dataset that inflates to 32 MiB or 100 times its deflated size at most");
  }
  return report;
}

ScanReport Scan(ByteSource& source, FilePlaces* places) {
  if (source.Peek(1).empty()) return Refused(DefectCode::kEmpty, 0, 0, "a readable file");
  Meta meta;
  const Bytes head = source.Peek(kPreambleBytes + kMagic.size());
  const bool has_preamble =
      head.size() == kPreambleBytes + kMagic.size() &&
      std::equal(kMagic.begin(), kMagic.end(), head.begin() + kPreambleBytes);
  if (has_preamble) meta.end = source.Skip(head.size());
  if (auto wrong = MetaScanner(source, meta.end).Run(&meta)) return std::move(*wrong);

  const std::optional<Syntax> syntax = SyntaxOf(meta.syntax_uid);
  if (syntax && syntax->deflated) return ScanInflated(source, meta.end, places);
  if (syntax) {
    return DatasetScanner(source, meta.end, syntax->encoding, syntax->encapsulated, places)
        .Run();
  }
  // Not told, or of a vendor's own: as every reader does, from the first bytes.
  const auto guessed = GuessEncoding(source.Peek(kPreambleBytes));
  if (!guessed) {
    return Refused(DefectCode::kNotDicom,
                   0,
                   meta.end,
                   has_preamble ? "a known transfer syntax or a dataset"
                                : "a preamble with DICM, file meta information or a dataset");
  }
  return DatasetScanner(source, meta.end, *guessed, std::nullopt, places).Run();
}

}  // namespace

ScanReport ScanBytes(std::span<const std::uint8_t> file) {
  SpanSource source(file);
  return Scan(source, nullptr);
}

ScanReport ScanFile(const std::filesystem::path& file, FilePlaces* places) {
  FileSource source(file);
  if (!source.is_open()) return Refused(DefectCode::kEmpty, 0, 0, "a regular, readable file");
  return Scan(source, places);
}

}  // namespace regen::prescan
