// The bounds of a chain of kept responses.
#include "server/kept_response.h"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include "fake_store.h"
#include "script_model.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class KeptResponses : public ::testing::Test {
 protected:
  KeptResponses() {
    services_.turns = &turns_;
    services_.store = &store_;
  }
  ~KeptResponses() override {
    io_.stop();
    io_.join();
  }

  template <class T>
  T run(Task<T> task) {
    return asio::co_spawn(io_, std::move(task), asio::use_future).get();
  }
  // A response that is over and said nothing.
  void keep(const std::string& id, const std::string& previous, const std::string& items_json) {
    store::Turn turn;
    turn.id = id;
    turn.mode = "instant";
    ASSERT_TRUE(run(store_.start_response(who_, turn, {id, previous, "{}", items_json, false})));
    ASSERT_TRUE(run(store_.finish_turn(who_, id, store::TurnStatus::kFinished, "", "")));
  }
  std::shared_ptr<api::ResponsesCall> after(const std::string& previous) {
    auto call = std::make_shared<api::ResponsesCall>();
    call->previous_response = previous;
    return call;
  }

  const store::Principal who_{"local"};
  asio::thread_pool io_{1};
  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  ModelPool pool_{{script_entry("scripted", script_)}, [] { return std::uint64_t{1} << 40U; }};
  FakeStore store_;
  TurnService turns_{io_.get_executor(), pool_, store_, std::make_shared<Metrics>()};
  Services services_;
};

TEST_F(KeptResponses, AChainHasABound) {
  const std::string said = R"([{"role":"user","content":"x","id":"msg_1"}])";
  std::string last;
  for (std::size_t i = 0; i < limits::kResponseChainMax; ++i) {
    const std::string id = "resp_" + std::to_string(i);
    keep(id, last, said);
    last = id;
  }
  const auto call = after(last);
  const auto told = run(tell_history(services_, who_, call));
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ(call->turn.messages.size(), limits::kResponseChainMax);

  keep("resp_more", last, said);
  const auto refused = run(tell_history(services_, who_, after("resp_more")));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLong);
  EXPECT_EQ(refused.error().param, "previous_response_id");
  EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(limits::kResponseChainMax)));
}

TEST_F(KeptResponses, AChainHasABoundOfItems) {
  std::string many = "[";
  for (std::size_t i = 0; i < limits::kMessagesMax; ++i) {
    many += std::string(i == 0 ? "" : ",") + R"({"role":"user","content":"x"})";
  }
  keep("resp_1", "", many + "]");
  const auto call = after("resp_1");
  EXPECT_TRUE(run(tell_history(services_, who_, call)));
  api::ResponseItem& item = call->items.emplace_back();
  item.role = "user";
  item.text = "one more";
  const auto refused = run(tell_history(services_, who_, call));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLong);
  EXPECT_THAT(refused.error().message, HasSubstr("4097 items"));
  EXPECT_THAT(refused.error().message, HasSubstr("4096"));
}

}  // namespace
}  // namespace ponder::server
