// SPDX-License-Identifier: GPL-3.0-or-later
// DICOM byte by byte, right or wrong: no library that could refuse to write nonsense.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen::test {

inline constexpr std::string_view kImplicitLittle = "1.2.840.10008.1.2";
inline constexpr std::string_view kExplicitLittle = "1.2.840.10008.1.2.1";
inline constexpr std::string_view kDeflated = "1.2.840.10008.1.2.1.99";
inline constexpr std::string_view kExplicitBig = "1.2.840.10008.1.2.2";
inline constexpr std::string_view kRle = "1.2.840.10008.1.2.5";
inline constexpr std::string_view kJpegBaseline = "1.2.840.10008.1.2.4.50";
inline constexpr std::string_view kJpegLossless = "1.2.840.10008.1.2.4.70";
inline constexpr std::string_view kJpegLs = "1.2.840.10008.1.2.4.80";
inline constexpr std::string_view kJpeg2000 = "1.2.840.10008.1.2.4.90";

inline constexpr std::uint32_t kUndefinedLength = 0xFFFFFFFF;

struct Writing {
  bool implicit = false;
  bool big_endian = false;
};
Writing WritingOf(std::string_view syntax);

std::string Number16(std::uint32_t value, bool big_endian = false);
std::string Number32(std::uint32_t value, bool big_endian = false);

// One element; `length` is what its head tells, by default the truth.
std::string ElementBytes(std::uint32_t tag,
                         std::string_view vr,
                         std::string_view value,
                         Writing writing = {},
                         std::optional<std::uint32_t> length = std::nullopt);

// An item, or with another tag a delimiter or fragment.
std::string ItemBytes(std::string_view content,
                      Writing writing = {},
                      std::optional<std::uint32_t> length = std::nullopt,
                      std::uint32_t tag = 0xFFFEE000);
std::string DelimiterBytes(std::uint32_t tag, Writing writing = {});

// Sequences within sequences, each of one item, with (0008,0100) in the innermost.
enum class Lengths { kDefined, kUndefined, kUnfinished };  // without the delimiters
std::string NestedSequences(std::size_t depth,
                            Lengths lengths,
                            Writing writing = {},
                            std::uint32_t tag = 0x00400275,
                            std::string_view vr = "SQ");

// The elements of an object in the order of their tags; numbers are held little endian.
class TestObject {
 public:
  TestObject& Set(std::uint32_t tag, std::string_view vr, std::string_view value);
  TestObject& SetUs(std::uint32_t tag, std::uint16_t value);
  TestObject& SetLength(std::uint32_t tag, std::uint32_t length);  // what the head tells
  TestObject& SetVr(std::uint32_t tag, std::string_view vr);
  TestObject& Remove(std::uint32_t tag);
  // Bytes that stand behind all elements up to `tag`, as they are.
  TestObject& SetRaw(std::uint32_t tag, std::string_view bytes);
  std::vector<std::uint32_t> tags() const;

  std::string Dataset(Writing writing) const;
  // With preamble and file meta information; encoded (and deflated) as the syntax says.
  std::string File(std::string_view syntax) const;

 private:
  struct Element {
    std::uint32_t tag = 0;
    std::string vr;
    std::string value;
    std::optional<std::uint32_t> length;
    bool raw = false;
  };
  Element& At(std::uint32_t tag);
  std::vector<Element> elements_;
};

// Preamble and file meta information, with `dataset` behind it.
std::string WithMeta(std::string_view syntax, std::string_view dataset);
std::string Deflate(std::string_view bytes);

// A complete MR image of 16 x 16 pixels of 16 bits, one slice of one echo.
TestObject MrImage();
// The same with its pixels as fragments after an empty offset table.
TestObject EncapsulatedMr(const std::vector<std::string>& fragments);

}  // namespace regen::test
