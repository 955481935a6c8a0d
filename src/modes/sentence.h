// Finds the value that a whole sentence states ("12 pens cost $8." states "$8"), where that is
// safe: the caller reads it as a number, list, expression or choice. Pure functions on plain text.
//
//   behind a verb    "The sum of 3 and 5 is 8", "It takes 5 days", "The train goes at 30 km/h":
//                    all that stands behind the last verb, which the caller must find to be a value
//   the only number  "She will have 42 of them left": one number in the clause, behind a verb or at
//                    its beginning
//   neither          comparisons ("more than 5", "not 5"), names ("Apollo 11"), two statements
//                    ("Tom has 5 and Ann has 3")
#pragma once

#include <string_view>
#include <vector>

namespace ponder::modes {

struct SentenceValue {
  std::string_view text;
  bool is_number_only = false;  // Anything but a number there is no value.
};

// What may be the value, best first; views into `plain` (LaTeX and emphasis are gone).
std::vector<SentenceValue> values_in_sentence(std::string_view plain);

}  // namespace ponder::modes
