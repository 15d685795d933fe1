// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kernel works on blocks of kLanes<kLanes> voxels, value by value: no sum runs across
// lanes, nothing is fused, exponential and logarithm are polynomials of our own. So the
// compiler may take any width of vectors and every voxel still sees the same operations in the
// same order.
#include "analysis/relaxometry/decay_kernel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__GNUC__)
#define REGEN_INLINE inline __attribute__((always_inline))
#else
#define REGEN_INLINE inline
#endif
#if defined(__x86_64__)
#define REGEN_TARGET(set) __attribute__((target(set)))
#endif

namespace regen {
namespace {

constexpr std::size_t kWidestBlock = 16;
constexpr int kIterations = 5;

struct KernelInput {
  std::array<const float*, kMostEchoes> echoes{};
  std::size_t count = 0;
  float noise_square = 0;  // sigma²
  float first_echo_ms = 0;
  float spacing_ms = 0;
  float smallest_q = 0;
  float largest_q = 0;
};

struct KernelOutput {
  float* s0 = nullptr;
  float* t2_ms = nullptr;
  float* r_squared = nullptr;
};

// As many values as a register holds, for which operators work value by value (a vector type of
// g++ and clang).
template <std::size_t kLanes>
struct Vectors {
  typedef float Real __attribute__((vector_size(kLanes * sizeof(float))));
  typedef std::int32_t Whole __attribute__((vector_size(kLanes * sizeof(float))));
};

// ln x for normal x > 0: Cephes' logf (Moshier), 2 ulp.
template <std::size_t kLanes>
REGEN_INLINE void TakeLogarithm(typename Vectors<kLanes>::Real& x) {
  using Real = typename Vectors<kLanes>::Real;
  using Whole = typename Vectors<kLanes>::Whole;
  Whole bits;
  std::memcpy(&bits, &x, sizeof bits);
  const Whole exponent = (bits - 0x3f3504f3) >> 23;  // the mantissa's start: sqrt(1/2)
  bits -= exponent << 23;
  Real m;
  std::memcpy(&m, &bits, sizeof m);
  m -= 1.0F;
  const Real e = __builtin_convertvector(exponent, Real);
  const Real z = m * m;
  Real y = m * 7.0376836292e-2F - 1.1514610310e-1F;
  y = y * m + 1.1676998740e-1F;
  y = y * m - 1.2420140846e-1F;
  y = y * m + 1.4249322787e-1F;
  y = y * m - 1.6668057665e-1F;
  y = y * m + 2.0000714765e-1F;
  y = y * m - 2.4999993993e-1F;
  y = y * m + 3.3333331174e-1F;
  y = y * m * z + e * -2.12194440e-4F - 0.5F * z;
  x = m + y + e * 0.693359375F;
}

// e^x for 0 <= x < 80: Cephes' expf, 2 ulp.
template <std::size_t kLanes>
REGEN_INLINE void TakeExponential(typename Vectors<kLanes>::Real& x) {
  using Real = typename Vectors<kLanes>::Real;
  using Whole = typename Vectors<kLanes>::Whole;
  Whole n = __builtin_convertvector(x * 1.44269504088896341F + 0.5F, Whole);
  const Real whole = __builtin_convertvector(n, Real);
  const Real r = x - whole * 0.693359375F - whole * -2.12194440e-4F;
  Real y = r * 1.9875691500e-4F + 1.3981999507e-3F;
  y = y * r + 8.3334519073e-3F;
  y = y * r + 4.1665795894e-2F;
  y = y * r + 1.6666665459e-1F;
  y = y * r + 5.0000001201e-1F;
  y = y * r * r + r + 1.0F;
  n = (n + 127) << 23;
  Real power_of_two;
  std::memcpy(&power_of_two, &n, sizeof n);
  x = y * power_of_two;
}

template <std::size_t kLanes>
REGEN_INLINE void Clamp(typename Vectors<kLanes>::Real& x, float lower, float upper) {
  using Real = typename Vectors<kLanes>::Real;
  const Real low = Real{} + lower;
  const Real high = Real{} + upper;
  x = x < low ? low : x;
  x = x > high ? high : x;
}

// One Gauss–Newton step of q, with the amplitude that is best at the old q: with a_n = q^n and
// b_n = n q^(n-1) the residual is S - A a, and dq = r·b / (A (b·b - (a·b)²/a·a)).
template <std::size_t kLanes>
REGEN_INLINE void Step(const KernelInput& in,
                       const typename Vectors<kLanes>::Real* signal,
                       typename Vectors<kLanes>::Real& q) {
  using Real = typename Vectors<kLanes>::Real;
  const Real one = Real{} + 1.0F;
  Real power = one;  // q^(n-1)
  Real sa = signal[0];
  Real aa = one;
  Real sb{};
  Real ab{};
  Real bb{};
  for (std::size_t n = 1; n < in.count; ++n) {
    const Real slope = power * static_cast<float>(n);
    power = power * q;
    sa += signal[n] * power;
    aa += power * power;
    sb += signal[n] * slope;
    ab += power * slope;
    bb += slope * slope;
  }
  const Real best = sa / aa;
  const Real curvature = best * (bb - ab * ab / aa);
  const auto flat = curvature <= 1e-20F;
  q += flat ? Real{} : (sb - best * ab) / (flat ? one : curvature);
  Clamp<kLanes>(q, in.smallest_q, in.largest_q);
}

template <std::size_t kLanes>
REGEN_INLINE void Finish(const KernelInput& in,
                         const typename Vectors<kLanes>::Real* signal,
                         const typename Vectors<kLanes>::Real& q,
                         std::size_t first,
                         const KernelOutput& out) {
  using Real = typename Vectors<kLanes>::Real;
  const Real one = Real{} + 1.0F;
  Real power = one;
  Real sa{};
  Real aa{};
  Real mean{};
  for (std::size_t n = 0; n < in.count; ++n) {
    sa += signal[n] * power;
    aa += power * power;
    mean += signal[n];
    power = power * q;
  }
  mean = mean / static_cast<float>(in.count);
  Real model = sa / aa;
  Real left{};
  Real all{};
  for (std::size_t n = 0; n < in.count; ++n) {
    const Real residual = signal[n] - model;
    const Real deviation = signal[n] - mean;
    left += residual * residual;
    all += deviation * deviation;
    model = model * q;
  }
  Real logarithm = q;
  TakeLogarithm<kLanes>(logarithm);
  const Real t2 = -in.spacing_ms / logarithm;
  Real back = in.first_echo_ms / t2;
  Clamp<kLanes>(back, 0.0F, 79.0F);
  TakeExponential<kLanes>(back);
  const auto any = sa > 0.0F;
  const auto varies = all > 0.0F;
  const Real s0 = any ? sa / aa * back : Real{};
  const Real shown_t2 = any ? t2 : Real{};
  const Real r_squared = varies ? one - left / (varies ? all : one) : Real{};
  std::memcpy(out.s0 + first, &s0, sizeof(Real));
  std::memcpy(out.t2_ms + first, &shown_t2, sizeof(Real));
  std::memcpy(out.r_squared + first, &r_squared, sizeof(Real));
}

template <std::size_t kLanes>
REGEN_INLINE void FitBlock(const KernelInput& in, std::size_t first, const KernelOutput& out) {
  using Real = typename Vectors<kLanes>::Real;
  Real signal[kMostEchoes];
  for (std::size_t n = 0; n < in.count; ++n) {
    std::memcpy(&signal[n], in.echoes[n] + first, sizeof(Real));
    if (in.noise_square > 0.0F) {
      Real square = signal[n] * signal[n] - in.noise_square;
      square = square > 0.0F ? square : Real{};
      for (std::size_t l = 0; l < kLanes; ++l) {
        signal[n][l] = std::sqrt(square[l]);
      }
    }
  }
  // Linear prediction from echo to echo is a good enough start.
  const Real one = Real{} + 1.0F;
  Real q{};
  Real before{};
  for (std::size_t n = 0; n + 1 < in.count; ++n) {
    q += signal[n] * signal[n + 1];
    before += signal[n] * signal[n];
  }
  const auto dark = before <= 0.0F;
  q = dark ? one * 0.5F : q / (dark ? one : before);
  Clamp<kLanes>(q, in.smallest_q, in.largest_q);
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Step<kLanes>(in, signal, q);
  }
  Finish<kLanes>(in, signal, q, first, out);
}

template <std::size_t kLanes>
REGEN_INLINE void FitAll(const KernelInput& in, std::size_t voxels, const KernelOutput& out) {
  for (std::size_t first = 0; first < voxels; first += kLanes) {
    FitBlock<kLanes>(in, first, out);
  }
}

void FitAllBaseline(const KernelInput& in, std::size_t voxels, const KernelOutput& out) {
  FitAll<4>(in, voxels, out);
}

#if defined(__x86_64__)
REGEN_TARGET("avx2")
void FitAllAvx2(const KernelInput& in, std::size_t voxels, const KernelOutput& out) {
  FitAll<8>(in, voxels, out);
}

REGEN_TARGET("avx512f,avx512dq")
void FitAllAvx512(const KernelInput& in, std::size_t voxels, const KernelOutput& out) {
  FitAll<16>(in, voxels, out);
}
#endif

void Run(const KernelInput& in,
         std::size_t voxels,  // a multiple of kWidestBlock
         const KernelOutput& out,
         InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::kAvx512) {
    FitAllAvx512(in, voxels, out);
    return;
  }
  if (set == InstructionSet::kAvx2) {
    FitAllAvx2(in, voxels, out);
    return;
  }
#endif
  assert(set == InstructionSet::kBaseline);
  FitAllBaseline(in, voxels, out);
}

}  // namespace

