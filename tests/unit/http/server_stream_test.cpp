// Server-Sent Events over real sockets.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <atomic>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fstream>

#include "server_fixture.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Results = std::shared_ptr<Inbox<Result<void>>>;

Task<void> send_three(std::shared_ptr<SseWriter> writer) {
  for (const char* text : {"one", "two", "three"}) {
    co_await writer->send_raw(sse_frame("", text));
  }
}

constexpr const char* kThree = "data: one\n\ndata: two\n\ndata: three\n\n";

class StreamTest : public ServerTest {
 protected:
  StreamTest() { add_stream("/three", send_three); }

  // Sends `first`, then waits for the end of the client; reports the result of a later send.
  void add_waiting_stream(const std::string& first) {
    add_stream("/wait",
               [first, results = results_](std::shared_ptr<SseWriter> writer) -> Task<void> {
                 const auto signal = co_await make_signal();
                 writer->on_closed([signal] { signal->fire(); });
                 if (!first.empty()) {
                   co_await writer->send_raw(sse_frame("", first));
                 }
                 co_await signal->wait();
                 results->push(co_await writer->send_raw(sse_frame("", "late")));
               });
  }

  Results results_ = std::make_shared<Inbox<Result<void>>>();
};

TEST_F(StreamTest, SendsEventsInChunksAndKeepsTheConnection) {
  start();
  RawClient one = client();
  one.send(get("/three"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("content-type"), "text/event-stream");
  EXPECT_EQ(response.header("cache-control"), "no-store");
  EXPECT_EQ(response.header("x-accel-buffering"), "no");
  EXPECT_EQ(response.header("transfer-encoding"), "chunked");
  EXPECT_THAT(response.header("x-request-id"), StartsWith("req_"));
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.body, kThree);
  EXPECT_EQ(finished_->pop().status, 200U);
  one.send(get("/hello"));
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(StreamTest, RequestsSentDuringAStreamAreAnsweredAfterIt) {
  start();
  RawClient one = client();
  one.send(get("/three") + get("/hello") + get("/three"));
  EXPECT_EQ(one.read_response().body, kThree);
  EXPECT_EQ(one.read_response().body, "hello you");
  EXPECT_EQ(one.read_response().body, kThree);
}

TEST_F(StreamTest, EachEventGoesOutAtOnce) {
  add_waiting_stream("first");
  start();
  RawClient one = client();
  one.send(get("/wait"));
  EXPECT_THAT(one.read_until("data: first\n\n"), HasSubstr("200 OK"));
}

TEST_F(StreamTest, Http10GetsPlainBytesUntilTheEnd) {
  start();
  RawClient one = client();
  one.send("GET /three HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.header("transfer-encoding"), "");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_EQ(response.body, kThree);
}

TEST_F(StreamTest, HeadDoesNotRunTheStream) {
  add_stream("/never", [results = results_](std::shared_ptr<SseWriter>) -> Task<void> {
    results->push(Result<void>{});
    co_return;
  });
  start();
  RawClient one = client();
  one.send("HEAD /never HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/hello"));
  EXPECT_EQ(one.read_response(true).header("content-type"), "text/event-stream");
  EXPECT_EQ(one.read_response().body, "hello you");
  EXPECT_EQ(results_->size(), 0U);
}

TEST_F(StreamTest, AStreamMayAddHeadersAndSendNothing) {
  router_.add("GET", "/empty", [](std::shared_ptr<Request>) -> Task<Answer> {
    co_return Stream{.run = [](std::shared_ptr<SseWriter> writer) -> Task<void> {
                       co_await writer->send_raw("");  // Not the end.
                     },
                     .headers = {{"X-Turn", "t1"}}};
  });
  start();
  RawClient one = client();
  one.send(get("/empty") + get("/hello"));
  const RawResponse response = one.read_response();
  EXPECT_EQ(response.header("x-turn"), "t1");
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(one.read_response().body, "hello you");
}

TEST_F(StreamTest, SilenceIsFilledWithComments) {
  config_.timeouts.heartbeat = milliseconds(20);
  add_waiting_stream("");
  start();
  RawClient one = client();
  one.send(get("/wait"));
  EXPECT_THAT(one.read_until(":\n\n"), HasSubstr("text/event-stream"));
  one.read_until(":\n\n");
}

TEST_F(StreamTest, ABusyStreamHasNoHeartbeats) {
  config_.timeouts.heartbeat = std::chrono::seconds(10);
  start();
  EXPECT_EQ(ask(get("/three")).body, kThree);
}

TEST_F(StreamTest, AClientThatHangsUpIsNoticedWhileNothingIsWritten) {
  add_waiting_stream("first");
  start();
  for (const bool reset : {false, true}) {
    RawClient one = client();
    one.send(get("/wait"));
    one.read_until("first\n\n");
    if (reset) {
      one.reset();
    } else {
      one.close();
    }
    const auto result = results_->pop();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
    EXPECT_EQ(finished_->pop().status, 499U);
  }
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(StreamTest, AHangUpBeforeTheFirstWriteIsNoticed) {
  auto begun = std::make_shared<Inbox<int>>();
  add_stream("/wait", [begun](std::shared_ptr<SseWriter> writer) -> Task<void> {
    const auto signal = co_await make_signal();
    writer->on_closed([signal] { signal->fire(); });
    begun->push(1);
    co_await signal->wait();
  });
  start();
  RawClient one = client();
  one.send(get("/wait"));
  begun->pop();
  one.close();
  EXPECT_EQ(finished_->pop().status, 499U);
}

TEST_F(StreamTest, AReaderThatTakesNothingIsClosed) {
  config_.timeouts.write = milliseconds(100);
  add_stream("/flood", [results = results_](std::shared_ptr<SseWriter> writer) -> Task<void> {
    const std::string frame = sse_frame("", std::string(100'000, 'x'));
    Result<void> result;
    for (int i = 0; i < 1000 && result; ++i) {
      result = co_await writer->send_raw(frame);
    }
    results->push(result);
    results->push(co_await writer->send_raw(frame));
  });
  start();
  RawClient one = client(4096);
  one.send(get("/flood"));
  const auto result = results_->pop();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
  EXPECT_FALSE(results_->pop());
  EXPECT_EQ(finished_->pop().status, 499U);
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(StreamTest, AnExceptionCutsTheStream) {
  add_stream("/throw", [](std::shared_ptr<SseWriter> writer) -> Task<void> {
    co_await writer->send_raw(sse_frame("", "first"));
    throw std::runtime_error("broken");
  });
  start();
  const RawResponse response = ask(get("/throw"));
  EXPECT_EQ(response.body, "data: first\n\n");
  EXPECT_FALSE(response.whole);
  EXPECT_EQ(finished_->pop().status, 499U);
}

TEST_F(StreamTest, AnEndedStreamTakesNothingMore) {
  auto kept = std::make_shared<Inbox<std::shared_ptr<SseWriter>>>();
  add_stream("/keep", [kept](std::shared_ptr<SseWriter> writer) -> Task<void> {
    kept->push(writer);
    co_return;
  });
  router_.add("GET", "/late", [kept](std::shared_ptr<Request>) -> Task<Answer> {
    const auto writer = kept->pop();
    const auto result = co_await writer->send_raw("data: late\n\n");
    co_return Response{.body = writer->closed() && !result ? "refused" : "sent"};
  });
  start();
  RawClient one = client();
  one.send(get("/keep") + get("/late"));
  EXPECT_EQ(one.read_response().body, "");
  EXPECT_EQ(one.read_response().body, "refused");
}

TEST_F(StreamTest, SendersTakeTurns) {
  config_.timeouts.heartbeat = milliseconds(1);
  add_stream("/both", [](std::shared_ptr<SseWriter> writer) -> Task<void> {
    using asio::experimental::awaitable_operators::operator&&;
    struct Sender {
      static Task<void> run(std::shared_ptr<SseWriter> to, std::string text) {
        for (int i = 0; i < 200; ++i) {
          co_await to->send_raw(sse_frame("", text));
        }
      }
    };
    co_await (Sender::run(writer, std::string(3000, 'a')) &&
              Sender::run(writer, std::string(3000, 'b')));
  });
  start();
  const RawResponse response = ask(get("/both"));
  EXPECT_TRUE(response.whole);
  std::size_t frames = 0;
  for (std::size_t at = 0; at < response.body.size();) {
    const auto end = response.body.find("\n\n", at);
    ASSERT_NE(end, std::string::npos);
    const std::string frame = response.body.substr(at, end - at);
    if (frame != ":") {
      ASSERT_TRUE(frame == "data: " + std::string(3000, 'a') ||
                  frame == "data: " + std::string(3000, 'b'));
      ++frames;
    }
    at = end + 2;
  }
  EXPECT_EQ(frames, 400U);
}

class ManyStreamsTest : public StreamTest {
 protected:
  ManyStreamsTest() {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    add_stream("/tick", [release = release_](std::shared_ptr<SseWriter> writer) -> Task<void> {
      asio::steady_timer timer(co_await asio::this_coro::executor);
      co_await writer->send_raw(sse_frame("", "hello"));
      while (!*release && !writer->closed()) {
        timer.expires_after(milliseconds(5));
        co_await timer.async_wait(asio::use_awaitable);
        co_await writer->send_raw(sse_frame("", "tick"));
      }
      co_await writer->send_raw(sse_frame("", "bye"));
    });
  }

  std::vector<RawClient> open_streams(std::size_t count, const std::string& path) {
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < count; ++i) {
      clients.push_back(client());
      clients.back().send(get(path));
    }
    for (RawClient& one : clients) {
      one.read_until("hello\n\n");
    }
    return clients;
  }

  std::shared_ptr<std::atomic<bool>> release_ = std::make_shared<std::atomic<bool>>(false);
};

TEST_F(ManyStreamsTest, AHundredAtOnce) {
  start();
  auto clients = open_streams(100, "/tick");
  EXPECT_EQ(server_->connections(), 100U);
  for (RawClient& one : clients) {
    one.read_until("tick\n\n");
  }
  *release_ = true;
  for (RawClient& one : clients) {
    one.read_until("bye\n\n");
    one.read_until("0\r\n\r\n");
  }
  clients.clear();
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(ManyStreamsTest, HalfOfThemHangUp) {
  start();
  auto clients = open_streams(100, "/tick");
  for (int i = 0; i < 50; ++i) {
    clients.pop_back();
  }
  EXPECT_TRUE(eventually([&] { return server_->connections() == 50; }));
  for (RawClient& one : clients) {
    one.read_until("tick\n\n");
  }
}

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  std::size_t resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST_F(ManyStreamsTest, AStreamIsCheap) {
  add_waiting_stream("hello");
  start();
  {
    const auto warm = open_streams(10, "/wait");
  }
  constexpr std::size_t kStreams = 300;
  const std::size_t before = resident_bytes();
  const auto clients = open_streams(kStreams, "/wait");
  const std::size_t after = resident_bytes();
  const std::size_t each = after > before ? (after - before) / kStreams : 0;
  RecordProperty("bytes_per_stream", static_cast<int>(each));
  EXPECT_LE(each, 64U << 10U);
}

#endif

}  // namespace
}  // namespace ponder::http
