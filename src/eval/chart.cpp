#include "eval/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/html.h"

namespace ponder::eval {
namespace {

constexpr double kWidth = 640.0, kHeight = 380.0;
constexpr double kLeft = 62.0, kRight = 24.0, kTop = 16.0, kBottom = 52.0;
constexpr int kTicksWanted = 5;

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart) {}

  std::string draw() {
    out_ = "<svg viewBox=\"0 0 " + fixed(kWidth, 0) + " " + fixed(kHeight, 0) +
           "\" role=\"img\" aria-label=\"" + html_escaped(chart_.title) + "\">\n";
    draw_axes();
    if (chart_.has_diagonal) line("diagonal", 0.0, 0.0, 1.0, 1.0);
    for (std::size_t i = 1; chart_.has_line && i < chart_.points.size(); ++i) {
      const ChartPoint& a = chart_.points[i - 1];
      const ChartPoint& b = chart_.points[i];
      line("joined", a.x, a.y, b.x, b.y);
    }
    for (const ChartPoint& point : chart_.points) draw_point(point);
    return out_ + "</svg>\n";
  }

 private:
  double x_at(double value) const {
    return kLeft + value / chart_.x_max * (kWidth - kLeft - kRight);
  }
  double y_at(double value) const {
    return kHeight - kBottom - value / chart_.y_max * (kHeight - kTop - kBottom);
  }

  void line(std::string_view style, double x1, double y1, double x2, double y2) {
    out_.append("<line class=\"").append(style) +=
        "\" x1=\"" + fixed(x_at(x1), 1) + "\" y1=\"" + fixed(y_at(y1), 1) + "\" x2=\"" +
        fixed(x_at(x2), 1) + "\" y2=\"" + fixed(y_at(y2), 1) + "\"/>\n";
  }
  void text(std::string_view style, double x, double y, std::string_view anchor,
            std::string_view content, std::string_view extra = {}) {
    out_.append("<text class=\"").append(style) +=
        "\" x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\" text-anchor=\"" +
        std::string(anchor) + "\"" + std::string(extra) + ">" + html_escaped(content) + "</text>\n";
  }

  // 1, 2 or 5 times a power of ten, for about kTicksWanted ticks.
  static double tick_step(double max) {
    const double rough = max / kTicksWanted;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (rough <= factor * power * 1.0001) return factor * power;
    }
    return 10.0 * power;
  }

  static std::string tick_text(double value, double step, bool is_percent) {
    if (is_percent) return fixed(value * 100.0, 0) + " %";
    return fixed(value, step < 1.0 ? 1 : 0);
  }

  void draw_axes() {
    const double y_step = tick_step(chart_.y_max);
    for (double y = 0.0; y <= chart_.y_max * 1.0001; y += y_step) {
      line("grid", 0.0, y, chart_.x_max, y);
      text("tick", kLeft - 8.0, y_at(y) + 4.0, "end", tick_text(y, y_step, chart_.has_percent_y));
    }
    const double x_step = tick_step(chart_.x_max);
    for (double x = 0.0; x <= chart_.x_max * 1.0001; x += x_step) {
      text("tick", x_at(x), kHeight - kBottom + 18.0, "middle",
           tick_text(x, x_step, chart_.has_percent_x));
    }
    text("name", kLeft + (kWidth - kLeft - kRight) / 2.0, kHeight - 10.0, "middle", chart_.x_name);
    text("name", 0.0, 0.0, "middle", chart_.y_name,
         " transform=\"translate(14 " + fixed(kHeight / 2.0 - 16.0, 1) + ") rotate(-90)\"");
  }

  void draw_point(const ChartPoint& point) {
    const std::string style = point.is_main ? "main" : "mark";
    line(style + " reach", point.x, point.y_interval.low, point.x, point.y_interval.high);
    const double radius = std::clamp(3.0 + 2.0 * std::sqrt(point.weight), 4.0, 14.0);
    out_ += "<circle class=\"" + style + "\" cx=\"" + fixed(x_at(point.x), 1) + "\" cy=\"" +
            fixed(y_at(point.y), 1) + "\" r=\"" + fixed(radius, 1) + "\"><title>" +
            html_escaped(point.title) + "</title></circle>\n";
    const bool is_far_right = point.x > chart_.x_max * 0.75;
    text("label", x_at(point.x) + (is_far_right ? -radius - 4.0 : radius + 4.0),
         y_at(point.y) - 7.0, is_far_right ? "end" : "start", point.label);
  }

  const Chart& chart_;
  std::string out_;
};

}  // namespace

std::string to_svg(const Chart& chart) { return Drawing(chart).draw(); }

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

}  // namespace ponder::eval
