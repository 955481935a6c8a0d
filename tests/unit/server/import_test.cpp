// Files that are imported, over HTTP and into a real store: what comes in, and what is told of the
// rest.
#include <gmock/gmock.h>
#include <zlib.h>

#include "app_fixture.h"
#include "server/zip_archive.h"
#include "support/fixture_file.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

std::string fixture(const std::string& name) {
  return ponder::tests::fixture_file("import/" + name);
}

std::string number(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// A zip of one file, stored or deflated.
std::string zip_of(const std::string& name, const std::string& content, bool deflate) {
  std::string packed = content;
  if (deflate) {
    std::vector<unsigned char> in(content.begin(), content.end());
    std::vector<unsigned char> out(content.size() + 1000);
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = in.data();
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream, Z_FINISH);
    packed.assign(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(stream.total_out));
    deflateEnd(&stream);
  }
  const std::vector<unsigned char> plain(content.begin(), content.end());
  const uLong sum = crc32(crc32(0, nullptr, 0), plain.data(), static_cast<uInt>(plain.size()));
  const std::string middle = number(deflate ? 8 : 0, 2) + number(0, 4) + number(sum, 4) +
                             number(packed.size(), 4) + number(content.size(), 4) +
                             number(name.size(), 2) + number(0, 2);
  const std::string local = "PK\x03\x04" + number(20, 2) + number(0, 2) + middle + name + packed;
  const std::string central = "PK\x01\x02" + number(20, 2) + number(20, 2) + number(0, 2) + middle +
                              number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) +
                              number(0, 4) + name;
  return local + central + "PK\x05\x06" + number(0, 4) + number(1, 2) + number(1, 2) +
         number(central.size(), 4) + number(local.size(), 4) + number(0, 2);
}

class Import : public AppTest {
 protected:
  Json import(const std::string& file, int status = 201) {
    const RawResponse response = ask("POST", "/api/import", file);
    EXPECT_EQ(response.status, status) << response.body;
    return Json::parse(response.body);
  }
  Json only_conversation() {
    const Json list = ask_json("GET", "/api/conversations")["conversations"];
    EXPECT_EQ(list.size(), 1U);
    return ask_json("GET", "/api/conversations/" + list[0]["id"].get<std::string>());
  }
};

TEST_F(Import, AConversationIsWholeAndStandsAtItsTime) {
  start();
  EXPECT_EQ(import(fixture("chatgpt.json"))["imported"], 1);
  const Json whole = only_conversation();
  EXPECT_EQ(whole["title"], "Primes");
  EXPECT_EQ(whole["updated_ms"], 1714525200500);
  ASSERT_EQ(whole["turns"].size(), 4U);
  EXPECT_EQ(whole["turns"][1]["parent"], whole["turns"][0]["id"]);
  EXPECT_EQ(whole["leaf"], whole["turns"][1]["id"]);
  EXPECT_EQ(whole["turns"][0]["status"], "finished");
  EXPECT_EQ(ask_json("GET", "/api/search?q=prime")["results"].size(), 4U) << "and its title";
}

TEST_F(Import, ATurnTellsItsStoryLikeAnyOther) {
  start();
  import(fixture("chatgpt.json"));
  const Json turn = only_conversation()["turns"][0];
  const auto frames = events(turn["id"]);
  expect_lawful(frames);
  EXPECT_EQ(turn["last_seq"], frames.size());
  EXPECT_THAT(frames.back().data, HasSubstr("\"reason\":\"stop\""));
  for (std::size_t seq = 0; seq < frames.size(); ++seq) {
    EXPECT_EQ(events(turn["id"], seq).size(), frames.size() - seq);
  }
  // And the talk goes on from it.
  script_->finish();
  const Json conversation = only_conversation();
  const Json more =
      ask_json("POST", "/api/turns",
               Json{{"input", "And 11?"}, {"conversation", conversation["id"]}}.dump());
  events(more["turn"]);
  EXPECT_EQ(script_->heard().back()[0].content, "Is 7 prime?");
  EXPECT_EQ(script_->heard().back().size(), 5U);
}

TEST_F(Import, TheSameConversationComesOnce) {
  start();
  const std::string file = fixture("open_webui.json");
  EXPECT_EQ(import(file)["imported"], 1);
  const Json again = import(file);
  EXPECT_EQ(again["imported"], 0);
  EXPECT_EQ(again["skipped"][0]["reason"], "It is here already.");
  EXPECT_EQ(ask_json("GET", "/api/conversations")["conversations"].size(), 1U);
}

