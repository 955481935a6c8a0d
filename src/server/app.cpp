#include "server/app.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "api/events.h"
#include "chat/reduce.h"
#include "http/server.h"
#include "server/replies.h"
#include "server/retries.h"
#include "server/routes.h"
#include "server/spawn.h"
#include "server/system_memory.h"
#include "server/turn_status.h"

namespace ponder::server {
namespace {

// What a turn that was cut off had said.
store::Store::Reduced reduce_log(const std::vector<store::EventRow>& rows) {
  chat::TurnState state;
  for (const store::EventRow& row : rows) {
    if (const auto event = api::decode_event(row.event_json)) chat::reduce(state, *event);
  }
  return {chat::answer_text(state), chat::reasoning_text(state), status_of(state)};
}

void log_request(const http::Request& request, unsigned status, std::uint64_t duration_us) {
  spdlog::info("{} {} {} {} ms {} {}", request.method, request.path, status, duration_us / 1000,
               request.id, request.key.empty() ? "-" : request.key);
}

Task<void> wait_until(std::function<bool()> done, std::chrono::steady_clock::time_point deadline) {
  constexpr std::chrono::milliseconds kLook{10};
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (!done() && std::chrono::steady_clock::now() < deadline) {
    boost::system::error_code ignored;
    timer.expires_after(kLook);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

// Ends the turns, then lets those who listen hear it. A server that never started has no clients.
Task<void> drain(TurnService& turns, http::Server& server,
                 std::shared_ptr<std::atomic<int>> open_streams,
                 std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const bool ended = co_await turns.stop(patience);
  if (!ended) spdlog::warn("some turns did not end in time; they will be shown as interrupted");
  std::function<bool()> all_sent = [open_streams] { return *open_streams == 0; };
  co_await wait_until(std::move(all_sent), deadline);
  server.stop();
  std::function<bool()> all_closed = [&server] { return server.connections() == 0; };
  co_await wait_until(std::move(all_closed), deadline);
}

Task<void> load(ModelPool& pool, std::string name, std::function<void(const Result<void>&)> done) {
  const auto model = co_await pool.acquire(std::move(name));
  done(model ? Result<void>() : Result<void>(model.error()));
}

}  // namespace

// `io` is declared first: coroutines that are left in it are destroyed after all others have gone.
struct App::Impl {
  explicit Impl(AppConfig given) : config(std::move(given)), io(config.io_threads) {}

  AppConfig config;
  asio::thread_pool io;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Gate> gate;
  std::unique_ptr<Retries> retries;
  std::unique_ptr<ModelPool> pool;
  std::unique_ptr<TurnService> turns;
  Services services;
  std::unique_ptr<http::Server> server;
  std::vector<RouteName> route_names;

  http::Router routes() {
    Routes all(services);
    add_chat_routes(all);
    add_response_routes(all);
    add_messages_routes(all);
    add_completion_routes(all);
    add_embedding_routes(all);
    add_token_routes(all);
    add_model_routes(all);
    add_image_routes(all);
    add_pdf_routes(all);
    add_turn_routes(all);
    add_turn_image_routes(all);
    add_conversation_routes(all);
    add_history_routes(all);
    add_transfer_routes(all);
    add_share_routes(all);
    add_settings_routes(all);
    add_change_routes(all);
    add_health_routes(all);
    add_login_routes(all);
    add_docs_routes(all);
    add_page_routes(all);
    route_names = all.names();
    return all.take();
  }

  http::ServerConfig http_config() const {
    http::ServerConfig http;
    http.address = config.address;
    http.port = config.port;
    http.allowed_hosts = config.allowed_hosts;
    http.allow_address_hosts = config.allow_address_hosts;
    http.cors_origins = config.cors_origins;
    http.tls = config.tls;
    http.connections_max = config.connections_max;
    http.error_response = [metrics = services.metrics](const http::Request& request,
                                                       unsigned status, const Error& error) {
      metrics->count_request("", "none", status);
      return error_reply_for(request, status, error);
    };
    http.on_finished = &log_request;
    return http;
  }

  Result<void> start() {
    auto opened = store::Store::open({.folder = config.data_dir}, &reduce_log);
    if (!opened) return opened.error();
    store = std::move(*opened);
    pool = std::make_unique<ModelPool>(std::move(config.models), config.memory_available
                                                                     ? config.memory_available
                                                                     : &system_memory_available);
    services.metrics = std::make_shared<Metrics>();
    gate = std::make_unique<Gate>(io.get_executor(), *store, config.gate);
    services.gate = gate.get();
    retries =
        std::make_unique<Retries>(io.get_executor(), RetryBounds{.awaited = config.retry_awaited});
    services.retries = retries.get();
    config.turns.on_usage = [gate = gate.get()](const std::string& key, const chat::Usage& usage) {
      gate->spend(key, std::uint64_t{usage.tokens_prompt} + usage.tokens_new);
    };
    config.turns.on_changed = [changes = services.changes](const store::Principal& who,
                                                           const std::string& conversation) {
      changes->tell(who, conversation);
    };
    turns = std::make_unique<TurnService>(io.get_executor(), *pool, *store, services.metrics,
                                          config.turns);
    services.turns = turns.get();
    services.pool = pool.get();
    services.store = store.get();
    server = std::make_unique<http::Server>(io.get_executor(), http_config(), routes());
    return server->start();
  }

  // After io has stopped nothing runs that could use what is destroyed then.
  void stop() {
    if (server != nullptr) {
      asio::co_spawn(io, drain(*turns, *server, services.open_streams, config.stop_patience),
                     asio::use_future)
          .get();
    }
    io.stop();
    io.join();
    server.reset();
    turns.reset();
    pool.reset();
    retries.reset();
    gate.reset();
    store.reset();
  }
};

App::App(AppConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {}
App::~App() { stop(); }

Result<void> App::start() { return impl_->start(); }
std::uint16_t App::port() const { return impl_->server == nullptr ? 0 : impl_->server->port(); }
const std::vector<RouteName>& App::routes() const { return impl_->route_names; }
void App::preload(std::string name, std::function<void(const Result<void>&)> done) {
  spawn(impl_->io.get_executor(), load(*impl_->pool, std::move(name), std::move(done)));
}
void App::stop() { impl_->stop(); }

}  // namespace ponder::server
