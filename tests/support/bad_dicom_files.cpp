// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bad_dicom_files.h"

#include "tests/support/dicom_bytes.h"

#include <array>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace regen::test {

namespace {

using Use = std::function<void(const BadFile&)>;

constexpr std::uint32_t kSequenceTag = 0x00400275;
constexpr std::uint32_t kPixelTag = 0x7FE00010;
constexpr std::uint32_t kRowsTag = 0x00280010;
constexpr std::uint32_t kColumnsTag = 0x00280011;
constexpr std::uint32_t kFramesTag = 0x00280008;
constexpr std::uint32_t kSamplesTag = 0x00280002;
constexpr std::uint32_t kBitsTag = 0x00280100;

struct Named {
  std::string_view name;
  std::string_view syntax;
};
constexpr std::array kNative = {Named{"implicit", kImplicitLittle},
                                Named{"explicit", kExplicitLittle},
                                Named{"big", kExplicitBig},
                                Named{"deflated", kDeflated}};

std::string Text(std::uint64_t number) {
  return std::to_string(number);
}

std::string With(std::string_view raw, std::string_view syntax = kExplicitLittle) {
  return MrImage().SetRaw(kSequenceTag, raw).File(syntax);
}

void Truncations(const Use& use) {
  constexpr std::size_t kPieces = 24;
  for (const Named& native : kNative) {
    const std::string whole =
        With(NestedSequences(2, Lengths::kUndefined, WritingOf(native.syntax)), native.syntax);
    for (std::size_t n = 1; n < kPieces; ++n) {
      const std::size_t size = whole.size() * n / kPieces;
      use({"cut-" + std::string(native.name) + "-" + Text(size), whole.substr(0, size), ""});
    }
  }
  const std::string rle = EncapsulatedMr({std::string(200, 'r')}).File(kRle);
  for (std::size_t n = 1; n < kPieces; ++n) {
    const std::size_t size = rle.size() * n / kPieces;
    use({"cut-rle-" + Text(size), rle.substr(0, size), ""});
  }
}

void LengthBombs(const Use& use) {
  for (const std::uint32_t length :
       {0x400U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFF0U, 0xFFFFFFFEU}) {
    for (const Named& native : kNative) {
      const bool deflated = native.syntax == kDeflated;
      use({"bomb-pixels-" + std::string(native.name) + "-" + Text(length),
           MrImage().SetLength(kPixelTag, length).File(native.syntax),
           deflated ? "truncated" : "beyond-end"});
    }
    for (const std::uint32_t tag : {0x00080005U, 0x00080018U, 0x00100010U, 0x00200032U}) {
      use({"bomb-" + Text(tag) + "-" + Text(length),
           MrImage().SetLength(tag, length).File(kImplicitLittle),
           length == 0x400 ? "" : "beyond-end"});
    }
    const std::string item = ItemBytes("", {}, length);
    use({"bomb-item-" + Text(length),
         With(ElementBytes(kSequenceTag, "SQ", item)),
         "beyond-parent"});
    const std::string inside = ItemBytes(ElementBytes(0x00081150, "UC", "", {}, length));
    use({"bomb-in-item-" + Text(length),
         With(ElementBytes(kSequenceTag, "SQ", inside)),
         "beyond-parent"});
    use({"bomb-sequence-" + Text(length),
         With(ElementBytes(kSequenceTag, "SQ", "", {}, length)),
         length == 0x400 ? "" : "beyond-end"});
    std::string meta = WithMeta(kExplicitLittle, "");
    meta += ElementBytes(0x00020102, "OB", "", {}, length);
    use({"bomb-meta-" + Text(length), meta, "beyond-end"});
  }
}

void Nesting(const Use& use) {
  struct Kind {
    std::string_view name;
    std::string_view syntax;
    Lengths lengths;
    std::uint32_t tag;
    std::string_view vr;
  };
  constexpr std::uint32_t kPrivate = 0x00431001;
  const std::array kinds = {
      Kind{"explicit-undefined", kExplicitLittle, Lengths::kUndefined, kSequenceTag, "SQ"},
      Kind{"explicit-unfinished", kExplicitLittle, Lengths::kUnfinished, kSequenceTag, "SQ"},
      Kind{"explicit-defined", kExplicitLittle, Lengths::kDefined, kSequenceTag, "SQ"},
      Kind{"implicit-undefined", kImplicitLittle, Lengths::kUndefined, kSequenceTag, "SQ"},
      Kind{"implicit-defined", kImplicitLittle, Lengths::kDefined, kSequenceTag, "SQ"},
      Kind{"big-undefined", kExplicitBig, Lengths::kUndefined, kSequenceTag, "SQ"},
      Kind{"deflated-undefined", kDeflated, Lengths::kUndefined, kSequenceTag, "SQ"},
      Kind{"private-undefined", kImplicitLittle, Lengths::kUndefined, kPrivate, "SQ"},
      Kind{"private-defined", kImplicitLittle, Lengths::kDefined, kPrivate, "SQ"}};
  for (const Kind& kind : kinds) {
    for (const std::size_t depth : {33U, 60U, 100U, 1000U, 10000U, 1000000U}) {
      const bool is_large = depth == 1000000U;
      if (is_large && kind.lengths != Lengths::kUnfinished) continue;
      use({"deep-" + std::string(kind.name) + "-" + Text(depth),
           With(NestedSequences(depth, kind.lengths, WritingOf(kind.syntax), kind.tag, kind.vr),
                kind.syntax),
           "too-deep"});
    }
  }
  const Writing implicit{.implicit = true, .big_endian = false};
  const std::string hidden = ItemBytes(NestedSequences(1000, Lengths::kDefined, implicit));
  use({"deep-in-un-1000", With(ElementBytes(kSequenceTag, "UN", hidden)), "too-deep"});
}

void Vrs(const Use& use) {
  for (const std::uint32_t tag : {kSamplesTag, kFramesTag, kRowsTag, kColumnsTag, kBitsTag}) {
    for (const std::string_view vr : {"UL", "SL", "SS", "OB", "FD", "UN", "LT", "AT"}) {
      const std::string value = vr == "FD" ? std::string(8, '\1') : std::string("\0\0\1\0", 4);
      use({"vr-" + Text(tag) + "-" + std::string(vr),
           MrImage().Set(tag, vr, value).File(kExplicitLittle),
           tag == kFramesTag ? "image-number" : "image-vr"});
    }
  }
  for (const std::uint32_t tag :
       {0x00080005U, 0x00080018U, 0x00100020U, 0x00200037U, kPixelTag}) {
    for (const std::string_view vr : {"??", "us", "  ", "1A"}) {
      use({"vr-none-" + Text(tag) + "-" + Text(static_cast<unsigned char>(vr[0])),
           MrImage().SetVr(tag, vr).File(kExplicitLittle),
           "bad-vr"});
    }
  }
  // Known attributes in another VR: legal bytes, whatever they are worth.
  for (const std::uint32_t tag :
       {0x00080018U, 0x0020000DU, 0x00200032U, 0x00200037U, 0x00180081U}) {
    for (const std::string_view vr : {"OB", "UT", "FD", "UN"}) {
      use({"vr-other-" + Text(tag) + "-" + std::string(vr),
           MrImage().Set(tag, vr, std::string(16, '1')).File(kExplicitLittle),
           "ok"});
    }
  }
}

void LyingImages(const Use& use) {
  for (const unsigned rows : {0U, 1U, 17U, 16384U, 65535U}) {
    for (const unsigned columns : {0U, 16U, 65535U}) {
      const bool fits = rows == 1 && columns == 16;
      use({"image-" + Text(rows) + "x" + Text(columns),
           MrImage()
               .SetUs(kRowsTag, static_cast<std::uint16_t>(rows))
               .SetUs(kColumnsTag, static_cast<std::uint16_t>(columns))
               .File(kExplicitLittle),
           fits                        ? "ok"
           : rows == 0 || columns == 0 ? "image-number"
                                       : "pixel-data-too-short"});
    }
  }
  for (const unsigned bits : {0U, 7U, 12U, 17U, 65535U}) {
    use({"image-bits-" + Text(bits),
         MrImage().SetUs(kBitsTag, static_cast<std::uint16_t>(bits)).File(kExplicitLittle),
         "image-number"});
  }
  for (const unsigned samples : {0U, 5U, 65535U}) {
    use({"image-samples-" + Text(samples),
         MrImage()
             .SetUs(kSamplesTag, static_cast<std::uint16_t>(samples))
             .File(kExplicitLittle),
         "image-number"});
  }
  for (const std::string_view frames :
       {"0", "-5", "x", "1e9", "99999999999999999999", "2147483648", "0x10", "1.5"}) {
    use({"image-frames-" + std::string(frames),
         MrImage().Set(kFramesTag, "IS", frames).File(kExplicitLittle),
         "image-number"});
  }
  for (const std::string_view frames : {"2", "1000000000", "2147483647"}) {
    use({"image-frames-" + std::string(frames),
         MrImage().Set(kFramesTag, "IS", frames).File(kExplicitLittle),
         "pixel-data-too-short"});
  }
  for (const std::uint32_t tag : {0x00280101U, 0x00280102U, 0x00280103U}) {
    for (const unsigned value : {0U, 2U, 17U, 200U, 65535U}) {
      use({"image-" + Text(tag) + "-" + Text(value),
           MrImage().SetUs(tag, static_cast<std::uint16_t>(value)).File(kExplicitLittle),
           "ok"});
    }
  }
  use({"image-no-pixels",
       MrImage().Set(kPixelTag, "OW", "").File(kExplicitLittle),
       "pixel-data-too-short"});
}

void Decimals(const Use& use) {
  constexpr std::array<std::string_view, 6> kTexts = {
      "nan", "inf\\-inf", "", "1e400", "0\\0\\0\\0\\0\\0", "-1\\-1\\-1\\-1\\-1\\-1"};
  for (const std::uint32_t tag : {0x00180050U,
                                  0x00180081U,
                                  0x00200032U,
                                  0x00200037U,
                                  0x00280030U,
                                  0x00281052U,
                                  0x00281053U}) {
    int number = 0;
    for (const std::string_view text : kTexts) {
      use({"decimal-" + Text(tag) + "-" + Text(static_cast<unsigned>(number++)),
           MrImage().Set(tag, "DS", text).File(kExplicitLittle),
           "ok"});
    }
    use({"decimal-" + Text(tag) + "-long",
         MrImage().Set(tag, "DS", std::string(60000, '9')).File(kExplicitLittle),
         "ok"});
    std::string many;
    for (int n = 0; n < 20000; ++n) many += "1\\";
    use({"decimal-" + Text(tag) + "-many",
         MrImage().Set(tag, "DS", many).File(kImplicitLittle),
         "ok"});
    use({"missing-" + Text(tag), MrImage().Remove(tag).File(kExplicitLittle), "ok"});
  }
  for (const std::uint32_t tag :
       {0x00080016U, 0x00080018U, 0x0020000DU, 0x0020000EU, 0x00200013U}) {
    use({"missing-" + Text(tag), MrImage().Remove(tag).File(kExplicitLittle), "ok"});
  }
}

std::string Garbage(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random() & 0xFFU));
  return bytes;
}

