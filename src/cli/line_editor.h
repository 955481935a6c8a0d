// What a person types at a prompt: bytes in, the edited text and the cursor out. Pure; the terminal
// is line_reader's matter.
//
//   Enter submits. Alt-Enter starts a new line; so does what is pasted (bracketed paste).
//   Left, right, Home, End, Ctrl-A, Ctrl-E move; up and down walk the history.
//   Backspace, Delete, Ctrl-W (word), Ctrl-U (to the start), Ctrl-K (to the end) delete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ponder::cli {

class LineEditor {
 public:
  enum class Outcome : std::uint8_t {
    kGoOn,
    kSubmit,
    kInterrupt,  // Ctrl-C.
    kEnd,        // Ctrl-D on an empty line.
  };

  // `history`: earlier lines, oldest first.
  explicit LineEditor(const std::vector<std::string>& history);

  Outcome feed(char byte);
  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }  // A byte offset at a character's edge.

 private:
  Outcome plain(char byte);
  Outcome control(char byte);
  void escape(char byte);
  void finish_escape(char last);
  void insert(char byte);
  void erase(std::size_t begin, std::size_t end);
  void walk_history(bool older);
  std::size_t character_before(std::size_t at) const;
  std::size_t character_after(std::size_t at) const;
  std::size_t word_before(std::size_t at) const;

  std::string text_;
  std::size_t cursor_ = 0;
  std::vector<std::string> lines_;  // The history, then what is being typed.
  std::size_t line_ = 0;            // Which of them is shown.
  std::string escape_;              // An escape sequence that is not complete.
  bool in_escape_ = false;
  bool pasting_ = false;
};

// Where a text ends up on the rows of a terminal: `prompt` columns stand before each line's start.
struct CursorPlace {
  std::size_t row = 0, column = 0;
};
CursorPlace place_after(const std::string& text, std::size_t prompt, std::size_t columns);

}  // namespace ponder::cli
