#include "repair/words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "repair/data.h"

namespace ponder::repair {
namespace {

constexpr std::size_t kNear = 5;  // Words between two that are near each other.

bool ends_sentence(std::string_view word) {
  return word == "." || word == "!" || word == "?" || word == ";";
}

bool fits(std::string_view pattern, std::string_view word) {
  if (pattern.ends_with('*')) {
    pattern.remove_suffix(1);
    return word.starts_with(pattern);
  }
  return pattern == word;
}

}  // namespace

Pattern::Pattern(std::string_view text) {
  for (const std::string_view run_text : parted(text, '~')) {
    Run& run = runs_.emplace_back();
    for (const std::string_view word : parted(run_text, ' ')) run.push_back(parted(word, '|'));
  }
}

bool Pattern::stands_at(const Run& run, std::span<const std::string> words, std::size_t at) {
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool there = std::ranges::any_of(
        run[i], [&](std::string_view choice) { return fits(choice, words[at + i]); });
    if (!there) return false;
  }
  return true;
}

std::vector<Span> Pattern::find_run(const Run& run, std::span<const std::string> words) {
  std::vector<Span> spans;
  for (std::size_t at = 0; at + run.size() <= words.size(); ++at) {
    if (stands_at(run, words, at)) spans.push_back({at, at + run.size()});
  }
  return spans;
}

std::vector<Span> Pattern::find(std::span<const std::string> words) const {
  std::vector<Span> spans = find_run(runs_.front(), words);
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    const std::vector<Span> others = find_run(runs_[i], words);
    std::vector<Span> joined;
    for (const Span& one : spans) {
      for (const Span& other : others) {
        const Span& first = one.begin <= other.begin ? one : other;
        const Span& second = one.begin <= other.begin ? other : one;
        if (second.begin < first.end || second.begin - first.end > kNear) continue;
        const auto between = words.subspan(first.end, second.begin - first.end);
        if (std::ranges::any_of(between, ends_sentence)) continue;
        joined.push_back({first.begin, second.end});
      }
    }
    spans = std::move(joined);
  }
  return spans;
}

std::string text_of(std::span<const std::string> words, Span span) {
  std::string text;
  for (std::size_t i = span.begin; i < span.end; ++i) {
    if (!text.empty()) text += ' ';
    text += words[i];
  }
  return text;
}

}  // namespace ponder::repair
