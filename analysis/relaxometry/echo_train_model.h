// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace regen {

// Echoes of a Carr–Purcell–Meiboom–Gill train, all echo paths included, for a transverse
// magnetisation of 1 after the excitation (extended phase graph; Hennig 1991, Concepts Magn
// Reson 3:125). With all pulses in phase its states stay real.
std::vector<double> CpmgEchoes(std::size_t echoes,
                               double echo_spacing_ms,
                               double refocusing_deg,
                               double t1_ms,
                               double t2_ms);

// How the refocusing pulses turn what a slice holds.
struct SliceFlips {
  double refocusing_deg = 180;  // in the middle of the slice
  // Share e of its half thickness by which the slice's edge is blurred: the flip angles of the
  // excitation and of the refocusing fall evenly from full to nothing between 1 - e and 1 + e
  // half thicknesses from the middle. 0: one angle for all of the slice.
  double edge = 0;
};

// Shapes of a train in one slice, for T2 from kSmallestT2Ms to kLargestT2Ms in equal steps of
// ln T2.
class EchoTrainDictionary {
 public:
  static constexpr double kSmallestT2Ms = 3.0;
  static constexpr double kLargestT2Ms = 600.0;
  static constexpr std::size_t kNodes = 160;

  // Trains of all nodes, node after node.
  EchoTrainDictionary(std::size_t echoes, std::vector<double> trains);

  struct Match {
    double t2_ms = 0;
    double s0 = 0;            // at echo time 0, as if refocused perfectly
    double residual_sum = 0;  // of squares
    // Where on the ladder of T2 it lies, and the signal's length along that shape.
    double node = 0;
    double length = 0;
  };
  // The shape nearest to the signal (as many as `echoes`), T2 refined between the nodes.
  Match Find(std::span<const float> signal) const;

  // The signal that a match stands for, at one echo.
  double SignalOf(const Match& match, std::size_t echo) const;

 private:
  double Product(std::span<const float> signal, std::size_t node) const;

  std::size_t echoes_;
  std::vector<double> shapes_;  // of length 1, node after node
  std::vector<double> norms_;   // before they were made so
};

// Trains at all refocusing angles, from which the dictionary of any slice follows.
class EchoTrainTable {
 public:
  // T1 hardly matters: 1200 ms stands for tendon, cartilage and disc alike.
  EchoTrainTable(std::size_t echoes, double echo_spacing_ms, double t1_ms = 1200.0);

  // refocusing_deg 0 … 180, edge 0 … 1.
  EchoTrainDictionary DictionaryOf(const SliceFlips& flips) const;

 private:
  std::size_t echoes_;
  std::vector<std::vector<double>> middle_;  // of every angle: trains of all nodes
  std::vector<std::vector<double>> edge_;    // the same of the edge's mean
};

}  // namespace regen
