// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/dataset_util.h"

#include "analysis/base/text.h"
#include "analysis/dicom/character_set.h"
#include "analysis/dicom/open_checked.h"
#include "analysis/dicom/utf8_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <dcmtk/oflog/oflog.h>

namespace regen::dicom {

void Require(const OFCondition& condition, std::string_view what) {
  if (condition.good()) return;
  throw DcmtkError(StrCat(what, ": ", std::string_view(condition.text())));
}

void SilenceDcmtk() {
  static const bool silent = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    return true;
  }();
  static_cast<void>(silent);
}

std::string ShortName(const std::filesystem::path& file) {
  return file.filename().string();
}

namespace {

// Much more than any attribute has that is read as text.
constexpr Uint32 kLongestAttribute = Uint32{1} << 20U;

}  // namespace

Result<std::unique_ptr<DcmFileFormat>> ReadHeader(const std::filesystem::path& file) {
  return OpenWholeHeader(file);
}

Result<std::unique_ptr<DcmFileFormat>> ReadObject(const std::filesystem::path& file) {
  return OpenChecked(file);
}

std::string AttributeText(DcmItem& item, const DcmTagKey& tag) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || element == nullptr) return {};
  return AttributeText(item, *element);
}

std::string AttributeText(DcmItem& item, DcmElement& element) {
  if (element.getLength() > kLongestAttribute) return {};
  // Padding is left to us: DCMTK's way of removing it is quadratic in the number of values.
  OFString raw;
  if (element.getOFStringArray(raw, OFFalse).bad()) return {};
  const std::string_view bytes(raw.c_str(), raw.size());
  // Before it is divided: in some sets '\\' is half of a character.
  const std::string text =
      IsPlainAscii(bytes)
          ? std::string(bytes)
          : ToUtf8(bytes,
                   CharacterSetOf(item),
                   element.ident() == EVR_PN ? TextKind::kPersonName : TextKind::kPlain);
  if (text.find('\\') == std::string::npos) return std::string(Trim(text));
  std::vector<std::string> values = Split(Trim(text), '\\');
  for (std::string& value : values) value = Trim(value);
  return JoinStrings(values, "\\");
}

void Put(DcmItem& item, const DcmTagKey& tag, std::string_view value) {
  Require(item.putAndInsertOFStringArray(tag, OFString(value.data(), value.size())),
          DcmTag(tag).getTagName());
}

void PutUint16(DcmItem& item, const DcmTagKey& tag, int value) {
  Require(item.putAndInsertUint16(tag, static_cast<Uint16>(value)), DcmTag(tag).getTagName());
}

DcmItem& AppendItem(DcmItem& parent, const DcmTagKey& sequence) {
  DcmItem* item = nullptr;
  constexpr long kAppend = -2;
  Require(parent.findOrCreateSequenceItem(sequence, item, kAppend),
          DcmTag(sequence).getTagName());
  return *item;
}

void PutCode(DcmItem& parent, const DcmTagKey& sequence, const CodedConcept& code) {
  DcmItem& item = AppendItem(parent, sequence);
  Put(item, DCM_CodeValue, code.code_value);
  Put(item, DCM_CodingSchemeDesignator, code.coding_scheme);
  Put(item, DCM_CodeMeaning, code.code_meaning);
}

std::string AsciiOnly(std::string_view utf8) {
  std::string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0U) == 0x80U;
    if (byte < 0x80)
      out.push_back(c == '\x1b' ? '?' : c);
    else if (!continues)
      out.push_back('?');
  }
  return out;
}

std::string Shortened(std::string_view utf8, std::size_t bytes) {
  if (utf8.size() <= bytes) return std::string(utf8);
  while (bytes > 0 && (static_cast<unsigned char>(utf8[bytes]) & 0xC0U) == 0x80U) --bytes;
  return std::string(Trim(utf8.substr(0, bytes)));
}

Status SaveObject(DcmFileFormat& object, const std::filesystem::path& file) {
  const std::filesystem::path partial = file.string() + ".partial";
  const OFCondition saved = object.saveFile(OFFilename(partial.c_str()),
                                            EXS_LittleEndianExplicit,
                                            EET_ExplicitLength,
                                            EGL_recalcGL,
                                            EPD_noChange);
  std::error_code error;
  if (saved.good()) std::filesystem::rename(partial, file, error);
  if (saved.bad() || error) {
    return Error{ErrorKind::kUnavailable,
                 StrCat(ShortName(file), ": writing failed (disk full or no access)")};
  }
  return Done{};
}

bool IsEncapsulated(E_TransferSyntax syntax) {
  switch (syntax) {
    case EXS_LittleEndianImplicit:
    case EXS_LittleEndianExplicit:
    case EXS_BigEndianImplicit:
    case EXS_BigEndianExplicit:
    case EXS_DeflatedLittleEndianExplicit:
      return false;
    default:
      return true;
  }
}

}  // namespace regen::dicom
