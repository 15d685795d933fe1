// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_segmentation.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/pack_bits.h"
#include "analysis/dicom/plane_geometry.h"
#include "analysis/dicom/region_object.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

namespace regen::dicom {

namespace {

// One frame: its segment and where its first pixel is.
struct Frame {
  int segment_number = 0;
  Vec3 position_lps = Vec3::Zero();
};

// Header of the whole object, checked against the length of its pixel data.
struct SegmentationHeader {
  int rows = 0;
  int columns = 0;
  std::uint64_t frames = 0;
  bool binary = true;
  double maximum_fraction = 255;
};

// The folder of one object's errors: "roi.dcm: ...".
class NamedErrors {
 public:
  explicit NamedErrors(const std::filesystem::path& file) : name_(ShortName(file)) {}
  Error operator()(const std::string& text) const {
    return InputError(StrCat(name_, ": ", text));
  }
  std::string prefix() const { return name_ + ": "; }

 private:
  std::string name_;
};

template <std::size_t N>
std::optional<std::array<double, N>> Numbers(DcmItem& item, const DcmTagKey& tag) {
  const std::vector<std::string> parts = Split(AttributeText(item, tag), '\\');
  if (parts.size() != N) return std::nullopt;
  std::array<double, N> values{};
  for (std::size_t n = 0; n < N; ++n) {
    const auto value = ParseDouble(parts[n]);
    if (!value) return std::nullopt;
    values[n] = *value;
  }
  return values;
}

DcmItem* ItemOf(DcmItem& parent, const DcmTagKey& sequence, long index) {
  DcmItem* item = nullptr;
  if (parent.findAndGetSequenceItem(sequence, item, index).bad()) return nullptr;
  return item;
}

// The item of a functional group of one frame: its own, else the shared one.
DcmItem* GroupOf(DcmItem& dataset, DcmItem* frame, const DcmTagKey& group) {
  DcmItem* item = frame != nullptr ? ItemOf(*frame, group, 0) : nullptr;
  if (item != nullptr) return item;
  DcmItem* shared = ItemOf(dataset, DCM_SharedFunctionalGroupsSequence, 0);
  return shared != nullptr ? ItemOf(*shared, group, 0) : nullptr;
}

std::size_t ItemCount(DcmItem& parent, const DcmTagKey& tag) {
  DcmSequenceOfItems* sequence = nullptr;
  if (parent.findAndGetSequence(tag, sequence).bad() || sequence == nullptr) return 0;
  return sequence->card();
}

Result<SegmentationHeader> ReadSegmentationHeader(DcmItem& dataset, const NamedErrors& error) {
  SegmentationHeader header;
  const auto integer = [&dataset](const DcmTagKey& tag) {
    return ParseInt(AttributeText(dataset, tag)).value_or(0);
  };
  const std::int64_t rows = integer(DCM_Rows);
  const std::int64_t columns = integer(DCM_Columns);
  const std::int64_t frames = integer(DCM_NumberOfFrames);
  if (rows < 1 || columns < 1 || rows > kMaxRowsOrColumns || columns > kMaxRowsOrColumns) {
    return error(StrCat("Rows (0028,0010) ",
                        rows,
                        " or Columns (0028,0011) ",
                        columns,
                        ", expected 1 to ",
                        kMaxRowsOrColumns));
  }
  const std::string type = AttributeText(dataset, DCM_SegmentationType);
  header.binary = type == "BINARY";
  if (!header.binary && type != "FRACTIONAL") {
    return error("SegmentationType (0062,0001) is not BINARY or FRACTIONAL");
  }
  if (integer(DCM_BitsAllocated) != (header.binary ? 1 : 8)) {
    return error(
        "BitsAllocated (0028,0100) does not fit, expected 1 for BINARY, 8 for FRACTIONAL");
  }
  const std::size_t items = ItemCount(dataset, DCM_PerFrameFunctionalGroupsSequence);
  if (frames < 1 || static_cast<std::uint64_t>(frames) != items) {
    return error(StrCat("NumberOfFrames (0028,0008) is ",
                        frames,
                        ", expected one per item of PerFrameFunctionalGroupsSequence (",
                        items,
                        ")"));
  }
  header.rows = static_cast<int>(rows);
  header.columns = static_cast<int>(columns);
  header.frames = static_cast<std::uint64_t>(frames);
  if (!header.binary) {
    const std::int64_t maximum = integer(DCM_MaximumFractionalValue);
    if (maximum < 1 || maximum > 255) {
      return error("MaximumFractionalValue (0062,000E) is missing, expected 1 to 255");
    }
    header.maximum_fraction = static_cast<double>(maximum);
  }
  return header;
}

// The pixel data, long enough for every frame that the header claims.
Result<const std::uint8_t*> ReadPixels(DcmItem& dataset,
                                       const SegmentationHeader& header,
                                       const NamedErrors& error) {
  const std::uint64_t pixels = static_cast<std::uint64_t>(header.rows) *
                               static_cast<std::uint64_t>(header.columns) * header.frames;
  const std::uint64_t expected = header.binary ? (pixels + 7) / 8 : pixels;
  const Uint8* bytes = nullptr;
  unsigned long available = 0;
  const OFCondition read = dataset.findAndGetUint8Array(DCM_PixelData, bytes, &available);
  if (read.bad() || bytes == nullptr || available < expected) {
    return error(StrCat("PixelData (7FE0,0010) holds ",
                        std::to_string(available),
                        " bytes, expected ",
                        std::to_string(expected)));
  }
  return bytes;
}

Result<std::vector<Frame>> ReadFrames(DcmItem& dataset,
                                      const SegmentationHeader& header,
                                      const std::array<double, 6>& orientation,
                                      const NamedErrors& error) {
  constexpr double kOrientationTolerance = 1e-3;
  std::vector<Frame> frames;
  DcmSequenceOfItems* per_frame = nullptr;
  if (dataset.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, per_frame).bad()) {
    return error("PerFrameFunctionalGroupsSequence (5200,9230) is missing");
  }
  for (std::uint64_t n = 0; n < header.frames; ++n) {
    DcmItem* item = per_frame->getItem(static_cast<unsigned long>(n));
    const std::string where = StrCat("frame ", std::to_string(n + 1), ": ");
    DcmItem* identification = GroupOf(dataset, item, DCM_SegmentIdentificationSequence);
    DcmItem* plane = GroupOf(dataset, item, DCM_PlanePositionSequence);
    DcmItem* turned = GroupOf(dataset, item, DCM_PlaneOrientationSequence);
    const std::int64_t number =
        identification
            ? ParseInt(AttributeText(*identification, DCM_ReferencedSegmentNumber)).value_or(0)
            : 0;
    const auto position = plane ? Numbers<3>(*plane, DCM_ImagePositionPatient) : std::nullopt;
    const auto own = turned ? Numbers<6>(*turned, DCM_ImageOrientationPatient) : std::nullopt;
    if (number < 1 || number > 65535) {
      return error(where + "ReferencedSegmentNumber (0062,000B) is missing");
    }
    if (!position) return error(where + "ImagePositionPatient (0020,0032) is missing");
    bool alike = own.has_value();
    for (std::size_t k = 0; alike && k < 6; ++k) {
      alike = std::abs((*own)[k] - orientation[k]) <= kOrientationTolerance;
    }
    if (!alike) {
      return error(where +
                   "ImageOrientationPatient (0020,0037) differs, expected parallel frames");
    }
    frames.push_back(
        {static_cast<int>(number), Vec3((*position)[0], (*position)[1], (*position)[2])});
  }
  return frames;
}

// The grid that all frames lie on, and the plane of each.
struct FramesOnGrid {
  VolumeGeometry grid;
  std::vector<Frame> frames;
  std::vector<int> planes;
};

Result<FramesOnGrid> PlaceFrames(DcmItem& dataset,
                                 const SegmentationHeader& header,
                                 const NamedErrors& error) {
  DcmItem* first = ItemOf(dataset, DCM_PerFrameFunctionalGroupsSequence, 0);
  DcmItem* turned = GroupOf(dataset, first, DCM_PlaneOrientationSequence);
  DcmItem* measures = GroupOf(dataset, first, DCM_PixelMeasuresSequence);
  const auto orientation =
      turned ? Numbers<6>(*turned, DCM_ImageOrientationPatient) : std::nullopt;
  const auto direction = orientation ? DirectionFromOrientation(*orientation) : std::nullopt;
  if (!direction) {
    return error(
        "ImageOrientationPatient (0020,0037) is missing or not two perpendicular vectors");
  }
  const auto spacing = measures ? Numbers<2>(*measures, DCM_PixelSpacing) : std::nullopt;
  if (!spacing || !((*spacing)[0] > 0) || !((*spacing)[1] > 0)) {
    return error("PixelSpacing (0028,0030) is missing or not two positive numbers");
  }
  FramesOnGrid placed;
  auto frames = ReadFrames(dataset, header, *orientation, error);
  if (!frames) return frames.error();
  placed.frames = std::move(*frames);
  std::vector<Vec3> positions;
  for (const Frame& frame : placed.frames) positions.push_back(frame.position_lps);
  auto declared = ParseDouble(AttributeText(*measures, DCM_SpacingBetweenSlices));
  if (!declared) declared = ParseDouble(AttributeText(*measures, DCM_SliceThickness));
  auto stack = StackPlanes(positions, direction->col(2), declared, error.prefix());
  if (!stack) return stack.error();
  placed.grid.size = {header.columns, header.rows, stack->planes};
  placed.grid.spacing_mm = Vec3((*spacing)[1], (*spacing)[0], stack->spacing_mm);
  placed.grid.direction = *direction;
  placed.grid.origin_lps = stack->origin_lps;
  placed.planes = std::move(stack->plane_of);
  return placed;
}

// A region without its voxels, from one item of SegmentSequence.
DrawnRegion DescribeSegment(DcmItem& dataset, DcmItem& segment) {
  DrawnRegion region = DescribeObject(dataset);
  region.frame_of_reference_uid = AttributeText(dataset, DCM_FrameOfReferenceUID);
  for (long n = 0; DcmItem* series = ItemOf(dataset, DCM_ReferencedSeriesSequence, n); ++n) {
    region.referenced_series_uids.push_back(AttributeText(*series, DCM_SeriesInstanceUID));
  }
  region.number =
      static_cast<int>(ParseInt(AttributeText(segment, DCM_SegmentNumber)).value_or(0));
  region.label = AttributeText(segment, DCM_SegmentLabel);
  region.tracking_id = AttributeText(segment, DCM_TrackingID);
  region.tracking_uid = AttributeText(segment, DCM_TrackingUID);
  region.algorithm_type = AttributeText(segment, DCM_SegmentAlgorithmType);
  return region;
}

Result<std::vector<DrawnRegion>> DescribeSegments(DcmItem& dataset,
                                                  const FramesOnGrid& placed,
                                                  const NamedErrors& error) {
  std::vector<DrawnRegion> regions;
  const std::size_t count = ItemCount(dataset, DCM_SegmentSequence);
  if (count == 0) return error("SegmentSequence (0062,0002) is missing or empty");
  if (placed.grid.VoxelCount() * std::uint64_t{count} > kMaxVoxels) {
    return error("more voxels in all segments than any examination has");
  }
  for (std::size_t n = 0; n < count; ++n) {
    DcmItem& segment = *ItemOf(dataset, DCM_SegmentSequence, static_cast<long>(n));
    regions.push_back(DescribeSegment(dataset, segment));
    regions.back().coverage = MakeVolume(placed.grid);
  }
  return regions;
}

// Copies every frame to its plane of its segment's volume.
Status FillRegions(std::vector<DrawnRegion>& regions,
                   const FramesOnGrid& placed,
                   const SegmentationHeader& header,
                   const std::uint8_t* pixels,
                   const NamedErrors& error) {
  const std::size_t area =
      static_cast<std::size_t>(header.rows) * static_cast<std::size_t>(header.columns);
  std::map<std::pair<int, int>, std::size_t> taken;  // segment and plane
  for (std::size_t frame = 0; frame < placed.frames.size(); ++frame) {
    const int number = placed.frames[frame].segment_number;
    const auto region =
        std::find_if(regions.begin(), regions.end(), [number](const DrawnRegion& candidate) {
          return candidate.number == number;
        });
    if (region == regions.end()) {
      return error(StrCat(
          "frame ", frame + 1, ": segment ", number, " is not in SegmentSequence (0062,0002)"));
    }
    const int plane = placed.planes[frame];
    if (!taken.emplace(std::pair(number, plane), frame).second) {
      return error(StrCat("frame ",
                          frame + 1,
                          ": a second frame of segment ",
                          number,
                          " at the same position, expected one"));
    }
    float* values = region->coverage.values.data() + region->coverage.Offset(0, 0, plane);
    const std::size_t first = frame * area;
    for (std::size_t i = 0; i < area; ++i) {
      values[i] =
          header.binary
              ? (PackedBit(pixels, first + i) ? 1.0F : 0.0F)
              : std::min(1.0F, static_cast<float>(pixels[first + i] / header.maximum_fraction));
    }
  }
  return Done{};
}

Result<std::vector<DrawnRegion>> Read(const std::filesystem::path& file) {
  const NamedErrors error(file);
  auto object = ReadObject(file);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  if (AttributeText(dataset, DCM_SOPClassUID) != UID_SegmentationStorage) {
    return error(
        "not a segmentation, expected SOPClassUID (0008,0016) of Segmentation Storage");
  }
  if (IsEncapsulated(dataset.getOriginalXfer())) {
    return error("PixelData (7FE0,0010) is compressed, expected an uncompressed segmentation");
  }
  const auto header = ReadSegmentationHeader(dataset, error);
  if (!header) return header.error();
  const auto pixels = ReadPixels(dataset, *header, error);
  if (!pixels) return pixels.error();
  const auto placed = PlaceFrames(dataset, *header, error);
  if (!placed) return placed.error();
  auto regions = DescribeSegments(dataset, *placed, error);
  if (!regions) return regions.error();
  if (const Status filled = FillRegions(*regions, *placed, *header, *pixels, error); !filled) {
    return filled.error();
  }
  return regions;
}

}  // namespace

Result<std::vector<DrawnRegion>> ReadSegmentation(const std::filesystem::path& file) {
  return GuardDcmtk([&] { return Read(file); });
}

}  // namespace regen::dicom
