#include "modes/medoid.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modes/text.h"

namespace ponder::modes {
namespace {

struct Bag {
  std::map<std::string, std::size_t> counts;
  std::size_t size = 0;
};

Bag bag_of_words(std::string_view text) {
  Bag bag;
  std::string word;
  const auto flush = [&] {
    if (word.empty()) return;
    ++bag.counts[word];
    ++bag.size;
    word.clear();
  };
  for (const char c : text) {
    if (is_word_byte(c)) {
      word += to_lower(c);
    } else {
      flush();
    }
  }
  flush();
  return bag;
}

double overlap(const Bag& a, const Bag& b) {
  if (a.size + b.size == 0) return 1.0;
  std::size_t shared = 0;
  for (const auto& [word, count] : a.counts) {
    const auto found = b.counts.find(word);
    if (found != b.counts.end()) shared += std::min(count, found->second);
  }
  return 2.0 * static_cast<double>(shared) / static_cast<double>(a.size + b.size);
}

}  // namespace

double word_overlap(std::string_view a, std::string_view b) {
  return overlap(bag_of_words(a), bag_of_words(b));
}

std::size_t medoid(const std::vector<std::string_view>& texts) {
  std::vector<Bag> bags;
  bags.reserve(texts.size());
  for (const std::string_view text : texts) bags.push_back(bag_of_words(text));
  std::size_t best = 0;
  double best_sum = -1.0;
  for (std::size_t i = 0; i < bags.size(); ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < bags.size(); ++k) {
      if (k != i) sum += overlap(bags[i], bags[k]);
    }
    if (sum > best_sum + 1e-12) {
      best = i;
      best_sum = sum;
    }
  }
  return best;
}

}  // namespace ponder::modes
