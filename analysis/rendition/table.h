// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/page.h"

#include <string>
#include <vector>

namespace regen {

struct TableColumn {
  std::string title;
  double share = 1;  // of the width, relative to the other columns
  Align align = Align::kLeft;
};

struct TableCell {
  std::string text;
  bool bold = false;
  Colour colour = palette::kInk;
};

struct TableStyle {
  double size_pt = 8;
  double padding = 2.6;
};

// A table that breaks text inside its cells.
class Table {
 public:
  Table(std::vector<TableColumn> columns, TableStyle style)
      : columns_(std::move(columns)), style_(style) {}

  void AddRow(std::vector<TableCell> cells) { rows_.push_back(std::move(cells)); }
  std::size_t rows() const { return rows_.size(); }

  // Height with the first `rows` rows.
  double Height(Page& page, double width, std::size_t rows) const;
  // As many rows as fit into `height`.
  std::size_t RowsThatFit(Page& page, double width, double height) const;
  // Draws the title row and `rows` rows; gives the y below.
  double Draw(Page& page, double x, double y, double width, std::size_t rows) const;

 private:
  std::vector<double> Widths(double width) const;
  double RowHeight(Page& page, const std::vector<TableCell>& row, double width) const;
  std::vector<TableCell> TitleRow() const;
  double DrawRow(
      Page& page, const std::vector<TableCell>& row, double x, double y, double width) const;

  std::vector<TableColumn> columns_;
  TableStyle style_;
  std::vector<std::vector<TableCell>> rows_;
};

}  // namespace regen