TEST_F(Import, WhatWasExportedComesBack) {
  start();
  import(fixture("claude.json"));
  const Json folder = ask_json("POST", "/api/folders", R"({"name": "work"})");
  const Json before = only_conversation();
  const std::string path = "/api/conversations/" + before["id"].get<std::string>();
  ask("PATCH", path, Json{{"folder", folder["id"]}}.dump());
  const RawResponse file = ask("GET", "/api/export");
  EXPECT_EQ(file.status, 200);
  EXPECT_TRUE(file.whole);
  EXPECT_THAT(file.header("content-type"), HasSubstr("application/x-ndjson"));
  EXPECT_EQ(import(file.body)["imported"], 0) << "it is still here";
  ask("DELETE", path);
  ask("DELETE", "/api/folders/" + folder["id"].get<std::string>());
  EXPECT_EQ(import(file.body)["imported"], 1);
  const Json after = only_conversation();
  EXPECT_EQ(after["title"], before["title"]);
  EXPECT_EQ(after["updated_ms"], before["updated_ms"]);
  EXPECT_EQ(after["turns"][0]["input"], before["turns"][0]["input"]);
  EXPECT_EQ(after["turns"][0]["reasoning"], before["turns"][0]["reasoning"]);
  EXPECT_NE(after["folder"], nullptr);
  EXPECT_EQ(ask_json("GET", "/api/folders")["folders"][0]["name"], "work");
}

TEST_F(Import, MarkdownShowsThePathThatIsShown) {
  start();
  import(fixture("chatgpt.json"));
  const std::string path = "/api/conversations/" + only_conversation()["id"].get<std::string>();
  const RawResponse one = ask("GET", path + "/export?format=markdown");
  EXPECT_THAT(one.body, HasSubstr("## You\n\nIs 7 prime?\n\n## o9 (instant)\n\nYes."));
  EXPECT_EQ(one.body.find("It is."), std::string::npos);
  EXPECT_THAT(one.header("content-disposition"), HasSubstr("conversation.md"));
  EXPECT_EQ(ask("GET", "/api/export?format=markdown").body, one.body);
  EXPECT_EQ(Json::parse(ask("GET", path + "/export").body)["turns"].size(), 4U);
  EXPECT_EQ(ask("GET", path + "/export?format=pdf").status, 400);
  EXPECT_EQ(ask("GET", "/api/conversations/conv_none/export").status, 404);
}

TEST_F(Import, ZipsAreUnpacked) {
  start();
  const std::string file = fixture("chatgpt.json");
  EXPECT_EQ(import(zip_of("export/conversations.json", file, true))["imported"], 1);
  EXPECT_EQ(import(zip_of("conversations.json", fixture("open_webui.json"), false))["imported"], 1);
  EXPECT_THAT(import(zip_of("picture.png", "x", false), 400).dump(),
              HasSubstr("no conversations.json"));
  std::string damaged = zip_of("conversations.json", file, true);
  damaged[200] = static_cast<char>(damaged[200] ^ 1);
  EXPECT_THAT(import(damaged, 400).dump(), HasSubstr("cannot be unpacked"));
  EXPECT_THAT(import(damaged.substr(0, 300), 400).dump(), HasSubstr("list of files is missing"));
}

TEST_F(Import, ABrokenFileIsNamedAndWhatCameBeforeStays) {
  start();
  std::string cut = fixture("claude.json");
  cut = "[" + cut.substr(1, cut.size() - 40);
  const Json error = import(cut, 400)["error"];
  EXPECT_THAT(error["message"].get<std::string>(),
              HasSubstr("ends in the middle of conversation 2"));
  EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("1 conversations before it"));
  EXPECT_EQ(ask_json("GET", "/api/conversations")["conversations"].size(), 1U);

  EXPECT_THAT(import("", 400).dump(), HasSubstr("empty"));
  EXPECT_THAT(import("<!doctype html>", 400).dump(), HasSubstr("at byte 0"));
  EXPECT_THAT(import(R"({"name": "package"})", 400).dump(), HasSubstr("understood"));
  const Json mixed = import("[{\"x\":1}," + fixture("open_webui.json").substr(1));
  EXPECT_EQ(mixed["imported"], 1);
  EXPECT_EQ(mixed["skipped"][0]["at"], 1);
}

TEST(ZipArchives, BrokenInAnyPlaceAreRefusedOrRead) {
  const std::string whole = zip_of("conversations.json", std::string(3000, 'a') + "b", true);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      std::string broken = whole;
      broken[i] = static_cast<char>(broken[i] ^ flip);
      const auto entries = zip_entries(broken);
      if (!entries) continue;
      for (const ZipEntry& entry : *entries) {
        auto stream = ZipStream::open(entry);
        std::size_t bytes = 0;
        while (stream) {
          const auto piece = stream->next();
          if (!piece || piece->empty()) break;
          bytes += piece->size();
        }
        EXPECT_LE(bytes, 1U << 20U);
      }
    }
    EXPECT_FALSE(zip_entries(whole.substr(0, i)));
  }
}

}  // namespace
}  // namespace ponder::server
