// What a person types, key by key.
#include "cli/line_editor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ponder::cli {
namespace {

constexpr char kCtrlA = 1, kCtrlC = 3, kCtrlD = 4, kCtrlK = 11, kCtrlU = 21, kCtrlW = 23;
const std::string kLeft = "\x1b[D", kRight = "\x1b[C", kUp = "\x1b[A", kDown = "\x1b[B";

LineEditor::Outcome type(LineEditor& editor, const std::string& keys) {
  auto outcome = LineEditor::Outcome::kGoOn;
  for (const char key : keys) outcome = editor.feed(key);
  return outcome;
}

TEST(LineEditor, SubmitsWhatWasTyped) {
  LineEditor editor({});
  EXPECT_EQ(type(editor, "hello"), LineEditor::Outcome::kGoOn);
  EXPECT_EQ(type(editor, "\r"), LineEditor::Outcome::kSubmit);
  EXPECT_EQ(editor.text(), "hello");
}

TEST(LineEditor, EditsAtTheCursor) {
  LineEditor editor({});
  type(editor, "helo" + kLeft + "l");
  EXPECT_EQ(editor.text(), "hello");
  type(editor, std::string(1, kCtrlA) + ">" + kRight + "\x7f");
  EXPECT_EQ(editor.text(), ">ello");
  type(editor, "\x1b[F!\x1b[H\x1b[3~");
  EXPECT_EQ(editor.text(), "ello!");
}

TEST(LineEditor, MovesAndDeletesWholeCharacters) {
  LineEditor editor({});
  type(editor, "a\u4e2d\u00e4");
  type(editor, kLeft + "\x7f");
  EXPECT_EQ(editor.text(), "a\u00e4");
  EXPECT_EQ(editor.cursor(), 1U);
  type(editor, "\x1b[3~");
  EXPECT_EQ(editor.text(), "a");
  type(editor, kRight + kRight + kLeft + kLeft + kLeft);
  EXPECT_EQ(editor.cursor(), 0U);
}

TEST(LineEditor, DeletesWordsAndLineEnds) {
  LineEditor editor({});
  type(editor, "one two three");
  editor.feed(kCtrlW);
  EXPECT_EQ(editor.text(), "one two ");
  type(editor, kLeft + kLeft);
  editor.feed(kCtrlK);
  EXPECT_EQ(editor.text(), "one tw");
  editor.feed(kCtrlU);
  EXPECT_EQ(editor.text(), "");
}

TEST(LineEditor, InterruptsAndEnds) {
  LineEditor editor({});
  EXPECT_EQ(editor.feed(kCtrlC), LineEditor::Outcome::kInterrupt);
  type(editor, "ab" + kLeft);
  EXPECT_EQ(editor.feed(kCtrlD), LineEditor::Outcome::kGoOn);
  EXPECT_EQ(editor.text(), "a");
  editor.feed('\x7f');
  EXPECT_EQ(editor.feed(kCtrlD), LineEditor::Outcome::kEnd);
}

TEST(LineEditor, WalksTheHistoryAndComesBack) {
  LineEditor editor({"first", "second"});
  type(editor, "draft" + kUp);
  EXPECT_EQ(editor.text(), "second");
  type(editor, kUp + kUp);
  EXPECT_EQ(editor.text(), "first");
  type(editor, kDown + kDown + kDown);
  EXPECT_EQ(editor.text(), "draft");
}

TEST(LineEditor, KeepsPastedAndWantedLineEnds) {
  LineEditor editor({});
  EXPECT_EQ(type(editor, "\x1b[200~a\rb\x1b[201~"), LineEditor::Outcome::kGoOn);
  EXPECT_EQ(editor.text(), "a\nb");
  EXPECT_EQ(type(editor, "\x1b\rc\x1b\nd"), LineEditor::Outcome::kGoOn);
  EXPECT_EQ(editor.text(), "a\nb\nc\nd");
}

TEST(LineEditor, SubmitsEnterThatWasTypedAhead) {
  LineEditor editor({});
  EXPECT_EQ(type(editor, "early\n"), LineEditor::Outcome::kSubmit);
  EXPECT_EQ(editor.text(), "early");
}

TEST(LineEditor, SwallowsKeysThatItDoesNotKnow) {
  LineEditor editor({});
  type(editor, "a\x1b[15~b\x1bOPc\x1b[1;5Cd");
  EXPECT_EQ(editor.text(), "abcd");
  type(editor, "\x1b[" + std::string(100, '1') + "x");
  EXPECT_NE(editor.text().find('x'), std::string::npos);
}

TEST(LineEditor, PlacesTheCursorOnWrappedRows) {
  const auto at = [](const std::string& text) {
    const CursorPlace place = place_after(text, 2, 10);
    return std::to_string(place.row) + "," + std::to_string(place.column);
  };
  EXPECT_EQ(at(""), "0,2");
  EXPECT_EQ(at("1234567"), "0,9");
  EXPECT_EQ(at("12345678"), "1,0");
  EXPECT_EQ(at("123456789"), "1,1");
  EXPECT_EQ(at("1234567\u4e2d"), "1,2");
  EXPECT_EQ(at("ab\ncd"), "1,4");
}

}  // namespace
}  // namespace ponder::cli
