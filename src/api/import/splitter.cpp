#include "api/import/splitter.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ponder::api {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string shown(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const unsigned byte = static_cast<unsigned char>(c);
  if (byte > 0x20 && byte < 0x7F) return std::string("\"") + c + "\"";
  return std::string("byte 0x") + kDigits[byte >> 4U] + kDigits[byte & 0x0FU];
}

}  // namespace

void JsonSplitter::fail(const std::string& expected, char c) {
  error_ = invalid("The file is broken at byte " + std::to_string(offset_) + ", after " +
                   std::to_string(count_) + " conversations: " + expected + " is expected, not " +
                   shown(c) + ".");
}

std::vector<JsonSplitter::Entry> JsonSplitter::feed(std::string_view bytes) {
  std::vector<Entry> entries;
  for (const char c : bytes) {
    if (error_) break;
    if (state_ == State::kInside) {
      take_inside(c);
      if (depth_ == 0) {
        entries.push_back(std::exchange(entry_, {}));
        state_ = State::kBetween;
        separated_ = !list_;
      }
    } else {
      take_between(c);
    }
    ++offset_;
  }
  return entries;
}

void JsonSplitter::take_between(char c) {
  if (is_space(c)) return;
  if (state_ == State::kStart) {
    if (offset_ < kByteOrderMark.size() && c == kByteOrderMark[offset_]) return;
    state_ = State::kBetween;
    list_ = c == '[';
    if (list_) return;
    if (c != '{') return fail("a list or an object of JSON", c);
  }
  if (state_ == State::kEnded) return fail("the end of the file", c);
  if (c == ',' && list_ && !separated_) {
    separated_ = true;
  } else if (c == ']' && list_) {
    state_ = State::kEnded;
  } else if (!separated_) {
    fail("a comma or the end of the list", c);
  } else if (c != '{') {
    fail("a conversation, which begins with {,", c);
  } else {
    state_ = State::kInside;
    ++count_;
    take_inside(c);
  }
}

void JsonSplitter::take_inside(char c) {
  ++entry_.bytes;
  if (entry_.bytes <= bytes_max_) {
    entry_.text += c;
  } else {
    std::string().swap(entry_.text);
  }
  if (escaped_) {
    escaped_ = false;
  } else if (in_string_) {
    if (c == '\\') escaped_ = true;
    if (c == '"') in_string_ = false;
  } else if (c == '"') {
    in_string_ = true;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if (c == '}' || c == ']') {
    --depth_;
  }
}

Result<void> JsonSplitter::finish() const {
  if (error_) return *error_;
  if (state_ == State::kStart) return invalid("The file is empty.");
  if (state_ == State::kInside) {
    return invalid("The file ends in the middle of conversation " + std::to_string(count_) +
                   ", at byte " + std::to_string(offset_) + ": it is not whole.");
  }
  if (list_ && state_ != State::kEnded) {
    return invalid("The file ends at byte " + std::to_string(offset_) +
                   " without the end of its list: it is not whole.");
  }
  return {};
}

}  // namespace ponder::api
