// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what reading and writing share over DCMTK's datasets.
#pragma once

#include "analysis/base/coded_concept.h"
#include "analysis/base/result.h"
#include "analysis/codes/codes.h"

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// DCMTK said no where it could only be our own mistake; turned into an Error (kInternal) by the
// functions that the folder's headers declare.
class DcmtkError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws DcmtkError where `condition` is bad; `what` names the object or attribute.
void Require(const OFCondition& condition, std::string_view what);

// Runs `write`, which gives a Result, and turns exceptions into Error (kInternal).
template <typename Function>
auto GuardDcmtk(Function&& write) -> decltype(write()) {
  try {
    return write();
  } catch (const std::exception& error) {
    return Error{ErrorKind::kInternal, error.what()};
  }
}

// DCMTK writes to stderr by itself; ours is the caller's. Called before any use of DCMTK.
void SilenceDcmtk();

// File name without its folder, for messages.
std::string ShortName(const std::filesystem::path& file);

// Reads a file up to, not including, PixelData.
Result<std::unique_ptr<DcmFileFormat>> ReadHeader(const std::filesystem::path& file);

// Reads a whole file; large values stay in the file until they are asked for.
Result<std::unique_ptr<DcmFileFormat>> ReadObject(const std::filesystem::path& file);

// Value(s) of an attribute of `item` joined by "\\\\", as UTF-8 and trimmed; empty where
// absent. The character set is that of the dataset that holds `item`.
std::string AttributeText(DcmItem& item, const DcmTagKey& tag);
std::string AttributeText(DcmItem& item, DcmElement& element);  // one of the item's

// Puts text into an attribute of `item`. An empty value writes an empty attribute (type 2).
void Put(DcmItem& item, const DcmTagKey& tag, std::string_view value);
void PutUint16(DcmItem& item, const DcmTagKey& tag, int value);

// Appends an item to a sequence, which is made where it is missing.
DcmItem& AppendItem(DcmItem& parent, const DcmTagKey& sequence);

// A sequence of one item with the code (PS3.3 table 8.8-1).
void PutCode(DcmItem& parent, const DcmTagKey& sequence, const CodedConcept& code);
inline void PutCode(DcmItem& parent, const DcmTagKey& sequence, const Code& code) {
  PutCode(parent, sequence, code.Concept());
}

// Text with every character beyond ASCII replaced, for objects that keep a character set other
// than UTF-8.
std::string AsciiOnly(std::string_view utf8);

// Cut to at most `bytes` bytes without splitting a UTF-8 character (VR length limits).
std::string Shortened(std::string_view utf8, std::size_t bytes);

// Saves with a complete meta header, explicit little endian; the same dataset gives the same
// bytes.
Status SaveObject(DcmFileFormat& object, const std::filesystem::path& file);

// Pixel data in fragments (PS3.5 section A.4) instead of plain words. DCMTK's own question has
// another name in each release.
bool IsEncapsulated(E_TransferSyntax syntax);

}  // namespace regen::dicom
