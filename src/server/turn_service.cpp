#include "server/turn_service.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <functional>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/ids.h"
#include "server/compaction.h"
#include "server/history.h"
#include "server/log_reader.h"
#include "server/repair_turn.h"
#include "server/spawn.h"
#include "sight/prepare.h"

namespace ponder::server {
namespace {

// The mode of a stored turn. It may go on for a moment after the log has failed.
Task<void> run_stored(ModelPool& pool, store::Store& store, store::Principal who, TurnJob job,
                      std::optional<Past> past, std::shared_ptr<TurnLog> log) {
  if (job.request.repair) {
    co_await run_repair({pool, store, who}, job, *log);
    co_return;
  }
  auto model = co_await pool.acquire(job.request.model);
  if (is_stopped(job)) {
    end_stopped_turn(job, *log);
    co_return;
  }
  if (!model) {
    refuse_turn(job, model.error(), *log);
    co_return;
  }
  if (past) {
    Compaction compaction((*model)->generator(), store, who, job);
    auto messages = co_await compaction.fit(job.request.messages, std::move(*past));
    if (!messages) {
      refuse_turn(job, messages.error(), *log);
      co_return;
    }
    job.request.messages = std::move(*messages);
  }
  co_await run_turn(**model, job, *log);
}

// The log of a stored turn: written to its end, then kept for readers who come late.
Task<void> keep_stored(std::shared_ptr<TurnRegistry> registry, std::shared_ptr<TurnLog> log,
                       std::shared_ptr<TurnSlot> slot, std::string turn_id,
                       std::chrono::milliseconds kept) {
  co_await log->write();
  slot.reset();
  asio::steady_timer timer(co_await asio::this_coro::executor, kept);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  registry->remove(turn_id);
}

// Known from find_conversation() on.
const std::string& conversation_of(const api::StartTurn& call) {
  PONDER_CHECK(call.conversation.has_value());
  return *call.conversation;
}

// A row that says "running" without a turn in this process: the end could not be written.
store::Turn not_running(store::Turn turn) {
  if (turn.status == store::TurnStatus::kRunning) turn.status = store::TurnStatus::kInterrupted;
  return turn;
}

}  // namespace

TurnService::TurnService(asio::any_io_executor executor, ModelPool& pool, store::Store& store,
                         std::shared_ptr<Metrics> metrics, TurnBounds bounds)
    : executor_(std::move(executor)),
      pool_(pool),
      store_(store),
      metrics_(std::move(metrics)),
      bounds_(std::move(bounds)),
      slots_(std::make_shared<TurnSlots>(bounds_.running_max)),
      titles_(executor_, pool_, store_, bounds_.on_changed, bounds_.on_usage) {}

Task<Result<store::Turn>> TurnService::start(store::Principal who, api::StartTurn call) {
  const Result<std::string> model = pool_.resolve(call.turn.model);
  // The repair assistant does without a model.
  if (!model && !call.turn.repair) co_return model.error();
  call.turn.model = model ? *model : "";
  auto control = std::make_shared<modes::TurnControl>();
  auto slot = slots_->take(control);
  if (!slot) co_return slot.error();
  titles_.yield();
  auto images = co_await keeper_.keep(who, std::move(call.images));
  if (!images) co_return images.error();
  const auto found = co_await find_conversation(who, call, *images);
  if (!found) co_return found.error();
  auto claim = ConversationClaim::take(registry_, conversation_of(call));
  if (!claim) co_return claim.error();
  auto past = co_await past_before(who, call, images->size());
  if (!past) co_return past.error();
  call.turn.messages.back().images = shown_images(*images);
  auto turn = co_await add_turn(who, call, std::move(*images));
  if (!turn) co_return turn.error();
  run(who, *turn, {turn->id, who.user_id, std::move(call.turn), control, *slot, metrics_},
      std::move(*past), over(who, call, std::move(*claim)));
  co_return turn;
}

std::function<void(const chat::Usage&)> TurnService::usage_of(const store::Principal& who) const {
  if (!bounds_.on_usage) return {};
  return
      [tell = bounds_.on_usage, key = who.key_id](const chat::Usage& usage) { tell(key, usage); };
}

// Gives the conversation free for its next turn, and a title where it has none of its own.
std::function<void()> TurnService::over(const store::Principal& who, const api::StartTurn& call,
                                        std::shared_ptr<ConversationClaim> claim) {
  const bool wanted = bounds_.titles && call.auto_title;
  return [who, conversation = conversation_of(call), claim = std::move(claim), wanted,
          titles = titles_]() mutable {
    claim->release();
    if (wanted) titles.consider(who, conversation);
  };
}

Task<Result<void>> TurnService::find_conversation(const store::Principal& who, api::StartTurn& call,
                                                  const Images& images) {
  if (const auto& named = call.conversation) {
    auto found = co_await store_.conversation(who, *named);
    if (!found) co_return found.error();
    co_return Result<void>();
  }
  const std::string& input = call.turn.messages.back().content;
  const bool silent = input.empty() && !images.empty();
  auto made =
      co_await store_.create_conversation(who, title_from(silent ? images.front().name : input));
  if (!made) co_return made.error();
  call.conversation = made->id;
  call.parent = "";
  co_return Result<void>();
}

Task<Result<Past>> TurnService::past_before(const store::Principal& who, api::StartTurn& call,
                                            std::size_t images) {
  // What begins a conversation goes on from nothing: there is nothing to read.
  if (call.parent && call.parent->empty()) co_return Past{conversation_of(call), {}, {}};
  const auto conversation = co_await store_.conversation(who, conversation_of(call));
  if (!conversation) co_return conversation.error();
  const auto turns = co_await store_.turns(who, conversation_of(call));
  if (!turns) co_return turns.error();
  if (!call.parent) call.parent = conversation->leaf;
  auto path = path_to(*turns, call.parent.value_or(""));
  if (!path) co_return path.error();
  const auto summaries = co_await store_.history().summaries(who, conversation_of(call));
  if (!summaries) co_return summaries.error();
  Past past = past_of(conversation_of(call), std::move(*path), *summaries);
  const auto fetched = co_await keeper_.fetch(who, past.turns, images);
  if (!fetched) co_return fetched.error();
  co_return past;
}

Task<Result<store::Turn>> TurnService::add_turn(const store::Principal& who, api::StartTurn& call,
                                                Images images) {
  store::Turn turn;
  turn.parent = call.parent.value_or("");
  turn.id = make_id("turn_");
  turn.conversation_id = conversation_of(call);
  turn.model = call.turn.model;
  turn.mode = chat::mode_name(call.turn.mode);
  turn.request_json = api::encode_settings(call.turn, call.sources_json);
  turn.input = call.turn.messages.back().content;
  turn.images = std::move(images);
  co_return co_await store_.start_turn(who, std::move(turn));
}

void TurnService::run(const store::Principal& who, const store::Turn& turn, TurnJob job,
                      std::optional<Past> past, std::function<void()> over) {
  job.on_usage = usage_of(who);
  job.pictures = pictures_;
  job.parent = turn.parent;
  const auto strand = asio::make_strand(executor_);
  const auto changed = [tell = bounds_.on_changed, who, id = turn.conversation_id] {
    if (tell) tell(who, id);
  };
  auto log = std::make_shared<TurnLog>(strand, store_, who, turn, job.control,
                                       [over = std::move(over), changed] {
                                         if (over) over();
                                         changed();
                                       });
  changed();
  registry_->add(turn.id, {who, log, job.control});
  spawn(strand, keep_stored(registry_, log, job.slot, turn.id, bounds_.kept_in_memory));
  spawn(strand, run_stored(pool_, store_, who, std::move(job), std::move(past), log));
}

Task<Result<std::shared_ptr<DirectTurn>>> TurnService::start_direct(store::Principal who,
                                                                    std::string id,
                                                                    chat::TurnRequest request) {
  const auto started = std::chrono::steady_clock::now();
  const Result<std::string> name = pool_.resolve(request.model);
  if (!name) co_return name.error();
  request.model = *name;
  auto control = std::make_shared<modes::TurnControl>();
  auto slot = slots_->take(control);
  if (!slot) co_return slot.error();
  auto model = co_await pool_.acquire(request.model);
  if (!model) co_return model.error();
  TurnJob job{std::move(id), who.user_id, std::move(request), control, *slot, metrics_, started};
  job.on_usage = usage_of(who);
  job.pictures = pictures_;
  co_return std::make_shared<DirectTurn>(executor_, *model, std::move(job));
}

Task<Result<store::Turn>> TurnService::start_response(store::Principal who,
                                                      chat::TurnRequest request,
                                                      store::Response kept) {
  const Result<std::string> model = pool_.resolve(request.model);
  if (!model) co_return model.error();
  request.model = *model;
  auto control = std::make_shared<modes::TurnControl>();
  auto slot = slots_->take(control);
  if (!slot) co_return slot.error();
  store::Turn row;
  row.id = kept.id;
  row.model = request.model;
  row.mode = chat::mode_name(request.mode);
  row.request_json = api::encode_settings(request);
  auto turn = co_await store_.start_response(who, std::move(row), std::move(kept));
  if (!turn) co_return turn.error();
  run(who, *turn, {turn->id, who.user_id, std::move(request), control, *slot, metrics_}, {}, {});
  co_return turn;
}

Task<Result<std::uint32_t>> TurnService::count_prompt(store::Principal who,
                                                      chat::TurnRequest request) {
  const Result<std::string> name = pool_.resolve(request.model);
  if (!name) co_return name.error();
  const auto model = co_await pool_.acquire(*name);
  if (!model) co_return model.error();
  generate::Generator& generator = (*model)->generator();
  auto prepared = co_await sight::prepare(std::move(request), generator.capabilities(), pictures_);
  if (!prepared) co_return prepared.error();
  co_return co_await modes::count_prompt(generator, std::move(*prepared), who.user_id);
}

Task<Result<store::Turn>> TurnService::turn(store::Principal who, std::string id) {
  if (const auto live = registry_->find(who, id)) co_return live->log->snapshot();
  auto turn = co_await store_.turn(who, std::move(id));
  if (!turn) co_return turn.error();
  co_return not_running(std::move(*turn));
}

Task<Result<std::vector<store::Turn>>> TurnService::turns(store::Principal who,
                                                          std::string conversation_id) {
  auto turns = co_await store_.turns(who, std::move(conversation_id));
  if (!turns) co_return turns.error();
  for (store::Turn& turn : *turns) {
    const auto live = registry_->find(who, turn.id);
    turn = live != nullptr ? live->log->snapshot() : not_running(std::move(turn));
  }
  co_return turns;
}

Task<Result<std::shared_ptr<TurnReader>>> TurnService::read(store::Principal who, std::string id,
                                                            std::uint64_t after_seq) {
  if (const auto live = registry_->find(who, id)) {
    auto reader = FeedReader::open(live->log->feed(), after_seq);
    if (!reader) co_return reader.error();
    co_return std::shared_ptr<TurnReader>(std::move(*reader));
  }
  auto turn = co_await store_.turn(who, std::move(id));
  if (!turn) co_return turn.error();
  co_return std::make_shared<LogReader>(store_, who, std::move(*turn), after_seq);
}

Task<Result<void>> TurnService::halt_turn(store::Principal who, std::string id, modes::Halt how) {
  const auto state = co_await turn(who, id);
  if (!state) co_return state.error();
  const auto live = registry_->find(who, id);
  if (live == nullptr || state->status != store::TurnStatus::kRunning) {
    co_return Error{ErrorCode::kConflict, "The turn is over (" +
                                              std::string(store::turn_status_name(state->status)) +
                                              "); there is nothing to stop."};
  }
  halt(*live->control, how);
  co_return Result<void>();
}

void TurnService::stop_turn(const store::Principal& who, const std::string& id) {
  if (const auto live = registry_->find(who, id)) halt(*live->control, modes::Halt::kStop);
}

Task<Result<void>> TurnService::delete_conversation(store::Principal who, std::string id) {
  const auto turns = registry_->of_conversation(who, id);
  for (const auto& live : turns) halt(*live->control, modes::Halt::kStop);
  const auto deleted = co_await store_.delete_conversation(who, std::move(id));
  if (!deleted) co_return deleted.error();
  for (const auto& live : turns) registry_->remove(live->log->turn_id());
  co_return Result<void>();
}

Task<bool> TurnService::stop(std::chrono::milliseconds patience) {
  co_await titles_.stop(patience / 4);
  co_return co_await slots_->stop_all(patience);
}

}  // namespace ponder::server
