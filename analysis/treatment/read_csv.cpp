// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/read_csv.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>

#include <csv.h>

namespace regen {

namespace {

int LineOf(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

// Length of the UTF-8 sequence at the front of `text` (Unicode 15, table 3-7); 0: not UTF-8.
std::size_t Utf8SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) >> 6) != 2) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) > 0x9F;
  const bool too_large = lead == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || too_large ? 0 : length;
}

// Where the text stops being readable as UTF-8 text, and why.
std::optional<ImportProblem> FindUnreadableText(std::string_view csv) {
  if (csv.starts_with("\xFF\xFE") || csv.starts_with("\xFE\xFF")) {
    return ImportProblem{0, "", "the file is UTF-16; expected UTF-8"};
  }
  for (std::size_t at = 0; at < csv.size();) {
    if (csv[at] == '\0') {
      return ImportProblem{LineOf(csv, at), "", "holds a NUL byte; expected UTF-8 text"};
    }
    const std::size_t length = Utf8SequenceLength(csv.substr(at));
    if (length == 0) {
      return ImportProblem{LineOf(csv, at), "", "is not UTF-8; save the file as UTF-8"};
    }
    at += length;
  }
  return std::nullopt;
}

char SeparatorOf(std::string_view csv) {
  const std::size_t begin = std::min(csv.find_first_not_of("\r\n"), csv.size());
  const std::string_view header = csv.substr(begin, csv.find_first_of("\r\n", begin) - begin);
  const auto commas = std::count(header.begin(), header.end(), ',');
  return std::count(header.begin(), header.end(), ';') > commas ? ';' : ',';
}

// What libcsv's callbacks fill.
struct Sink {
  std::vector<CsvRecord> records;
  CsvRecord current;
  bool in_record = false;
};

void EndField(void* text, std::size_t length, void* sink) {
  static_cast<Sink*>(sink)->current.fields.emplace_back(static_cast<const char*>(text), length);
}

void EndRecord(int /*terminator*/, void* data) {
  auto& sink = *static_cast<Sink*>(data);
  const auto& fields = sink.current.fields;
  const bool blank = std::all_of(
      fields.begin(), fields.end(), [](const std::string& field) { return field.empty(); });
  if (!blank) sink.records.push_back(std::move(sink.current));
  sink.current = {};
  sink.in_record = false;
}

}  // namespace

std::vector<CsvRecord> ReadCsv(std::string_view csv, std::vector<ImportProblem>& problems) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  if (auto problem = FindUnreadableText(csv)) {
    problems.push_back(std::move(*problem));
    return {};
  }

  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
    problems.push_back({0, "", "cannot be read: out of memory"});
    return {};
  }
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> release(&parser, csv_free);
  csv_set_delim(&parser, static_cast<unsigned char>(SeparatorOf(csv)));

  // Byte by byte, because only so the line is known on which a record begins.
  Sink sink;
  int line = 1;
  for (const char& byte : csv) {
    const bool line_end = byte == '\n' || byte == '\r';
    if (!sink.in_record && !line_end) {
      sink.in_record = true;
      sink.current.row = line;
    }
    if (csv_parse(&parser, &byte, 1, EndField, EndRecord, &sink) != 1) {
      problems.push_back({line,
                          "",
                          "has a quotation mark out of place; expected \"…\" around the whole "
                          "field, and \"\" for one inside"});
      return std::move(sink.records);
    }
    const char* next = &byte + 1;
    const bool counts =
        byte == '\n' || (byte == '\r' && (next == csv.data() + csv.size() || *next != '\n'));
    if (counts) ++line;
  }
  if (csv_fini(&parser, EndField, EndRecord, &sink) != 0) {
    problems.push_back({sink.current.row, "", "begins a quoted field that never ends"});
  }
  return std::move(sink.records);
}

}  // namespace regen
