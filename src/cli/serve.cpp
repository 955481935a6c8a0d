// `ponder serve`: the server, until Ctrl-C.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/local_models.h"
#include "cli/progress.h"
#include "server/app.h"
#ifdef PONDER_HAS_LLAMA
#include "llama/load.h"
#endif

namespace ponder::cli {
namespace {

// Error kInvalid: not an address, or one that others can reach.
Result<std::string> loopback_address(const std::string& host) {
  if (host == "localhost") return std::string("127.0.0.1");
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error) return invalid("host must be an address such as 127.0.0.1 or ::1, not " + host + ".");
  if (!address.is_loopback()) {
    return invalid("host " + host +
                   " would let others in, and Ponder has no keys to keep them out yet: it listens "
                   "on 127.0.0.1 or ::1 only. From another machine, forward the port: ssh -L "
                   "8080:127.0.0.1:8080 THIS_MACHINE.");
  }
  return address.to_string();
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
  return end->failed ? Result<void>(*end->failed) : Result<void>();
}

std::string url_of(const std::string& address, std::uint16_t port) {
  const bool six = address.find(':') != std::string::npos;
  return "http://" + (six ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

int serve(Run& run) {
  const auto address = loopback_address(run.config().host);
  if (!address) return usage_error(run.console, address.error());
  auto models = models_to_serve(run);
  if (!models) return fail(run.console, models.error());
  server::AppConfig config;
  config.address = *address;
  config.port = run.config().port;
  config.data_dir = run.config().data;
  config.allowed_hosts = run.config().allowed_host;
  config.models = *std::move(models);
#ifdef PONDER_HAS_LLAMA
  config.memory_available = &llama::memory_available;
#endif
  server::App app(std::move(config));
  if (const auto started = app.start(); !started) return fail(run.console, started.error());
  run.console.out << "Ponder is ready at " << url_of(*address, app.port()) << '\n' << std::flush;
  const auto ended = wait_for_end(app, run.config().model);
  if (ended) run.console.err << "Stopping. Ctrl-C once more stops at once.\n";
  app.stop();
  return ended ? kSuccess : fail(run.console, ended.error());
}

}  // namespace

void add_serve(CommandLine& line) {
  CLI::App* command = add_command(line, "serve", "Serve the web page and the API",
                                  {"model", "host", "port", "allowed_host", "data", "cache",
                                   "context", "cells", "slots", "threads", "gpu_layers", "log"},
                                  &serve);
  command->footer(
      "Without --model all pulled models are served; each is loaded when it is first asked for.\n\n"
      "Examples:\n"
      "  ponder serve\n"
      "  ponder serve --model qwen2.5-coder-0.5b --port 9000\n"
      "  ponder serve --model ~/models/some.gguf --context 8192\n"
      "  curl http://127.0.0.1:8080/v1/chat/completions -d '{\"model\": \"NAME:thinking\",\n"
      "    \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'");
}

}  // namespace ponder::cli
