// Charts as SVG text: axes, marks, and nothing that needs a script or a network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/statistics.h"

namespace ponder::eval {

// A mark with its uncertainty. Its label is shown beside it and its title when it is pointed at.
struct ChartPoint {
  double x = 0.0, y = 0.0;
  Interval y_interval;
  std::string label, title;
  double weight = 1.0;   // Of the mark's area.
  bool is_main = false;  // In the accent colour.
};

struct Chart {
  std::string title;  // Read out; not drawn.
  std::string x_name, y_name;
  double x_max = 1.0;  // Both axes begin at 0.
  double y_max = 1.0;
  bool has_percent_x = false, has_percent_y = false;
  bool has_diagonal = false;  // y = x.
  bool has_line = false;      // The points are joined, in their order.
  std::vector<ChartPoint> points;
};

std::string to_svg(const Chart& chart);

// A number at so many decimals: "12.3".
std::string fixed(double value, int decimals);

}  // namespace ponder::eval
