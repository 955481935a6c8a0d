// Turns from start to end without HTTP: history, bounds, halts, the server's stop.
#include "server/turn_service.h"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "api/events.h"
#include "chat/law.h"
#include "fake_store.h"
#include "script_model.h"

namespace ponder::server {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

chat::Message message(chat::Role role, const std::string& content) {
  chat::Message made;
  made.role = role;
  made.content = content;
  return made;
}

api::StartTurn call(const std::string& input, std::optional<std::string> conversation = {}) {
  api::StartTurn made;
  made.turn.messages = {message(chat::Role::kUser, input)};
  made.conversation = std::move(conversation);
  return made;
}

chat::TurnRequest direct_request() { return call("Hello").turn; }

class TurnServiceTest : public ::testing::Test {
 protected:
  void SetUp() override { make_service({}); }
  ~TurnServiceTest() override {
    script_->finish();
    if (service_ != nullptr) run(service_->stop(std::chrono::seconds(10)));
    io_.stop();
    io_.join();
  }

  void make_service(TurnBounds bounds) {
    service_ = std::make_unique<TurnService>(io_.get_executor(), pool_, store_, metrics_, bounds);
  }

  template <class T>
  T run(Task<T> task) {
    return asio::co_spawn(io_, std::move(task), asio::use_future).get();
  }

  store::Turn start(const std::string& input, std::optional<std::string> conversation = {}) {
    auto turn = run(service_->start(who_, call(input, std::move(conversation))));
    if (!turn) throw std::runtime_error(turn.error().message);
    return *turn;
  }

  // Reads to the turn's end; checks numbering and law on the way.
  std::vector<store::EventRow> read(const std::string& id, std::uint64_t after = 0) {
    auto reader = run(service_->read(who_, id, after));
    if (!reader) throw std::runtime_error(reader.error().message);
    std::vector<store::EventRow> rows;
    for (bool ended = false; !ended;) {
      const auto page = run((*reader)->next());
      if (!page) throw std::runtime_error(page.error().message);
      ended = page->ended;
      for (const SharedRow& row : page->rows) rows.push_back(*row);
    }
    return rows;
  }
  static void expect_lawful(const std::vector<store::EventRow>& rows) {
    chat::EventLaw law;
    std::uint64_t seq = 0;
    for (const store::EventRow& row : rows) {
      EXPECT_EQ(row.seq, ++seq);
      EXPECT_EQ(law.accept(*api::decode_event(row.event_json)), std::nullopt) << row.event_json;
    }
    EXPECT_TRUE(law.finished());
  }
  static chat::FinishReason reason(const std::vector<store::EventRow>& rows) {
    return std::get<chat::TurnFinished>(*api::decode_event(rows.back().event_json)).reason;
  }

  const store::Principal who_{"local"};
  asio::thread_pool io_{2};
  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  ModelPool pool_{{script_entry("scripted", script_)}, [] { return std::uint64_t{1} << 40U; }};
  FakeStore store_;
  std::shared_ptr<Metrics> metrics_ = std::make_shared<Metrics>();
  std::unique_ptr<TurnService> service_;
};

TEST_F(TurnServiceTest, AStoredTurnRunsWithoutAReader) {
  const store::Turn turn = start("Hello");
  EXPECT_EQ(turn.position, 1U);
  EXPECT_EQ(turn.model, "scripted");
  script_->say("Hi there.");
  script_->finish();
  const auto rows = read(turn.id);
  expect_lawful(rows);
  EXPECT_EQ(rows, store_.log_of(turn.id));
  EXPECT_EQ(run(service_->turn(who_, turn.id))->answer, "Hi there.");
}

TEST_F(TurnServiceTest, FromEverySeqTheRestIsTheSameInMemoryAndFromTheStore) {
  make_service({.kept_in_memory = milliseconds(0)});
  const store::Turn turn = start("Hello");
  script_->say("Hi ");
  script_->say("there.");
  auto reader = run(service_->read(who_, turn.id, 0));
  script_->finish();
  std::vector<store::EventRow> whole;
  for (bool ended = false; !ended;) {
    const auto page = run((*reader)->next());
    ended = page->ended;
    for (const SharedRow& row : page->rows) whole.push_back(*row);
  }
  for (std::size_t seq = 0; seq <= whole.size(); ++seq) {
    EXPECT_EQ(read(turn.id, seq),
              std::vector<store::EventRow>(whole.begin() + static_cast<std::ptrdiff_t>(seq),
                                           whole.end()));
  }
}

TEST_F(TurnServiceTest, ATurnKnowsWhatItsConversationSaid) {
  script_->say("One.");
  script_->finish();
  const store::Turn first = start("What is 1?");
  read(first.id);
  const store::Turn second = start("And 2?", first.conversation_id);
  EXPECT_EQ(second.position, 2U);
  read(second.id);
  const std::vector<chat::Message> expected = {message(chat::Role::kUser, "What is 1?"),
                                               message(chat::Role::kAssistant, "One."),
                                               message(chat::Role::kUser, "And 2?")};
  EXPECT_EQ(script_->heard().back(), expected);
}

TEST_F(TurnServiceTest, OneTurnAtATimeInAConversation) {
  const store::Turn first = start("Hello");
  const auto second = run(service_->start(who_, call("And?", first.conversation_id)));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  script_->finish();
  read(first.id);
  EXPECT_TRUE(run(service_->start(who_, call("And?", first.conversation_id))));
}

TEST_F(TurnServiceTest, UnknownModelsAndConversationsAreNamed) {
  api::StartTurn unknown_model = call("Hello");
  unknown_model.turn.model = "nonesuch";
  const auto refused = run(service_->start(who_, unknown_model));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(refused.error().message, HasSubstr("scripted"));
  const auto lost = run(service_->start(who_, call("Hello", "conv_none")));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store_.conversation_count(), 0U);
}

