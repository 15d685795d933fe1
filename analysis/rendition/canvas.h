// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/iso_contour.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Cairo's and Pango's own types stay in the source files.
using cairo_t = struct _cairo;
using PangoLayout = struct _PangoLayout;

namespace regen {

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};

enum class Align { kLeft, kCentre, kRight };

struct TextStyle {
  double size_pt = 8.5;
  bool bold = false;
  Colour colour{0.13, 0.15, 0.19};
  Align align = Align::kLeft;
  bool one_line = false;  // cut with "…" instead of broken into lines
};

// A rectangle on paper: points (1/72 inch) from the upper left corner.
struct Area {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  constexpr double right() const { return x + width; }
  constexpr double bottom() const { return y + height; }
};

// A surface to draw on, in points. Text is laid out by Pango: any script, right-to-left where
// its characters are. Bytes that are not UTF-8 and control characters are replaced.
class Canvas {
 public:
  explicit Canvas(cairo_t* cairo) : cairo_(cairo) {}
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // The height that the text takes within `width`.
  double TextHeight(std::string_view text, double width, const TextStyle& style);
  double TextWidth(std::string_view text, const TextStyle& style);
  // Draws with the upper left corner at (x, y); gives the height taken.
  double Text(double x, double y, double width, std::string_view text, const TextStyle& style);

  void Line(double x0, double y0, double x1, double y1, double width, const Colour& colour);
  void DashedLine(double x0, double y0, double x1, double y1, const Colour& colour);
  void Fill(const Area& area, const Colour& colour, double radius = 0);
  void Frame(const Area& area, const Colour& colour, double width = 0.6, double radius = 0);
  void Disc(double x, double y, double radius, const Colour& colour);
  // Corners on paper; `colour` along the outline.
  void Closed(const Outline& corners, double width, const Colour& colour);
  void FillClosed(const Outline& corners, const Colour& colour);
  // A grey image of `width` × `height` pixels stretched over the area.
  void Image(const Area& area, int width, int height, const std::vector<std::uint8_t>& grey);
  // Draws only inside the area until EndClip.
  void BeginClip(const Area& area);
  void EndClip();

  // Characters drawn so far that no installed font has.
  int missing_glyphs() const { return missing_glyphs_; }

 private:
  void Rounded(const Area& area, double radius);

  cairo_t* cairo_;
  int missing_glyphs_ = 0;
};

}  // namespace regen
