// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/registration/meta_image.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iomanip>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <Eigen/LU>

namespace regen::bench {
namespace {

using Fields = std::map<std::string, std::string>;

Fields ReadFields(const std::string& text) {
  Fields fields;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (const auto equals = line.find(" = "); equals != std::string::npos) {
      fields[line.substr(0, equals)] = line.substr(equals + 3);
    }
  }
  return fields;
}

template <typename Number, std::size_t kCount>
Result<std::array<Number, kCount>> Numbers(const Fields& fields, const std::string& name) {
  std::array<Number, kCount> numbers{};
  const auto field = fields.find(name);
  std::istringstream text(field == fields.end() ? "" : field->second);
  for (Number& number : numbers) {
    if (!(text >> number)) {
      return InputError(StrCat("MetaImage: ", name, " expected to be ", kCount, " numbers"));
    }
  }
  return numbers;
}

Result<VolumeGeometry> ReadGeometry(const Fields& fields) {
  const auto size = Numbers<int, 3>(fields, "DimSize");
  const auto spacing = Numbers<double, 3>(fields, "ElementSpacing");
  const auto matrix = Numbers<double, 9>(fields, "TransformMatrix");
  const auto offset = Numbers<double, 3>(fields, "Offset");
  if (!size || !spacing || !matrix || !offset) {
    return InputError("MetaImage: DimSize, ElementSpacing, TransformMatrix, Offset expected");
  }
  VolumeGeometry geometry;
  geometry.size = *size;
  geometry.spacing_mm = Vec3(spacing->data());
  geometry.direction = Mat3(matrix->data());  // axis after axis, as our columns
  geometry.origin_lps = Vec3(offset->data());
  if (*std::min_element(size->begin(), size->end()) < 1 ||
      !(geometry.spacing_mm.minCoeff() > 0.0) || !(geometry.direction.determinant() > 0.5)) {
    return InputError("MetaImage: positive sizes and a right-handed matrix expected");
  }
  return geometry;
}

}  // namespace

Status WriteMetaImage(const Volume& volume, double scale, const std::filesystem::path& mhd) {
  const VolumeGeometry& geometry = volume.geometry;
  std::filesystem::path raw = mhd;
  raw.replace_extension(".raw");
  std::ostringstream header;
  const Eigen::IOFormat plain(17, Eigen::DontAlignCols, " ", " ");
  header << std::setprecision(17) << "ObjectType = Image\nNDims = 3\nBinaryData = True\n"
         << "BinaryDataByteOrderMSB = False\nCompressedData = False\nTransformMatrix = "
         << geometry.direction.transpose().format(plain)
         << "\nOffset = " << geometry.origin_lps.transpose().format(plain)
         << "\nElementSpacing = " << geometry.spacing_mm.transpose().format(plain)
         << "\nDimSize = " << geometry.size[0] << ' ' << geometry.size[1] << ' '
         << geometry.size[2]
         << "\nElementType = MET_SHORT\nElementDataFile = " << raw.filename().string() << '\n';
  std::string bytes(2 * volume.values.size(), '\0');
  for (std::size_t n = 0; n < volume.values.size(); ++n) {
    const double value =
        std::clamp(scale * static_cast<double>(volume.values[n]), 0.0, 32767.0);
    const auto stored = static_cast<std::int16_t>(std::lround(value));
    std::memcpy(&bytes[2 * n], &stored, 2);
  }
  if (const Status written = WriteWholeFile(raw, bytes); !written) {
    return written;
  }
  return WriteWholeFile(mhd, header.str());
}

Result<Volume> ReadMetaImage(double scale, const std::filesystem::path& mhd) {
  const Result<std::string> header = ReadWholeFile(mhd);
  if (!header) {
    return header.error();
  }
  const Fields fields = ReadFields(*header);
  const Result<VolumeGeometry> geometry = ReadGeometry(fields);
  if (!geometry) {
    return geometry.error();
  }
  const auto file = fields.find("ElementDataFile");
  const auto type = fields.find("ElementType");
  if (file == fields.end() || type == fields.end() || type->second != "MET_SHORT") {
    return InputError("MetaImage: ElementDataFile and ElementType MET_SHORT expected");
  }
  const Result<std::string> bytes = ReadWholeFile(mhd.parent_path() / file->second);
  if (!bytes || bytes->size() != 2 * geometry->VoxelCount()) {
    return InputError("MetaImage: as many values expected as DimSize tells");
  }
  Volume volume = MakeVolume(*geometry);
  for (std::size_t n = 0; n < volume.values.size(); ++n) {
    std::int16_t stored = 0;
    std::memcpy(&stored, &(*bytes)[2 * n], 2);
    volume.values[n] = static_cast<float>(stored / scale);
  }
  return volume;
}

}  // namespace regen::bench
