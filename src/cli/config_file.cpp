#include "cli/config_file.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "base/result.h"

namespace ponder::cli {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '+' || c == '.';
}

// Reads one line from left to right.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  void skip_space() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  bool take(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_end() {
    skip_space();
    return rest_.empty() || rest_.front() == '#';
  }
  std::string bare() {
    skip_space();
    std::string word;
    while (!rest_.empty() && is_bare(rest_.front())) {
      word += rest_.front();
      rest_.remove_prefix(1);
    }
    return word;
  }
  // A quoted string or a bare word (numbers, true, false); nothing where there is neither.
  std::optional<std::string> value() {
    skip_space();
    if (rest_.empty()) return std::nullopt;
    if (rest_.front() == '"' || rest_.front() == '\'') return quoted();
    std::string word = bare();
    return word.empty() ? std::nullopt : std::optional(std::move(word));
  }

 private:
  std::optional<std::string> quoted() {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    std::string text;
    while (!rest_.empty() && rest_.front() != quote) {
      if (quote == '"' && rest_.front() == '\\') {
        rest_.remove_prefix(1);
        if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\\')) return std::nullopt;
      }
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    if (rest_.empty()) return std::nullopt;
    rest_.remove_prefix(1);
    return text;
  }

  std::string_view rest_;
};

std::optional<std::vector<std::string>> read_values(LineReader& reader) {
  std::vector<std::string> values;
  if (!reader.take('[')) {
    auto one = reader.value();
    if (!one) return std::nullopt;
    values.push_back(*std::move(one));
    return values;
  }
  while (!reader.take(']')) {
    auto one = reader.value();
    if (!one) return std::nullopt;
    values.push_back(*std::move(one));
    if (!reader.take(',')) {
      if (!reader.take(']')) return std::nullopt;
      break;
    }
  }
  return values;
}

// Nothing for a line without a setting.
Result<std::optional<FileEntry>> parse_line(std::string_view text, const std::string& where) {
  LineReader reader(text);
  if (reader.at_end()) return std::optional<FileEntry>{};
  if (reader.take('[')) {
    return invalid(where + " sections are not used here: write all settings as key = value.");
  }
  FileEntry entry;
  entry.key = reader.bare();
  if (entry.key.empty() || !reader.take('=')) {
    return invalid(where + " expected key = value.");
  }
  auto values = read_values(reader);
  if (!values || !reader.at_end()) {
    return invalid(where + " the value of " + entry.key +
                   " must be a number, a word, a \"quoted string\" or a [\"list\"] on one line.");
  }
  entry.values = *std::move(values);
  return std::optional(std::move(entry));
}

}  // namespace

Result<std::vector<FileEntry>> parse_config_file(std::string_view text, const std::string& name) {
  std::vector<FileEntry> entries;
  std::set<std::string> seen;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string where = name + ":" + std::to_string(line) + ":";
    auto parsed = parse_line(text.substr(0, end), where);
    if (!parsed) return parsed.error();
    if (std::optional<FileEntry>& entry = *parsed) {
      if (!seen.insert(entry->key).second) {
        return invalid(where + " " + entry->key + " is set twice.");
      }
      entry->line = line;
      entries.push_back(*std::move(entry));
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return entries;
}

}  // namespace ponder::cli
