// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/nifti_file.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include <Eigen/LU>

namespace regen {
namespace {

// Offsets of the header's fields (nifti1.h).
constexpr std::size_t kDimAt = 40;
constexpr std::size_t kTypeAt = 70;
constexpr std::size_t kDataAt = 108;
constexpr std::size_t kAffineAt = 280;

template <typename T>
T Field(const std::vector<char>& bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

template <typename T>
bool Fill(const std::vector<char>& bytes, std::size_t at, Volume* volume) {
  const std::size_t count = volume->geometry.VoxelCount();
  if (bytes.size() < at + count * sizeof(T)) return false;
  for (std::size_t n = 0; n < count; ++n) {
    volume->values.push_back(static_cast<float>(Field<T>(bytes, at + n * sizeof(T))));
  }
  return true;
}

}  // namespace

std::optional<Volume> ReadNifti(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() < 352 || Field<std::int32_t>(bytes, 0) != 348) return std::nullopt;
  Volume volume;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    volume.geometry.size[axis] = Field<std::int16_t>(bytes, kDimAt + 2 * (axis + 1));
    // RAS to LPS: x and y change their sign.
    const double sign = axis < 2 ? -1 : 1;
    const std::size_t row = kAffineAt + 16 * axis;
    for (std::size_t column = 0; column < 3; ++column) {
      volume.geometry.direction(static_cast<int>(axis), static_cast<int>(column)) =
          sign * static_cast<double>(Field<float>(bytes, row + 4 * column));
    }
    volume.geometry.origin_lps[static_cast<int>(axis)] =
        sign * static_cast<double>(Field<float>(bytes, row + 12));
  }
  for (int column = 0; column < 3; ++column) {
    const double length = volume.geometry.direction.col(column).norm();
    volume.geometry.spacing_mm[column] = length;
    volume.geometry.direction.col(column) /= length;
  }
  if (volume.geometry.direction.determinant() < 0.9) return std::nullopt;
  const auto data = static_cast<std::size_t>(Field<float>(bytes, kDataAt));
  switch (Field<std::int16_t>(bytes, kTypeAt)) {
    case 2:
      return Fill<std::uint8_t>(bytes, data, &volume) ? std::optional(volume) : std::nullopt;
    case 4:
      return Fill<std::int16_t>(bytes, data, &volume) ? std::optional(volume) : std::nullopt;
    case 16:
      return Fill<float>(bytes, data, &volume) ? std::optional(volume) : std::nullopt;
    case 512:
      return Fill<std::uint16_t>(bytes, data, &volume) ? std::optional(volume) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace regen
