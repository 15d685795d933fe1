// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/cairo_pages.h"

#include "analysis/base/text.h"
#include "analysis/rendition/page.h"

#include <cstring>

#include <cairo-pdf.h>

namespace regen {
namespace {

struct DestroyOptions {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};

cairo_status_t Append(void* closure, const unsigned char* data, unsigned int length) {
  try {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Error CairoFailed(cairo_status_t status) {
  return {ErrorKind::kInternal,
          StrCat("the report's pages cannot be drawn: ", cairo_status_to_string(status))};
}

Context MakeContext(cairo_surface_t* surface, double scale) {
  Context cairo(cairo_create(surface));
  cairo_scale(cairo.get(), scale, scale);
  const std::unique_ptr<cairo_font_options_t, DestroyOptions> options(
      cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(cairo.get(), options.get());
  return cairo;
}

RgbRaster RasterOf(cairo_surface_t* image) {
  cairo_surface_flush(image);
  RgbRaster raster;
  raster.width = cairo_image_surface_get_width(image);
  raster.height = cairo_image_surface_get_height(image);
  const unsigned char* rows = cairo_image_surface_get_data(image);
  const int stride = cairo_image_surface_get_stride(image);
  raster.rgb.reserve(static_cast<std::size_t>(raster.width * raster.height * 3));
  for (int y = 0; y < raster.height; ++y) {
    for (int x = 0; x < raster.width; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, rows + static_cast<std::ptrdiff_t>(y) * stride + x * 4, sizeof pixel);
      for (const int shift : {16, 8, 0})
        raster.rgb.push_back(static_cast<std::uint8_t>(pixel >> shift & 0xFFU));
    }
  }
  return raster;
}

Surface SurfaceOf(const RgbRaster& raster) {
  Surface image(cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster.width, raster.height));
  unsigned char* rows = cairo_image_surface_get_data(image.get());
  const int stride = cairo_image_surface_get_stride(image.get());
  const std::uint8_t* from = raster.rgb.data();
  for (int y = 0; y < raster.height; ++y) {
    for (int x = 0; x < raster.width; ++x, from += 3) {
      const std::uint32_t pixel =
          std::uint32_t{from[0]} << 16U | std::uint32_t{from[1]} << 8U | std::uint32_t{from[2]};
      std::memcpy(rows + static_cast<std::ptrdiff_t>(y) * stride + x * 4, &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty(image.get());
  return image;
}

Result<std::string> DrawPdf(const std::function<void(cairo_surface_t*)>& describe,
                            const std::function<void(Canvas&, int)>& draw) {
  std::string bytes;
  const Surface pdf(
      cairo_pdf_surface_create_for_stream(Append, &bytes, kPageWidth, kPageHeight));
  if (const auto status = cairo_surface_status(pdf.get()); status != CAIRO_STATUS_SUCCESS)
    return CairoFailed(status);
  cairo_pdf_surface_restrict_to_version(pdf.get(), CAIRO_PDF_VERSION_1_5);
  describe(pdf.get());
  const Context cairo = MakeContext(pdf.get(), 1);
  Canvas canvas(cairo.get());
  for (const int number : {1, 2}) {
    draw(canvas, number);
    cairo_show_page(cairo.get());
  }
  cairo_surface_finish(pdf.get());
  if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS)
    return CairoFailed(status);
  if (const auto status = cairo_surface_status(pdf.get()); status != CAIRO_STATUS_SUCCESS)
    return CairoFailed(status);
  return bytes;
}

Result<std::string> StatePdf(const std::optional<Verification>& verification,
                             Language language) {
  return DrawPdf([](cairo_surface_t*) {},
                 [&](Canvas& canvas, int) {
                   DrawState(canvas, verification, {language, true});
                 });
}

}  // namespace regen
