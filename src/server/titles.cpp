#include "server/titles.h"

#include <spdlog/spdlog.h>

#include <boost/asio/strand.hpp>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/utf8.h"
#include "chat/reduce.h"
#include "modes/mode.h"
#include "server/history.h"
#include "server/spawn.h"
#include "server/turn_slots.h"

namespace ponder::server {
namespace {

constexpr std::uint32_t kTurnsTried = 3;  // After so many turns the first words stay.
constexpr std::uint32_t kTokensMax = 24;
constexpr std::size_t kBytesRead = 600;  // Of the question, and of its answer.
constexpr std::size_t kBytesMax = 80;
constexpr std::string_view kAround = " \t\r\n\"'`*#_.:;-";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kAround) + 1 - begin);
}

chat::TurnRequest request_for(const store::Turn& turn) {
  chat::TurnRequest request;
  request.model = turn.model;
  request.mode = chat::Mode::kInstant;
  request.sampling.temperature = 0.0F;
  request.tokens_new_max = kTokensMax;
  std::string text = "Question:\n" + std::string(utf8_begin(turn.input, kBytesRead)) +
                     "\n\nAnswer:\n" + std::string(utf8_begin(turn.answer, kBytesRead)) +
                     "\n\nWrite a title of three to six words for this conversation, in the "
                     "language of the question. Write nothing but the title.";
  request.messages = {
      chat::message_of(chat::Role::kSystem, "You give short titles to conversations."),
      chat::message_of(chat::Role::kUser, std::move(text))};
  return request;
}

// The turn that the conversation got its first title from, where it still has that one.
const store::Turn* named_after(const store::Conversation& conversation,
                               const std::vector<store::Turn>& turns) {
  if (turns.empty() || turns.size() > kTurnsTried) return nullptr;
  const store::Turn& first = turns.front();
  const bool answered = first.status == store::TurnStatus::kFinished && !first.answer.empty();
  return answered && conversation.title == title_from(first.input) ? &first : nullptr;
}

}  // namespace

struct Titles::State {
  ModelPool& pool;
  store::Store& store;
  Changed changed;
  Spent spent;
  std::shared_ptr<TurnSlots> slots = std::make_shared<TurnSlots>(1);
  std::mutex mutex;
  std::shared_ptr<modes::TurnControl> running;  // Under mutex.
};

struct Titles::Job {
  std::shared_ptr<State> state;
  std::shared_ptr<modes::TurnControl> control;
  std::shared_ptr<TurnSlot> slot;
  store::Principal who;
  std::string conversation;

  bool given_up() const { return control->halt != modes::Halt::kNone; }
};

std::string title_in(std::string_view written) {
  std::string_view line = trimmed(written);
  line = trimmed(line.substr(0, line.find_first_of("\r\n")));
  constexpr std::string_view kLabel = "Title:";
  if (line.starts_with(kLabel)) line = trimmed(line.substr(kLabel.size()));
  return line.size() <= kBytesMax ? std::string(line) : std::string();
}

Titles::Titles(asio::any_io_executor executor, ModelPool& pool, store::Store& store,
               Changed changed, Spent spent)
    : executor_(std::move(executor)),
      state_(std::make_shared<State>(pool, store, std::move(changed), std::move(spent))) {}

void Titles::consider(store::Principal who, std::string conversation) {
  auto control = std::make_shared<modes::TurnControl>();
  auto slot = state_->slots->take(control);
  if (!slot) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->running = control;
  }
  spawn(asio::make_strand(executor_), run({state_, std::move(control), *std::move(slot),
                                           std::move(who), std::move(conversation)}));
}

void Titles::yield() {
  const std::lock_guard lock(state_->mutex);
  if (state_->running != nullptr) halt(*state_->running, modes::Halt::kStop);
}

Task<bool> Titles::stop(std::chrono::milliseconds patience) {
  return state_->slots->stop_all(patience);
}

Task<void> Titles::run(Job job) {
  store::Store& store = job.state->store;
  const auto conversation = co_await store.conversation(job.who, job.conversation);
  const auto turns = co_await store.turns(job.who, job.conversation);
  if (!conversation || !turns) co_return;
  const store::Turn* first = named_after(*conversation, *turns);
  if (first == nullptr || job.given_up()) co_return;
  std::string title = co_await write(job, *first);
  if (title.empty()) co_return;
  // Who has named it meanwhile knows better.
  const auto now = co_await store.conversation(job.who, job.conversation);
  if (!now || now->title != conversation->title) co_return;
  store::ConversationChange change;
  change.title = std::move(title);
  const auto kept = co_await store.change_conversation(job.who, job.conversation, change);
  if (!kept) {
    spdlog::warn("conversation {}: its title: {}", job.conversation, kept.error().message);
    co_return;
  }
  if (job.state->changed) job.state->changed(job.who, job.conversation);
}

// Empty where the model gave none, or a turn came first.
Task<std::string> Titles::write(const Job& job, const store::Turn& first) {
  const auto model = co_await job.state->pool.acquire(first.model);
  if (!model || job.given_up()) co_return std::string();
  modes::TurnContext context{first.id + "_title", job.who.user_id, job.control};
  context.priority = generate::Priority::kBackground;
  chat::StateSink folded;
  co_await modes::run_turn((*model)->generator(), request_for(first), std::move(context), folded);
  if (job.state->spent) job.state->spent(job.who.key_id, folded.state.usage);
  if (folded.state.error || job.given_up()) co_return std::string();
  co_return title_in(chat::answer_text(folded.state));
}

}  // namespace ponder::server