void Encapsulated(const Use& use) {
  const std::array syntaxes = {Named{"rle", kRle},
                               Named{"jpeg", kJpegBaseline},
                               Named{"lossless", kJpegLossless},
                               Named{"jpegls", kJpegLs},
                               Named{"j2k", kJpeg2000}};
  const std::array<std::pair<std::string_view, std::string>, 5> starts = {
      {{"plain", ""},
       {"jpeg",
        std::string("\xff\xd8\xff\xc3\x00\x0b\x10\xff\xff\xff\xff\x01\x01\x11\x00", 15)},
       {"jpegls",
        std::string("\xff\xd8\xff\xf7\x00\x0b\x10\xff\xff\xff\xff\x01\x01\x11\x00", 15)},
       {"j2k", std::string("\xff\x4f\xff\x51\x00\x29\x00\x00\xff\xff\xff\xff", 12)},
       {"rle", Number32(15) + Number32(64) + Number32(0xFFFFFF00)}}};
  for (const Named& syntax : syntaxes) {
    unsigned seed = 1;
    for (const auto& [name, start] : starts) {
      use({"codec-" + std::string(syntax.name) + "-" + std::string(name),
           EncapsulatedMr({start + Garbage(512 - start.size(), seed++)}).File(syntax.syntax),
           "ok"});
    }
    use({"codec-" + std::string(syntax.name) + "-large",
         EncapsulatedMr({Garbage(64, 9)})
             .SetUs(kRowsTag, 65535)
             .SetUs(kColumnsTag, 65535)
             .File(syntax.syntax),
         "image-too-large"});
    use({"codec-" + std::string(syntax.name) + "-empty",
         EncapsulatedMr({}).File(syntax.syntax),
         "pixel-data-too-short"});
    use({"codec-" + std::string(syntax.name) + "-native",
         MrImage().File(syntax.syntax),
         "pixel-encoding"});
  }
}

