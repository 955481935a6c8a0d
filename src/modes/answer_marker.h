// The line that says "here is the answer": `Answer:` at the beginning of a line, in any case, also
// as "Final answer:", as a heading, in a list, quoted or emphasised (**Answer:**).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ponder::modes {

// Reads a text byte by byte, wherever it is cut.
class AnswerMarker {
 public:
  enum class State : std::uint8_t {
    kNone,   // Neither this byte nor what came before it on the line is part of a marker.
    kMaybe,  // The line so far can become a marker.
    kFound,  // This byte is the marker's colon.
  };
  State feed(char c);

  // Emphasis that the marker opened and did not close before its colon: "**", "_" or nothing.
  std::string_view open_emphasis() const { return open_emphasis_; }

 private:
  std::string line_;
  bool is_dead_ = false;  // This line is no marker.
  std::string open_emphasis_;
};

// What stands after a marker: without the emphasis that closes the marker's, or with the marker's
// emphasis put back before it where the answer is inside. Trimmed.
std::string content_after_marker(std::string_view text, std::string_view open_emphasis);

// Splits a streamed text at its first marker. Holds back only what can still become a marker.
class MarkerSplitter {
 public:
  struct Pieces {
    std::string reasoning;  // Before the marker.
    std::string text;       // After it.
  };
  Pieces feed(std::string_view text);
  // At the end of the text: what was held back.
  Pieces finish();

 private:
  enum class Phase : std::uint8_t { kBefore, kBehindColon, kInAnswer };
  void feed_behind_colon(char c, Pieces& out);

  Phase phase_ = Phase::kBefore;
  AnswerMarker marker_;
  std::string held_;
};

}  // namespace ponder::modes
