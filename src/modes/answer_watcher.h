// Finds a trace's answer while it is written: a closed \boxed{...}, or what stands behind the
// marker of answer_marker.h.
//
//   \boxed{42}             closes at its brace; on a marker's line, once its $ or \( is closed too
//   Answer: 42             closes at the line's end
//   Answer:\n42            closes at that line's end where it is a plain value (number, choice...)
//   Answer: Dear Sir,...   a line that goes on (it is long, or ends with a comma or colon) is the
//                          beginning of a long answer: it closes at the end of the text only
//   Answer: Let me see.    the same where nothing stands before the marker and the line is no value
//   \boxed{...}, \boxed{}  without a letter, digit or relation: not an answer
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "modes/answer_marker.h"

namespace ponder::modes {

struct FoundAnswer {
  std::string answer;     // What is voted on.
  std::string shown;      // What the user reads: the whole content; of a box alone, its content.
  std::size_t bytes = 0;  // How much of the fed piece belongs to the text up to the answer's end.
};

// Reads one trace, wherever it is cut. Keeps its text.
class AnswerWatcher {
 public:
  // The answer, when it closes in this piece. Do not feed any more then.
  std::optional<FoundAnswer> feed(std::string_view piece);

  // At the end of the text: what stands behind the marker, if anything does.
  std::optional<FoundAnswer> finish() const;

 private:
  std::optional<FoundAnswer> step(char c);
  bool box_closes(char c);
  std::optional<FoundAnswer> take_box();
  std::optional<FoundAnswer> take_line();
  std::string content() const;  // Behind the marker.
  bool is_blank_before_marker() const;

  std::string text_;
  AnswerMarker marker_;
  std::size_t answer_begin_ = std::string::npos;  // Behind the marker's colon.
  bool goes_on_ = false;                          // The answer is longer than the marker's line.
  std::size_t box_begin_ = 0;                     // Of the open box's content.
  int box_depth_ = 0;                             // 0: no box is open.
  bool is_escaped_ = false;
  std::string closed_box_;  // Waits for its $ on a marker's line.
};

// The content of the last closed box with an answer in it.
std::optional<std::string> last_boxed(std::string_view text);

// A box's content as it is shown: with $ where it holds LaTeX commands.
std::string shown_boxed(std::string_view content);

}  // namespace ponder::modes
