// `ponder key create`, `list`, `revoke`: the API keys, with or without a server running.
#include <CLI/App.hpp>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_write.h"
#include "auth/api_key.h"
#include "auth/scope.h"
#include "base/result.h"
#include "cli/command.h"
#include "cli/text.h"
#include "store/keys.h"

namespace ponder::cli {
namespace {

constexpr std::size_t kNameBytesMax = 64;

struct KeyOptions {
  std::string name;
  std::string scopes = "chat,embed,history";
  std::string expires = "never";
  std::uint32_t requests_per_minute = 0;
  std::uint32_t tokens_per_minute = 0;
};

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// "90d" from now as a time; 0 for "never". Errors: kInvalid.
Result<std::int64_t> expiry(const std::string& text) {
  if (text == "never") return 0;
  constexpr std::int64_t kHourMs = 3'600'000;
  constexpr std::int64_t kMost = 100'000;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t hours = unit == "h" ? 1 : unit == "d" ? 24 : unit == "w" ? 7 * 24 : 0;
  if (error != std::errc{} || hours == 0 || number < 1 || number > kMost) {
    return invalid("--expires must be a number with h, d or w (12h, 90d, 4w), or never; not " +
                   text + ".");
  }
  return now_ms() + number * hours * kHourMs;
}

Result<std::string> checked_name(std::string name) {
  if (name.empty()) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "key-%Y%m%d-%H%M%S", &utc);
    return std::string(text.data(), size);
  }
  if (name.size() > kNameBytesMax || printable(name) != name || one_line(name) != name) {
    return invalid("--name must be one line of at most " + std::to_string(kNameBytesMax) +
                   " bytes, not " + std::to_string(name.size()) + " bytes: " + one_line(name));
  }
  return name;
}

int create(Run& run, const KeyOptions& options) {
  auto name = checked_name(options.name);
  if (!name) return usage_error(run.console, name.error());
  const auto scopes = auth::ScopeSet::parse(options.scopes);
  if (!scopes) return usage_error(run.console, scopes.error());
  const auto expires_ms = expiry(options.expires);
  if (!expires_ms) return usage_error(run.console, expires_ms.error());
  auto made = auth::make_key(std::move(*name), *scopes, *expires_ms);
  if (!made) return fail(run.console, made.error());
  made->row.requests_per_minute = options.requests_per_minute;
  made->row.tokens_per_minute = options.tokens_per_minute;
  auto file = store::KeyFile::open(run.config().data);
  if (!file) return fail(run.console, file.error());
  if (const auto added = file->add(made->row); !added) return fail(run.console, added.error());
  run.console.out << made->text << '\n' << std::flush;
  run.console.err << "Key " << made->row.name << " with the scopes " << made->row.scopes
                  << ". It is shown this once and kept only as a hash.\n"
                     "Send it as \"Authorization: Bearer KEY\" or \"x-api-key: KEY\".\n";
  return kSuccess;
}

std::string date_of(std::int64_t ms, const char* if_none) {
  if (ms == 0) return if_none;
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &utc);
  return {text.data(), size};
}

std::string state_of(const store::ApiKey& key) {
  if (key.revoked_ms != 0) return "revoked";
  return key.expires_ms != 0 && key.expires_ms <= now_ms() ? "expired" : "usable";
}

std::string limit_of(std::uint32_t limit) { return limit == 0 ? "server's" : format_count(limit); }

void print_table(Run& run, const std::vector<store::ApiKey>& keys) {
  std::vector<std::vector<std::string>> rows = {{"NAME", "ID", "STATE", "SCOPES", "CREATED (UTC)",
                                                 "EXPIRES", "LAST USED", "REQUESTS/MIN",
                                                 "TOKENS/MIN"}};
  for (const store::ApiKey& key : keys) {
    rows.push_back({key.name, key.id, state_of(key), key.scopes, date_of(key.created_ms, "-"),
                    date_of(key.expires_ms, "never"), date_of(key.last_used_ms, "never"),
                    limit_of(key.requests_per_minute), limit_of(key.tokens_per_minute)});
  }
  run.console.out << table(rows);
  if (keys.empty()) run.console.out << "\nNo keys: `ponder key create` makes one.\n";
}

void print_json(Run& run, const std::vector<store::ApiKey>& keys) {
  api::JsonWriter json;
  json.begin_list();
  for (const store::ApiKey& key : keys) {
    json.begin_object()
        .field("name", key.name)
        .field("id", key.id)
        .field("state", state_of(key))
        .field("scopes", key.scopes)
        .field("created_ms", key.created_ms)
        .field("expires_ms", key.expires_ms)
        .field("revoked_ms", key.revoked_ms)
        .field("last_used_ms", key.last_used_ms)
        .field("requests_per_minute", key.requests_per_minute)
        .field("tokens_per_minute", key.tokens_per_minute)
        .end_object();
  }
  json.end_list();
  run.console.out << json.take() << '\n';
}

int list(Run& run, bool json) {
  auto file = store::KeyFile::open(run.config().data);
  if (!file) return fail(run.console, file.error());
  const auto keys = file->list();
  if (!keys) return fail(run.console, keys.error());
  json ? print_json(run, *keys) : print_table(run, *keys);
  return kSuccess;
}

int revoke(Run& run, const std::string& id_or_name) {
  auto file = store::KeyFile::open(run.config().data);
  if (!file) return fail(run.console, file.error());
  const auto revoked = file->revoke(id_or_name);
  if (!revoked) return fail(run.console, revoked.error());
  run.console.out << "Revoked " << revoked->name << ". A running server refuses it from now on.\n";
  return kSuccess;
}

void add_create(CommandLine& line, CLI::App& parent) {
  auto options = std::make_shared<KeyOptions>();
  CLI::App* command = add_command(line, parent, "create", "Make a key; it is shown once", {"data"},
                                  [options](Run& run) { return create(run, *options); });
  command->add_option("--name", options->name, "What it is for")->type_name("TEXT");
  command->add_option("--scope", options->scopes, "What it may do: chat,embed,history,manage")
      ->type_name("LIST")
      ->default_str(options->scopes);
  command->add_option("--expires", options->expires, "For how long: 12h, 90d, 4w or never")
      ->type_name("TIME")
      ->default_str(options->expires);
  command
      ->add_option("--requests-per-minute", options->requests_per_minute,
                   "Limit of this key; 0: the server's")
      ->type_name("N");
  command
      ->add_option("--tokens-per-minute", options->tokens_per_minute,
                   "Limit of this key; 0: the server's")
      ->type_name("N");
}

}  // namespace

void add_key(CommandLine& line) {
  CLI::App* parent = line.app.add_subcommand("key", "Make, list and revoke API keys");
  parent->require_subcommand(1);
  parent->footer(
      "Examples:\n"
      "  ponder key create --name phone\n"
      "  ponder key create --name script --scope chat --expires 90d --requests-per-minute 60\n"
      "  ponder key revoke phone");
  add_create(line, *parent);
  auto json = std::make_shared<bool>(false);
  add_command(line, *parent, "list", "Show the keys, without their secrets", {"data"},
              [json](Run& run) { return list(run, *json); })
      ->add_flag("--json", *json, "As JSON");
  auto id_or_name = std::make_shared<std::string>();
  add_command(line, *parent, "revoke", "End a key at once", {"data"},
              [id_or_name](Run& run) { return revoke(run, *id_or_name); })
      ->add_option("KEY", *id_or_name, "Its name or its id")
      ->required();
}

}  // namespace ponder::cli
