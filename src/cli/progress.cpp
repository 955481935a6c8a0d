#include "cli/progress.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

#include "cli/text.h"

namespace ponder::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::size_t kBarColumns = 24;

double share_of(std::uint64_t done, std::uint64_t total) {
  if (total == 0) return 0.0;
  return std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
}

}  // namespace

std::string bar(double share, std::size_t columns, bool unicode) {
  const auto filled = static_cast<std::size_t>(
      std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(columns)));
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) {
    if (unicode) text += i < filled ? "\u2588" : "\u2591";
    if (!unicode) text += i < filled ? "#" : "-";
  }
  return text;
}

std::string progress_line(const std::string& title, std::uint64_t done, std::uint64_t total,
                          ProgressBar::Unit unit, double bytes_per_second, std::size_t columns,
                          bool unicode) {
  const double share = share_of(done, total);
  std::string percent = std::to_string(static_cast<int>(share * 100.0)) + " %";
  percent.insert(0, 5 - std::min<std::size_t>(5, percent.size()), ' ');
  std::string line = title + "  " + bar(share, kBarColumns, unicode) + "  " + percent;
  if (unit == ProgressBar::Unit::kBytes) {
    line += "  " + format_bytes(done) + " of " + format_bytes(total);
    if (bytes_per_second > 0.0 && done < total) {
      line += "  " + format_bytes(static_cast<std::uint64_t>(bytes_per_second)) + "/s  " +
              format_seconds(static_cast<double>(total - done) / bytes_per_second) + " left";
    }
  }
  return first_columns(line, columns);
}

ProgressBar::ProgressBar(Console& console, std::string title, Unit unit)
    : console_(console), title_(std::move(title)), unit_(unit) {}

ProgressBar::~ProgressBar() {
  if (visible_) console_.err << '\n';
}

void ProgressBar::update(std::uint64_t done, std::uint64_t total) {
  if (!std::exchange(seen_, true)) first_done_ = done;
  if (!console_.err_terminal) return print_tenth(done, total);
  const auto now = Clock::now();
  if (now - drawn_ < kRedraw && done < total) return;
  drawn_ = now;
  draw(done, total);
}

void ProgressBar::draw(std::uint64_t done, std::uint64_t total) {
  const double seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
  const double fetched = done > first_done_ ? static_cast<double>(done - first_done_) : 0.0;
  const double rate = seconds > 1.0 ? fetched / seconds : 0.0;
  // One column stays free: a full line would wrap on some terminals.
  console_.err << "\r\x1b[K"
               << progress_line(title_, done, total, unit_, rate, terminal_size().columns - 1,
                                console_.unicode)
               << std::flush;
  visible_ = true;
}

void ProgressBar::print_tenth(std::uint64_t done, std::uint64_t total) {
  if (unit_ != Unit::kBytes) return;
  const auto tenth = static_cast<std::uint64_t>(share_of(done, total) * 10.0);
  if (tenth <= tenth_) return;
  tenth_ = tenth;
  console_.err << title_ << ": " << tenth * 10 << " % of " << format_bytes(total) << '\n';
}

void ProgressBar::clear() {
  if (std::exchange(visible_, false)) console_.err << "\r\x1b[K" << std::flush;
}

}  // namespace ponder::cli