DecayFits FitDecays(const EvenEchoes& echoes, double noise_sigma, InstructionSet set) {
  assert(echoes.signals.size() >= 3 && echoes.signals.size() <= kMostEchoes);
  constexpr double kSmallestT2Ms = 1.0;
  constexpr double kLargestT2Ms = 1e4;
  const std::size_t voxels = echoes.signals.front().size();
  DecayFits fits;
  fits.s0.resize(voxels);
  fits.t2_ms.resize(voxels);
  fits.r_squared.resize(voxels);
  KernelInput in;
  in.count = echoes.signals.size();
  in.noise_square = static_cast<float>(noise_sigma * noise_sigma);
  in.first_echo_ms = static_cast<float>(echoes.first_echo_ms);
  in.spacing_ms = static_cast<float>(echoes.echo_spacing_ms);
  in.smallest_q =
      static_cast<float>(std::max(std::exp(-echoes.echo_spacing_ms / kSmallestT2Ms), 1e-6));
  in.largest_q = static_cast<float>(std::exp(-echoes.echo_spacing_ms / kLargestT2Ms));
  for (std::size_t n = 0; n < in.count; ++n) {
    in.echoes[n] = echoes.signals[n].data();
  }
  const std::size_t done = voxels / kWidestBlock * kWidestBlock;
  Run(in, done, {fits.s0.data(), fits.t2_ms.data(), fits.r_squared.data()}, set);

  // The last voxels as one block that is filled up with nothing.
  std::array<std::array<float, kWidestBlock>, kMostEchoes> rest{};
  std::array<float, kWidestBlock> s0{};
  std::array<float, kWidestBlock> t2_ms{};
  std::array<float, kWidestBlock> r_squared{};
  for (std::size_t n = 0; n < in.count; ++n) {
    std::copy(in.echoes[n] + done, in.echoes[n] + voxels, rest[n].begin());
    in.echoes[n] = rest[n].data();
  }
  Run(in, kWidestBlock, {s0.data(), t2_ms.data(), r_squared.data()}, set);
  for (std::size_t l = 0; done + l < voxels; ++l) {
    fits.s0[done + l] = s0[l];
    fits.t2_ms[done + l] = t2_ms[l];
    fits.r_squared[done + l] = r_squared[l];
  }
  return fits;
}

}  // namespace regen