void Fragments(const Use& use) {
  const std::string head = ElementBytes(kPixelTag, "OB", "", {}, kUndefinedLength);
  const std::string end = DelimiterBytes(0xFFFEE0DD);
  const auto with = [&](std::string_view name, const std::string& rest, std::string_view code) {
    use({"fragments-" + std::string(name),
         MrImage().SetRaw(kPixelTag, head + rest).File(kRle),
         std::string(code)});
  };
  const std::string four = ItemBytes("abcd");
  with("no-delimiter", ItemBytes("") + four, "truncated");
  with("nothing", "", "truncated");
  with("undefined-length",
       ItemBytes("") + ItemBytes("abcd", {}, kUndefinedLength) + end,
       "undefined-length");
  with("beyond-end", ItemBytes("") + ItemBytes("abcd", {}, 0xFFFFFF00) + end, "beyond-end");
  with("other-tag",
       ItemBytes("") + ElementBytes(0x7FE00011, "OB", "ab") + end,
       "unexpected-tag");
  with("item-delimiter", ItemBytes("") + DelimiterBytes(0xFFFEE00D) + end, "unexpected-tag");
  with("table-descends",
       ItemBytes(Number32(0) + Number32(12) + Number32(4)) + four + four + end,
       "offset-table");
  with("table-outside",
       ItemBytes(Number32(0) + Number32(0xFFFFFFF0)) + four + end,
       "offset-table");
  with("table-odd", ItemBytes("abcdef") + four + end, "offset-table");
  std::string many = ItemBytes("");
  for (int n = 0; n < 50000; ++n) many += ItemBytes("ab");
  with("50000", many + end, "ok");
  std::string too_many;
  const std::string empty = ItemBytes("");
  for (int n = 0; n < 1000002; ++n) too_many += empty;
  with("1000002", too_many + end, "too-many-fragments");
}

