// How output reaches its reader, and that a reader who left is not touched.
#include "engine/mailbox.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

namespace ponder::engine {
namespace {

Task<void> read_once(Mailbox* mailbox, std::optional<Result<Delta>>* into) {
  *into = co_await mailbox->next();
}

// A mailbox with a reader that waits in next().
struct Waiting {
  Mailbox mailbox{SequenceId{1}, SequenceSpec{}};
  std::optional<Result<Delta>> read;
  std::optional<asio::io_context> io{std::in_place, 1};
  Waiting() {
    asio::co_spawn(*io, read_once(&mailbox, &read), [](const std::exception_ptr&) {});
    io->poll();
  }
};

Delta delta_of(const std::string& text) {
  Delta delta;
  delta.text = text;
  delta.token_count = 1;
  return delta;
}

TEST(Mailbox, WakesItsReader) {
  Waiting waiting;
  waiting.mailbox.push(delta_of("a"));
  waiting.mailbox.push(delta_of("b"));
  waiting.io->poll();
  ASSERT_TRUE(waiting.read.has_value() && waiting.read->has_value());
  EXPECT_EQ((*waiting.read)->text, "ab");
  EXPECT_EQ((*waiting.read)->token_count, 2U);
}

TEST(Mailbox, TouchesNoReaderThatIsGone) {
  Waiting waiting;
  waiting.io.reset();  // With it goes the coroutine that waits.
  waiting.mailbox.push(delta_of("a"));
  waiting.mailbox.fail(Error{ErrorCode::kCancelled, "closing"});
  EXPECT_FALSE(waiting.read.has_value());
}

}  // namespace
}  // namespace ponder::engine
