// Problems with a known answer, read from JSON lines.
//
//   {"question": "...", "answer": "48"}          plain; GSM8K's "... #### 48" is cut to its end
//   {"problem": "...", "answer": "\\frac{14}{3}", "level": 3, "subject": "Algebra"}
//
// Other fields are ignored; an answer may be a number or true or false; a level may be "Level 3".
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ponder::eval {

struct Problem {
  std::size_t number = 0;  // Its place in the file, 0 first: its name in results.
  std::string question;
  std::string answer;
  std::string subject;  // Empty: not said.
  std::optional<std::int64_t> level;
};

struct ProblemFile {
  std::vector<Problem> problems;
  std::string name;    // Without folders.
  std::string sha256;  // Of its bytes.
};

// Errors: kIo, kTooLarge (limits::kProblemFileBytesMax), kInvalid: names the line, what is wrong
// with it, and how many other lines are wrong.
Result<ProblemFile> read_problems(const std::filesystem::path& path);

enum class Half : std::uint8_t { kAll, kEven, kOdd };  // Of the numbers.

struct Selection {
  std::optional<std::uint64_t> seed;  // Set: in a random order that it determines.
  std::size_t offset = 0;
  std::size_t limit = 0;  // 0: all.
  std::optional<std::int64_t> level_min, level_max;
  Half half = Half::kAll;
};

bool is_in_half(std::size_t number, Half half);

// Levels and half first, then the order, then offset and limit. Error kInvalid where nothing is
// left.
Result<std::vector<Problem>> select(const ProblemFile& file, const Selection& selection);

// Whether `answer` means what the problem's answer means.
bool is_right(const std::string& answer, const std::string& expected);

}  // namespace ponder::eval
