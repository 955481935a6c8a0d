#include "cli/command.h"

#include <CLI/App.hpp>
#include <CLI/Option.hpp>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
#include "base/result.h"
#include "chat/request.h"
#include "cli/config.h"
#include "cli/console.h"
#include "cli/log.h"

namespace ponder::cli {
namespace {

std::string value_name(const std::string&) { return "TEXT"; }
std::string value_name(const std::vector<std::string>&) { return "TEXT"; }
std::string value_name(const chat::Mode&) { return "MODE"; }
std::string value_name(const bool&) { return ""; }
std::string value_name(const LogLevel&) { return "LEVEL"; }
template <class Number>
std::string value_name(const Number&) {
  return "N";
}

void add_setting(CommandLine& line, CLI::App& command, std::string_view wanted) {
  visit_settings(std::as_const(*std::make_unique<Config>()), [&](const Setting& setting,
                                                                 const auto& initial) {
    if (setting.key != wanted) return;
    using Field = std::decay_t<decltype(initial)>;
    const std::string key(setting.key);
    CLI::Option* option = nullptr;
    if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
      option = command.add_option_function<std::vector<std::string>>(
          flag_name(key), [&line, key](const auto& values) { line.flags[key] = values; },
          std::string(setting.help));
      option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    } else if constexpr (std::is_same_v<Field, bool>) {
      option = command.add_flag_callback(
          flag_name(key), [&line, key] { line.flags[key] = {"true"}; }, std::string(setting.help));
    } else {
      option = command.add_option_function<std::string>(
          flag_name(key), [&line, key](const auto& value) { line.flags[key] = {value}; },
          std::string(setting.help));
      option->default_str(to_text(initial));
    }
    option->type_name(value_name(initial))->group("Settings");
  });
}

}  // namespace

CLI::App* add_command(CommandLine& line, const std::string& name, const std::string& help,
                      const std::vector<std::string_view>& keys, std::function<int(Run&)> run) {
  return add_command(line, line.app, name, help, keys, std::move(run));
}

CLI::App* add_command(CommandLine& line, CLI::App& parent, const std::string& name,
                      const std::string& help, const std::vector<std::string_view>& keys,
                      std::function<int(Run&)> run) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->callback([&line, run = std::move(run)] { line.chosen = run; });
  for (const std::string_view key : keys) add_setting(line, *command, key);
  command->add_option("--config", line.config_file, "Settings file to read")
      ->type_name("FILE")
      ->group("Settings");
  return command;
}

int fail(Console& console, const Error& error) {
  console.out.flush();
  if (console.err_terminal) console.err << "\r\x1b[K";  // A progress bar may stand there.
  console.err << Style(console.colour).bad("ponder:") << " " << error.message << '\n';
  return kFailure;
}

int usage_error(Console& console, const Error& error) {
  fail(console, error);
  return kUsage;
}

}  // namespace ponder::cli
