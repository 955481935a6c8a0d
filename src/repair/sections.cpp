// Reads the form of the data files.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "repair/data.h"

namespace ponder::repair {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> parted(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    const std::string_view part = trimmed(text.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view Section::one(std::string_view field) const {
  for (const auto& [name_of_field, value] : fields) {
    if (name_of_field == field) return value;
  }
  return {};
}

std::vector<std::string_view> Section::all(std::string_view field) const {
  std::vector<std::string_view> values;
  for (const auto& [name_of_field, value] : fields) {
    if (name_of_field == field) values.push_back(value);
  }
  return values;
}

namespace {

// One line that is neither empty nor a comment. Whether it has the form.
bool take_line(std::string_view line, std::vector<Section>& sections) {
  if (line.front() == '[') {
    if (line.back() != ']') return false;
    const std::string_view head = trimmed(line.substr(1, line.size() - 2));
    const std::size_t blank = head.find(' ');
    Section& section = sections.emplace_back();
    section.type = head.substr(0, blank);
    if (blank != std::string_view::npos) section.name = trimmed(head.substr(blank));
    return !section.type.empty();
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || sections.empty()) return false;
  const std::string_view value = trimmed(line.substr(colon + 1));
  sections.back().fields.emplace_back(trimmed(line.substr(0, colon)), value);
  return !value.empty();
}

}  // namespace

Result<std::vector<Section>> read_sections(std::string_view text) {
  std::vector<Section> sections;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line.front() == '#' || take_line(line, sections)) continue;
    return Error{ErrorCode::kInvalid,
                 "Line " + std::to_string(number) + " is neither [type name] nor field: value."};
  }
  return sections;
}

}  // namespace ponder::repair
