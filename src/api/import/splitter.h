// Cuts a file of conversations into the JSON texts of each, while it is read: a list of objects, or
// one object after the other (JSON lines). Holds one of them at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ponder::api {

class JsonSplitter {
 public:
  struct Entry {
    std::string text;         // Empty where it was too large.
    std::uint64_t bytes = 0;  // Of the whole text.
  };

  // An entry of more than `bytes_max` bytes is passed over: its text is not kept.
  explicit JsonSplitter(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The entries that end in `bytes`; of a broken file those before the break.
  std::vector<Entry> feed(std::string_view bytes);
  // Set once the file is found to be broken: kInvalid, which says where. All after it is ignored.
  const std::optional<Error>& error() const { return error_; }
  // At the end of the file. Errors: kInvalid (it is broken, empty, or ends in the middle).
  Result<void> finish() const;

 private:
  enum class State : std::uint8_t { kStart, kBetween, kInside, kEnded };
  void take_between(char c);
  void take_inside(char c);
  void fail(const std::string& expected, char c);

  const std::size_t bytes_max_;
  State state_ = State::kStart;
  bool list_ = false;      // The entries stand in a list.
  bool separated_ = true;  // A comma stood before, or none is needed.
  bool in_string_ = false;
  bool escaped_ = false;
  std::size_t depth_ = 0;
  std::uint64_t offset_ = 0;  // Of the next byte in the file.
  std::uint64_t count_ = 0;   // Entries that have begun.
  Entry entry_;
  std::optional<Error> error_;
};

}  // namespace ponder::api
