// `ponder serve`: the server, until Ctrl-C.
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "cli/command.h"
#include "cli/local_models.h"
#include "cli/machine.h"
#include "cli/progress.h"
#include "http/tls.h"
#include "server/app.h"
#include "store/keys.h"
#ifdef PONDER_HAS_LLAMA
#include "llama/load.h"
#endif

namespace ponder::cli {
namespace {

Result<asio::ip::address> address_of(const std::string& host) {
  boost::system::error_code error;
  auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return invalid("host must be an address such as 127.0.0.1 or ::1, not " + host + ".");
  return address;
}

// Whether strangers are kept out where they can reach the server.
Result<void> check_keys(const Config& config) {
  auto file = store::KeyFile::open(config.data);
  if (!file) return file.error();
  const auto keys = file->list();
  if (!keys) return keys.error();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  for (const store::ApiKey& key : *keys) {
    if (key.revoked_ms == 0 && (key.expires_ms == 0 || key.expires_ms > now_ms)) return {};
  }
  return invalid("host " + config.host +
                 " lets others in, and there is no API key to keep strangers out. Make one with "
                 "`ponder key create`, then start again. Or stay on 127.0.0.1 and forward the port "
                 "from the other machine: ssh -L 8080:127.0.0.1:8080 THIS_MACHINE.");
}

Result<std::shared_ptr<http::TlsContext>> tls_of(const Config& config) {
  if (config.tls_cert.empty() && config.tls_key.empty()) return {nullptr};
  if (config.tls_cert.empty() || config.tls_key.empty()) {
    return invalid("tls_cert and tls_key belong together: give both files, or neither.");
  }
  return http::TlsContext::load(config.tls_cert, config.tls_key);
}

// Each connection is a file; more than the usual 1024 of a process are needed.
std::size_t raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return limits::kConnectionsMax;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
  (void)::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::size_t connections_max() {
  constexpr std::size_t kOtherFiles = 256;
  const std::size_t files = raise_file_limit();
  return std::min(limits::kConnectionsMax,
                  std::max(files / 2, files - std::min(files, kOtherFiles)));
}

// A bar for whatever is loading, drawn by the thread that loads.
LoadProgress loading_bars(Console& console) {
  struct Shown {
    std::string name;
    std::unique_ptr<ProgressBar> bar;
  };
  auto shown = std::make_shared<Shown>();
  return [&console, shown](const std::string& name, float share) {
    constexpr float kWhole = 1000.0F;
    if (!shown->bar || shown->name != name) {
      shown->name = name;
      shown->bar =
          std::make_unique<ProgressBar>(console, "loading " + name, ProgressBar::Unit::kPercent);
    }
    shown->bar->update(static_cast<std::uint64_t>(share * kWhole),
                       static_cast<std::uint64_t>(kWhole));
    if (share >= 1.0F) shown->bar->clear();
    if (share >= 1.0F) shown->bar.reset();
  };
}

Result<std::vector<server::ModelEntry>> models_to_serve(Run& run) {
  const LoadProgress bars = loading_bars(run.console);
  if (!run.config().model.empty()) {
    auto one = chosen_model(run.config(), bars);
    if (!one) return one.error();
    return std::vector<server::ModelEntry>{*std::move(one)};
  }
  std::vector<std::string> unusable;
  auto all = all_models(run.config(), bars, unusable);
  for (const std::string& why : unusable) {
    run.console.err << "ponder: leaving out " << why << '\n';
  }
  return all;
}

// What ends serving. Shared, because a load may come to its end after the wait has.
struct End {
  asio::io_context io{1};
  asio::signal_set signals{io, SIGINT, SIGTERM};
  std::optional<Error> failed;
};

// Waits for Ctrl-C or SIGTERM while `app` serves; a model that was asked for by name is loaded
// meanwhile, and the wait ends where that fails. When this returns signals have their usual effect
// again: a second one ends the program at once.
Result<void> wait_for_end(server::App& app, const std::string& model) {
  auto end = std::make_shared<End>();
  end->signals.async_wait([](const boost::system::error_code&, int) {});
  if (!model.empty()) {
    app.preload("", [end](const Result<void>& loaded) {
      if (loaded) return;
      asio::post(end->io, [end = end.get(), why = loaded.error()] {
        end->failed = why;
        end->signals.cancel();
      });
    });
  }
  end->io.run();
  end->signals.clear();
  if (const auto& failed = end->failed) return *failed;
  return {};
}

std::string url_of(const std::string& scheme, const std::string& address, std::uint16_t port) {
  const bool six = address.find(':') != std::string::npos;
  return scheme + (six ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

// The first line is for programs; the others are for whoever sits at another device.
void say_ready(Run& run, const asio::ip::address& address, std::uint16_t port) {
  const bool tls = !run.config().tls_cert.empty();
  const std::string scheme = tls ? "https://" : "http://";
  std::ostream& out = run.console.out;
  const std::string own = address.is_v6() ? "::1" : "127.0.0.1";
  out << "Ponder is ready at "
      << url_of(scheme, address.is_unspecified() ? own : address.to_string(), port) << '\n';
  if (address.is_unspecified()) {
    for (const std::string& other : machine_addresses()) {
      if (address.is_v6() || other.find(':') == std::string::npos) {
        out << "               and at " << url_of(scheme, other, port) << '\n';
      }
    }
  }
  out.flush();
  if (!tls && !address.is_loopback()) {
    run.console.err << "ponder: without TLS everybody on the network can read keys and answers: "
                       "`ponder cert create` makes a certificate.\n";
  }
}

Result<server::AppConfig> app_config(const Config& config, const asio::ip::address& address) {
  auto tls = tls_of(config);
  if (!tls) return tls.error();
  server::AppConfig made;
  made.address = address.to_string();
  made.port = config.port;
  made.data_dir = config.data;
  made.allowed_hosts = config.allowed_host;
  made.cors_origins = config.cors_origin;
  made.tls = *std::move(tls);
  made.gate.loopback_open = config.loopback_open;
  made.turns.titles = !config.plain_titles;
  made.gate.rates = {config.requests_per_minute, config.tokens_per_minute};
  made.connections_max = connections_max();
  if (!address.is_loopback()) {
    made.allow_address_hosts = true;
    for (std::string& name : machine_names()) made.allowed_hosts.push_back(std::move(name));
  }
#ifdef PONDER_HAS_LLAMA
  made.memory_available = &llama::memory_available;
#endif
  return made;
}

int serve(Run& run) {
  const auto address = address_of(run.config().host);
  if (!address) return usage_error(run.console, address.error());
  if (!address->is_loopback()) {
    const auto kept_out = check_keys(run.config());
    if (!kept_out) return usage_error(run.console, kept_out.error());
  }
  auto config = app_config(run.config(), *address);
  if (!config) return usage_error(run.console, config.error());
  auto models = models_to_serve(run);
  if (!models) return fail(run.console, models.error());
  config->models = *std::move(models);
  server::App app(*std::move(config));
  if (const auto started = app.start(); !started) return fail(run.console, started.error());
  say_ready(run, *address, app.port());
  const auto ended = wait_for_end(app, run.config().model);
  if (ended) run.console.err << "Stopping. Ctrl-C once more stops at once.\n";
  app.stop();
  return ended ? kSuccess : fail(run.console, ended.error());
}

}  // namespace

void add_serve(CommandLine& line) {
  CLI::App* command = add_command(line, "serve", "Serve the web page and the API",
                                  {"model",
                                   "host",
                                   "port",
                                   "allowed_host",
                                   "cors_origin",
                                   "tls_cert",
                                   "tls_key",
                                   "loopback_open",
                                   "plain_titles",
                                   "requests_per_minute",
                                   "tokens_per_minute",
                                   "data",
                                   "cache",
                                   "context",
                                   "cells",
                                   "slots",
                                   "threads",
                                   "gpu_layers",
                                   "mmproj",
                                   "log"},
                                  &serve);
  command->footer(
      "Without --model all pulled models are served; each is loaded when it is first asked for.\n\n"
      "Examples:\n"
      "  ponder serve\n"
      "  ponder serve --model qwen2.5-coder-0.5b --port 9000\n"
      "  ponder serve --model ~/models/some.gguf --context 8192\n"
      "  ponder serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem\n"
      "  curl http://127.0.0.1:8080/v1/chat/completions -d '{\"model\": \"NAME:thinking\",\n"
      "    \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'");
}

}  // namespace ponder::cli
