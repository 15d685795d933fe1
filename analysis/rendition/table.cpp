// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/table.h"

#include <algorithm>
#include <numeric>

namespace regen {
namespace {

constexpr double kBetweenColumns = 6;

TextStyle StyleOf(const TableCell& cell, const TableColumn& column, double size_pt) {
  return {size_pt, cell.bold, cell.colour, column.align, false};
}

}  // namespace

std::vector<double> Table::Widths(double width) const {
  double shares = 0;
  for (const TableColumn& column : columns_) shares += column.share;
  const double usable = width - kBetweenColumns * static_cast<double>(columns_.size() - 1);
  std::vector<double> widths;
  widths.reserve(columns_.size());
  for (const TableColumn& column : columns_) widths.push_back(usable * column.share / shares);
  return widths;
}

std::vector<TableCell> Table::TitleRow() const {
  std::vector<TableCell> titles;
  titles.reserve(columns_.size());
  for (const TableColumn& column : columns_)
    titles.push_back({column.title, true, palette::kMuted});
  return titles;
}

double Table::RowHeight(Page& page, const std::vector<TableCell>& row, double width) const {
  const auto widths = Widths(width);
  double height = 0;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const TextStyle style = StyleOf(row[c], columns_[c], style_.size_pt);
    height = std::max(height, page.canvas.TextHeight(row[c].text, widths[c], style));
  }
  return height + 2 * style_.padding;
}

double Table::Height(Page& page, double width, std::size_t rows) const {
  double height = RowHeight(page, TitleRow(), width);
  for (std::size_t r = 0; r < rows; ++r) height += RowHeight(page, rows_[r], width);
  return height;
}

std::size_t Table::RowsThatFit(Page& page, double width, double height) const {
  double used = RowHeight(page, TitleRow(), width);
  std::size_t fit = 0;
  while (fit < rows_.size()) {
    used += RowHeight(page, rows_[fit], width);
    if (used > height) break;
    ++fit;
  }
  return fit;
}

double Table::DrawRow(
    Page& page, const std::vector<TableCell>& row, double x, double y, double width) const {
  const auto widths = Widths(width);
  for (std::size_t c = 0; c < row.size(); ++c) {
    const TextStyle style = StyleOf(row[c], columns_[c], style_.size_pt);
    page.canvas.Text(x, y + style_.padding, widths[c], row[c].text, style);
    x += widths[c] + kBetweenColumns;
  }
  return y + RowHeight(page, row, width);
}

double Table::Draw(Page& page, double x, double y, double width, std::size_t rows) const {
  y = DrawRow(page, TitleRow(), x, y, width);
  page.canvas.Line(x, y, x + width, y, 0.8, palette::kMuted);
  for (std::size_t r = 0; r < rows; ++r) {
    if (r > 0) page.canvas.Line(x, y, x + width, y, 0.4, palette::kLine);
    y = DrawRow(page, rows_[r], x, y, width);
  }
  page.canvas.Line(x, y, x + width, y, 0.8, palette::kMuted);
  return y;
}

}  // namespace regen
