// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/report_pdf.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/rendition/first_page.h"
#include "analysis/rendition/second_page.h"

#include <cassert>
#include <cstring>
#include <memory>

#include <cairo-pdf.h>
#include <cairo.h>

namespace regen {
namespace {

constexpr double kPointsPerInch = 72;
constexpr int kLeastDotsPerInch = 36;
constexpr int kMostDotsPerInch = 600;

struct Destroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;
using Context = std::unique_ptr<cairo_t, Destroy>;

Error Failed(cairo_status_t status) {
  return {ErrorKind::kInternal,
          StrCat("the report's pages cannot be drawn: ", cairo_status_to_string(status))};
}

// A context in points whose text has the same widths on every surface.
Context MakeContext(cairo_surface_t* surface, double scale) {
  Context cairo(cairo_create(surface));
  cairo_scale(cairo.get(), scale, scale);
  const std::unique_ptr<cairo_font_options_t, Destroy> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(cairo.get(), options.get());
  return cairo;
}

Page PageOf(Canvas& canvas, const ReportDocument& document) {
  return {canvas, document, {document.language, true}};
}

// Title and dates; no patient in what a file list shows.
void DescribePdf(cairo_surface_t* pdf, const ReportDocument& document) {
  const auto set = [pdf](cairo_pdf_metadata_t key, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(pdf, key, value.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, std::string(Text(Word::kReportTitle, document.language)));
  set(CAIRO_PDF_METADATA_CREATOR, StrCat(kProductName, " ", document.report->software.version));
  set(CAIRO_PDF_METADATA_CREATE_DATE, document.created);
  set(CAIRO_PDF_METADATA_MOD_DATE, document.created);
}

cairo_status_t Append(void* closure, const unsigned char* data, unsigned int length) {
  try {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> RenderReportPdf(const ReportDocument& document) {
  assert(document.report != nullptr);
  std::string bytes;
  const Surface pdf(
      cairo_pdf_surface_create_for_stream(Append, &bytes, kPageWidth, kPageHeight));
  if (const auto status = cairo_surface_status(pdf.get()); status != CAIRO_STATUS_SUCCESS)
    return Failed(status);
  cairo_pdf_surface_restrict_to_version(pdf.get(), CAIRO_PDF_VERSION_1_5);
  DescribePdf(pdf.get(), document);
  const Context cairo = MakeContext(pdf.get(), 1);
  Canvas canvas(cairo.get());
  Page page = PageOf(canvas, document);
  DrawFirstPage(page);
  cairo_show_page(cairo.get());
  page.number = 2;
  DrawSecondPage(page);
  cairo_show_page(cairo.get());
  cairo_surface_finish(pdf.get());
  if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS)
    return Failed(status);
  if (const auto status = cairo_surface_status(pdf.get()); status != CAIRO_STATUS_SUCCESS)
    return Failed(status);
  return bytes;
}

Result<RgbRaster> RenderFirstPage(const ReportDocument& document, int dots_per_inch) {
  assert(document.report != nullptr);
  assert(dots_per_inch >= kLeastDotsPerInch && dots_per_inch <= kMostDotsPerInch);
  const double scale = dots_per_inch / kPointsPerInch;
  RgbRaster raster;
  raster.width = static_cast<int>(kPageWidth * scale + 0.5);
  raster.height = static_cast<int>(kPageHeight * scale + 0.5);
  const Surface image(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster.width, raster.height));
  const Context cairo = MakeContext(image.get(), scale);
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  Canvas canvas(cairo.get());
  Page page = PageOf(canvas, document);
  page.count = 1;
  DrawFirstPage(page);
  cairo_surface_flush(image.get());
  if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS)
    return Failed(status);
  const unsigned char* rows = cairo_image_surface_get_data(image.get());
  const int stride = cairo_image_surface_get_stride(image.get());
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

}  // namespace regen
