#include "sight/reading.h"

#include <gtest/gtest.h>

#include <string>

#include "sight/codes.h"
#include "sight/ocr.h"

namespace ponder::sight {
namespace {

const char* const kTable =
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_"
    "num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5\tError\n"
    "5\t1\t1\t1\t1\t2\t60\t12\t30\t18\t40.0\tE24\n"
    "5\t1\t1\t1\t2\t1\t10\t40\t50\t20\t90.0\tdrain\n"
    "5\t1\t2\t1\t1\t1\t10\t80\t50\t10\t30.0\t \n"
    "5\t1\t2\t1\t1\t2\t10\t80\t50\t10\t30.0\t|,\n"
    "5\tbroken\n";

TEST(Ocr, GathersWordsIntoLines) {
  const auto lines = lines_of_tsv(kTable);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].text, "Error E24");
  EXPECT_NEAR(lines[0].confidence, (0.965F * 5 + 0.4F * 3) / 8, 1e-4);
  EXPECT_EQ(lines[0].box, (Box{10, 10, 80, 20}));
  ASSERT_EQ(lines[0].words.size(), 2U);
  EXPECT_EQ(lines[0].words[1].text, "E24");
  EXPECT_NEAR(lines[0].words[1].confidence, 0.4F, 1e-6);
  EXPECT_EQ(lines[1].text, "drain");
  EXPECT_EQ(lines[1].block, 1U);
  EXPECT_EQ(lines[2].block, 2U);
}

TEST(Ocr, TakesAnyTable) {
  EXPECT_TRUE(lines_of_tsv("").empty());
  EXPECT_TRUE(lines_of_tsv("\n\n\t\t\t").empty());
  EXPECT_TRUE(lines_of_tsv("5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5").empty());
  const auto odd = lines_of_tsv("5\tx\t-1\t\t99999999999\t1\t\t\t\t\tnan\t\xff\xfe");
  ASSERT_EQ(odd.size(), 1U);
  EXPECT_EQ(odd[0].text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Codes, AreReadFromXml) {
  const auto codes = codes_of_xml(
      "<barcodes><source href='-'><index num='0'><symbol type='QR-Code' quality='1'><polygon "
      "points=''/><data><![CDATA[https://example.com/?a=1&b=2]]></data></symbol>"
      "<symbol type='EAN-13' quality='5'><data><![CDATA[4006381333931]]></data></symbol>"
      "<symbol type='QR-Code'><data format='base64' length='3'><![CDATA[Zm9v]]></data></symbol>"
      "</index></source></barcodes>");
  ASSERT_EQ(codes.size(), 3U);
  EXPECT_EQ(codes[0], (Code{"QR-Code", "https://example.com/?a=1&b=2"}));
  EXPECT_EQ(codes[1], (Code{"EAN-13", "4006381333931"}));
  EXPECT_EQ(codes[2], (Code{"QR-Code", "foo"}));
  EXPECT_TRUE(codes_of_xml("<symbol type='x'").empty());
  EXPECT_TRUE(codes_of_xml("").empty());
}

Reading reading() {
  Reading made;
  made.measures.width = 640;
  made.measures.height = 480;
  made.measures.shape = "landscape";
  made.measures.colours = {{"white", 0.6F, 0xFFFFFF}, {"blue", 0.2F, 0x0000FF}};
  made.lines = {{"Error E24", 0.5F, {}, 1}, {"drain", 0.9F, {}, 1}, {"Made in", 0.9F, {}, 2}};
  made.codes = {{"EAN-13", "4006381333931"}};
  return made;
}

TEST(InWords, SaysWhatWasReadAndHowSurely) {
  EXPECT_EQ(in_words(reading(), {}, 1, 2),
            "[Picture 1 of 2. You cannot see it. A program measured it: 640 x 480 pixels, "
            "landscape; white 60 %, blue 20 %. It read this text in it, which may have mistakes:\n"
            "Error E24\ndrain\n\nMade in\nIt is unsure of: Error E24 (50 %).\n"
            "EAN-13: 4006381333931]");
}

TEST(InWords, PrefersWhatTheUserCorrected) {
  const std::string words = in_words(reading(), "Error E34", 1, 1);
  EXPECT_NE(words.find("checked by the user:\nError E34\n"), std::string::npos);
  EXPECT_EQ(words.find("E24"), std::string::npos);
  EXPECT_EQ(words.find("unsure"), std::string::npos);
}

TEST(InWords, TellsNoTextThatTheUserTookAway) {
  const std::string words = in_words(reading(), "", 1, 1);
  EXPECT_NE(words.find("The user says that there is no readable text in it."), std::string::npos);
  EXPECT_EQ(words.find("E24"), std::string::npos);
  EXPECT_EQ(words.find("unsure"), std::string::npos);
}

TEST(InWords, SaysThatThereIsNoText) {
  Reading empty = reading();
  empty.lines.clear();
  empty.codes.clear();
  const std::string words = in_words(empty, {}, 1, 1);
  EXPECT_NE(words.find("It found no text in it.]"), std::string::npos);
}

}  // namespace
}  // namespace ponder::sight
