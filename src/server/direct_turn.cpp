#include "server/direct_turn.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <utility>

namespace ponder::server {
namespace {

Task<void> run(std::shared_ptr<local::LoadedModel> model, TurnJob job,
               std::shared_ptr<EventQueue> queue) {
  co_await run_turn(*model, job, *queue);
}

}  // namespace

DirectTurn::DirectTurn(const asio::any_io_executor& executor,
                       std::shared_ptr<local::LoadedModel> model, TurnJob job)
    : model_name_(job.request.model), control_(job.control) {
  asio::co_spawn(asio::make_strand(executor), run(std::move(model), std::move(job), queue_),
                 asio::detached);
}

DirectTurn::~DirectTurn() { stop(); }

Task<std::vector<chat::Event>> DirectTurn::next() { return queue_->next(); }

Task<std::optional<Error>> DirectTurn::early_failure(std::chrono::milliseconds patience) {
  return EventQueue::early_failure(queue_, patience);
}

void DirectTurn::stop() {
  halt(*control_, modes::Halt::kStop);
  queue_->close();
}

}  // namespace ponder::server
