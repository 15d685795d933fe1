// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <numbers>

#include <cairo.h>
#include <pango/pangocairo.h>

namespace regen {
namespace {

// The first installed family that has a character draws it; the last name is fontconfig's own
// choice.
constexpr const char* kFamilies = "Noto Sans,Open Sans,Liberation Sans,DejaVu Sans,sans-serif";

struct Unref {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(char* text) const { g_free(text); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

bool IsBidiControl(gunichar c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Valid UTF-8 without controls but the end of a line. Those that turn the direction of writing
// go too: in a name they could make it read as another one.
std::string Printable(std::string_view text) {
  const Owned<char> valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string out;
  for (const char* at = valid.get(); *at != '\0';) {
    const char* const next = g_utf8_next_char(at);
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_iscntrl(c) && c != '\n') {
      out += ' ';
    } else if (!IsBidiControl(c)) {
      out.append(at, next);
    }
    at = next;
  }
  return out;
}

PangoAlignment AlignmentOf(Align align) {
  switch (align) {
    case Align::kCentre:
      return PANGO_ALIGN_CENTER;
    case Align::kRight:
      return PANGO_ALIGN_RIGHT;
    case Align::kLeft:
      break;
  }
  return PANGO_ALIGN_LEFT;
}

// `width` < 0: as wide as the text.
Owned<PangoLayout> MakeLayout(cairo_t* cairo,
                              std::string_view text,
                              double width,
                              const TextStyle& style) {
  Owned<PangoLayout> layout(pango_cairo_create_layout(cairo));
  const Owned<PangoFontDescription> font(pango_font_description_from_string(kFamilies));
  pango_font_description_set_absolute_size(font.get(), style.size_pt * PANGO_SCALE);
  pango_font_description_set_weight(font.get(),
                                    style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout.get(), font.get());
  const std::string printable = Printable(text);
  pango_layout_set_text(layout.get(), printable.data(), static_cast<int>(printable.size()));
  if (width >= 0) pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
  if (style.one_line) {
    pango_layout_set_height(layout.get(), 0);
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  } else {
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  }
  // The page reads from left to right; a right-to-left name keeps its place in a line.
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_context_set_base_dir(pango_layout_get_context(layout.get()), PANGO_DIRECTION_LTR);
  pango_layout_set_alignment(layout.get(), AlignmentOf(style.align));
  return layout;
}

double HeightOf(PangoLayout* layout) {
  int height = 0;
  pango_layout_get_size(layout, nullptr, &height);
  return static_cast<double>(height) / PANGO_SCALE;
}

void SetColour(cairo_t* cairo, const Colour& colour) {
  cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
}

void Path(cairo_t* cairo, const Outline& corners) {
  cairo_new_path(cairo);
  for (const auto& [x, y] : corners) cairo_line_to(cairo, x, y);
  cairo_close_path(cairo);
}

}  // namespace

double Canvas::TextHeight(std::string_view text, double width, const TextStyle& style) {
  return HeightOf(MakeLayout(cairo_, text, width, style).get());
}

double Canvas::TextWidth(std::string_view text, const TextStyle& style) {
  const auto layout = MakeLayout(cairo_, text, -1, style);
  int width = 0;
  pango_layout_get_size(layout.get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

double Canvas::Text(
    double x, double y, double width, std::string_view text, const TextStyle& style) {
  const auto layout = MakeLayout(cairo_, text, width, style);
  SetColour(cairo_, style.colour);
  cairo_move_to(cairo_, x, y);
  pango_cairo_show_layout(cairo_, layout.get());
  missing_glyphs_ += pango_layout_get_unknown_glyphs_count(layout.get());
  return HeightOf(layout.get());
}

void Canvas::Line(
    double x0, double y0, double x1, double y1, double width, const Colour& colour) {
  SetColour(cairo_, colour);
  cairo_set_line_width(cairo_, width);
  cairo_move_to(cairo_, x0, y0);
  cairo_line_to(cairo_, x1, y1);
  cairo_stroke(cairo_);
}

void Canvas::DashedLine(double x0, double y0, double x1, double y1, const Colour& colour) {
  constexpr double kDashes[] = {3, 2};
  cairo_set_dash(cairo_, kDashes, 2, 0);
  Line(x0, y0, x1, y1, 0.7, colour);
  cairo_set_dash(cairo_, nullptr, 0, 0);
}

void Canvas::Rounded(const Area& area, double radius) {
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_new_path(cairo_);
  if (radius <= 0) {
    cairo_rectangle(cairo_, area.x, area.y, area.width, area.height);
    return;
  }
  const double left = area.x + radius;
  const double right = area.right() - radius;
  const double top = area.y + radius;
  const double bottom = area.bottom() - radius;
  cairo_arc(cairo_, right, top, radius, -kQuarter, 0);
  cairo_arc(cairo_, right, bottom, radius, 0, kQuarter);
  cairo_arc(cairo_, left, bottom, radius, kQuarter, 2 * kQuarter);
  cairo_arc(cairo_, left, top, radius, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(cairo_);
}

void Canvas::Fill(const Area& area, const Colour& colour, double radius) {
  Rounded(area, radius);
  SetColour(cairo_, colour);
  cairo_fill(cairo_);
}

void Canvas::Frame(const Area& area, const Colour& colour, double width, double radius) {
  Rounded(area, radius);
  SetColour(cairo_, colour);
  cairo_set_line_width(cairo_, width);
  cairo_stroke(cairo_);
}

void Canvas::Disc(double x, double y, double radius, const Colour& colour) {
  cairo_new_path(cairo_);
  cairo_arc(cairo_, x, y, radius, 0, 2 * std::numbers::pi);
  SetColour(cairo_, colour);
  cairo_fill(cairo_);
}

void Canvas::Closed(const Outline& corners, double width, const Colour& colour) {
  Path(cairo_, corners);
  SetColour(cairo_, colour);
  cairo_set_line_width(cairo_, width);
  cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(cairo_);
}

void Canvas::FillClosed(const Outline& corners, const Colour& colour) {
  Path(cairo_, corners);
  SetColour(cairo_, colour);
  cairo_fill(cairo_);
}

void Canvas::Image(const Area& area,
                   int width,
                   int height,
                   const std::vector<std::uint8_t>& grey) {
  const Owned<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return;
  unsigned char* rows = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::uint32_t value = grey[static_cast<std::size_t>(y * width + x)];
      const std::uint32_t pixel = value << 16U | value << 8U | value;
      std::memcpy(rows + static_cast<std::ptrdiff_t>(y) * stride + x * 4, &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  cairo_save(cairo_);
  cairo_translate(cairo_, area.x, area.y);
  cairo_scale(cairo_, area.width / width, area.height / height);
  cairo_set_source_surface(cairo_, surface.get(), 0, 0);
  cairo_paint(cairo_);
  cairo_restore(cairo_);
}

void Canvas::BeginClip(const Area& area) {
  cairo_save(cairo_);
  cairo_new_path(cairo_);
  cairo_rectangle(cairo_, area.x, area.y, area.width, area.height);
  cairo_clip(cairo_);
}

void Canvas::EndClip() {
  cairo_restore(cairo_);
}

}  // namespace regen
