// One line that shows how far something is: a bar on a terminal, a line every tenth elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/console.h"

namespace ponder::cli {

// Not thread-safe. Destroying it ends the line.
class ProgressBar {
 public:
  enum class Unit : std::uint8_t { kPercent, kBytes };

  ProgressBar(Console& console, std::string title, Unit unit);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` may go back (a part that has to be fetched again). Cheap: draws ten times a second.
  void update(std::uint64_t done, std::uint64_t total);
  void clear();  // Wipes the bar off the terminal.

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::uint64_t done, std::uint64_t total);
  void print_tenth(std::uint64_t done, std::uint64_t total);

  Console& console_;
  std::string title_;
  Unit unit_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point drawn_{};
  std::uint64_t first_done_ = 0;
  bool seen_ = false;     // update() was called: first_done_ counts.
  bool visible_ = false;  // Something stands on the terminal's line.
  std::uint64_t tenth_ = 0;
};

// "title  ########------   45 %  512 MB of 1.1 GB  12 MB/s  40.0 s left" in at most `columns`.
std::string progress_line(const std::string& title, std::uint64_t done, std::uint64_t total,
                          ProgressBar::Unit unit, double bytes_per_second, std::size_t columns,
                          bool unicode);

// A bar of `columns` with `share` (0 to 1) of it filled.
std::string bar(double share, std::size_t columns, bool unicode);

}  // namespace ponder::cli
