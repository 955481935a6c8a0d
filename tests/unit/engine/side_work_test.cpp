// Side jobs: their order, their share of the time, and what becomes of them when things go wrong.
#include "engine/side_work.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "local/fake_backend.h"

namespace ponder::engine {
namespace {

struct Log {
  std::vector<std::string> said;
  std::promise<void> dropped;
};

class Job : public SideJob {
 public:
  Job(std::string name, int pieces, Log& log)
      : name_(std::move(name)), pieces_(pieces), log_(log) {}
  bool work(bool turns_wait) override {
    if (pieces_ < 0) throw std::runtime_error("broken");
    log_.said.push_back(name_ + (turns_wait ? " short" : ""));
    return --pieces_ > 0;
  }
  void drop(const Error& error) override {
    log_.said.push_back(name_ + " dropped: " + error.message);
    log_.dropped.set_value();
  }

 private:
  std::string name_;
  int pieces_;
  Log& log_;
};

TEST(SideWork, OneJobAfterTheOtherInTheirOrder) {
  Log log;
  SideWork work;
  EXPECT_FALSE(work.due(false));
  work.add(std::make_shared<Job>("a", 2, log));
  work.add(std::make_shared<Job>("b", 1, log));
  while (work.due(false)) work.work(false);
  EXPECT_EQ(log.said, (std::vector<std::string>{"a", "a", "b"}));
}

TEST(SideWork, TurnsGetThreePartsOfFour) {
  Log log;
  SideWork work;
  work.add(std::make_shared<Job>("a", 2, log));
  EXPECT_TRUE(work.due(true));
  work.charge(1000);
  EXPECT_FALSE(work.due(true));
  EXPECT_TRUE(work.due(false)) << "nobody waits: no reason to hold back";
  work.pay(2999);
  EXPECT_FALSE(work.due(true));
  work.pay(1);
  EXPECT_TRUE(work.due(true));
}

TEST(SideWork, AJobThatThrowsIsDroppedAndTheNextGoesOn) {
  Log log;
  SideWork work;
  work.add(std::make_shared<Job>("a", -1, log));
  work.add(std::make_shared<Job>("b", 1, log));
  while (work.due(true)) {
    work.work(true);
    work.pay(SideWork::kDebtMaxUs);
  }
  EXPECT_EQ(log.said,
            (std::vector<std::string>{"a dropped: the engine failed: broken", "b short"}));
}

TEST(SideWork, AnEngineThatClosesDropsWhatIsLeft) {
  Log log;
  {
    Engine engine(std::make_unique<local::FakeBackend>(local::FakeScript{}));
    ASSERT_TRUE(engine.submit(std::make_shared<Job>("endless", 1 << 30, log)));
  }
  log.dropped.get_future().get();
  EXPECT_EQ(log.said.back(), "endless dropped: the engine is shutting down");
}

}  // namespace
}  // namespace ponder::engine
