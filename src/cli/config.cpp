#include "cli/config.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "chat/request.h"
#include "cli/config_file.h"
#include "cli/log.h"
#include "cli/paths.h"

namespace ponder::cli {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string only_one_value(const Setting& setting) {
  return std::string(setting.key) + " takes one value.";
}

// Each `assign` returns what is wrong, or an empty string; then nothing was changed.
template <class Number>
std::string assign(const Setting& setting, const std::vector<std::string>& values, Number& field)
  requires std::is_integral_v<Number>
{
  if (values.size() != 1) return only_one_value(setting);
  const std::string& text = values.front();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < setting.min ||
      number > setting.max) {
    return std::string(setting.key) + " must be a whole number from " +
           std::to_string(setting.min) + " to " + std::to_string(setting.max) + ", not " +
           in_quotes(text) + ".";
  }
  field = static_cast<Number>(number);
  return {};
}

std::string assign(const Setting& setting, const std::vector<std::string>& values,
                   std::string& field) {
  if (values.size() != 1) return only_one_value(setting);
  field = values.front();
  return {};
}

std::string assign(const Setting&, const std::vector<std::string>& values,
                   std::vector<std::string>& field) {
  field = values;
  return {};
}

std::string assign(const Setting& setting, const std::vector<std::string>& values,
                   chat::Mode& field) {
  if (values.size() != 1) return only_one_value(setting);
  const auto mode = chat::mode_from_name(values.front());
  if (!mode) {
    return "mode must be instant, thinking or contemplating, not " + in_quotes(values.front()) +
           ".";
  }
  field = *mode;
  return {};
}

std::string assign(const Setting& setting, const std::vector<std::string>& values, bool& field) {
  if (values.size() != 1) return only_one_value(setting);
  if (values.front() != "true" && values.front() != "false") {
    return std::string(setting.key) + " must be true or false, not " + in_quotes(values.front()) +
           ".";
  }
  field = values.front() == "true";
  return {};
}

std::string assign(const Setting& setting, const std::vector<std::string>& values,
                   LogLevel& field) {
  if (values.size() != 1) return only_one_value(setting);
  const auto level = log_level_from_name(values.front());
  if (!level) {
    return "log must be error, warning, info or debug, not " + in_quotes(values.front()) + ".";
  }
  field = *level;
  return {};
}

// Sets one setting by its key. Error kInvalid; nothing was changed then.
Result<void> set(LoadedConfig& loaded, std::string_view key, const std::vector<std::string>& values,
                 const Source& source) {
  bool known = false;
  std::string wrong;
  visit_settings(loaded.config, [&](const Setting& setting, auto& field) {
    if (setting.key != key) return;
    known = true;
    wrong = assign(setting, values, field);
  });
  const std::string where = source.kind == Source::kFile
                                ? source.name + ":" + std::to_string(source.line) + ": "
                                : source.name + ": ";
  if (!known) {
    return invalid(where + "there is no setting " + in_quotes(key) +
                   "; `ponder config` lists all of them.");
  }
  if (!wrong.empty()) return invalid(where + wrong);
  loaded.sources.insert_or_assign(std::string(key), source);
  return {};
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream.good() && !stream.eof()) {
    return Error{ErrorCode::kIo, "Cannot read the settings file " + path.string() + "."};
  }
  return text;
}

Result<void> apply_file(LoadedConfig& loaded, const std::filesystem::path& path) {
  const auto text = read_text(path);
  if (!text) return text.error();
  const auto entries = parse_config_file(*text, path.string());
  if (!entries) return entries.error();
  loaded.file = path.string();
  for (const FileEntry& entry : *entries) {
    const auto done =
        set(loaded, entry.key, entry.values, Source{Source::kFile, path.string(), entry.line});
    if (!done) return done.error();
  }
  return {};
}

// The file to read, if any. A file that was named must be there; the user's own need not.
Result<std::optional<std::filesystem::path>> find_file(const Environment& environment,
                                                       const std::optional<std::string>& named) {
  using Found = std::optional<std::filesystem::path>;
  std::optional<std::string> asked = named;
  if (!asked) asked = environment("PONDER_CONFIG");
  if (asked) {
    if (std::filesystem::is_regular_file(*asked)) return Found(*asked);
    return Error{ErrorCode::kIo, "There is no settings file " + *asked + "."};
  }
  auto own = default_config_file(environment);
  std::error_code ignored;
  return std::filesystem::is_regular_file(own, ignored) ? Found(std::move(own)) : Found();
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Result<void> apply_environment(LoadedConfig& loaded, const Environment& environment) {
  std::vector<std::pair<std::string, std::vector<std::string>>> found;
  visit_settings(loaded.config, [&](const Setting& setting, const auto& field) {
    const auto value = environment(environment_name(setting.key));
    if (!value || value->empty()) return;
    constexpr bool kList = std::is_same_v<std::decay_t<decltype(field)>, std::vector<std::string>>;
    found.emplace_back(setting.key, kList ? split_at_commas(*value) : std::vector{*value});
  });
  for (const auto& [key, values] : found) {
    const auto done =
        set(loaded, key, values, Source{Source::kEnvironment, environment_name(key), 0});
    if (!done) return done.error();
  }
  return {};
}

}  // namespace

std::string flag_name(std::string_view key) {
  std::string name = "--";
  for (const char c : key) name += c == '_' ? '-' : c;
  return name;
}

std::string environment_name(std::string_view key) {
  std::string name = "PONDER_";
  for (const char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::string_view source_kind_name(Source::Kind kind) {
  switch (kind) {
    case Source::kDefault:
      return "default";
    case Source::kFile:
      return "file";
    case Source::kEnvironment:
      return "environment";
    case Source::kFlag:
      return "flag";
  }
  return "default";
}

std::string to_string(const Source& source) {
  std::string text(source_kind_name(source.kind));
  if (!source.name.empty()) text += " " + source.name;
  if (source.line > 0) text += ":" + std::to_string(source.line);
  return text;
}

Result<LoadedConfig> load_config(const Flags& flags, const Environment& environment,
                                 const std::optional<std::string>& file) {
  LoadedConfig loaded;
  loaded.config.data = default_data_folder(environment).string();
  loaded.config.cache = default_cache_folder(environment).string();
  visit_settings(loaded.config, [&](const Setting& setting, const auto&) {
    loaded.sources.emplace(setting.key, Source{});
  });
  const auto path = find_file(environment, file);
  if (!path) return path.error();
  if (const auto& named = *path; named.has_value()) {
    if (const auto done = apply_file(loaded, *named); !done) return done.error();
  }
  if (const auto done = apply_environment(loaded, environment); !done) return done.error();
  for (const auto& [key, values] : flags) {
    const auto done = set(loaded, key, values, Source{Source::kFlag, flag_name(key), 0});
    if (!done) return done.error();
  }
  return loaded;
}

std::string to_text(const std::string& value) { return value; }

std::string to_text(const std::vector<std::string>& value) {
  std::string text;
  for (const std::string& one : value) text += (text.empty() ? "" : ",") + one;
  return text;
}

std::string to_text(LogLevel value) { return std::string(log_level_name(value)); }

std::string to_text(bool value) { return value ? "true" : "false"; }

std::string to_text(chat::Mode value) { return std::string(chat::mode_name(value)); }

}  // namespace ponder::cli
