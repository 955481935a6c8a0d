#include "api/import/fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "api/json_tree.h"

namespace ponder::api {
namespace {

// Reads digits at `at`; -1 where there are none.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int number = -1;
  const auto [end, problem] = std::from_chars(text.data() + at, text.data() + at + count, number);
  return problem == std::errc{} && end == text.data() + at + count ? number : -1;
}

// "2024-05-31T23:59:58.123Z", with any fraction and with Z, +hh:mm, -hh:mm or no zone.
std::int64_t parse_iso_ms(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const int y = digits(text, 0, 4);
  const int mo = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  const int h = digits(text, 11, 2);
  const int mi = digits(text, 14, 2);
  const int s = digits(text, 17, 2);
  if (std::ranges::min({y, mo, d, h, mi, s}) < 0 || h > 23 || mi > 59 || s > 60) return 0;
  const std::chrono::year_month_day date{year(y), month(static_cast<unsigned>(mo)),
                                         day(static_cast<unsigned>(d))};
  if (!date.ok()) return 0;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  std::int64_t seconds = ((std::int64_t{days} * 24 + h) * 60 + mi) * 60 + s;
  std::int64_t ms = 0;
  text.remove_prefix(19);
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    const std::string fraction = std::string(text.substr(1, end - 1)) + "000";
    ms = std::max(digits(fraction, 0, 3), 0);
    text.remove_prefix(end);
  }
  if (text.starts_with('+') || text.starts_with('-')) {
    const int hours = digits(text, 1, 2);
    const int minutes = digits(text, text.size() > 3 && text[3] == ':' ? 4 : 3, 2);
    const int offset = std::max(hours, 0) * 3600 + std::max(minutes, 0) * 60;
    seconds += text.front() == '+' ? -offset : offset;
  }
  return std::max<std::int64_t>(seconds * 1000 + ms, 0);
}

std::int64_t ms_of_number(double number) {
  constexpr double kMostSeconds = 253402300799;  // The end of the year 9999.
  if (!(number > 0)) return 0;
  if (number <= kMostSeconds) return static_cast<std::int64_t>(number * 1000);
  while (number > kMostSeconds * 1000) number /= 1000;
  return static_cast<std::int64_t>(number);
}

struct TimeOf {
  std::int64_t operator()(std::int64_t value) const {
    return ms_of_number(static_cast<double>(value));
  }
  std::int64_t operator()(std::uint64_t value) const {
    return ms_of_number(static_cast<double>(value));
  }
  std::int64_t operator()(const JsonFloat& value) const { return ms_of_number(value.value); }
  std::int64_t operator()(const std::string& value) const { return parse_iso_ms(value); }
  template <class Other>
  std::int64_t operator()(const Other&) const {
    return 0;
  }
};

template <class Kind>
const Kind& kind_in(const JsonValue& object, std::string_view name) {
  static const Kind none{};
  const JsonValue* value = object.find(name);
  const Kind* kind = value == nullptr ? nullptr : std::get_if<Kind>(&value->data);
  return kind == nullptr ? none : *kind;
}

}  // namespace

std::string text_in(const JsonValue& object, std::string_view name) {
  return kind_in<std::string>(object, name);
}
bool flag_in(const JsonValue& object, std::string_view name) { return kind_in<bool>(object, name); }
const JsonList& list_in(const JsonValue& object, std::string_view name) {
  return kind_in<JsonList>(object, name);
}
const JsonObject& object_in(const JsonValue& object, std::string_view name) {
  return kind_in<JsonObject>(object, name);
}
const JsonValue& value_in(const JsonValue& object, std::string_view name) {
  static const JsonValue none{};
  const JsonValue* value = object.find(name);
  return value == nullptr ? none : *value;
}

std::int64_t time_in(const JsonValue& object, std::string_view name) {
  return std::visit(TimeOf{}, value_in(object, name).data);
}

std::string attached_file(const std::string& name, const std::string& content) {
  std::size_t longest = 3;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t begin = content.find('`', at);
    if (begin == std::string::npos) break;
    at = std::min(content.find_first_not_of('`', begin), content.size());
    longest = std::max(longest, at - begin);
  }
  const std::string fence(longest + 1, '`');
  std::string title = name.empty() ? "file" : name;
  std::ranges::replace_if(title, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return "Attached file: " + title + "\n" + fence + "\n" + content + "\n" + fence;
}

void append_part(std::string& text, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += "\n\n";
  text += part;
}

}  // namespace ponder::api