TEST_F(TurnServiceTest, AForeignTurnDoesNotExist) {
  const store::Turn turn = start("Hello");
  // The fake store has no owners: only what is in memory is asked.
  const store::Principal stranger{"stranger"};
  const auto halted = run(service_->halt_turn(stranger, turn.id, modes::Halt::kStop));
  ASSERT_FALSE(halted);
  EXPECT_EQ(run(service_->turn(who_, turn.id))->status, store::TurnStatus::kRunning);
}

TEST_F(TurnServiceTest, TooManyTurnsAreRefusedAndAPlaceComesBack) {
  make_service({.running_max = 1});
  const store::Turn turn = start("Hello");
  const auto refused = run(service_->start(who_, call("Me too")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  EXPECT_THAT(refused.error().message, HasSubstr("1 turns are running"));
  const auto direct = run(service_->start_direct(who_, "chatcmpl-1", direct_request()));
  ASSERT_FALSE(direct);
  EXPECT_EQ(direct.error().code, ErrorCode::kOverloaded);
  script_->finish();
  read(turn.id);
  Result<store::Turn> again = Error{};
  while (!(again = run(service_->start(who_, call("Me too"))))) {
    ASSERT_EQ(again.error().code, ErrorCode::kOverloaded);  // The mode is just leaving.
  }
}

TEST_F(TurnServiceTest, StoppingKeepsWhatWasSaid) {
  const store::Turn turn = start("Hello");
  script_->say("Half an ans");
  auto reader = run(service_->read(who_, turn.id, 0));
  for (std::string seen; seen.find("Half") == std::string::npos;) {
    const auto page = run((*reader)->next());
    for (const SharedRow& row : page->rows) seen += row->event_json;
  }
  ASSERT_TRUE(run(service_->halt_turn(who_, turn.id, modes::Halt::kStop)));
  const auto rows = read(turn.id);
  expect_lawful(rows);
  EXPECT_EQ(reason(rows), chat::FinishReason::kStoppedByUser);
  const auto state = run(service_->turn(who_, turn.id));
  EXPECT_EQ(state->status, store::TurnStatus::kStopped);
  EXPECT_EQ(state->answer, "Half an ans");
  script_->wait_for_branches(0);
  const auto again = run(service_->halt_turn(who_, turn.id, modes::Halt::kStop));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(TurnServiceTest, AStopWhileTheModelLoadsEndsTheTurnAsStopped) {
  std::promise<void> may_load;
  ModelEntry entry = script_entry("slow", script_);
  entry.load = [load = entry.load, wait = may_load.get_future().share()] {
    wait.wait();
    return load();
  };
  ModelPool pool({entry}, [] { return std::uint64_t{1} << 40U; });
  service_ = std::make_unique<TurnService>(io_.get_executor(), pool, store_, metrics_);
  const store::Turn turn = start("Hello");
  EXPECT_TRUE(run(service_->halt_turn(who_, turn.id, modes::Halt::kStop)));
  may_load.set_value();
  const auto rows = read(turn.id);
  expect_lawful(rows);
  EXPECT_EQ(reason(rows), chat::FinishReason::kStoppedByUser);
  EXPECT_EQ(run(service_->turn(who_, turn.id))->status, store::TurnStatus::kStopped);
  EXPECT_TRUE(script_->heard().empty());
  EXPECT_TRUE(run(service_->stop(std::chrono::seconds(20)))) << "nobody uses the pool any more";
  service_.reset();
}

TEST_F(TurnServiceTest, AStopIsNotWeakened) {
  modes::TurnControl control;
  halt(control, modes::Halt::kAnswerNow);
  EXPECT_EQ(control.halt, modes::Halt::kAnswerNow);
  halt(control, modes::Halt::kStop);
  halt(control, modes::Halt::kAnswerNow);
  EXPECT_EQ(control.halt, modes::Halt::kStop);
}

TEST_F(TurnServiceTest, ADirectTurnEndsWithItsOwner) {
  auto direct = run(service_->start_direct(who_, "chatcmpl-1", direct_request()));
  ASSERT_TRUE(direct);
  script_->wait_for_branches(1);
  direct->reset();
  script_->wait_for_branches(0);
}

TEST_F(TurnServiceTest, AnEarlyFailureIsToldBeforeTheStream) {
  script_->refuse_to_open(Error{ErrorCode::kTooLong, "5000 tokens, 4096 fit."});
  auto direct = run(service_->start_direct(who_, "chatcmpl-1", direct_request()));
  const auto failure = run((*direct)->early_failure(std::chrono::seconds(20)));
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->code, ErrorCode::kTooLong);
}

TEST_F(TurnServiceTest, ATurnThatSpeaksOrTakesItsTimeHasNotFailed) {
  auto direct = run(service_->start_direct(who_, "chatcmpl-1", direct_request()));
  EXPECT_FALSE(run((*direct)->early_failure(milliseconds(1))).has_value());
  script_->say("Hi");
  EXPECT_FALSE(run((*direct)->early_failure(std::chrono::seconds(20))).has_value());
  EXPECT_FALSE(run((*direct)->next()).empty());  // Nothing was taken.
}

TEST_F(TurnServiceTest, AModelThatFailsInTheMiddleFailsTheTurn) {
  const store::Turn turn = start("Hello");
  script_->say("So f");
  script_->wait_for_branches(1);
  script_->fail(Error{ErrorCode::kBackend, "The graphics card fell out."});
  const auto rows = read(turn.id);
  expect_lawful(rows);
  EXPECT_THAT(rows.back().event_json, HasSubstr("The graphics card fell out."));
  EXPECT_EQ(run(service_->turn(who_, turn.id))->status, store::TurnStatus::kFailed);
}

TEST_F(TurnServiceTest, TheServersStopInterruptsItsTurns) {
  const store::Turn turn = start("Hello");
  auto direct = run(service_->start_direct(who_, "chatcmpl-1", direct_request()));
  script_->wait_for_branches(2);
  EXPECT_TRUE(run(service_->stop(std::chrono::seconds(20))));
  const auto rows = read(turn.id);
  expect_lawful(rows);
  EXPECT_EQ(reason(rows), chat::FinishReason::kInterrupted);
  EXPECT_EQ(run(service_->turn(who_, turn.id))->status, store::TurnStatus::kInterrupted);
  chat::Event last;
  for (auto events = run((*direct)->next()); !events.empty(); events = run((*direct)->next())) {
    last = events.back();
  }
  EXPECT_EQ(std::get<chat::TurnFinished>(last).reason, chat::FinishReason::kInterrupted);
  const auto refused = run(service_->start(who_, call("One more")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
}

TEST_F(TurnServiceTest, DeletingAConversationStopsItsTurn) {
  const store::Turn turn = start("Hello");
  script_->wait_for_branches(1);
  EXPECT_TRUE(run(service_->delete_conversation(who_, turn.conversation_id)));
  script_->wait_for_branches(0);
  EXPECT_EQ(store_.conversation_count(), 0U);
}

}  // namespace
}  // namespace ponder::server
