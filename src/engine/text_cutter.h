// The one place where text is cut: whole UTF-8 characters, and everything before a stop string.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::engine {

class TextCutter {
 public:
  explicit TextCutter(std::vector<std::string> stops) : stops_(std::move(stops)) {}

  // Takes the bytes of one token. Returns the text that is safe to show now; the rest waits until
  // it is whole and cannot begin a stop string any more. After a match nothing more comes out.
  std::string push(std::string_view piece);

  // No more tokens: what is left, a cut character replaced by U+FFFD.
  std::string finish();

  bool stopped() const { return stopped_; }                  // A stop string was met.
  const std::string& stop_met() const { return stop_met_; }  // Which one; else empty.

 private:
  std::size_t held_back() const;  // Bytes at the end of `pending_` that may begin a stop string.

  std::vector<std::string> stops_;
  std::string pending_;
  bool stopped_ = false;
  std::string stop_met_;
};

}  // namespace ponder::engine
