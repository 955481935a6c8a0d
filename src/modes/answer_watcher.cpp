#include "modes/answer_watcher.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "modes/answer_marker.h"
#include "modes/normalise.h"
#include "modes/text.h"

namespace ponder::modes {
namespace {

constexpr std::string_view kBoxOpening = "\\boxed{";
constexpr std::size_t kBoxBytesMax = 256;
constexpr std::size_t kAnswerLineBytesMax = 80;

bool holds_answer(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_word_byte(c) || c == '<' || c == '>'; });
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++n;
  }
  return n;
}

bool is_math_open(std::string_view text) {
  return count(text, "$") % 2 == 1 || count(text, "\\(") > count(text, "\\)") ||
         count(text, "\\[") > count(text, "\\]");
}

// Whether this line says that more follows.
bool line_goes_on(std::string_view line) {
  constexpr std::string_view kOpenEnds = ",:;([{";
  return line.size() > kAnswerLineBytesMax || !holds_answer(line) ||
         kOpenEnds.find(line.back()) != std::string_view::npos || line.starts_with("```") ||
         is_math_open(line) || count(line, "{") > count(line, "}");
}

FoundAnswer from_content(std::string content) {
  FoundAnswer found;
  found.answer = last_boxed(content).value_or(content);
  found.shown = std::move(content);
  return found;
}

FoundAnswer from_box(std::string_view content) {
  return {std::string(content), shown_boxed(content), 0};
}

}  // namespace

std::string shown_boxed(std::string_view content) {
  if (content.find('\\') == std::string_view::npos) return std::string(content);
  return "$" + std::string(content) + "$";
}

std::string AnswerWatcher::content() const {
  return content_after_marker(std::string_view(text_).substr(answer_begin_),
                              marker_.open_emphasis());
}

// Follows the box's braces; true at the one that closes it.
bool AnswerWatcher::box_closes(char c) {
  if (box_depth_ == 0) {
    if (c != '{' || !text_.ends_with(kBoxOpening)) return false;
    box_begin_ = text_.size();
    box_depth_ = 1;
    is_escaped_ = false;
    return false;
  }
  if (is_escaped_) {
    is_escaped_ = false;
  } else if (c == '\\') {
    is_escaped_ = true;
  } else if (c == '{') {
    ++box_depth_;
  } else if (c == '}') {
    --box_depth_;
  }
  if (text_.size() - box_begin_ > kBoxBytesMax) {
    box_depth_ = 0;
    return false;
  }
  return box_depth_ == 0;
}

std::optional<FoundAnswer> AnswerWatcher::take_box() {
  const std::string_view whole(text_);
  const std::string_view box = trimmed(whole.substr(box_begin_, whole.size() - 1 - box_begin_));
  if (!holds_answer(box)) return std::nullopt;
  if (answer_begin_ == std::string::npos) return from_box(box);
  const std::size_t lead = box_begin_ - answer_begin_ - kBoxOpening.size();
  if (lead <= kAnswerLineBytesMax) closed_box_ = box;
  return std::nullopt;
}

bool AnswerWatcher::is_blank_before_marker() const {
  const std::size_t line_begin = text_.rfind('\n', answer_begin_ - 1);
  return line_begin == std::string::npos ||
         trimmed(std::string_view(text_).substr(0, line_begin)).empty();
}

// At a line's end behind the marker.
std::optional<FoundAnswer> AnswerWatcher::take_line() {
  std::string line = content();
  if (line.empty()) {
    goes_on_ = true;
    return std::nullopt;
  }
  // A marker that begins the trace rather than ends it: only a plain value is an answer yet.
  const bool needs_value = goes_on_ || is_blank_before_marker();
  const bool closes = !line_goes_on(line) && (!needs_value || normalise(line).is_value());
  goes_on_ = true;
  if (!closes) return std::nullopt;
  return from_content(std::move(line));
}

std::optional<FoundAnswer> AnswerWatcher::step(char c) {
  text_ += c;
  if (answer_begin_ == std::string::npos && marker_.feed(c) == AnswerMarker::State::kFound) {
    answer_begin_ = text_.size();
    return std::nullopt;
  }
  if (box_closes(c)) {
    if (auto found = take_box()) return found;
  }
  if (answer_begin_ == std::string::npos) return std::nullopt;
  if (!closed_box_.empty() && !is_math_open(std::string_view(text_).substr(answer_begin_))) {
    return from_box(closed_box_);
  }
  if (c == '\n') {
    closed_box_.clear();
    return take_line();
  }
  return std::nullopt;
}

std::optional<FoundAnswer> AnswerWatcher::feed(std::string_view piece) {
  for (std::size_t i = 0; i < piece.size(); ++i) {
    if (auto found = step(piece[i])) {
      found->bytes = piece[i] == '\n' ? i : i + 1;
      return found;
    }
  }
  return std::nullopt;
}

std::optional<FoundAnswer> AnswerWatcher::finish() const {
  if (answer_begin_ == std::string::npos) return std::nullopt;
  std::string text = content();
  if (text.empty()) return std::nullopt;
  return from_content(std::move(text));
}

std::optional<std::string> last_boxed(std::string_view text) {
  std::optional<std::string> last;
  for (std::size_t at = text.find(kBoxOpening); at != std::string_view::npos;
       at = text.find(kBoxOpening, at)) {
    at += kBoxOpening.size();
    AnswerWatcher box;
    const std::string_view rest = text.substr(at, kBoxBytesMax + 1);
    if (auto found = box.feed(std::string(kBoxOpening).append(rest))) {
      last = std::move(found->answer);
    }
  }
  return last;
}

}  // namespace ponder::modes
