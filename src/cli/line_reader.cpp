#include "cli/line_reader.h"

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "cli/console.h"
#include "cli/line_editor.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

constexpr const char* kPasteOn = "\x1b[?2004h";
constexpr const char* kPasteOff = "\x1b[?2004l";

// Draws a line that is being edited, over its own last drawing.
class EditedLine {
 public:
  EditedLine(Console& console, std::string prompt)
      : console_(console), prompt_(std::move(prompt)), indent_(columns_of(prompt_)) {}

  void draw(const LineEditor& editor) {
    const std::size_t columns = terminal_size().columns;
    std::string frame = back_to_first_row();
    frame += Style(console_.colour).bold(prompt_);
    for (const char c : editor.text()) {
      if (c == '\n') frame += "\r\n" + std::string(indent_, ' ');
      if (c != '\n') frame += c == '\t' ? ' ' : c;
    }
    const CursorPlace end = place_after(editor.text(), indent_, columns);
    const CursorPlace cursor =
        place_after(editor.text().substr(0, editor.cursor()), indent_, columns);
    if (end.column == 0) frame += "\r\n";
    if (end.row > cursor.row) frame += "\x1b[" + std::to_string(end.row - cursor.row) + "A";
    frame += "\r";
    if (cursor.column > 0) frame += "\x1b[" + std::to_string(cursor.column) + "C";
    console_.err << frame << std::flush;
    row_ = cursor.row;
  }

  // Leaves the cursor below the text.
  void finish(const LineEditor& editor) {
    const CursorPlace end = place_after(editor.text(), indent_, terminal_size().columns);
    if (end.row > row_) console_.err << "\x1b[" << end.row - row_ << "B";
    console_.err << "\r\n" << std::flush;
  }

 private:
  std::string back_to_first_row() const {
    return (row_ > 0 ? "\x1b[" + std::to_string(row_) + "A" : std::string()) + "\r\x1b[J";
  }

  Console& console_;
  std::string prompt_;
  std::size_t indent_;
  std::size_t row_ = 0;  // Of the cursor, counted from the prompt's row.
};

// The next byte of stdin, or nothing at its end.
std::optional<char> next_byte() {
  char byte = 0;
  ssize_t got = 0;
  do {
    got = ::read(STDIN_FILENO, &byte, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1 ? std::optional(byte) : std::nullopt;
}

}  // namespace

std::optional<std::string> LineReader::read(const std::string& prompt) {
  if (console_.in_terminal && console_.err_terminal) return read_edited(prompt);
  console_.err << prompt << std::flush;
  std::string line;
  if (!std::getline(console_.in, line)) return std::nullopt;
  return line;
}

std::optional<std::string> LineReader::read_edited(const std::string& prompt) {
  const KeysHidden raw(true);
  console_.err << kPasteOn;
  LineEditor editor(history_);
  EditedLine shown(console_, prompt);
  std::optional<std::string> result;
  for (bool open = true; open;) {
    shown.draw(editor);
    const auto byte = next_byte();
    const auto outcome = byte ? editor.feed(*byte) : LineEditor::Outcome::kEnd;
    open = outcome == LineEditor::Outcome::kGoOn;
    if (outcome == LineEditor::Outcome::kSubmit) result = editor.text();
    if (outcome == LineEditor::Outcome::kInterrupt) result = "";
  }
  shown.finish(editor);
  console_.err << kPasteOff << std::flush;
  const bool repeated = !history_.empty() && result == history_.back();
  if (result && !result->empty() && !repeated) history_.push_back(*result);
  return result;
}

}  // namespace ponder::cli
