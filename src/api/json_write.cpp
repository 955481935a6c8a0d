#include "api/json_write.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace ponder::api {
namespace {

// What must be escaped: 0 nothing, 'u' the long form, else the letter after the backslash.
constexpr std::array<char, 128> kEscapes = [] {
  std::array<char, 128> table{};
  for (std::size_t i = 0; i < 32; ++i) table[i] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

void append_escape(std::string& out, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('\\');
  out.push_back(kEscapes.at(byte));
  if (kEscapes.at(byte) != 'u') return;
  out += "00";
  out.push_back(kHex[byte >> 4U]);
  out.push_back(kHex[byte & 15U]);
}

void append_escaped_utf8(std::string& out, std::string_view text) {
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= kEscapes.size() || kEscapes[byte] == 0) continue;
    out.append(text, plain_from, i - plain_from);
    append_escape(out, byte);
    plain_from = i + 1;
  }
  out.append(text, plain_from);
}

template <class T>
std::string number_text(T number) {
  if (std::isnan(number)) return "0";
  if (std::isinf(number)) return number < 0 ? "-9999" : "9999";
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), end.ptr};
}

}  // namespace

void append_json_escaped(std::string& out, std::string_view text) {
  if (utf8_invalid_at(text) == std::string_view::npos) {
    append_escaped_utf8(out, text);
  } else {
    append_escaped_utf8(out, utf8_repaired(text));
  }
}

void JsonWriter::separate() {
  if (!first_) out_.push_back(',');
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_.push_back(bracket);
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_.push_back(bracket);
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  out_.push_back(':');
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  out_.push_back('"');
  append_json_escaped(out_, text);
  out_.push_back('"');
  return *this;
}

JsonWriter& JsonWriter::value(float number) { return raw(number_text(number)); }
JsonWriter& JsonWriter::value(double number) { return raw(number_text(number)); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace ponder::api
