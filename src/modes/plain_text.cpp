#include "modes/plain_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modes/text.h"

namespace ponder::modes {
namespace {

constexpr int kNestingMax = 16;

using Replacement = std::pair<std::string_view, std::string_view>;

constexpr std::array<Replacement, 35> kUnicode = {{
    {"\xE2\x88\x92", "-"},    {"\xE2\x80\x93", "-"},      {"\xE2\x80\x94", "-"},
    {"\xC3\x97", "*"},        {"\xC2\xB7", "*"},          {"\xE2\x8B\x85", "*"},
    {"\xC3\xB7", "/"},        {"\xE2\x81\x84", "/"},      {"\xC2\xBD", " 1/2"},
    {"\xC2\xBC", " 1/4"},     {"\xC2\xBE", " 3/4"},       {"\xE2\x85\x93", " 1/3"},
    {"\xE2\x85\x94", " 2/3"}, {"\xCF\x80", "pi"},         {"\xE2\x88\x9A", "sqrt"},
    {"\xE2\x89\xA4", "<="},   {"\xE2\x89\xA5", ">="},     {"\xE2\x89\xA0", "!="},
    {"\xE2\x89\x88", "~"},    {"\xE2\x88\x9E", "inf"},    {"\xC2\xB0", " degree "},
    {"\xC2\xB1", "+-"},       {"\xC2\xB2", "^2"},         {"\xC2\xB3", "^3"},
    {"\xC2\xA0", " "},        {"\xE2\x80\x89", " "},      {"\xE2\x80\xAF", " "},
    {"\xE2\x80\x9C", "\""},   {"\xE2\x80\x9D", "\""},     {"\xE2\x80\x98", "'"},
    {"\xE2\x80\x99", "'"},    {"\xE2\x82\xAC", " euro "}, {"\xC2\xA3", " pound "},
    {"\xC2\xA5", " yen "},    {"\xEF\xBC\x8C", ", "},
}};

constexpr std::array<Replacement, 33> kCommands = {{
    {"cdot", "*"},          {"times", "*"},   {"ast", "*"},   {"div", "/"},
    {"pi", "pi"},           {"infty", "inf"}, {"le", "<="},   {"leq", "<="},
    {"leqslant", "<="},     {"ge", ">="},     {"geq", ">="},  {"geqslant", ">="},
    {"ne", "!="},           {"neq", "!="},    {"lt", "<"},    {"gt", ">"},
    {"approx", "~"},        {"sim", "~"},     {"pm", "+-"},   {"circ", " degree "},
    {"degree", " degree "}, {"quad", " "},    {"qquad", " "}, {"left", ""},
    {"right", ""},          {"big", ""},      {"Big", ""},    {"displaystyle", ""},
    {"bigl", ""},           {"bigr", ""},     {"limits", ""}, {"euro", " euro "},
    {"pounds", " pound "},
}};

// The command stands for its argument.
constexpr std::array<std::string_view, 16> kWrappers = {
    "text",   "textbf", "textit",       "textrm", "mathrm", "mathbf", "mathit", "mathsf",
    "mathbb", "mbox",   "operatorname", "boxed",  "fbox",   "rm",     "bf",     "hbox"};

constexpr std::array<std::string_view, 4> kFractions = {"frac", "dfrac", "tfrac", "cfrac"};

// One thing: no parentheses needed around it.
bool is_atom(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return is_word_byte(c) || c == '.' || c == ','; });
}

std::string grouped(const std::string& text) { return is_atom(text) ? text : "(" + text + ")"; }

std::string plain(std::string_view text, int depth);

class PlainWriter {
 public:
  PlainWriter(std::string_view in, int depth) : in_(in), depth_(depth) {}

