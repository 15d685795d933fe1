// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace regen {

// A train of refocusing pulses after an excitation (Carr–Purcell–Meiboom–Gill).
struct EchoTrain {
  int echoes = 8;
  double echo_spacing_ms = 8;
  double excitation_deg = 90;
  double refocusing_deg = 180;
};

// Amplitude of every echo for a relaxed magnetisation of 1, with all stimulated and indirect
// echoes: the full phase graph with complex states (Hennig 1991, Concepts Magn Reson 3:125;
// Weigel 2015, J Magn Reson Imaging 41:266).
std::vector<double> EchoAmplitudes(const EchoTrain& train, double t1_ms, double t2_ms);

}  // namespace regen
