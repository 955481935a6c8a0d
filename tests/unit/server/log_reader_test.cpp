// Logs of turns that are over, also of those that were cut off.
#include "server/log_reader.h"

#include <gtest/gtest.h>

#include "api/events.h"
#include "base/limits.h"
#include "chat/law.h"
#include "fake_store.h"
#include "support/await.h"

namespace ponder::server {
namespace {

using ponder::testing::await;

std::vector<chat::Event> cut_off_log() {
  return {chat::TurnStarted{"turn_1", chat::Mode::kContemplating, "m"},
          chat::BranchStarted{1, 0, "careful"},
          chat::BranchStarted{2, 0, "quick"},
          chat::PartStarted{1, 1, chat::PartKind::kText, "", ""},
          chat::TextDelta{1, "six", {}},
          chat::PartStarted{2, 2, chat::PartKind::kText, "", ""},
          chat::PartFinished{2},
          chat::BranchFinished{2, chat::FinishReason::kStop, {}}};
}

store::Turn interrupted_turn() {
  store::Turn turn;
  turn.id = "turn_1";
  turn.mode = "contemplating";
  turn.model = "m";
  turn.status = store::TurnStatus::kInterrupted;
  return turn;
}

std::vector<store::EventRow> read_all(TurnReader& reader) {
  std::vector<store::EventRow> rows;
  for (bool ended = false; !ended;) {
    const auto page = await(reader.next());
    if (!page) throw std::runtime_error(page.error().message);
    EXPECT_LE(page->rows.size(), limits::kPageRowsMax);
    ended = page->ended;
    for (const SharedRow& row : page->rows) rows.push_back(*row);
  }
  return rows;
}

class LogReaderTest : public ::testing::Test {
 protected:
  void keep(const std::vector<chat::Event>& events) {
    std::vector<store::EventRow> rows;
    for (const auto& event : events) rows.push_back({rows.size() + 1, api::encode_event(event)});
    ASSERT_TRUE(await(store_.append_events({"local"}, "turn_1", rows)));
  }
  std::vector<store::EventRow> read_after(std::uint64_t seq) {
    LogReader reader(store_, {"local"}, interrupted_turn(), seq);
    return read_all(reader);
  }

  FakeStore store_;
};

TEST(ClosingEvents, MakeACutOffLogLawful) {
  auto log = cut_off_log();
  const auto closing = closing_events(interrupted_turn(), log);
  log.insert(log.end(), closing.begin(), closing.end());
  chat::EventLaw law;
  for (const auto& event : log) EXPECT_EQ(law.accept(event), std::nullopt);
  EXPECT_TRUE(law.finished());
  EXPECT_EQ(std::get<chat::TurnFinished>(log.back()).reason, chat::FinishReason::kInterrupted);
}

TEST(ClosingEvents, BeginAndEndALogThatIsEmpty) {
  chat::EventLaw law;
  for (const auto& event : closing_events(interrupted_turn(), {})) {
    EXPECT_EQ(law.accept(event), std::nullopt);
  }
  EXPECT_TRUE(law.finished());
}

TEST(ClosingEvents, AreNoneWhereTheLogHasEnded) {
  EXPECT_TRUE(
      closing_events(interrupted_turn(), {chat::TurnStarted{}, chat::TurnFailed{}}).empty());
}

TEST_F(LogReaderTest, FromEverySeqTheRestIsTheSame) {
  keep(cut_off_log());
  const auto whole = read_after(0);
  ASSERT_EQ(whole.size(), cut_off_log().size() + 3);  // Part 1, branch 1 and the turn are closed.
  for (std::size_t seq = 0; seq <= whole.size() + 1; ++seq) {
    const auto rest = read_after(seq);
    const auto from = whole.begin() + static_cast<std::ptrdiff_t>(std::min(seq, whole.size()));
    EXPECT_EQ(rest, std::vector<store::EventRow>(from, whole.end())) << "after " << seq;
  }
}

TEST_F(LogReaderTest, ALongLogComesInPages) {
  std::vector<chat::Event> log = {chat::TurnStarted{"turn_1", chat::Mode::kInstant, "m"},
                                  chat::PartStarted{1, 0, chat::PartKind::kText, "", ""}};
  for (std::size_t i = 0; i < limits::kPageRowsMax * 2; ++i) {
    log.push_back(chat::TextDelta{1, "x", {}});
  }
  keep(log);
  EXPECT_EQ(read_after(0).size(), log.size() + 2);
}

TEST_F(LogReaderTest, AClosedReaderEnds) {
  keep(cut_off_log());
  LogReader reader(store_, {"local"}, interrupted_turn(), 0);
  reader.close();
  const auto page = await(reader.next());
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->ended);
  EXPECT_TRUE(page->rows.empty());
}

}  // namespace
}  // namespace ponder::server