void Deflated(const Use& use) {
  const auto with =
      [&](std::string_view name, const std::string& stream, std::string_view code) {
        use({"deflate-" + std::string(name), WithMeta(kDeflated, stream), std::string(code)});
      };
  const std::string dataset = MrImage().Dataset({});
  for (const std::size_t megabytes : {80U, 300U}) {
    const std::string zeros(megabytes << 20U, '\0');
    with("bomb-" + Text(megabytes),
         Deflate(MrImage().Set(kPixelTag, "OW", zeros).Dataset({})),
         "inflated-too-large");
  }
  with("plain", dataset, "");
  with("garbage", Garbage(600, 3), "");
  with("ones", std::string(600, '\xff'), "deflate");
  with("zlib-header", "\x78\xda" + Deflate(dataset), "deflate");
  const std::string stream = Deflate(dataset);
  for (const std::size_t at : {10U, 40U, 80U, 120U, 200U}) {
    std::string flipped = stream;
    flipped[at % flipped.size()] = static_cast<char>(flipped[at % flipped.size()] ^ 0x55);
    with("flipped-" + Text(at), flipped, "");
  }
}

void WrongSyntax(const Use& use) {
  const std::vector<std::pair<std::string_view, Writing>> writings = {
      {"implicit", {true, false}},
      {"explicit", {false, false}},
      {"big", {false, true}},
      {"implicit-big", {true, true}}};
  for (const Named& told : kNative) {
    for (const auto& [name, writing] : writings) {
      const Writing right = WritingOf(told.syntax);
      const bool is_right = told.syntax != kDeflated && right.implicit == writing.implicit &&
                            right.big_endian == writing.big_endian;
      use({"syntax-" + std::string(told.name) + "-is-" + std::string(name),
           WithMeta(told.syntax, MrImage().Dataset(writing)),
           is_right ? "ok" : ""});
    }
  }
  for (const std::string_view uid : {"",
                                     "1.2.3.4.5",
                                     "1.2.840.10008.1.2.9",
                                     "no uid at all",
                                     "1.2.840.10008.1.2.1.1.1.1.1.1.1.1.1.1.1"}) {
    use({"syntax-unknown-" + Text(uid.size()), WithMeta(uid, MrImage().Dataset({})), "ok"});
  }
}

