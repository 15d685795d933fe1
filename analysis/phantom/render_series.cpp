// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/render_series.h"

#include "analysis/phantom/normal_noise.h"
#include "analysis/phantom/parallel_slices.h"
#include "analysis/phantom/signal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace regen {
namespace {

// Two neighbouring nodes of an even grid and the weight of the second.
struct Between {
  std::size_t node = 0;
  double weight = 0.0;
};

// Signals of all parts at a few values of B1 and of T2's texture, straight in between: far
// closer together than the curves bend.
class SignalTable {
 public:
  SignalTable(const std::vector<TissueProperties>& matter,
              const Sequence& sequence,
              const Scanner& scanner);

  std::size_t images() const { return images_; }
  Between AtB1(double b1) const { return NodeOf((b1 - b1_lower_) / b1_step_, b1_nodes_); }
  // Adds `share` of a part's signals; `t2_texture` is -1..1.
  void Add(std::uint32_t part,
           const Between& b1,
           double t2_texture,
           double share,
           double* water,
           double* fat) const;

 private:
  static constexpr std::size_t kT2Nodes = 9;
  static Between NodeOf(double place, std::size_t nodes) {
    if (nodes == 1) {
      return {};
    }
    const double inside = std::clamp(place, 0.0, static_cast<double>(nodes - 1));
    const auto node = std::min(static_cast<std::size_t>(inside), nodes - 2);
    return {node, inside - static_cast<double>(node)};
  }
  const double* Row(std::uint32_t part, std::size_t b1, std::size_t t2) const {
    return &values_[((part * b1_nodes_ + b1) * kT2Nodes + t2) * 2 * images_];
  }

  std::size_t images_;
  std::size_t b1_nodes_;
  double b1_lower_ = 1.0;
  double b1_step_ = 1.0;
  std::vector<bool> has_t2_texture_;
  std::vector<bool> has_fat_;
  std::vector<double> values_;  // part, b1, t2, water then fat, image
};

SignalTable::SignalTable(const std::vector<TissueProperties>& matter,
                         const Sequence& sequence,
                         const Scanner& scanner)
    : images_(ImageNames(sequence).size()),
      b1_nodes_(scanner.transmission.amplitude() > 0.0 ? 9 : 1) {
  const double spread = scanner.transmission.amplitude();
  b1_lower_ = scanner.b1 * (1.0 - spread);
  b1_step_ =
      b1_nodes_ > 1 ? 2.0 * scanner.b1 * spread / static_cast<double>(b1_nodes_ - 1) : 1.0;
  values_.resize(matter.size() * b1_nodes_ * kT2Nodes * 2 * images_, 0.0);
  double* row = values_.data();
  for (const TissueProperties& tissue : matter) {
    has_t2_texture_.push_back(tissue.t2_texture > 0.0);
    has_fat_.push_back(tissue.fat_fraction > 0.0);
    for (std::size_t b = 0; b < b1_nodes_; ++b) {
      for (std::size_t t = 0; t < kT2Nodes; ++t, row += 2 * images_) {
        if (tissue.proton_density <= 0.0 || (t > 0 && tissue.t2_texture <= 0.0)) {
          continue;
        }
        const double texture = tissue.t2_texture > 0.0
                                   ? -1.0 + 2.0 * static_cast<double>(t) / (kT2Nodes - 1)
                                   : 0.0;
        const TissueSignal signal = SignalOf(tissue,
                                             sequence,
                                             1.0 + tissue.t2_texture * texture,
                                             b1_lower_ + b1_step_ * static_cast<double>(b));
        std::copy(signal.water.begin(), signal.water.end(), row);
        std::copy(signal.fat.begin(), signal.fat.end(), row + images_);
      }
    }
  }
}

void SignalTable::Add(std::uint32_t part,
                      const Between& b1,
                      double t2_texture,
                      double share,
                      double* water,
                      double* fat) const {
  const Between t2 = has_t2_texture_[part]
                         ? NodeOf(0.5 * (t2_texture + 1.0) * (kT2Nodes - 1), kT2Nodes)
                         : Between{};
  for (std::size_t b = 0; b < (b1.weight > 0.0 ? 2U : 1U); ++b) {
    for (std::size_t t = 0; t < (t2.weight > 0.0 ? 2U : 1U); ++t) {
      const double weight = share * (b == 0 ? 1.0 - b1.weight : b1.weight) *
                            (t == 0 ? 1.0 - t2.weight : t2.weight);
      const double* row = Row(part, b1.node + b, t2.node + t);
      for (std::size_t n = 0; n < images_; ++n) {
        water[n] += weight * row[n];
      }
      if (has_fat_[part]) {
        for (std::size_t n = 0; n < images_; ++n) {
          fat[n] += weight * row[images_ + n];
        }
      }
    }
  }
}

class SeriesRenderer {
 public:
  SeriesRenderer(const TissueMap& map,
                 const std::vector<TissueProperties>& matter,
                 const Sequence& sequence,
                 const Scanner& scanner)
      : map_(map),
        matter_(matter),
        sequence_(sequence),
        scanner_(scanner),
        table_(matter, sequence, scanner),
        fat_phases_(FatPhases(sequence)) {}

  void RenderSlice(int k, std::vector<Volume>& images) const;

