#include "cli/line_editor.h"
#include <cstddef>
#include <string>
#include <vector>

#include "cli/text.h"

namespace ponder::cli {
namespace {

constexpr char kEscape = '\x1b';
constexpr char kBackspace = '\x7f';
constexpr std::size_t kEscapeBytesMax = 16;

constexpr char ctrl(char letter) { return static_cast<char>(letter & 0x1F); }

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

LineEditor::LineEditor(const std::vector<std::string>& history)
    : lines_(history), line_(history.size()) {
  lines_.emplace_back();
}

LineEditor::Outcome LineEditor::feed(char byte) {
  if (in_escape_) {
    escape(byte);
    return Outcome::kGoOn;
  }
  if (byte == kEscape) {
    in_escape_ = true;
    escape_.clear();
    return Outcome::kGoOn;
  }
  return plain(byte);
}

LineEditor::Outcome LineEditor::plain(char byte) {
  if (pasting_) {
    if (byte == '\r') byte = '\n';
    if (byte == '\n' || byte == '\t' || static_cast<unsigned char>(byte) >= 0x20) insert(byte);
    return Outcome::kGoOn;
  }
  if (static_cast<unsigned char>(byte) < 0x20 || byte == kBackspace) return control(byte);
  insert(byte);
  return Outcome::kGoOn;
}

LineEditor::Outcome LineEditor::control(char byte) {
  switch (byte) {
    case '\r':
    case '\n':  // Enter that was typed ahead, before the terminal was ours.
      return Outcome::kSubmit;
    case ctrl('C'):
      return Outcome::kInterrupt;
    case ctrl('D'):
      if (text_.empty()) return Outcome::kEnd;
      erase(cursor_, character_after(cursor_));
      break;
    case '\t':
      insert(' ');
      break;
    case kBackspace:
    case ctrl('H'):
      erase(character_before(cursor_), cursor_);
      break;
    case ctrl('W'):
      erase(word_before(cursor_), cursor_);
      break;
    case ctrl('U'):
      erase(0, cursor_);
      break;
    case ctrl('K'):
      erase(cursor_, text_.size());
      break;
    case ctrl('A'):
      cursor_ = 0;
      break;
    case ctrl('E'):
      cursor_ = text_.size();
      break;
    case ctrl('P'):
      walk_history(true);
      break;
    case ctrl('N'):
      walk_history(false);
      break;
    default:
      break;
  }
  return Outcome::kGoOn;
}

// ESC [ parameters letter; ESC O letter; ESC and one key.
void LineEditor::escape(char byte) {
  const bool first = escape_.empty();
  escape_ += byte;
  if (first && (byte == '[' || byte == 'O')) return;
  const bool parameter = (byte >= '0' && byte <= '9') || byte == ';' || byte == '?';
  if (!first && parameter && escape_.size() < kEscapeBytesMax) return;
  in_escape_ = false;
  if (first) {
    if (byte == '\r' || byte == '\n') insert('\n');
    return;
  }
  finish_escape(byte);
}

void LineEditor::finish_escape(char last) {
  const std::string parameters = escape_.substr(1, escape_.size() - 2);
  if (last == 'A') walk_history(true);
  if (last == 'B') walk_history(false);
  if (last == 'C') cursor_ = character_after(cursor_);
  if (last == 'D') cursor_ = character_before(cursor_);
  if (last == 'H') cursor_ = 0;
  if (last == 'F') cursor_ = text_.size();
  if (last != '~') return;
  if (parameters == "1" || parameters == "7") cursor_ = 0;
  if (parameters == "4" || parameters == "8") cursor_ = text_.size();
  if (parameters == "3") erase(cursor_, character_after(cursor_));
  if (parameters == "200") pasting_ = true;
  if (parameters == "201") pasting_ = false;
}

void LineEditor::insert(char byte) { text_.insert(cursor_++, 1, byte); }

void LineEditor::erase(std::size_t begin, std::size_t end) {
  text_.erase(begin, end - begin);
  cursor_ = begin;
}

void LineEditor::walk_history(bool older) {
  if (older ? line_ == 0 : line_ + 1 == lines_.size()) return;
  lines_[line_] = text_;
  line_ += older ? std::size_t{0} - 1 : 1;
  text_ = lines_[line_];
  cursor_ = text_.size();
}

std::size_t LineEditor::character_before(std::size_t at) const {
  if (at > 0) --at;
  while (at > 0 && is_continuation(text_[at])) --at;
  return at;
}

std::size_t LineEditor::character_after(std::size_t at) const {
  if (at < text_.size()) ++at;
  while (at < text_.size() && is_continuation(text_[at])) ++at;
  return at;
}

std::size_t LineEditor::word_before(std::size_t at) const {
  while (at > 0 && text_[at - 1] == ' ') --at;
  while (at > 0 && text_[at - 1] != ' ' && text_[at - 1] != '\n') --at;
  return at;
}

CursorPlace place_after(const std::string& text, std::size_t prompt, std::size_t columns) {
  CursorPlace place{0, prompt};
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && is_continuation(text[end])) ++end;
    const std::string character = text.substr(i, end - i);
    i = end;
    if (character == "\n") {
      place = {place.row + 1, prompt};
      continue;
    }
    const std::size_t width = columns_of(character);
    if (place.column + width > columns) place = {place.row + 1, 0};
    place.column += width;
  }
  // Terminals put the next character into the next row only when it comes.
  if (place.column >= columns) place = {place.row + 1, 0};
  return place;
}

}  // namespace ponder::cli
