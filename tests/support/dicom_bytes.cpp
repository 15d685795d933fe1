// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/dicom_bytes.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include <zlib.h>

namespace regen::test {

namespace {

constexpr std::array<std::string_view, 13> kLongVrs = {
    "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"};

bool IsLong(std::string_view vr) {
  return std::find(kLongVrs.begin(), kLongVrs.end(), vr) != kLongVrs.end();
}

std::size_t SizeOfNumber(std::string_view vr) {
  if (vr == "US" || vr == "SS" || vr == "OW" || vr == "AT") return 2;
  if (vr == "UL" || vr == "SL" || vr == "FL") return 4;
  return vr == "FD" ? 8 : 1;
}

std::string Ordered(std::string_view vr, std::string value, bool big_endian) {
  const std::size_t size = SizeOfNumber(vr);
  if (!big_endian || size == 1) return value;
  for (std::size_t at = 0; at + size <= value.size(); at += size) {
    std::reverse(value.begin() + static_cast<std::ptrdiff_t>(at),
                 value.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  return value;
}

std::string TagBytes(std::uint32_t tag, bool big_endian) {
  return Number16(tag >> 16U, big_endian) + Number16(tag & 0xFFFFU, big_endian);
}

}  // namespace

Writing WritingOf(std::string_view syntax) {
  return {.implicit = syntax == kImplicitLittle, .big_endian = syntax == kExplicitBig};
}

std::string Number16(std::uint32_t value, bool big_endian) {
  const char low = static_cast<char>(value & 0xFFU);
  const char high = static_cast<char>(value >> 8U & 0xFFU);
  return big_endian ? std::string{high, low} : std::string{low, high};
}

std::string Number32(std::uint32_t value, bool big_endian) {
  const std::string low = Number16(value & 0xFFFFU, big_endian);
  const std::string high = Number16(value >> 16U, big_endian);
  return big_endian ? high + low : low + high;
}

std::string ElementBytes(std::uint32_t tag,
                         std::string_view vr,
                         std::string_view value,
                         Writing writing,
                         std::optional<std::uint32_t> length) {
  const bool big = writing.big_endian;
  const std::uint32_t told = length.value_or(static_cast<std::uint32_t>(value.size()));
  std::string bytes = TagBytes(tag, big);
  if (writing.implicit) {
    bytes += Number32(told, big);
  } else if (IsLong(vr)) {
    bytes.append(vr).append(2, '\0');
    bytes += Number32(told, big);
  } else {
    bytes += std::string(vr) + Number16(told, big);
  }
  return bytes.append(value);
}

std::string ItemBytes(std::string_view content,
                      Writing writing,
                      std::optional<std::uint32_t> length,
                      std::uint32_t tag) {
  const std::uint32_t told = length.value_or(static_cast<std::uint32_t>(content.size()));
  return TagBytes(tag, writing.big_endian) + Number32(told, writing.big_endian) +
         std::string(content);
}

std::string DelimiterBytes(std::uint32_t tag, Writing writing) {
  return ItemBytes({}, writing, 0, tag);
}

std::string NestedSequences(std::size_t depth,
                            Lengths lengths,
                            Writing writing,
                            std::uint32_t tag,
                            std::string_view vr) {
  const std::string innermost = ElementBytes(0x00080100, "SH", "X ", writing);
  if (lengths != Lengths::kDefined) {
    const std::string head = ElementBytes(tag, vr, {}, writing, kUndefinedLength) +
                             ItemBytes({}, writing, kUndefinedLength);
    const std::string tail =
        DelimiterBytes(0xFFFEE00D, writing) + DelimiterBytes(0xFFFEE0DD, writing);
    std::string bytes;
    for (std::size_t n = 0; n < depth; ++n) bytes += head;
    bytes += innermost;
    for (std::size_t n = 0; n < depth && lengths == Lengths::kUndefined; ++n) bytes += tail;
    return bytes;
  }
  // From the inside out, backwards, so that each head is written once.
  std::vector<std::string> heads;
  std::size_t inner = innermost.size();
  for (std::size_t n = 0; n < depth; ++n) {
    const std::string item = ItemBytes({}, writing, static_cast<std::uint32_t>(inner));
    inner += item.size();
    const std::string head =
        ElementBytes(tag, vr, {}, writing, static_cast<std::uint32_t>(inner));
    inner += head.size();
    heads.push_back(head + item);
  }
  std::string bytes;
  for (auto head = heads.rbegin(); head != heads.rend(); ++head) bytes += *head;
  return bytes + innermost;
}

TestObject::Element& TestObject::At(std::uint32_t tag) {
  const auto found = std::lower_bound(
      elements_.begin(), elements_.end(), tag, [](const Element& element, std::uint32_t t) {
        return element.tag < t;
      });
  if (found != elements_.end() && found->tag == tag) return *found;
  return *elements_.insert(found, Element{tag, {}, {}, std::nullopt, false});
}

TestObject& TestObject::Set(std::uint32_t tag, std::string_view vr, std::string_view value) {
  std::string even(value);
  if (even.size() % 2 == 1) even.push_back(vr == "UI" || vr == "OB" ? '\0' : ' ');
  At(tag) = Element{tag, std::string(vr), std::move(even), std::nullopt, false};
  return *this;
}

TestObject& TestObject::SetUs(std::uint32_t tag, std::uint16_t value) {
  return Set(tag, "US", Number16(value));
}

TestObject& TestObject::SetLength(std::uint32_t tag, std::uint32_t length) {
  At(tag).length = length;
  return *this;
}

TestObject& TestObject::SetVr(std::uint32_t tag, std::string_view vr) {
  At(tag).vr = vr;
  return *this;
}

TestObject& TestObject::Remove(std::uint32_t tag) {
  std::erase_if(elements_, [tag](const Element& element) { return element.tag == tag; });
  return *this;
}

TestObject& TestObject::SetRaw(std::uint32_t tag, std::string_view bytes) {
  At(tag) = Element{tag, {}, std::string(bytes), std::nullopt, true};
  return *this;
}

std::vector<std::uint32_t> TestObject::tags() const {
  std::vector<std::uint32_t> tags;
  for (const Element& element : elements_) tags.push_back(element.tag);
  return tags;
}

std::string TestObject::Dataset(Writing writing) const {
  std::string bytes;
  for (const Element& element : elements_) {
    bytes += element.raw ? element.value
                         : ElementBytes(element.tag,
                                        element.vr,
                                        Ordered(element.vr, element.value, writing.big_endian),
                                        writing,
                                        element.length);
  }
  return bytes;
}

std::string TestObject::File(std::string_view syntax) const {
  const std::string dataset = Dataset(WritingOf(syntax));
  return WithMeta(syntax, syntax == kDeflated ? Deflate(dataset) : dataset);
}

std::string WithMeta(std::string_view syntax, std::string_view dataset) {
  TestObject meta;
  meta.Set(0x00020001, "OB", std::string_view("\0\1", 2));
  meta.Set(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.4");
  meta.Set(0x00020003, "UI", "1.2.3.4.5.6");
  meta.Set(0x00020010, "UI", syntax);
  meta.Set(0x00020012, "UI", "1.2.3.4");
  const std::string group = meta.Dataset({});
  const std::string length =
      ElementBytes(0x00020000, "UL", Number32(static_cast<std::uint32_t>(group.size())));
  return std::string(128, '\0') + "DICM" + length + group + std::string(dataset);
}

std::string Deflate(std::string_view bytes) {
  z_stream stream{};
  [[maybe_unused]] const int begun =
      deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  assert(begun == Z_OK);
  std::string input(bytes);
  std::string output(deflateBound(&stream, input.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  deflate(&stream, Z_FINISH);
  output.resize(stream.total_out);
  deflateEnd(&stream);
  if (output.size() % 2 == 1) output.push_back('\0');
  return output;
}

TestObject MrImage() {
  TestObject image;
  image.Set(0x00080005, "CS", "ISO_IR 100").Set(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M");
  image.Set(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4").Set(0x00080018, "UI", "1.2.3.4.5.6");
  image.Set(0x00080020, "DA", "20260102").Set(0x00080060, "CS", "MR");
  image.Set(0x0008103E, "LO", "T2 map").Set(0x00100010, "PN", "Phantom^One");
  image.Set(0x00100020, "LO", "P-1").Set(0x00100030, "DA", "19850614");
  image.Set(0x00180020, "CS", "SE").Set(0x00180050, "DS", "3").Set(0x00180080, "DS", "2000");
  image.Set(0x00180081, "DS", "10").Set(0x0020000D, "UI", "1.2.3.4");
  image.Set(0x0020000E, "UI", "1.2.3.4.5")
      .Set(0x00200011, "IS", "1")
      .Set(0x00200013, "IS", "1");
  image.Set(0x00200032, "DS", "0\\0\\0").Set(0x00200037, "DS", "1\\0\\0\\0\\1\\0");
  image.Set(0x00200052, "UI", "1.2.3.4.9").SetUs(0x00280002, 1);
  image.Set(0x00280004, "CS", "MONOCHROME2").SetUs(0x00280010, 16).SetUs(0x00280011, 16);
  image.Set(0x00280030, "DS", "0.5\\0.5").SetUs(0x00280100, 16).SetUs(0x00280101, 16);
  image.SetUs(0x00280102, 15).SetUs(0x00280103, 0);
  image.Set(0x00281052, "DS", "0").Set(0x00281053, "DS", "1");
  std::string pixels;
  for (std::uint32_t n = 0; n < 256; ++n) pixels += Number16(n * 3);
  return image.Set(0x7FE00010, "OW", pixels);
}

TestObject EncapsulatedMr(const std::vector<std::string>& fragments) {
  std::string bytes = ElementBytes(0x7FE00010, "OB", {}, {}, kUndefinedLength) + ItemBytes({});
  for (const std::string& fragment : fragments) bytes += ItemBytes(fragment);
  return MrImage().SetRaw(0x7FE00010, bytes + DelimiterBytes(0xFFFEE0DD));
}

}  // namespace regen::test
