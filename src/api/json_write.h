// Writes JSON text straight into a string: no tree in between, as tokens are written one by one.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ponder::api {

// Appends `text` as a JSON string's inside (no quotes). Bytes that are not UTF-8 become U+FFFD.
void append_json_escaped(std::string& out, std::string_view text);

// Puts the commas; the caller keeps begin and end, key and value in pairs.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_list() { return open('['); }
  JsonWriter& end_list() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
  JsonWriter& value(std::integral auto number) { return raw(std::to_string(number)); }
  // The shortest digits that read back as the same number. JSON knows no infinities: they are
  // written as -9999 and 9999 (what OpenAI's API says of an impossible token); NaN as 0.
  JsonWriter& value(float number);
  JsonWriter& value(double number);
  JsonWriter& value(std::nullptr_t) { return raw("null"); }
  JsonWriter& null() { return value(nullptr); }
  JsonWriter& raw(std::string_view json);  // A whole value that is JSON already.

  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    key(name);
    return value(content);
  }
  // Null where the text is empty.
  JsonWriter& field_or_null(std::string_view name, std::string_view text) {
    key(name);
    return text.empty() ? null() : value(text);
  }
  JsonWriter& field_raw(std::string_view name, std::string_view json) {
    key(name);
    return raw(json);
  }

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;  // Nothing stands before the next value in its list or object.
};

}  // namespace ponder::api