  std::string write() {
    while (at_ < in_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = in_[at_];
    if (c == '\\') return command();
    if (c == '{' || c == '}') {  // Grouping only.
      ++at_;
      return;
    }
    if ((c == '^' || c == '_') && at_ + 1 < in_.size() &&
        (in_[at_ + 1] == '{' || in_[at_ + 1] == '\\')) {
      return script(c);
    }
    out_ += c;
    ++at_;
  }

  // x^{10}, 90^\circ.
  void script(char c) {
    ++at_;
    const std::string argument_text = argument();
    if (trimmed(argument_text) == "degree") {
      out_ += " degree ";
    } else {
      out_ += c + grouped(argument_text);
    }
  }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < in_.size() && is_letter(in_[at_])) ++at_;
    return std::string(in_.substr(begin, at_ - begin));
  }

  void command() {
    ++at_;
    if (at_ == in_.size()) return;
    if (!is_letter(in_[at_])) return symbol(in_[at_++]);
    const std::string command_name = name();
    if (std::ranges::find(kFractions, command_name) != kFractions.end()) return fraction();
    if (command_name == "sqrt") return root();
    if (std::ranges::find(kWrappers, command_name) != kWrappers.end()) {
      out_ += argument();
      return;
    }
    const auto* known = std::ranges::find(kCommands, command_name, &Replacement::first);
    out_ += known != kCommands.end() ? std::string(known->second) : command_name;
  }

  // A backslash before something that is no letter.
  void symbol(char c) {
    constexpr std::string_view kLiteral = "%$&#_{}";
    if (kLiteral.find(c) != std::string_view::npos) {
      out_ += c;
    } else if (c == '!') {  // A negative space: 1,\! 000.
      while (at_ < in_.size() && is_space(in_[at_])) ++at_;
    } else {
      out_ += ' ';
    }
  }

  void fraction() {
    const std::string above = argument();
    const std::string below = argument();
    if (!out_.empty() && is_digit(out_.back())) out_ += ' ';
    out_ += grouped(above) + "/" + (below.starts_with('-') ? "(" + below + ")" : grouped(below));
  }

  void root() {
    std::string degree;
    if (at_ < in_.size() && in_[at_] == '[') {
      const std::size_t end = std::min(in_.find(']', at_), in_.size());
      degree = in_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, in_.size());
    }
    out_ += degree.empty() ? "sqrt(" : "root" + degree + "(";
    out_ += argument() + ")";
  }

  // {...}, a command, or one character, as plain text.
  std::string argument() {
    while (at_ < in_.size() && is_space(in_[at_])) ++at_;
    const std::size_t begin = at_;
    if (at_ == in_.size()) return {};
    if (in_[at_] == '{') {
      at_ = group_end(at_);
      const std::size_t inner_end = in_[at_ - 1] == '}' ? at_ - 1 : at_;
      return plain(in_.substr(begin + 1, std::max(inner_end, begin + 1) - begin - 1), depth_ + 1);
    }
    if (in_[at_] == '\\') {
      ++at_;
      if (name().empty() && at_ < in_.size()) ++at_;
    } else {
      ++at_;
      while (at_ < in_.size() && (static_cast<unsigned char>(in_[at_]) & 0xC0U) == 0x80U) ++at_;
    }
    return plain(in_.substr(begin, at_ - begin), depth_ + 1);
  }

  // One past the brace that closes the one at `begin`.
  std::size_t group_end(std::size_t begin) const {
    int open = 0;
    for (std::size_t i = begin; i < in_.size(); ++i) {
      if (in_[i] == '\\') {
        ++i;
      } else if (in_[i] == '{') {
        ++open;
      } else if (in_[i] == '}' && --open == 0) {
        return i + 1;
      }
    }
    return in_.size();
  }

  std::string_view in_;
  int depth_;
  std::size_t at_ = 0;
  std::string out_;
};

std::string plain(std::string_view text, int depth) {
  if (depth > kNestingMax) return std::string(text);
  return PlainWriter(text, depth).write();
}

// Dollar signs around mathematics go; one that stands for money stays.
void drop_math_dollars(std::string& text) {
  replace_all(text, "\\$", "\x01");
  if (std::ranges::count(text, '$') % 2 == 0) std::erase(text, '$');
  replace_all(text, "\x01", "\\$");
}

void drop_emphasis(std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_double = text.compare(i, 2, "**") == 0 || text.compare(i, 2, "__") == 0;
    const bool is_power =
        i > 0 && is_word_byte(text[i - 1]) && i + 2 < text.size() && is_word_byte(text[i + 2]);
    if (is_double && !is_power) {
      ++i;
    } else if (text[i] != '`') {
      out += text[i];
    }
  }
  text = std::move(out);
}

// sqrt2, sqrt 2 -> sqrt(2).
void close_roots(std::string& text) {
  constexpr std::string_view kRoot = "sqrt";
  for (std::size_t at = text.find(kRoot); at != std::string::npos; at = text.find(kRoot, at)) {
    at += kRoot.size();
    std::size_t begin = at;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == begin) continue;
    text = text.substr(0, at) + "(" + text.substr(begin, end - begin) + ")" + text.substr(end);
  }
}

}  // namespace

std::string to_plain_text(std::string_view text) {
  std::string out(text);
  for (const auto& [from, to] : kUnicode) replace_all(out, from, to);
  drop_emphasis(out);
  drop_math_dollars(out);
  out = plain(out, 0);
  close_roots(out);
  return with_single_spaces(out);
}

}  // namespace ponder::modes
