// The files of src/repair/data, carried by the program, and their form: sections of fields.
//
//   # a comment
//   [kind washer]        a section: its type, and a name where it has one
//   en: Washing machine  a field; one name may come several times
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ponder::repair {

// The text of a file; empty: there is none of that name.
std::string_view data_file(std::string_view name);

// Views into the text that it was read from.
struct Section {
  std::string_view type, name;  // The name may have spaces.
  std::vector<std::pair<std::string_view, std::string_view>> fields;

  std::string_view one(std::string_view field) const;  // The first of them, or nothing.
  std::vector<std::string_view> all(std::string_view field) const;
};

// Errors: kInvalid names the line.
Result<std::vector<Section>> read_sections(std::string_view text);

// "a, b" -> "a" and "b", without blanks around them and without empty ones.
std::vector<std::string_view> parted(std::string_view text, char at);
inline std::vector<std::string_view> listed(std::string_view text) { return parted(text, ','); }
std::string_view trimmed(std::string_view text);

}  // namespace ponder::repair
