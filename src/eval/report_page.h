// The results as one page of HTML that needs nothing but itself.
#pragma once

#include <string>
#include <vector>

#include "eval/outcome.h"

namespace ponder::eval {

struct ReportFacts {
  std::string model, data;
  std::string how;  // One line: live or replayed, limits, seeds.
};

// Tables of all ways, accuracy against time, and how far the shown agreement can be trusted.
std::string report_page(const ReportFacts& facts, const std::vector<Outcome>& outcomes,
                        const std::string& baseline = "greedy");

}  // namespace ponder::eval
