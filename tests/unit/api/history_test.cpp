// The bodies of the history: changes of a conversation, folders, what a search found.
#include "api/history.h"

#include <gmock/gmock.h>

#include "base/limits.h"

namespace ponder::api {
namespace {

using ::testing::HasSubstr;

TEST(ChangeConversations, SayWhatIsChangedAndNothingElse) {
  const auto title = parse_change_conversation(R"({"title":"New"})").value();
  EXPECT_EQ(title.title, "New");
  EXPECT_FALSE(title.pinned || title.archived || title.folder || title.leaf);
  const auto all = parse_change_conversation(
                       R"({"pinned":true,"archived":false,"folder":"folder_1","leaf":"turn_1"})")
                       .value();
  EXPECT_EQ(all.pinned, true);
  EXPECT_EQ(all.archived, false);
  EXPECT_EQ(all.folder, "folder_1");
  EXPECT_EQ(all.leaf, "turn_1");
  EXPECT_EQ(parse_change_conversation(R"({"folder":null})").value().folder, "");
}

TEST(ChangeConversations, TakeATitleWithinTheLimit) {
  const std::string longest(limits::kTitleBytesMax, 'a');
  EXPECT_TRUE(parse_change_conversation(R"({"title":")" + longest + "\"}").has_value());
  const auto longer = parse_change_conversation(R"({"title":")" + longest + "a\"}");
  ASSERT_FALSE(longer.has_value());
  EXPECT_EQ(longer.error().code, ErrorCode::kTooLong);
  EXPECT_THAT(longer.error().message, HasSubstr("title has 201 bytes; the limit is 200"));
}

TEST(ChangeConversations, RefuseTheRest) {
  for (const char* body : {"", "{}", "7", R"({"title":""})", R"({"title":null})", R"({"title":1})",
                           R"({"title":"a","x":1})", R"({"pinned":"yes"})", R"({"archived":1})",
                           R"({"folder":7})", R"({"leaf":""})", R"({"leaf":null})"}) {
    EXPECT_FALSE(parse_change_conversation(body).has_value()) << body;
  }
  EXPECT_THAT(parse_change_conversation("{}").error().message, HasSubstr("changes nothing"));
}

TEST(Folders, HaveANameWithinTheLimit) {
  EXPECT_EQ(parse_folder(R"({"name":"work"})", 4).value(), "work");
  EXPECT_THAT(parse_folder(R"({"name":"works"})", 4).error().message,
              HasSubstr("name has 5 bytes; the limit is 4"));
  for (const char* body : {"", "{}", R"({"name":""})", R"({"name":3})", R"({"name":"a","b":1})"}) {
    EXPECT_FALSE(parse_folder(body, 9).has_value()) << body;
  }
  EXPECT_EQ(encode_folders(std::vector<FolderView>{{"f1", "a"}}),
            R"({"folders":[{"id":"f1","name":"a"}]})");
}

TEST(Hits, ShowTheirTextWholeAndInPieces) {
  const std::vector<HitView> hits = {{"c1", "T", "t1", {"a ", "b", " c"}},
                                     {"c2", "U", "", {"", "U"}}};
  EXPECT_EQ(encode_hits(hits),
            R"({"results":[{"conversation":"c1","title":"T","turn":"t1","snippet":"a b c",)"
            R"("pieces":["a ","b"," c"]},{"conversation":"c2","title":"U","turn":null,)"
            R"("snippet":"U","pieces":["","U"]}]})");
}

}  // namespace
}  // namespace ponder::api
