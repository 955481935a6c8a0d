// The calculator against any answer: what it names is short and whole, and its counts add up.
#include <string>

#include "base/limits.h"
#include "fuzz.h"
#include "modes/answer_check.h"
#include "modes/arithmetic.h"
#include "modes/calculator.h"
#include "modes/unit_reader.h"

using ponder::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = ponder::fuzz::text_of(data, size);
  const bool is_text = ponder::fuzz::is_utf8(text);
  const auto checks = ponder::modes::check_arithmetic(text);
  require(checks.size() <= ponder::modes::kEqualsSignsMax, "a bounded number is checked");
  for (const auto& check : checks) {
    require(!check.left.empty() && check.left.size() <= ponder::modes::kFormulaBytesMax &&
                !check.right.empty() && check.right.size() <= ponder::modes::kFormulaBytesMax,
            "each side is short and not empty");
    const bool is_whole = ponder::fuzz::is_utf8(check.left) && ponder::fuzz::is_utf8(check.right);
    require(!is_text || is_whole, "a side is cut at whole characters");
  }

  const auto told = ponder::modes::check_answer(text, false);
  require(told.holding <= told.checked, "no more hold than are checked");
  require(told.wrong.size() <= ponder::limits::kWrongEquationsMax &&
              told.wrong.size() <= told.checked - told.holding,
          "each that is named is one that does not hold");

  if (const auto side = ponder::modes::measure(text)) {
    require(side->bare.size() == text.size(), "units leave their place empty");
    require(side->first_bytes <= text.size(), "the first value is in the formula");
  }
  if (const auto unit = ponder::modes::read_units(text)) {
    require(unit->bytes > 0 && unit->bytes <= text.size(), "a unit is in the text");
    require(!unit->units.empty() && unit->factor > 0, "a unit has a size");
  }
  return 0;
}
