// The settings file: a small part of TOML, so that any TOML tool can read it too.
//
//   # a comment
//   port = 8081
//   model = "smollm2-135m"
//   allowed_host = ["ponder.lan", "box.local"]
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ponder::cli {

struct FileEntry {
  std::string key;
  std::vector<std::string> values;  // One, or those of a list.
  std::size_t line = 0;             // 1, 2, 3...
};

// Errors: kInvalid; the message begins with "NAME:LINE:".
Result<std::vector<FileEntry>> parse_config_file(std::string_view text, const std::string& name);

}  // namespace ponder::cli
