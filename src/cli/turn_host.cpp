#include "cli/turn_host.h"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <utility>

#include "base/ids.h"
#include "cli/command.h"
#include "cli/local_models.h"
#include "cli/progress.h"
#include "cli/ticker.h"
#include "modes/mode.h"
#include "sight/prepare.h"
#include "sight/reader.h"

namespace ponder::cli {
namespace {

constexpr std::chrono::milliseconds kTick{100};

// What one running turn consists of. Lives until `io.run()` returns.
struct Hosted {
  explicit Hosted(TurnView& shown) : view(shown) {}
  asio::io_context io{1};
  asio::signal_set signals{io, SIGINT, SIGTERM};
  Ticker ticker{io, kTick, [this] { view.tick(); }};
  std::shared_ptr<modes::TurnControl> control = std::make_shared<modes::TurnControl>();
  TurnView& view;
  std::shared_ptr<sight::Reader> pictures = std::make_shared<sight::Reader>();
  bool stopped = false;
  bool ended = false;
};

void watch_signals(Hosted& hosted) {
  hosted.signals.async_wait([&hosted](const boost::system::error_code& error, int) {
    if (error || hosted.ended) return;
    if (std::exchange(hosted.stopped, true)) {
      restore_terminal();
      _exit(kInterrupted);
    }
    hosted.control->halt = modes::Halt::kStop;
    watch_signals(hosted);
  });
}

Task<void> hosted_turn(Hosted* hosted, OpenModel* model, chat::TurnRequest request) {
  modes::TurnContext context;
  context.turn_id = make_id("turn");
  context.owner = "local";
  context.control = hosted->control;
  generate::Generator& generator = model->model->generator();
  const chat::TurnStarted start{context.turn_id, request.mode, request.model};
  auto prepared =
      co_await sight::prepare(std::move(request), generator.capabilities(), hosted->pictures);
  if (prepared) {
    co_await modes::run_turn(generator, std::move(*prepared), std::move(context), hosted->view);
  } else {
    hosted->view.emit(start);
    hosted->view.emit(chat::TurnFailed{prepared.error()});
  }
  hosted->ended = true;
  hosted->ticker.stop();
  hosted->signals.cancel();
}

}  // namespace

Result<OpenModel> open_model(Console& console, const Config& config) {
  ProgressBar bar(console, "loading", ProgressBar::Unit::kPercent);
  auto entry = chosen_model(config, [&bar](const std::string&, float share) {
    constexpr float kWhole = 1000.0F;
    bar.update(static_cast<std::uint64_t>(share * kWhole), static_cast<std::uint64_t>(kWhole));
  });
  if (!entry) return entry.error();
  auto model = entry->load();
  bar.clear();
  if (!model) return model.error();
  return OpenModel{entry->name, *std::move(model)};
}

bool run_turn_here(OpenModel& model, chat::TurnRequest request, TurnView& view) {
  Hosted hosted(view);
  watch_signals(hosted);
  hosted.ticker.start();
  asio::co_spawn(hosted.io, hosted_turn(&hosted, &model, std::move(request)),
                 [](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
  hosted.io.run();
  return hosted.stopped;
}

}  // namespace ponder::cli
