// SPDX-License-Identifier: GPL-3.0-or-later
// How much a legal file may ask of whoever reads it. Each limit lies well above what scanners
// and programs write and below what hurts a reader.
#pragma once

#include <cstddef>
#include <cstdint>

namespace regen::prescan {

// Sequences within sequences. Structured reports, the deepest objects in use, stay below 20;
// readers recurse, and Orthanc 1.10.1 on its small stacks ends before 60 (tests/integration,
// test_poison).
inline constexpr std::size_t kMaxDepth = 32;

// Elements and items of one dataset. An enhanced MR of 10,000 frames with 80 elements each has
// 800,000; a reader such as DCMTK keeps an object for each.
inline constexpr std::uint64_t kMaxElements = 1'000'000;

// Fragments of all encapsulated pixel data of one dataset: a slide image of 1,000,000 tiles.
inline constexpr std::uint64_t kMaxFragments = 1'000'000;

// One frame, decoded. What a decoder allocates is decided by these attributes alone, so that a
// kilobyte can ask for gigabytes. 16384 x 16384 pixels of 32 bits are just allowed.
inline constexpr std::uint64_t kMaxFrameBytes = std::uint64_t{1} << 30U;

// A deflated dataset may become this large in any case …
inline constexpr std::uint64_t kInflatedAlways = std::uint64_t{32} << 20U;
// … and beyond that this many times its deflated size: more than pixels reach, a tenth of what
// zeros do, of which bombs are made (deflate itself ends at 1032).
inline constexpr std::uint64_t kInflatedRatio = 100;

// The longest zero padding behind a dataset that is taken as such (blocks of tapes and disks).
inline constexpr std::uint64_t kMaxPadding = std::uint64_t{64} << 10U;

}  // namespace regen::prescan
