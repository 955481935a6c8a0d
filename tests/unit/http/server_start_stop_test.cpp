// Beginning and ending to listen.
#include <gmock/gmock.h>

#include "server_fixture.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;

class StartStopTest : public ServerTest {
 protected:
  Error start_error(const ServerConfig& config) {
    Server server(io_.get_executor(), config, Router{});
    const auto started = server.start();
    EXPECT_FALSE(started);
    return started ? Error{} : started.error();
  }
};

TEST_F(StartStopTest, APortInUseIsNamedWithAWayOut) {
  start();
  const Error error = start_error({.port = server_->port()});
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("port " + std::to_string(server_->port()) + ":"));
  EXPECT_THAT(error.message, HasSubstr("in use"));
  EXPECT_THAT(error.message, HasSubstr("--port " + std::to_string(server_->port() + 1)));
}

TEST_F(StartStopTest, AnAddressOfAnotherMachineIsNamed) {
  const Error error = start_error({.address = "203.0.113.1", .port = 0});
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("203.0.113.1"));
  EXPECT_THAT(error.message, HasSubstr("does not have the address"));
}

TEST_F(StartStopTest, AnAddressThatIsNoneIsInvalid) {
  const Error error = start_error({.address = "my-host", .port = 0});
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, HasSubstr("'my-host'"));
}

TEST_F(StartStopTest, LocalhostIsAnAddress) {
  config_.address = "localhost";
  start();
  EXPECT_EQ(ask(get("/hello")).status, 200);
}

TEST_F(StartStopTest, StartingTwiceIsAConflict) {
  start();
  const auto again = server_->start();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(StartStopTest, StartingAfterStopIsAConflict) {
  Server server(io_.get_executor(), config_, router_);
  server.stop();
  const auto started = server.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::kConflict);
}

TEST_F(StartStopTest, AfterStopNobodyGetsInAndIdleConnectionsClose) {
  start();
  RawClient idle = client();
  idle.send(get("/hello"));
  idle.read_response();
  RawClient reading = client();
  reading.send("GET /hel");
  server_->stop();
  server_->stop();
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(reading.closed());
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
  EXPECT_TRUE(eventually([&] {
    try {
      return client().closed();
    } catch (const std::runtime_error&) {
      return true;  // Refused.
    }
  }));
}

TEST_F(StartStopTest, StopLetsARequestAtWorkBeAnswered) {
  auto begun = std::make_shared<Inbox<std::shared_ptr<Signal>>>();
  router_.add("GET", "/wait", [begun](std::shared_ptr<Request>) -> Task<Answer> {
    const auto signal = co_await make_signal();
    begun->push(signal);
    co_await signal->wait();
    co_return Response{.body = "done"};
  });
  start();
  RawClient one = client();
  one.send(get("/wait"));
  const auto signal = begun->pop();
  server_->stop();
  signal->fire_from_another_thread();
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.body, "done");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_TRUE(one.closed());
}

TEST_F(StartStopTest, StopCutsStreams) {
  auto cut = std::make_shared<Inbox<int>>();
  add_stream("/stream", [cut](std::shared_ptr<SseWriter> writer) -> Task<void> {
    const auto signal = co_await make_signal();
    writer->on_closed([signal] { signal->fire(); });
    co_await writer->send_raw(sse_frame("", "first"));
    co_await signal->wait();
    cut->push(writer->closed() ? 1 : 0);
  });
  start();
  RawClient one = client();
  one.send(get("/stream"));
  one.read_until("first\n\n");
  server_->stop();
  EXPECT_EQ(cut->pop(), 1);
  EXPECT_EQ(finished_->pop().status, 499U);
  EXPECT_EQ(one.read_to_end().find("0\r\n\r\n"), std::string::npos);
}

TEST_F(StartStopTest, DestroyingTheServerTellsHandlersAtWork) {
  auto begun = std::make_shared<Inbox<int>>();
  auto gone = std::make_shared<Inbox<int>>();
  router_.add("GET", "/wait", [begun, gone](std::shared_ptr<Request> request) -> Task<Answer> {
    const auto signal = co_await make_signal();
    request->client->on_gone([signal] { signal->fire(); });
    begun->push(1);
    co_await signal->wait();
    gone->push(1);
    co_return Response{};
  });
  start();
  RawClient one = client();
  one.send(get("/wait"));
  begun->pop();
  shut_down();
  EXPECT_EQ(gone->size(), 1U);
  EXPECT_TRUE(one.closed());
}

TEST_F(StartStopTest, AServerThatNeverRanCanBeDestroyed) {
  asio::io_context idle;
  Server server(idle.get_executor(), config_, router_);
  EXPECT_TRUE(server.start());
  EXPECT_GT(server.port(), 0);
  RawClient waiting(server.port());
}

// The context ends while a handler and a stream wait: nothing may leak or be touched afterwards.
TEST_F(StartStopTest, TheContextMayEndBeforeTheWork) {
  auto begun = std::make_shared<Inbox<int>>();
  router_.add("GET", "/wait", [begun](std::shared_ptr<Request>) -> Task<Answer> {
    const auto signal = co_await make_signal();
    begun->push(1);
    co_await signal->wait();
    co_return Response{};
  });
  add_stream("/stream", [begun](std::shared_ptr<SseWriter>) -> Task<void> {
    const auto signal = co_await make_signal();
    begun->push(1);
    co_await signal->wait();
  });
  auto io = std::make_unique<asio::io_context>();
  auto server = std::make_unique<Server>(io->get_executor(), config_, router_);
  ASSERT_TRUE(server->start());
  std::thread thread([&] { io->run(); });
  RawClient one(server->port());
  RawClient two(server->port());
  one.send(get("/wait"));
  two.send(get("/stream"));
  begun->pop();
  begun->pop();
  io->stop();
  thread.join();
  server.reset();
  io.reset();
  EXPECT_TRUE(one.closed());
  EXPECT_TRUE(two.closed());
}

}  // namespace
}  // namespace ponder::http
