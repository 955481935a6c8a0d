#include "modes/answer_check.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "chat/event.h"
#include "modes/arithmetic.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

bool is_data(std::string_view answer) {
  answer = trimmed(answer);
  constexpr std::array<std::pair<char, char>, 3> kBrackets = {{{'{', '}'}, {'[', ']'}, {'<', '>'}}};
  return std::ranges::any_of(kBrackets, [&](const auto& pair) {
    return answer.starts_with(pair.first) && answer.ends_with(pair.second);
  });
}

// The run of ` or ~ that `line` begins with, three at least; empty: it is no fence.
std::string_view fence_of(std::string_view line) {
  line = trimmed(line);
  for (const char sign : {'`', '~'}) {
    const std::size_t length = std::min(line.find_first_not_of(sign), line.size());
    if (length >= 3) return line.substr(0, length);
  }
  return {};
}

std::string without_code(std::string_view answer) {
  std::string out;
  std::string_view open;  // The fence of the code that we are in.
  for (std::size_t begin = 0; begin < answer.size();) {
    const std::size_t end = std::min(answer.find('\n', begin), answer.size());
    const std::string_view line = answer.substr(begin, end - begin);
    const std::string_view fence = fence_of(line);
    if (open.empty()) {
      open = fence;
      if (fence.empty()) out.append(line).append("\n");
    } else if (fence.starts_with(open) && trimmed(line) == fence) {
      open = {};
    }
    begin = end + 1;
  }
  return out;
}

}  // namespace

chat::Calculation check_answer(std::string_view answer, bool is_cut) {
  chat::Calculation out;
  if (is_data(answer)) return out;
  if (is_cut) answer = answer.substr(0, answer.rfind('\n') + 1);
  for (ArithmeticCheck& check : check_arithmetic(without_code(answer))) {
    ++out.checked;
    if (check.holds) {
      ++out.holding;
    } else if (out.wrong.size() < limits::kWrongEquationsMax) {
      out.wrong.push_back({std::move(check.left), std::move(check.right), check.fault});
    }
  }
  return out;
}

}  // namespace ponder::modes
