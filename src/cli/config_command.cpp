// `ponder config`: every setting, its value, and where the value comes from.
#include <CLI/App.hpp>
#include <concepts>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_write.h"
#include "chat/request.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/log.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

int print_table(Run& run) {
  std::vector<std::vector<std::string>> rows = {{"SETTING", "VALUE", "SOURCE"}};
  visit_settings(run.config(), [&](const Setting& setting, const auto& value) {
    const std::string text = to_text(value);
    rows.push_back({std::string(setting.key), text.empty() ? "-" : text,
                    to_string(run.loaded.sources.find(setting.key)->second)});
  });
  run.console.out << table(rows);
  run.console.out << "\nStrongest first: flag, environment, file ("
                  << (run.loaded.file.empty() ? "none read" : run.loaded.file) << "), default.\n";
  return kSuccess;
}

void write_value(api::JsonWriter& json, const std::vector<std::string>& values) {
  json.begin_list();
  for (const std::string& value : values) json.value(value);
  json.end_list();
}
void write_value(api::JsonWriter& json, const std::string& value) { json.value(value); }
void write_value(api::JsonWriter& json, chat::Mode mode) { json.value(to_text(mode)); }
void write_value(api::JsonWriter& json, LogLevel level) { json.value(to_text(level)); }
void write_value(api::JsonWriter& json, std::integral auto number) { json.value(number); }

int print_json(Run& run) {
  api::JsonWriter json;
  json.begin_list();
  visit_settings(run.config(), [&](const Setting& setting, const auto& value) {
    const Source& source = run.loaded.sources.find(setting.key)->second;
    json.begin_object().field("setting", setting.key).key("value");
    write_value(json, value);
    json.field("source", source_kind_name(source.kind));
    if (!source.name.empty()) json.field("from", source.name);
    if (source.line > 0) json.field("line", source.line);
    json.end_object();
  });
  json.end_list();
  run.console.out << json.take() << "\n";
  return kSuccess;
}

std::vector<std::string_view> all_keys() {
  std::vector<std::string_view> keys;
  const Config config;
  visit_settings(config, [&](const Setting& setting, const auto&) { keys.push_back(setting.key); });
  return keys;
}

}  // namespace

void add_config(CommandLine& line) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = add_command(
      line, "config", "Show every setting, its value and where it comes from", all_keys(),
      [json](Run& run) { return *json ? print_json(run) : print_table(run); });
  command->add_flag("--json", *json, "As JSON");
  command->footer("Example:\n  PONDER_PORT=9000 ponder config --threads 2");
}

}  // namespace ponder::cli