 private:
  void AddRow(int j, int k, std::vector<double>& water, std::vector<double>& fat) const;
  void ShiftFat(std::vector<double>& fat) const;
  void StoreRow(int j,
                int k,
                const std::vector<double>& water,
                const std::vector<double>& fat,
                NormalNoise& noise,
                std::vector<Volume>& images) const;

  const TissueMap& map_;
  const std::vector<TissueProperties>& matter_;
  const Sequence& sequence_;
  const Scanner& scanner_;
  SignalTable table_;
  std::vector<double> fat_phases_;
};

void SeriesRenderer::AddRow(int j,
                            int k,
                            std::vector<double>& water,
                            std::vector<double>& fat) const {
  const TissueMap::Slice& slice = map_.slices[static_cast<std::size_t>(k)];
  const std::size_t images = table_.images();
  const auto columns = static_cast<std::size_t>(map_.geometry.size[0]);
  const bool even = scanner_.transmission.amplitude() == 0.0;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t voxel = i + columns * static_cast<std::size_t>(j);
    if (slice.content[voxel] == 0) {
      continue;  // air
    }
    const Vec3 index(static_cast<double>(i), j, k);
    const Between b1 = even ? Between{}
                            : table_.AtB1(scanner_.b1 * scanner_.transmission.At(LpsFromIndex(
                                                            map_.geometry, index)));
    const double density = static_cast<double>(slice.density_texture[voxel]);
    const double t2 = static_cast<double>(slice.t2_texture[voxel]);
    VisitShares(slice, voxel, [&](std::uint32_t part, float excited, float) {
      const double share =
          static_cast<double>(excited) * (1.0 + matter_[part].density_texture * density);
      table_.Add(part, b1, t2, share, &water[i * images], &fat[i * images]);
    });
  }
}

void SeriesRenderer::ShiftFat(std::vector<double>& fat) const {
  if (sequence_.fat_shift_px == 0.0) {
    return;
  }
  const std::size_t images = table_.images();
  const auto columns = static_cast<int>(fat.size() / images);
  const std::vector<double> source = fat;
  for (int i = 0; i < columns; ++i) {
    const double from = i - sequence_.fat_shift_px;
    const int first = static_cast<int>(std::floor(from));
    const double weight = from - first;
    const auto left = static_cast<std::size_t>(std::clamp(first, 0, columns - 1));
    const auto right = static_cast<std::size_t>(std::clamp(first + 1, 0, columns - 1));
    for (std::size_t n = 0; n < images; ++n) {
      fat[static_cast<std::size_t>(i) * images + n] =
          (1.0 - weight) * source[left * images + n] + weight * source[right * images + n];
    }
  }
}

void SeriesRenderer::StoreRow(int j,
                              int k,
                              const std::vector<double>& water,
                              const std::vector<double>& fat,
                              NormalNoise& noise,
                              std::vector<Volume>& images) const {
  const std::size_t count = table_.images();
  const bool noisy = scanner_.noise_sigma > 0.0;
  for (int i = 0; i < map_.geometry.size[0]; ++i) {
    const double scale = kSignalScale * scanner_.gain *
                         scanner_.reception.At(LpsFromIndex(map_.geometry, Vec3(i, j, k)));
    const std::size_t first = static_cast<std::size_t>(i) * count;
    for (std::size_t n = 0; n < count; ++n) {
      double real = water[first + n] + fat[first + n];
      double imaginary = 0.0;
      if (fat_phases_[n] != 0.0) {
        real = water[first + n] + fat[first + n] * std::cos(fat_phases_[n]);
        imaginary = fat[first + n] * std::sin(fat_phases_[n]);
      }
      real *= scale;
      imaginary *= scale;
      if (noisy) {
        real += scanner_.noise_sigma * noise.Next();
        imaginary += scanner_.noise_sigma * noise.Next();
      }
      images[n].At(i, j, k) =
          static_cast<float>(std::sqrt(real * real + imaginary * imaginary));
    }
  }
}

void SeriesRenderer::RenderSlice(int k, std::vector<Volume>& images) const {
  NormalNoise noise(MixSeed(scanner_.noise_seed, static_cast<std::uint64_t>(k)));
  const std::size_t values = static_cast<std::size_t>(map_.geometry.size[0]) * table_.images();
  std::vector<double> water;
  std::vector<double> fat;
  for (int j = 0; j < map_.geometry.size[1]; ++j) {
    water.assign(values, 0.0);
    fat.assign(values, 0.0);
    AddRow(j, k, water, fat);
    ShiftFat(fat);
    StoreRow(j, k, water, fat, noise, images);
  }
}

}  // namespace

RenderedSeries RenderSeries(const TissueMap& map,
                            const std::vector<TissueProperties>& matter,
                            const Sequence& sequence,
                            const Scanner& scanner) {
  RenderedSeries series;
  series.image_names = ImageNames(sequence);
  series.images.assign(series.image_names.size(), MakeVolume(map.geometry));
  const SeriesRenderer renderer(map, matter, sequence, scanner);
  ForEachSlice(map.geometry.size[2], scanner.threads, [&](int k) {
    renderer.RenderSlice(k, series.images);
  });
  return series;
}

}  // namespace regen
