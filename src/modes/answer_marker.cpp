#include "modes/answer_marker.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "modes/text.h"

namespace ponder::modes {
namespace {

constexpr std::size_t kMarkerBytesMax = 40;

// Walks over one line's beginning.
class LineWalk {
 public:
  explicit LineWalk(std::string_view line) : line_(line) {}

  bool at_end() const { return at_ == line_.size(); }

  bool skip(std::string_view set) {
    const std::size_t begin = at_;
    while (!at_end() && set.find(line_[at_]) != std::string_view::npos) ++at_;
    return at_ > begin;
  }

  std::string_view emphasis() {
    const std::size_t begin = at_;
    skip("*_");
    return line_.substr(begin, at_ - begin);
  }

  enum class Fit : std::uint8_t { kNo, kCut, kYes };

  Fit word(std::string_view word) {
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (at_ + i == line_.size()) return Fit::kCut;
      if (to_lower(line_[at_ + i]) != word[i]) return Fit::kNo;
    }
    at_ += word.size();
    return Fit::kYes;
  }

 private:
  std::string_view line_;
  std::size_t at_ = 0;
};

struct Match {
  AnswerMarker::State state = AnswerMarker::State::kNone;
  std::string_view open_emphasis = {};
};

Match match_line(std::string_view line) {
  using Fit = LineWalk::Fit;
  using State = AnswerMarker::State;
  LineWalk walk(line);
  walk.skip(" \t#>-");
  std::string_view opened = walk.emphasis();
  if (walk.skip(" \t")) opened = {};  // A list's bullet.
  const Fit final_word = walk.word("final");
  if (final_word == Fit::kCut) return {State::kMaybe};
  walk.skip(" \t");
  const Fit answer_word = walk.word("answer");
  if (answer_word == Fit::kCut) return {State::kMaybe};
  if (answer_word == Fit::kNo) return {State::kNone};
  const std::string_view closed = walk.emphasis();
  walk.skip(" \t");
  const Fit colon = walk.word(":");
  if (colon == Fit::kCut) return {State::kMaybe};
  if (colon == Fit::kNo) return {State::kNone};
  return {State::kFound, closed.empty() ? opened : std::string_view{}};
}

}  // namespace

AnswerMarker::State AnswerMarker::feed(char c) {
  if (c == '\n') {
    line_.clear();
    is_dead_ = false;
    return State::kNone;
  }
  if (is_dead_) return State::kNone;
  line_ += c;
  const Match match = match_line(line_);
  State state = match.state;
  if (state == State::kMaybe && line_.size() >= kMarkerBytesMax) state = State::kNone;
  if (state == State::kNone) is_dead_ = true;
  if (state == State::kFound) open_emphasis_ = match.open_emphasis;
  return state;
}

std::string content_after_marker(std::string_view text, std::string_view open_emphasis) {
  if (text.starts_with(open_emphasis))
    return std::string(trimmed(text.substr(open_emphasis.size())));
  const std::string_view content = trimmed(text);
  return content.empty() ? std::string{} : std::string(open_emphasis).append(content);
}

void MarkerSplitter::feed_behind_colon(char c, Pieces& out) {
  held_ += c;
  const std::string_view open = marker_.open_emphasis();
  if (held_.size() < open.size() && open.starts_with(held_)) return;
  std::string content = content_after_marker(held_, open);
  if (content.empty()) return;
  out.text += content;
  held_.clear();
  phase_ = Phase::kInAnswer;
}

MarkerSplitter::Pieces MarkerSplitter::feed(std::string_view text) {
  Pieces out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (phase_ == Phase::kInAnswer) {
      out.text += text.substr(i);
      break;
    }
    if (phase_ == Phase::kBehindColon) {
      feed_behind_colon(text[i], out);
      continue;
    }
    const AnswerMarker::State state = marker_.feed(text[i]);
    held_ += text[i];
    if (state == AnswerMarker::State::kMaybe) continue;
    if (state == AnswerMarker::State::kNone) out.reasoning += held_;
    if (state == AnswerMarker::State::kFound) phase_ = Phase::kBehindColon;
    held_.clear();
  }
  return out;
}

MarkerSplitter::Pieces MarkerSplitter::finish() {
  Pieces out;
  if (phase_ == Phase::kBefore) out.reasoning = std::move(held_);
  held_.clear();
  return out;
}

}  // namespace ponder::modes
