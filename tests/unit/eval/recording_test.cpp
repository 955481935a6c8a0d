#include "eval/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "eval/file_text.h"
#include "recorded.h"
#include "support/scratch_folder.h"

namespace ponder::eval {
namespace {

using testing::HasSubstr;

TEST(Recordings, ComeBackAsTheyWereWritten) {
  RecordedProblem problem = test::recorded(7, "48", "48", {"48", "12 \"pens\"", "x\ny"});
  problem.level = 3;
  problem.agents.push_back(test::cut_trace(13));
  problem.agents.back().text = "some\ntext";
  const auto back = decode_problem(encode_problem(problem));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, problem);

  RecordingHeader header = test::header_of(4);
  header.seed = 9;
  header.has_texts = true;
  const auto header_back = decode_header(encode_header(header));
  ASSERT_TRUE(header_back) << header_back.error().message;
  EXPECT_EQ(*header_back, header);
}

TEST(Recordings, NameWhatIsWrong) {
  const auto complaint = [](const std::string& line) {
    const auto problem = decode_problem(line);
    return problem ? std::string{} : problem.error().message;
  };
  EXPECT_THAT(complaint("{"), HasSubstr("the line"));
  EXPECT_THAT(complaint("{}"), HasSubstr("problem"));
  std::string line = encode_problem(test::recorded(1, "2", "2", {"2"}));
  std::string wrong = line;
  wrong.replace(wrong.find("stopped_early"), 13, "got_tired");
  EXPECT_THAT(complaint(wrong), HasSubstr("got_tired"));
  wrong = line;
  wrong.replace(wrong.find("\"tokens\":40"), 11, "\"tokens\":99");
  EXPECT_THAT(complaint(wrong), HasSubstr("5 groups where 99 tokens make 13"));
  EXPECT_THAT(decode_header("{\"recording\": 2}").error().message, HasSubstr("version 1"));
}

TEST(Recordings, SayWhyTheyCannotBeGoneOnWith) {
  const RecordingHeader here = test::header_of(4);
  RecordingHeader there = here;
  EXPECT_EQ(difference(there, here), "");
  there.seed = 3;
  EXPECT_EQ(difference(there, here), "its seed is 3, this run's is 0");
  there = here;
  there.model = "other";
  EXPECT_EQ(difference(there, here), "its model is other, this run's is tiny");
}

TEST(Recordings, AreReadWholeAndNameTheLine) {
  const test::ScratchFolder scratch;
  const std::string head = encode_header(test::header_of(1)) + "\n";
  const std::string line = encode_problem(test::recorded(1, "2", "2", {"2"})) + "\n";
  const auto good = read_recording(scratch.file("a", head + line + line + "{\"half"));
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->problems.size(), 2U);
  EXPECT_THAT(read_recording(scratch.file("b", head + "{}\n")).error().message, HasSubstr("b:2: "));
  EXPECT_THAT(read_recording(scratch.file("c", "")).error().message, HasSubstr("is empty"));
  EXPECT_THAT(read_recording(scratch.file("d", line)).error().message, HasSubstr("d:1: "));
}

const std::string kHeader = "{\"a\":1}";
std::string accept_all(const std::string&) { return {}; }

TEST(ResultFiles, GoOnWhereTheyEnd) {
  const test::ScratchFolder scratch;
  {
    auto file = ResultFile::open(scratch.path("r"), kHeader, accept_all);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->append("{\"b\":1}"));
  }
  scratch.file("cut", scratch.text("r") + "{\"b\":2");
  auto file = ResultFile::open(scratch.path("cut"), kHeader, accept_all);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->lines(), std::vector<std::string>{"{\"b\":1}"});
  ASSERT_TRUE(file->append("{\"b\":3}"));
  EXPECT_EQ(scratch.text("cut"), kHeader + "\n{\"b\":1}\n{\"b\":3}\n");
}

TEST(ResultFiles, KeepAnotherRunsFile) {
  const test::ScratchFolder scratch;
  scratch.file("r", "{\"other\":1}\n");
  const auto file = ResultFile::open(
      scratch.path("r"), kHeader, [](const std::string&) { return std::string("its seed is 1"); });
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, HasSubstr("its seed is 1; give another file"));
  EXPECT_EQ(scratch.text("r"), "{\"other\":1}\n");
}

TEST(ResultFiles, SayWhatCannotBeWritten) {
  EXPECT_THAT(ResultFile::open("/no/such/folder/r", kHeader, accept_all).error().message,
              HasSubstr("cannot write /no/such/folder/r"));
  EXPECT_THAT(write_text("/no/such/folder/r", "x").error().message, HasSubstr("cannot write"));
}

}  // namespace
}  // namespace ponder::eval
