// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_values.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/plane_geometry.h"

#include <cmath>
#include <cstdint>
#include <optional>

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace regen::dicom {

namespace {

// How the bits of a pixel are to be understood (PS3.3 C.7.6.3).
struct PixelFormat {
  int bits_allocated = 0;
  int bits_stored = 0;
  int high_bit = 0;
  bool is_signed = false;
  double slope = 1;
  double intercept = 0;
};

void RegisterDecoders() {
  static const bool registered = [] {
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(registered);
}

Error PixelError(const std::filesystem::path& file, const std::string& text) {
  return InputError(StrCat(ShortName(file), ": ", text));
}

bool IsLossless(E_TransferSyntax syntax) {
  if (!IsEncapsulated(syntax)) return true;
  return syntax == EXS_RLELossless || syntax == EXS_JPEGProcess14 ||
         syntax == EXS_JPEGProcess14SV1 || syntax == EXS_JPEGLSLossless;
}

std::optional<std::int64_t> Integer(DcmItem& dataset, const DcmTagKey& tag) {
  return ParseInt(AttributeText(dataset, tag));
}

// Checks everything that says what the pixels are; an empty result is good.
std::string UnsupportedImage(DcmItem& dataset) {
  const std::string photometric = AttributeText(dataset, DCM_PhotometricInterpretation);
  if (photometric != "MONOCHROME2") {
    return StrCat("PhotometricInterpretation (0028,0004) is ",
                  photometric.empty() ? "missing" : photometric,
                  ", expected MONOCHROME2");
  }
  if (Integer(dataset, DCM_SamplesPerPixel).value_or(1) != 1) {
    return "SamplesPerPixel (0028,0002) is not 1, expected a grey image";
  }
  if (Integer(dataset, DCM_NumberOfFrames).value_or(1) != 1) {
    return "NumberOfFrames (0028,0008) is not 1, expected a classic single-frame image";
  }
  if (AttributeText(dataset, DCM_LossyImageCompression) == "01") {
    return "LossyImageCompression (0028,2110) is 01, expected images without loss";
  }
  if (dataset.tagExistsWithValue(DCM_ModalityLUTSequence)) {
    return "ModalityLUTSequence (0028,3000) is present, expected RescaleSlope and "
           "RescaleIntercept";
  }
  return {};
}

std::optional<double> Rescale(DcmItem& dataset, const DcmTagKey& tag, double otherwise) {
  const std::string text = AttributeText(dataset, tag);
  return text.empty() ? otherwise : ParseDouble(text);
}

Result<PixelFormat> ReadFormat(DcmItem& dataset, const std::filesystem::path& file) {
  PixelFormat format;
  const auto allocated = Integer(dataset, DCM_BitsAllocated);
  if (allocated != 8 && allocated != 16) {
    return PixelError(file, "BitsAllocated (0028,0100) is not 8 or 16");
  }
  const auto stored = Integer(dataset, DCM_BitsStored).value_or(*allocated);
  const auto high = Integer(dataset, DCM_HighBit).value_or(stored - 1);
  if (stored < 1 || stored > *allocated || high < stored - 1 || high >= *allocated) {
    return PixelError(file,
                      StrCat("BitsStored (0028,0101) ",
                             stored,
                             " and HighBit (0028,0102) ",
                             high,
                             " do not fit BitsAllocated ",
                             *allocated));
  }
  const auto slope = Rescale(dataset, DCM_RescaleSlope, 1);
  const auto intercept = Rescale(dataset, DCM_RescaleIntercept, 0);
  if (!slope || *slope == 0 || !intercept) {
    return PixelError(
        file,
        "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is not a usable "
        "number");
  }
  format.bits_allocated = static_cast<int>(*allocated);
  format.bits_stored = static_cast<int>(stored);
  format.high_bit = static_cast<int>(high);
  format.is_signed = Integer(dataset, DCM_PixelRepresentation).value_or(0) == 1;
  format.slope = *slope;
  format.intercept = *intercept;
  return format;
}

// The stored value in the bits BitsStored below and with HighBit, sign extended.
std::int32_t StoredValue(std::uint32_t word, const PixelFormat& format) {
  const auto bits = static_cast<unsigned>(format.bits_stored);
  const auto shift = static_cast<unsigned>(format.high_bit + 1 - format.bits_stored);
  const std::uint32_t value = (word >> shift) & ((1U << bits) - 1U);
  const std::uint32_t sign = 1U << (bits - 1U);
  if (!format.is_signed || (value & sign) == 0) return static_cast<std::int32_t>(value);
  return static_cast<std::int32_t>(value) - static_cast<std::int32_t>(1U << bits);
}

template <typename Word>
void Convert(const Word* words, std::size_t count, const PixelFormat& format, float* values) {
  for (std::size_t i = 0; i < count; ++i) {
    const double stored = StoredValue(words[i], format);
    values[i] = static_cast<float>(stored * format.slope + format.intercept);
  }
}

// Bytes of native pixel data must be there; compressed ones are judged by their decoder.
Status CheckLength(DcmItem& dataset,
                   E_TransferSyntax syntax,
                   std::uint64_t expected_bytes,
                   const std::filesystem::path& file) {
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr) {
    return PixelError(file, "PixelData (7FE0,0010) is missing");
  }
  if (IsEncapsulated(syntax)) return Done{};
  const std::uint64_t length = element->getLength(syntax);
  std::error_code error;
  const std::uint64_t file_size = std::filesystem::file_size(file, error);
  const bool deflated = syntax == EXS_DeflatedLittleEndianExplicit;
  if (length < expected_bytes || (!deflated && file_size < length)) {
    return PixelError(file,
                      StrCat("PixelData (7FE0,0010) holds ",
                             std::to_string(std::min(length, file_size)),
                             " bytes, expected ",
                             std::to_string(expected_bytes),
                             " (Rows x Columns x BitsAllocated / 8)"));
  }
  return Done{};
}

Status CopyValues(DcmItem& dataset,
                  const PixelFormat& format,
                  std::size_t count,
                  const std::filesystem::path& file,
                  float* values) {
  unsigned long available = 0;
  if (format.bits_allocated == 16) {
    const Uint16* words = nullptr;
    if (dataset.findAndGetUint16Array(DCM_PixelData, words, &available).good() && words &&
        available >= count) {
      Convert(words, count, format, values);
      return Done{};
    }
  } else {
    const Uint8* bytes = nullptr;
    if (dataset.findAndGetUint8Array(DCM_PixelData, bytes, &available).good() && bytes &&
        available >= count) {
      Convert(bytes, count, format, values);
      return Done{};
    }
  }
  return PixelError(file,
                    StrCat("PixelData (7FE0,0010) cannot be read or is too short (",
                           std::to_string(available),
                           " values), expected ",
                           std::to_string(count)));
}

}  // namespace

Status ReadPixelValues(const std::filesystem::path& file,
                       const std::string& sop_instance_uid,
                       int rows,
                       int columns,
                       float* values) {
  RegisterDecoders();
  auto object = ReadObject(file);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  if (AttributeText(dataset, DCM_SOPInstanceUID) != sop_instance_uid) {
    return PixelError(file, "SOPInstanceUID (0008,0018) changed since the folder was read");
  }
  if (Integer(dataset, DCM_Rows) != rows || Integer(dataset, DCM_Columns) != columns) {
    return PixelError(file,
                      StrCat("Rows (0028,0010) and Columns (0028,0011) are not ",
                             rows,
                             " and ",
                             columns,
                             ", expected the matrix of the series"));
  }
  if (const std::string problem = UnsupportedImage(dataset); !problem.empty()) {
    return PixelError(file, problem);
  }
  const auto format = ReadFormat(dataset, file);
  if (!format) return format.error();
  const E_TransferSyntax syntax = dataset.getOriginalXfer();
  if (!IsLossless(syntax)) {
    return PixelError(
        file,
        StrCat("transfer syntax ",
               std::string_view(DcmXfer(syntax).getXferName()),
               ", expected uncompressed, RLE, JPEG lossless or JPEG-LS lossless"));
  }
  const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  const std::uint64_t bytes = std::uint64_t{count} * (format->bits_allocated == 16 ? 2U : 1U);
  if (const Status length = CheckLength(dataset, syntax, bytes, file); !length) return length;
  if (IsEncapsulated(syntax)) {
    const OFCondition decoded = dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
    if (decoded.bad()) {
      return PixelError(file,
                        StrCat("PixelData (7FE0,0010) cannot be decompressed (",
                               std::string_view(decoded.text()),
                               ")"));
    }
  }
  return CopyValues(dataset, *format, count, file, values);
}

}  // namespace regen::dicom
