// Search in titles and messages: what is found, in which order, and that no text is a syntax error.
#include <random>

#include "base/utf8.h"
#include "store/history_limits.h"
#include "store/migrations.h"
#include "store/search_query.h"
#include "store_fixture.h"

namespace ponder::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Search : public StoreTest {
 protected:
  std::string said(const std::string& title, const std::string& input, const std::string& answer) {
    Turn turn;
    turn.conversation_id = new_conversation(title).id;
    turn.input = input;
    turn = await(store_->start_turn(me_, turn)).value();
    EXPECT_TRUE(await(store_->finish_turn(me_, turn.id, TurnStatus::kFinished, answer, "thought")));
    return turn.conversation_id;
  }
  std::vector<SearchHit> hits(const std::string& text, std::size_t limit = 30) {
    return await(store_->history().search(me_, text, limit)).value();
  }
  std::vector<std::string> titles(const std::string& text) {
    std::vector<std::string> found;
    for (const SearchHit& hit : hits(text)) found.push_back(hit.title);
    return found;
  }
};

TEST_F(Search, FindsWhatWasSaidAnsweredAndNamed) {
  said("Fruit", "Which are yellow?", "Bananas and lemons.");
  said("Cars", "Which are fast?", "Red ones.");
  EXPECT_THAT(titles("yellow"), ElementsAre("Fruit"));
  EXPECT_THAT(titles("BANANAS"), ElementsAre("Fruit"));
  EXPECT_THAT(titles("cars"), ElementsAre("Cars"));
  EXPECT_THAT(titles("yellow lemons"), ElementsAre("Fruit")) << "over question and answer";
  EXPECT_THAT(titles("yellow red"), IsEmpty());
  EXPECT_THAT(titles("thought"), IsEmpty()) << "reasoning is not searched";
}

TEST_F(Search, TakesBeginningsOfWordsAndAccents) {
  said("t",
       "The caf\xC3\xA9 of Orl\xC3\xA9"
       "ans",
       "");
  EXPECT_THAT(titles("caf orl"), ElementsAre("t"));
  EXPECT_THAT(titles("cafe"), ElementsAre("t"));
  EXPECT_THAT(titles("rleans"), IsEmpty());
}

TEST_F(Search, ShowsTheTextAroundWhatItFound) {
  std::string answer;
  for (int i = 0; i < 100; ++i) answer += "filler ";
  const std::string id = said("t", "q", answer + "the needle here " + answer);
  const auto found = hits("needle");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].conversation_id, id);
  EXPECT_THAT(found[0].turn_id, ::testing::StartsWith("turn_"));
  ASSERT_EQ(found[0].pieces.size(), 3U);
  EXPECT_EQ(found[0].pieces[1], "needle");
  EXPECT_THAT(found[0].pieces[0], HasSubstr("the "));
  EXPECT_LT(found[0].pieces[0].size() + found[0].pieces[2].size(), 300U);
}

TEST_F(Search, RanksTitlesAndFrequentWordsFirst) {
  said("other", "x", "long text about many things, and somewhere among them a walrus too");
  said("walrus", "y", "z");
  const auto found = hits("walrus");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].title, "walrus");
  EXPECT_EQ(found[0].turn_id, "");
}

TEST_F(Search, FollowsRenamingAndDeleting) {
  const std::string id = said("before", "question", "answer");
  ASSERT_TRUE(await(store_->change_conversation(me_, id, {.title = "after"})));
  EXPECT_THAT(titles("before"), IsEmpty());
  EXPECT_THAT(titles("after"), ElementsAre("after"));
  ASSERT_TRUE(await(store_->delete_conversation(me_, id)));
  EXPECT_THAT(titles("after"), IsEmpty());
  EXPECT_THAT(titles("answer"), IsEmpty());
  Database database = Database::open(folder_.database()).value();
  EXPECT_TRUE(database.change("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"));
  EXPECT_EQ(database.number("SELECT count(*) FROM search_rows").value(), 0);
}

TEST_F(Search, SeesNothingOfOthersNorOfKeptResponses) {
  said("mine", "secret", "secret");
  Turn turn;
  turn.id = "turn_kept";
  turn.input = "secret";
  ASSERT_TRUE(await(store_->start_response(me_, turn, Response{.id = "turn_kept"})));
  EXPECT_EQ(hits("secret").size(), 1U);
  Database database = Database::open(folder_.database()).value();
  ASSERT_TRUE(database.change("INSERT INTO users VALUES ('user_other', 'other', 0)"));
  EXPECT_THAT(await(store_->history().search({"user_other"}, "secret", 9)).value(), IsEmpty());
}

