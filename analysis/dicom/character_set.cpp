// SPDX-License-Identifier: GPL-3.0-or-later
// DCMTK 3.6.7 of Debian converts through glibc's iconv, which has no ISO 2022 IR 58, 87 and
// 159, so that Japanese names fail. iconv has the same codes in EUC form: the escape sequences
// are followed here, each run of characters is then converted by iconv.
#include "analysis/dicom/character_set.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include <iconv.h>

namespace regen::dicom {

namespace {

constexpr char kEscape = '\x1b';
constexpr std::string_view kUtf8 = "UTF-8";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool IsAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// One coded character set as ISO 2022 knows it.
struct CodeSet {
  std::string_view number;    // of "ISO_IR 100" and "ISO 2022 IR 100"
  std::string_view escape;    // after ESC; designates it to G0 or G1
  std::string_view encoding;  // name for iconv
  int bytes = 1;              // of one character
  bool in_g0 = false;         // codes below 0x80 while it is there
};

// PS3.3 tables C.12-2 to C.12-4. Katakana (IR 13) are arithmetic and need no iconv.
constexpr std::string_view kKatakana = "katakana";
constexpr std::array kCodeSets = {CodeSet{"100", "-A", "ISO-8859-1"},
                                  CodeSet{"101", "-B", "ISO-8859-2"},
                                  CodeSet{"109", "-C", "ISO-8859-3"},
                                  CodeSet{"110", "-D", "ISO-8859-4"},
                                  CodeSet{"144", "-L", "ISO-8859-5"},
                                  CodeSet{"127", "-G", "ISO-8859-6"},
                                  CodeSet{"126", "-F", "ISO-8859-7"},
                                  CodeSet{"138", "-H", "ISO-8859-8"},
                                  CodeSet{"148", "-M", "ISO-8859-9"},
                                  CodeSet{"203", "-b", "ISO-8859-15"},
                                  CodeSet{"166", "-T", "TIS-620"},
                                  CodeSet{"13", ")I", kKatakana},
                                  CodeSet{"87", "$B", "EUC-JP", 2, true},
                                  CodeSet{"159", "$(D", "EUC-JP", 2, true},
                                  CodeSet{"149", "$)C", "EUC-KR", 2},
                                  CodeSet{"58", "$)A", "GB2312", 2}};
constexpr std::string_view kJisX0212 = "159";  // in EUC-JP a byte of its own stands before it

// Back to ASCII in G0. The Japanese Roman set (IR 14) differs from it in two signs, of which
// DICOM uses the ASCII meaning of one as its delimiter; both are read as ASCII.
constexpr std::array<std::string_view, 2> kAsciiEscapes = {"(B", "(J"};

// iconv's descriptor. Not shared: a thread opens its own.
class Converter {
 public:
  explicit Converter(std::string_view encoding)
      : handle_(iconv_open("UTF-8", std::string(encoding).c_str())) {}
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool is_open() const { return handle_ != iconv_t(-1); }

  // Appends the UTF-8 of `bytes`; a byte that begins nothing gives U+FFFD, ASCII stays.
  void Append(std::string_view bytes, std::string& out) {
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);  // as if it had been opened anew
    std::string input(bytes);
    char* from = input.data();
    std::size_t left = input.size();
    while (left > 0) {
      std::array<char, 256> buffer{};
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const bool done = iconv(handle_, &from, &left, &to, &room) != std::size_t(-1);
      const int why = errno;
      out.append(buffer.data(), buffer.size() - room);
      if (done || why == E2BIG) continue;
      if (IsAscii(*from)) {
        out.push_back(*from);
      } else {
        out.append(kReplacement);
      }
      ++from;
      --left;
      iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    }
  }

 private:
  iconv_t handle_;
};

void AppendUndefined(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    if (IsAscii(c)) {
      out.push_back(c);
    } else {
      out.append(kReplacement);
    }
  }
}

// To open a converter loads a library of its own; a study has thousands of texts in one set.
Converter& ConverterFor(std::string_view encoding) {
  thread_local std::map<std::string, Converter, std::less<>> open;
  const auto found = open.find(encoding);
  return found != open.end() ? found->second
                             : open.try_emplace(std::string(encoding), encoding).first->second;
}

