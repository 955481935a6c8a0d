// `ponder models`: the catalogue and what lies in the models folder, as a table or as JSON.
#include <CLI/App.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "api/json_write.h"
#include "cli/catalogue.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/console.h"
#include "cli/local_models.h"
#include "cli/paths.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

struct ModelRow {
  std::string name;
  std::string state;   // "pulled", "not pulled", "unusable".
  std::string reason;  // Of "unusable".
  std::uint64_t size_bytes = 0, memory_bytes = 0;
  std::uint32_t context_tokens = 0;
  std::string licence, about;
};

ModelRow row_of(const CatalogueModel& model) {
  ModelRow row;
  row.name = model.name;
  row.state = "not pulled";
  row.size_bytes = model.size_bytes;
  row.memory_bytes = model.memory_bytes;
  row.context_tokens = model.context_tokens;
  row.licence = model.licence;
  row.about = model.about;
  return row;
}

// Fills in what the file itself says.
void measure(ModelRow& row, const Config& config, const LocalModel& local) {
  row.state = "pulled";
  row.size_bytes = local.size_bytes;
#ifdef PONDER_HAS_LLAMA
  Config one = config;
  one.model = local.path.string();
  const auto entry = chosen_model(one, {});
  if (!entry) {
    row.state = "unusable";
    row.reason = entry.error().message;
    return;
  }
  row.memory_bytes = entry->memory_bytes;
  row.context_tokens = entry->context_tokens;
  if (row.licence.empty()) row.licence = entry->licence;
#else
  static_cast<void>(config);
#endif
}

std::vector<ModelRow> all_rows(const Config& config) {
  std::vector<ModelRow> rows;
  for (const CatalogueModel& model : catalogue()) rows.push_back(row_of(model));
  for (const LocalModel& local : local_models(models_folder(config))) {
    auto row = std::ranges::find(rows, local.name, &ModelRow::name);
    if (row == rows.end()) {
      row = rows.insert(rows.end(), ModelRow{});
      row->name = local.name;
    }
    measure(*row, config, local);
  }
  return rows;
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

int print_table(Run& run, const std::vector<ModelRow>& rows) {
  constexpr std::size_t kColumnsWithAbout = 120;
  const bool about = !run.console.out_terminal || terminal_size().columns >= kColumnsWithAbout;
  std::vector<std::vector<std::string>> cells = {
      {"NAME", "STATE", "SIZE", "MEMORY", "CONTEXT", "LICENCE", about ? "ABOUT" : ""}};
  for (const ModelRow& row : rows) {
    cells.push_back({row.name, row.state, format_bytes(row.size_bytes),
                     row.memory_bytes > 0 ? format_bytes(row.memory_bytes) : "-",
                     row.context_tokens > 0 ? format_count(row.context_tokens) : "-",
                     or_dash(row.licence), about ? row.about : ""});
  }
  run.console.out << table(cells);
  for (const ModelRow& row : rows) {
    if (!row.reason.empty()) run.console.out << "\n" << row.name << ": " << row.reason << "\n";
  }
  run.console.out << "\nFolder: " << models_folder(run.config()).string()
                  << "\n`ponder pull NAME` fetches one of these, `ponder pull "
                     "hf:OWNER/REPO[:FILE]` any other of the hub.\n";
  return kSuccess;
}

int print_json(Run& run, const std::vector<ModelRow>& rows) {
  api::JsonWriter json;
  json.begin_list();
  for (const ModelRow& row : rows) {
    json.begin_object()
        .field("name", row.name)
        .field("state", row.state)
        .field("size_bytes", row.size_bytes)
        .field("memory_bytes", row.memory_bytes)
        .field("context_tokens", row.context_tokens)
        .field("licence", row.licence);
    if (!row.reason.empty()) json.field("reason", row.reason);
    json.end_object();
  }
  json.end_list();
  run.console.out << json.take() << "\n";
  return kSuccess;
}

}  // namespace

void add_models(CommandLine& line) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command =
      add_command(line, "models", "List the models that are here and that can be pulled",
                  {"cache", "context", "cells"}, [json](Run& run) {
                    const auto rows = all_rows(run.config());
                    return *json ? print_json(run, rows) : print_table(run, rows);
                  });
  command->add_flag("--json", *json, "As JSON");
}

}  // namespace ponder::cli
