// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_layout.h"

#include "analysis/base/text.h"
#include "analysis/dicom/attribute_lookup.h"
#include "analysis/dicom/codestream.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/private_elements.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace regen::dicom {

namespace {

// A number of the item; `otherwise` where it is absent, nothing where it is none.
std::optional<double> NumberOr(DcmItem& item, const DcmTagKey& tag, double otherwise) {
  const std::string text = AttributeText(item, tag);
  return text.empty() ? otherwise : ParseDouble(text);
}

// Of a frame (from 1) of an enhanced object; 0: of the object.
DcmItem* RescaleItem(const FunctionalGroupItems& groups, int frame_number) {
  DcmItem* item = groups.Macro(frame_number - 1, DCM_PixelValueTransformationSequence);
  if (item == nullptr) {
    item = groups.Macro(FunctionalGroups::kShared, DCM_PixelValueTransformationSequence);
  }
  return item != nullptr ? item : groups.ItemAt(FunctionalGroups::kObject);
}

std::optional<Rescale> ReadRescale(DcmItem& item) {
  const auto slope = NumberOr(item, DCM_RescaleSlope, 1);
  const auto intercept = NumberOr(item, DCM_RescaleIntercept, 0);
  if (!slope || *slope == 0 || !intercept) return std::nullopt;
  return Rescale{*slope, *intercept};
}

std::optional<double> ReadPhilipsScale(const FunctionalGroupItems& groups,
                                       int frame_number,
                                       const Rescale& rescale) {
  DcmItem* item = groups.ItemAt(FunctionalGroups::kObject);
  if (groups.frames() > 0) {
    // Each frame's own attributes stand in a private sequence of its groups.
    item = groups.ItemAt(frame_number - 1);
    const auto tag = item == nullptr ? std::nullopt : PrivateTag(*item, kPhilipsFrame);
    item = tag ? groups.Macro(frame_number - 1, *tag) : nullptr;
  }
  if (item == nullptr) return std::nullopt;
  const auto scale_slope = PrivateNumber(*item, kPhilipsScaleSlope);
  if (!scale_slope || !(*scale_slope > 0)) return std::nullopt;
  return rescale.slope * *scale_slope;
}

// The syntax as the file states it; DCMTK guesses one that it does not know.
std::string StatedSyntax(DcmFileFormat& object) {
  return AttributeText(*object.getMetaInfo(), DCM_TransferSyntaxUID);
}

std::string SyntaxText(const std::string& uid, E_TransferSyntax syntax) {
  const std::string_view name = syntax == EXS_Unknown ? "" : DcmXfer(syntax).getXferName();
  return uid.empty() ? std::string(name) : StrCat(uid, name.empty() ? "" : " ", name);
}

void ReadScaling(DcmDataset& dataset, PixelLayout& layout, bool* usable) {
  const FunctionalGroupItems groups(dataset);
  const int frames = groups.frames() > 0 ? layout.format.frames : 1;
  for (int frame = 1; frame <= frames; ++frame) {
    const auto rescale = ReadRescale(*RescaleItem(groups, frame));
    *usable = *usable && rescale.has_value();
    layout.rescale.push_back(rescale.value_or(Rescale{}));
    layout.philips_scale.push_back(ReadPhilipsScale(groups, frame, layout.rescale.back()));
  }
}

}  // namespace

const Rescale& PixelLayout::RescaleOf(int frame_number) const {
  return rescale.size() == 1 ? rescale.front()
                             : rescale[static_cast<std::size_t>(frame_number - 1)];
}

std::optional<double> PixelLayout::PhilipsScaleOf(int frame_number) const {
  return philips_scale.size() == 1 ? philips_scale.front()
                                   : philips_scale[static_cast<std::size_t>(frame_number - 1)];
}

Result<PixelLayout> ReadPixelLayout(const OpenedHeader& header,
                                    const std::filesystem::path& file) {
  const auto fail = [&](const std::string& text) {
    return InputError(StrCat(ShortName(file), ": ", text));
  };
  if (header.scan.defect) return fail(prescan::DefectText(*header.scan.defect));
  DcmDataset& dataset = *header.object->getDataset();
  const auto format = ReadPixelFormat(dataset, file);
  if (!format) return format.error();
  if (!header.pixels) return fail("PixelData (7FE0,0010) is missing");
  PixelLayout layout;
  layout.file = file;
  layout.stamp = header.stamp;
  layout.place = *header.pixels;
  layout.format = *format;
  layout.syntax = dataset.getOriginalXfer();
  const std::string uid = StatedSyntax(*header.object);
  layout.codec = CodecOf(uid, layout.syntax);
  layout.must_be_lossless = IsLosslessSyntax(uid, layout.syntax);
  if (layout.codec == Codec::kUnknown) {
    return fail(StrCat("transfer syntax ",
                       SyntaxText(uid, DcmXfer(uid.c_str()).getXfer()),
                       ", expected uncompressed, deflated, RLE, JPEG, JPEG-LS, JPEG 2000 or "
                       "High-Throughput JPEG 2000"));
  }
  bool usable = true;
  ReadScaling(dataset, layout, &usable);
  if (!usable) {
    return fail(
        "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is not a usable "
        "number");
  }
  return layout;
}

bool IsLossy(const PixelLayout& layout) {
  if (IsLossyProcess(layout.syntax)) return true;
  if (layout.must_be_lossless || layout.place.fragments.empty()) return false;
  if (layout.codec != Codec::kJpegLs && layout.codec != Codec::kJpeg2000) return false;
  prescan::PixelReader reader(layout.file, layout.stamp, layout.place);
  std::vector<std::uint8_t> stream(layout.place.fragments.front().length);
  if (!reader.is_open() || !reader.ReadFragment(0, stream)) return false;
  const auto told =
      layout.codec == Codec::kJpegLs ? ReadJpegHeader(stream) : ReadJpeg2000Header(stream);
  return told && told->lossy;
}

}  // namespace regen::dicom