void AppendConverted(std::string_view bytes, std::string_view encoding, std::string& out) {
  Converter& converter = ConverterFor(encoding);
  if (converter.is_open()) return converter.Append(bytes, out);
  AppendUndefined(bytes, out);
}

// Bytes of the well-formed UTF-8 character with which `text` begins (RFC 3629 section 4); 0
// where it begins with none.
std::size_t LengthOfCharacter(std::string_view text) {
  const auto at = [&](std::size_t n) {
    return n < text.size() ? static_cast<unsigned char>(text[n]) : 0U;
  };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  for (std::size_t n = 1; n < length; ++n) {
    if ((at(n) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xE0 && at(1) < 0xA0) || (first == 0xF0 && at(1) < 0x90);
  const bool surrogate = first == 0xED && at(1) > 0x9F;
  const bool beyond = first == 0xF4 && at(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

// Not by iconv: glibc's lets characters of five and six bytes through.
void AppendUtf8(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const std::size_t length = LengthOfCharacter(bytes);
    out.append(length == 0 ? kReplacement : bytes.substr(0, length));
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

// JIS X 0201: U+FF61 at 0xA1 to U+FF9F at 0xDF.
void AppendKatakana(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0xA1 || code > 0xDF) {
      AppendUndefined({&c, 1}, out);
      continue;
    }
    const unsigned point = 0xFF61U + (code - 0xA1U);
    out.push_back(static_cast<char>(0xE0U | (point >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((point >> 6U) & 0x3FU)));
    out.push_back(static_cast<char>(0x80U | (point & 0x3FU)));
  }
}

// A value of SpecificCharacterSet as letters and digits alone: "ISO 2022 IR 87" is also written
// with underscores and hyphens.
std::string PlainName(std::string_view name) {
  std::string plain;
  for (const char c : ToUpper(name)) {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) plain.push_back(c);
  }
  return plain;
}

struct Repertoire {
  bool known = true;
  bool multi_byte = false;         // one encoding for the whole value, without code extensions
  std::string encoding;            // of `multi_byte`
  const CodeSet* first = nullptr;  // in G1 from the start, again after each delimiter
};

const CodeSet* SetOfNumber(std::string_view number) {
  const auto* found = std::find_if(kCodeSets.begin(), kCodeSets.end(), [&](const CodeSet& set) {
    return set.number == number;
  });
  return found == kCodeSets.end() ? nullptr : found;
}

// What the plain name of one value means: nothing where DICOM has no such name.
std::optional<Repertoire> RepertoireOf(std::string_view plain) {
  Repertoire repertoire;
  if (plain == "ISOIR192" || plain == "GB18030" || plain == "GBK") {
    repertoire.multi_byte = true;
    repertoire.encoding = plain == "ISOIR192" ? kUtf8 : plain;
    return repertoire;
  }
  for (const std::string_view prefix : {"ISO2022IR", "ISOIR"}) {
    if (!plain.starts_with(prefix)) continue;
    plain.remove_prefix(prefix.size());
    if (plain == "6") return repertoire;
    repertoire.first = SetOfNumber(plain);
    return repertoire.first ? std::optional(repertoire) : std::nullopt;
  }
  return plain.empty() ? std::optional(repertoire) : std::nullopt;
}

// The first value decides how a value begins; the others only tell which escapes may follow.
Repertoire RepertoireOfAll(std::string_view character_set) {
  Repertoire first;
  bool is_first = true;
  for (const std::string& value : Split(character_set, '\\')) {
    const auto repertoire = RepertoireOf(PlainName(value));
    if (!repertoire) first.known = false;
    if (is_first && repertoire) first = *repertoire;
    is_first = false;
  }
  return first;
}

// Follows the escape sequences of one value.
class Iso2022Reader {
 public:
  Iso2022Reader(const CodeSet* first, TextKind kind) : first_(first), kind_(kind) { Reset(); }

  std::string Read(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) i += Step(bytes.substr(i));
    Flush();
    return std::move(out_);
  }

 private:
  void Reset() {
    // A set for G0 cannot be there from the start: two bytes could not be told from ASCII.
    g1_ = first_ != nullptr && !first_->in_g0 ? first_ : nullptr;
    g0_ = nullptr;
  }

  bool IsDelimiter(char c) const {
    if (c == '\\' || c == '\t' || c == '\n' || c == '\f' || c == '\r') return true;
    return kind_ == TextKind::kPersonName && (c == '^' || c == '=');
  }

  // How many bytes were dealt with.
  std::size_t Step(std::string_view rest) {
    if (rest.front() == kEscape) return TakeEscape(rest.substr(1)) + 1;
    if (g0_ != nullptr && IsAscii(rest.front())) return TakePairOfG0(rest);
    if (IsAscii(rest.front())) {
      Flush();
      out_.push_back(rest.front());
      if (IsDelimiter(rest.front())) Reset();
      return 1;
    }
    run_.push_back(rest.front());
    run_set_ = g1_;
    return 1;
  }

  // In a set of two bytes a delimiter may be half of a character, but not both halves: a lone
  // control character ends the line, and with it the set.
  std::size_t TakePairOfG0(std::string_view rest) {
    const bool pair = rest.size() > 1 && rest[0] > ' ' && rest[1] > ' ';
    if (!pair) {
      Flush();
      out_.push_back(rest.front());
      if (IsDelimiter(rest.front())) Reset();
      return 1;
    }
    if (run_set_ != g0_) Flush();
    run_set_ = g0_;
    if (g0_->number == kJisX0212) run_.push_back('\x8F');
    for (const char c : rest.substr(0, 2)) {
      run_.push_back(static_cast<char>(static_cast<unsigned char>(c) | 0x80U));
    }
    return 2;
  }

  std::size_t TakeEscape(std::string_view rest) {
    Flush();
    for (const std::string_view ascii : kAsciiEscapes) {
      if (!rest.starts_with(ascii)) continue;
      g0_ = nullptr;
      return ascii.size();
    }
    for (const CodeSet& set : kCodeSets) {
      if (!rest.starts_with(set.escape)) continue;
      (set.in_g0 ? g0_ : g1_) = &set;
      return set.escape.size();
    }
    out_.append(kReplacement);  // an escape that is none of DICOM's
    return 0;
  }

  void Flush() {
    if (run_.empty()) return;
    if (run_set_ == nullptr) {
      AppendUndefined(run_, out_);
    } else if (run_set_->encoding == kKatakana) {
      AppendKatakana(run_, out_);
    } else {
      AppendConverted(run_, run_set_->encoding, out_);
    }
    run_.clear();
  }

  const CodeSet* first_;
  TextKind kind_;
  const CodeSet* g0_ = nullptr;  // nothing: ASCII
  const CodeSet* g1_ = nullptr;
  std::string run_;  // characters of one set, in the form that iconv has
  const CodeSet* run_set_ = nullptr;
  std::string out_;
};

}  // namespace

bool IsPlainAscii(std::string_view bytes) {
  return std::all_of(
      bytes.begin(), bytes.end(), [](char c) { return IsAscii(c) && c != kEscape; });
}

std::string ToUtf8(std::string_view bytes, std::string_view character_set, TextKind kind) {
  if (IsPlainAscii(bytes)) return std::string(bytes);
  const Repertoire repertoire = RepertoireOfAll(character_set);
  if (!repertoire.multi_byte) return Iso2022Reader(repertoire.first, kind).Read(bytes);
  std::string out;
  if (repertoire.encoding == kUtf8) {
    AppendUtf8(bytes, out);
  } else {
    AppendConverted(bytes, repertoire.encoding, out);
  }
  return out;
}

bool IsKnownCharacterSet(std::string_view character_set) {
  const auto values = Split(character_set, '\\');
  return std::all_of(values.begin(), values.end(), [](const std::string& value) {
    return RepertoireOf(PlainName(value)).has_value();
  });
}

}  // namespace regen::dicom