void NotDicom(const Use& use) {
  const std::string dataset = MrImage().Dataset({});
  use({"other-empty", "", "empty"});
  use({"other-one-byte", "D", "not-dicom"});
  use({"other-text", "patient_id,side\nP-1,R\n", "not-dicom"});
  use({"other-json", "{\"Treatment\": {}}", "not-dicom"});
  use({"other-png", "\x89PNG\r\n\x1a\n" + Garbage(600, 5), "not-dicom"});
  use({"other-zip", "PK\x03\x04" + Garbage(600, 6), "not-dicom"});
  use({"other-zeros", std::string(4096, '\0'), "not-dicom"});
  use({"other-ones", std::string(4096, '\xff'), "not-dicom"});
  use({"other-preamble-only", std::string(128, '\0') + "DICM", "not-dicom"});
  use({"other-meta-only", WithMeta(kExplicitLittle, ""), "ok"});
  use({"other-preamble-text", std::string(128, '\0') + "DICM and more text", "not-dicom"});
  use({"other-no-preamble", MrImage().File(kExplicitLittle).substr(132), "ok"});
  use({"other-no-meta", dataset, "ok"});
  use({"other-twice", MrImage().File(kExplicitLittle) + dataset, "tag-order"});
  use({"other-zeros-behind", MrImage().File(kExplicitLittle) + std::string(512, '\0'), "ok"});
  use({"other-text-behind", MrImage().File(kExplicitLittle) + "and some more text", ""});
}

void Disorder(const Use& use) {
  use({"order-patient-twice", With(ElementBytes(0x00100020, "LO", "P-2 ")), "tag-order"});
  use({"order-study-twice", With(ElementBytes(0x0020000D, "UI", "1.9 ")), "tag-order"});
  use({"order-group-2",
       With(ElementBytes(0x00020010, "UI", "1.2.840.10008.1.2.2")),
       "unexpected-tag"});
  use({"order-group-0", With(ElementBytes(0x00000100, "US", "ab")), "unexpected-tag"});
  use({"order-group-ffff", With(ElementBytes(0xFFFF0010, "LO", "ab")), "unexpected-tag"});
  use({"order-delimiter", With(DelimiterBytes(0xFFFEE0DD)), "unexpected-tag"});
  use({"order-item", With(ItemBytes("")), "unexpected-tag"});
  use({"order-no-items",
       With(ElementBytes(kSequenceTag, "SQ", ElementBytes(0x00080100, "SH", "X "))),
       "unexpected-tag"});
  use({"order-undefined-text",
       With(ElementBytes(kSequenceTag, "UT", "", {}, kUndefinedLength)),
       "undefined-length"});
  std::string lengths = MrImage().File(kExplicitLittle);
  lengths[140] = static_cast<char>(lengths[140] + 60);
  use({"order-meta-length", lengths, "meta-header"});
  std::string items;
  const std::string empty = ItemBytes("");
  for (int n = 0; n < 1000001; ++n) items += empty;
  use({"count-items", With(ElementBytes(kSequenceTag, "SQ", items)), "too-many-elements"});
  std::string elements;
  for (std::uint32_t n = 0; n < 1000001; ++n)
    elements += ElementBytes(0x60010000 + n, "LO", "");
  use({"count-elements",
       MrImage().Remove(kPixelTag).SetRaw(0x60010000, elements).File(kExplicitLittle),
       "too-many-elements"});
}

void Flips(const Use& use) {
  std::mt19937 random(20260102);
  for (const Named& native : kNative) {
    const std::string whole =
        With(NestedSequences(3, Lengths::kDefined, WritingOf(native.syntax)), native.syntax);
    for (unsigned n = 0; n < 25; ++n) {
      std::string flipped = whole;
      for (int flips = 0; flips < 3; ++flips) {
        const std::size_t at = 132 + random() % (flipped.size() - 132);
        flipped[at] = static_cast<char>(random() & 0xFFU);
      }
      use({"flip-" + std::string(native.name) + "-" + Text(n), flipped, ""});
    }
  }
}

}  // namespace

void ForEachBadFile(const Use& use) {
  Truncations(use);
  LengthBombs(use);
  Nesting(use);
  Vrs(use);
  LyingImages(use);
  Decimals(use);
  Encapsulated(use);
  Fragments(use);
  Deflated(use);
  WrongSyntax(use);
  NotDicom(use);
  Disorder(use);
  Flips(use);
}

}  // namespace regen::test
