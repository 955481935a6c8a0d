#include "eval/problem.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "api/json_tree.h"
#include "base/limits_eval.h"
#include "base/result.h"
#include "base/sha256.h"
#include "eval/file_text.h"
#include "modes/normalise.h"

namespace ponder::eval {
namespace {

// A string, number or flag as text; nothing for anything else.
std::optional<std::string> text_of(const api::JsonValue* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&value->data)) return *text;
  if (std::holds_alternative<api::JsonList>(value->data) ||
      std::holds_alternative<api::JsonObject>(value->data) ||
      std::holds_alternative<std::monostate>(value->data)) {
    return std::nullopt;
  }
  return api::json_text(*value);
}

// 3 or "Level 3".
std::optional<std::int64_t> level_of(const api::JsonValue* value) {
  const auto text = text_of(value);
  if (!text) return std::nullopt;
  const std::size_t digit = text->find_first_of("0123456789");
  if (digit == std::string::npos) return std::nullopt;
  std::int64_t level = 0;
  const auto read = std::from_chars(text->data() + digit, text->data() + text->size(), level);
  return read.ec == std::errc{} ? std::optional(level) : std::nullopt;
}

std::string behind_hashes(std::string answer) {
  constexpr std::string_view kMark = "####";
  const std::size_t at = answer.rfind(kMark);
  if (at == std::string::npos) return answer;
  const std::size_t begin = answer.find_first_not_of(" \t\n", at + kMark.size());
  return begin == std::string::npos ? std::string{} : answer.substr(begin);
}

Result<Problem> parse_problem(std::string_view line, std::size_t number) {
  const auto tree = api::parse_json(line, "the line");
  if (!tree) return tree.error();
  auto question = text_of(tree->find("question"));
  if (!question) question = text_of(tree->find("problem"));
  if (!question || question->find_first_not_of(" \t\n") == std::string::npos) {
    return invalid("it has no \"question\" (or \"problem\") with text in it");
  }
  auto answer = text_of(tree->find("answer"));
  if (answer) answer = behind_hashes(*std::move(answer));
  if (!answer || answer->empty()) {
    return invalid("it has no \"answer\": a text, a number, true or false");
  }
  Problem problem{number, *std::move(question), *std::move(answer), {}, {}};
  problem.subject = text_of(tree->find("subject")).value_or("");
  problem.level = level_of(tree->find("level"));
  return problem;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

Result<ProblemFile> read_problems(const std::filesystem::path& path) {
  auto text = read_text(path, limits::kProblemFileBytesMax);
  if (!text) return text.error();
  ProblemFile file{{}, path.filename().string(), sha256_of(*text)};
  std::string first_wrong;
  std::size_t wrong = 0;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(*text)) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto problem = parse_problem(line, file.problems.size());
    if (problem) {
      file.problems.push_back(*std::move(problem));
    } else if (++wrong == 1) {
      first_wrong = path.string() + ":" + std::to_string(number) + ": " + problem.error().message;
    }
  }
  if (wrong > 1) first_wrong += " (and " + std::to_string(wrong - 1) + " more lines are wrong)";
  if (wrong > 0) return invalid(first_wrong);
  if (file.problems.empty()) return invalid(path.string() + ": there is no problem in it");
  return file;
}

bool is_in_half(std::size_t number, Half half) {
  return half == Half::kAll || (number % 2 == 0) == (half == Half::kEven);
}

Result<std::vector<Problem>> select(const ProblemFile& file, const Selection& selection) {
  std::vector<Problem> chosen;
  for (const Problem& problem : file.problems) {
    const bool has_level = selection.level_min || selection.level_max;
    if (has_level && !problem.level) continue;
    if (selection.level_min && *problem.level < *selection.level_min) continue;
    if (selection.level_max && *problem.level > *selection.level_max) continue;
    if (is_in_half(problem.number, selection.half)) chosen.push_back(problem);
  }
  if (selection.seed) {
    // Not std::shuffle: its result differs between libraries.
    std::mt19937_64 random(*selection.seed);
    for (std::size_t i = chosen.size(); i > 1; --i) std::swap(chosen[i - 1], chosen[random() % i]);
  }
  const std::size_t available = chosen.size();
  chosen.erase(chosen.begin(),
               chosen.begin() + static_cast<std::ptrdiff_t>(std::min(selection.offset, available)));
  if (selection.limit > 0 && chosen.size() > selection.limit) chosen.resize(selection.limit);
  if (chosen.empty()) {
    return invalid(file.name + " has " + std::to_string(available) +
                   " problems of this kind, and the offset " + std::to_string(selection.offset) +
                   " leaves none of them");
  }
  return chosen;
}

bool is_right(const std::string& answer, const std::string& expected) {
  return modes::same_answer(modes::normalise(answer), modes::normalise(expected));
}

}  // namespace ponder::eval
