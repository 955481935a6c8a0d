#include "modes/canonical_json.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "modes/number.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

class Rewriter {
 public:
  explicit Rewriter(std::string_view in) : in_(in) {}

  std::optional<std::string> rewrite() {
    auto out = value(0);
    skip_spaces();
    return at_ == in_.size() ? out : std::nullopt;
  }

 private:
  void skip_spaces() {
    while (at_ < in_.size() && is_space(in_[at_])) ++at_;
  }
  bool take(char c) {
    skip_spaces();
    if (at_ == in_.size() || in_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<std::string> value(std::size_t depth) {
    if (depth > limits::kJsonDepthMax) return std::nullopt;
    if (take('{')) return members('}', depth, true);
    if (take('[')) return members(']', depth, false);
    skip_spaces();
    if (at_ < in_.size() && in_[at_] == '"') return string();
    return scalar();
  }

  // What stands between the brackets, with them.
  std::optional<std::string> members(char closing, std::size_t depth, bool is_object) {
    std::vector<std::string> items;
    while (!take(closing)) {
      if (!items.empty() && !take(',')) return std::nullopt;
      std::string item;
      if (is_object) {
        skip_spaces();
        const auto key = string();
        if (!key || !take(':')) return std::nullopt;
        item = *key + ":";
      }
      const auto inner = value(depth + 1);
      if (!inner) return std::nullopt;
      items.push_back(item + *inner);
    }
    if (is_object) std::ranges::sort(items);
    std::string out(1, is_object ? '{' : '[');
    for (const std::string& item : items) out += (out.size() > 1 ? "," : "") + item;
    return out + closing;
  }

  std::optional<std::string> string() {
    if (at_ == in_.size() || in_[at_] != '"') return std::nullopt;
    const std::size_t begin = at_;
    for (++at_; at_ < in_.size(); ++at_) {
      if (in_[at_] == '\\') {
        ++at_;
      } else if (in_[at_] == '"') {
        ++at_;
        return std::string(in_.substr(begin, at_ - begin));
      }
    }
    at_ = in_.size();
    return std::nullopt;
  }

  // A number, true, false or null.
  std::optional<std::string> scalar() {
    const std::size_t begin = at_;
    while (at_ < in_.size() &&
           (is_word_byte(in_[at_]) || in_[at_] == '-' || in_[at_] == '+' || in_[at_] == '.')) {
      ++at_;
    }
    const std::string_view text = in_.substr(begin, at_ - begin);
    if (text == "true" || text == "false" || text == "null") return std::string(text);
    if (text.empty() || !(is_digit(text[0]) || text[0] == '-')) return std::nullopt;
    const std::string lower = lowered(text);
    const auto number = read_number(lower);
    if (!number || number->bytes != text.size()) return std::nullopt;
    return number->canonical;
  }

  std::string_view in_;
  std::size_t at_ = 0;
};

}  // namespace

std::string canonical_json(std::string_view json) {
  if (auto out = Rewriter(json).rewrite()) return *out;
  return std::string(trimmed(json));
}

}  // namespace ponder::modes
