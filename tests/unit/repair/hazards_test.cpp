// Dangers in many phrasings, denied and not: a danger that is missed is the defect, one too many is
// the price.
#include "repair/hazards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "repair/data.h"
#include "support/fixture_file.h"

namespace ponder::repair {
namespace {

using chat::HazardLevel;

std::vector<std::string> ids(const std::vector<chat::Hazard>& hazards) {
  std::vector<std::string> found;
  for (const chat::Hazard& hazard : hazards) found.push_back(hazard.id);
  return found;
}

std::vector<std::string> told(std::string_view words) {
  return ids(find_hazards({.words = words}, "en"));
}

// The phrases of tests/fixtures/repair/said.txt.
std::vector<Section> phrases() {
  static const std::string kText = tests::fixture_file("repair/said.txt");
  return read_sections(kText).value();
}

std::vector<std::string> said(std::string_view type) {
  std::vector<std::string> texts;
  for (const Section& section : phrases()) {
    if (section.type != type) continue;
    for (const std::string_view text : section.all("say")) texts.emplace_back(text);
  }
  EXPECT_GE(texts.size(), 4U) << type;
  return texts;
}

TEST(Hazards, AreFoundInManyPhrasings) {
  std::size_t count = 0;
  for (const Section& section : phrases()) {
    if (section.type != "told") continue;
    for (const std::string_view text : section.all("say")) {
      EXPECT_THAT(told(text), ::testing::Contains(section.name)) << text;
      ++count;
    }
  }
  EXPECT_GT(count, 120U);
}

TEST(Hazards, AreNotFoundWhereTheyAreDenied) {
  for (const std::string& text : said("denied")) {
    EXPECT_THAT(told(text), ::testing::IsEmpty()) << text;
  }
}

TEST(Hazards, AreNotFoundInOrdinaryTrouble) {
  EXPECT_THAT(told(""), ::testing::IsEmpty());
  for (const std::string& text : said("harmless")) {
    EXPECT_THAT(told(text), ::testing::IsEmpty()) << text;
  }
}

TEST(Hazards, ComeFromTheKindAndTheSymptom) {
  const auto of = [](std::string_view kind, std::string_view symptom) {
    return ids(find_hazards({.kind = kind, .symptom = symptom}, "en"));
  };
  EXPECT_THAT(of("gas_boiler", ""), ::testing::ElementsAre("gas_appliance"));
  EXPECT_THAT(of("dishwasher", ""), ::testing::ElementsAre("mains"));
  EXPECT_THAT(of("dishwasher", "leaking"), ::testing::ElementsAre("water_near", "mains"));
  EXPECT_THAT(of("washer", "trips_breaker"), ::testing::ElementsAre("mains_inside", "mains"));
  EXPECT_THAT(of("microwave", "door"), ::testing::ElementsAre("microwave", "mains"));
  EXPECT_THAT(of("microwave", "not_heating"),
              ::testing::ElementsAre("microwave_inside", "microwave", "mains"));
  EXPECT_THAT(of("fridge", "not_cooling"), ::testing::ElementsAre("cooling_circuit", "mains"));
  EXPECT_THAT(of("other", "sparks"), ::testing::ElementsAre("fire_smoke", "mains"));
  EXPECT_THAT(of("", ""), ::testing::IsEmpty());
}

TEST(Hazards, ComeFromWhatThePictureSays) {
  const auto hazards = find_hazards({.read = "Type XB12\nR600a 52 g\n230 V"}, "en");
  EXPECT_THAT(ids(hazards), ::testing::ElementsAre("cooling_circuit"));
  EXPECT_THAT(ids(find_hazards({.read = "G20 20 mbar"}, "en")),
              ::testing::ElementsAre("gas_appliance"));
}

TEST(Hazards, SayWhatToldThemAndWhatToDo) {
  const auto hazards = find_hazards({.words = "Help, it SMELLS of Gas!"}, "en");
  ASSERT_EQ(hazards.size(), 1U);
  EXPECT_EQ(hazards[0].level, HazardLevel::kStopNow);
  EXPECT_EQ(hazards[0].found, "smells of gas");
  EXPECT_THAT(hazards[0].actions.front(), ::testing::HasSubstr("Leave the building"));
  EXPECT_NE(find_hazards({.words = "gas smell"}, "ar").front().title, hazards[0].title);
}

TEST(Hazards, ChosenFromTheListCount) {
  const auto hazards = find_hazards({.named = {"carbon_monoxide", "nonsense"}}, "en");
  ASSERT_THAT(ids(hazards), ::testing::ElementsAre("carbon_monoxide"));
  EXPECT_FALSE(hazards[0].found.empty());
}

TEST(Hazards, OfWordsStayAndThoseOfAKindFollowIt) {
  chat::SafetyNotice before{find_hazards({.words = "gas smell", .kind = "microwave"}, "en")};
  const chat::SafetyNotice after = joined(before, find_hazards({.kind = "dishwasher"}, "en"));
  EXPECT_THAT(ids(after.hazards), ::testing::ElementsAre("gas_leak", "mains"));
  EXPECT_EQ(after.level(), HazardLevel::kStopNow);
}

TEST(Hazards, LongTextsAreBounded) {
  std::string text(limits::kRepairReadBytesMax, 'x');
  EXPECT_THAT(told(text + " gas smell"), ::testing::IsEmpty());
  std::string many;
  while (many.size() < limits::kRepairReadBytesMax) many += "gas smell no ";
  EXPECT_THAT(told(many), ::testing::Contains("gas_leak"));
}

TEST(Suggestions, OfAModelMayNotBeDangerous) {
  for (const std::string& bad : said("forbidden")) EXPECT_FALSE(may_be_suggested(bad)) << bad;
  for (const std::string& good : said("allowed")) EXPECT_TRUE(may_be_suggested(good)) << good;
}

}  // namespace
}  // namespace ponder::repair
