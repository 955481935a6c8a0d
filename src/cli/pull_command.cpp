// `ponder pull`: fetches a model by its name in the catalogue, or from the Hugging Face hub.
#include <memory>
#include <ostream>
#include <string>

#include "cli/command.h"
#include "cli/paths.h"
#include "cli/pull.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

std::string catalogue_names() {
  std::string names;
  for (const CatalogueModel& model : catalogue()) {
    names += (names.empty() ? "" : ", ") + std::string(model.name);
  }
  return names;
}

Error unknown_model(const std::string& name) {
  return invalid("There is no model " + name + " in the catalogue. There is: " + catalogue_names() +
                 ". Any other model of the Hugging Face hub: ponder pull hf:OWNER/REPO[:FILE].");
}

int pull(Run& run, const std::string& name) {
  CatalogueModel model;
  HubName hub;
  if (const CatalogueModel* known = find_in_catalogue(name)) {
    model = *known;
  } else if (name.starts_with("hf:")) {
    auto parsed = parse_hub_name(name);
    if (!parsed) return usage_error(run.console, parsed.error());
    hub = *std::move(parsed);
    model.name = hub.model_name;
    model.hub_repo = hub.repo;
    model.hub_file = hub.file;
  } else {
    return usage_error(run.console, unknown_model(name));
  }
  const auto path = pull_model(run.console, run.config(), model, hub_fetch());
  if (!path && path.error().code == ErrorCode::kCancelled) {
    run.console.err << "Stopped. What is fetched is kept: the same command goes on from here.\n";
    return kInterrupted;
  }
  if (!path) return fail(run.console, path.error());
  std::error_code error;
  run.console.out << model.name << " is ready ("
                  << format_bytes(std::filesystem::file_size(*path, error)) << ", "
                  << path->string() << ")\n"
                  << std::flush;
  return kSuccess;
}

}  // namespace

void add_pull(CommandLine& line) {
  auto name = std::make_shared<std::string>(kStarterModel);
  CLI::App* command = add_command(line, "pull", "Fetch a model", {"cache"},
                                  [name](Run& run) { return pull(run, *name); });
  command->add_option("name", *name, "A name of `ponder models`, or hf:OWNER/REPO[:FILE]")
      ->type_name("NAME")
      ->capture_default_str();
  command->footer(
      "A pull that was cut off goes on where it ended. Nothing else in Ponder fetches anything.\n\n"
      "Examples:\n"
      "  ponder pull                      the starter model\n"
      "  ponder pull smollm2-135m         the smallest one\n"
      "  ponder pull hf:Qwen/Qwen2.5-Coder-3B-Instruct-GGUF:qwen2.5-coder-3b-instruct-q4_k_m.gguf");
}

}  // namespace ponder::cli