TEST_F(Search, ScansScriptsWithoutSpacesAndSigns) {
  // "machine learning is interesting", "Thai greeting" and a sign that no word has.
  said("han", "\xE6\xA9\x9F\xE6\xA2\xB0\xE5\xAD\xA6\xE7\xBF\x92\xE3\x81\xAF", "x");
  said("thai", "q", "\xE0\xB8\xAA\xE0\xB8\xA7\xE0\xB8\xB1\xE0\xB8\xAA");
  said("sign", "100 %_ done", "");
  EXPECT_THAT(titles("\xE5\xAD\xA6\xE7\xBF\x92"), ElementsAre("han"));
  EXPECT_THAT(titles("\xE0\xB8\xA7\xE0\xB8\xB1"), ElementsAre("thai"));
  EXPECT_THAT(titles("%"), ElementsAre("sign"));
  EXPECT_THAT(titles("\\"), IsEmpty());
  EXPECT_EQ(hits("%_").front().pieces, (std::vector<std::string>{"100 ", "%_", " done"}));
}

TEST_F(Search, TakesAnyTextForWords) {
  said("t", "AND OR NOT NEAR said answer quote \" star * (bracket)", "a");
  for (const char* text : {"AND",       "a AND",
                           "NOT a",     "NEAR(a b)",
                           "said: AND", "\"",
                           "\"quote",   "star*",
                           "(bracket",  "a\" OR \"b",
                           "^said",     "-",
                           "+",         "{said answer}: quote",
                           "'",         ";",
                           "\x01",      "",
                           "   ",       "said:quote"}) {
    EXPECT_TRUE(await(store_->history().search(me_, text, 9))) << text;
  }
  EXPECT_THAT(titles("NOT NEAR"), ElementsAre("t"));
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += static_cast<char>(random() % 255 + 1);
    const auto found = await(store_->history().search(me_, text, 9));
    EXPECT_TRUE(found) << round << ": " << (found ? "" : found.error().message);
  }
}

TEST_F(Search, IsBounded) {
  for (std::size_t i = 0; i < history_limits::kSearchHitsMax + 5; ++i) new_conversation("same");
  EXPECT_EQ(hits("same", 1000).size(), history_limits::kSearchHitsMax);
  EXPECT_EQ(hits("same", 2).size(), 2U);
  const std::string longest(history_limits::kSearchBytesMax, 'a');
  EXPECT_THAT(hits(longest), IsEmpty());
  const Error error = await(store_->history().search(me_, longest + "a", 9)).error();
  EXPECT_EQ(error.code, ErrorCode::kTooLong);
  EXPECT_THAT(error.message, HasSubstr("has 257 bytes; the limit is 256"));
  std::string many;
  for (int i = 0; i < 60; ++i) many += "w ";
  EXPECT_EQ(words_of(many).size(), history_limits::kSearchWordsMax);
}

TEST(SearchPieces, AlternateBetweenPlainAndFound) {
  EXPECT_THAT(pieces_of("a \x02z\x03 c"), ElementsAre("a ", "z", " c"));
  EXPECT_THAT(pieces_of("\x03 stray \x02x"), ElementsAre(" stray ", "x"));
  EXPECT_THAT(pieces_around("nothing", std::vector<std::string>{"else"}), IsEmpty());
  // Cut between characters of several bytes.
  std::string many;
  for (int i = 0; i < 200; ++i) many += "\xE6\xA9\x9F";
  const auto pieces = pieces_around(many + "X" + many, std::vector<std::string>{"x"});
  ASSERT_EQ(pieces.size(), 3U);
  for (const std::string& piece : pieces) EXPECT_EQ(utf8_invalid_at(piece), std::string::npos);
}

// What stands in a database that an earlier program made is found too.
TEST(SearchMigration, IndexesWhatIsThereAndMakesAChainOfIt) {
  TempFolder folder;
  std::ofstream(folder.database()).flush();
  {
    Database database = Database::open(folder.database()).value();
    ASSERT_TRUE(migrate(database, all_migrations().first(3), folder.path() / "backups"));
    ASSERT_TRUE(database.script(
        "INSERT INTO users VALUES ('u', 'local', 1);"
        "INSERT INTO conversations (id, owner, title, created_ms, updated_ms)"
        " VALUES ('c', 'u', 'old title', 1, 2);"
        "INSERT INTO turns VALUES ('t1', 'u', 'c', 1, 'm', 'instant', '{}', 'walrus', '', '',"
        " 'finished', 0, 1, 1);"
        "INSERT INTO turns VALUES ('t2', 'u', 'c', 2, 'm', 'instant', '{}', 'more', 'seal', '',"
        " 'finished', 0, 1, 1)"));
  }
  const auto store = try_open(folder.config()).value();
  const Principal me = store->local_user();
  for (const char* word : {"walrus", "seal", "old"}) {
    EXPECT_EQ(await(store->history().search(me, word, 9)).value().size(), 1U) << word;
  }
  const auto turns = await(store->turns(me, "c")).value();
  EXPECT_EQ(turns[0].parent, "");
  EXPECT_EQ(turns[1].parent, "t1");
  EXPECT_EQ(await(store->conversation(me, "c")).value().leaf, "t2");
}

}  // namespace
}  // namespace ponder::store
