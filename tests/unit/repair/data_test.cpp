// The data files hold together: every text in every language, every name known, every code with its
// source and in one row only.
#include "repair/data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "repair/book.h"
#include "repair/codes.h"

namespace ponder::repair {
namespace {

TEST(Data, BrokenLinesAreNamed) {
  EXPECT_EQ(read_sections("[a b]\nx: 1\n").value().front().name, "b");
  for (const std::string bad : {"x: 1", "[a]\nno colon", "[a]\nx:", "[a\nx: 1", "[]\n"}) {
    EXPECT_FALSE(read_sections(bad).has_value()) << bad;
  }
  const auto problem = read_sections("[a]\n# fine\n\nbad line\n").error();
  EXPECT_THAT(problem.message, ::testing::HasSubstr("Line 4"));
}

TEST(Data, EveryTextIsThereInEveryLanguage) {
  for (const Section& section : book().sections()) {
    const bool spoken = section.type != "plan" && section.type != "brands" &&
                        section.type != "forbidden" && section.type != "list";
    if (!spoken) continue;
    EXPECT_FALSE(section.one("en").empty()) << section.type << ' ' << section.name;
    EXPECT_FALSE(section.one("ar").empty()) << section.type << ' ' << section.name;
    EXPECT_EQ(section.all("do.en").size(), section.all("do.ar").size()) << section.name;
  }
}

TEST(Data, EveryNameIsKnown) {
  for (const Kind& kind : book().kinds) {
    EXPECT_FALSE(kind.symptoms.empty()) << kind.id;
    for (const auto id : kind.symptoms) EXPECT_NE(book().symptom(id), nullptr) << id;
    EXPECT_NE(kind.mains, kind.gas) << kind.id;
  }
  for (const Plan& plan : book().plans) {
    EXPECT_NE(book().symptom(plan.symptom), nullptr) << plan.symptom;
    if (!plan.kind.empty()) EXPECT_NE(book().kind(plan.kind), nullptr) << plan.kind;
    for (const auto id : plan.steps) EXPECT_NE(book().step(id), nullptr) << id;
  }
  for (const HazardRule& rule : book().hazards) {
    for (const auto& [kind, symptom] : rule.when) {
      const bool known = kind == "mains" || kind == "gas" || kind == kAny || book().kind(kind);
      EXPECT_TRUE(known) << kind;
      if (symptom != kAny) EXPECT_NE(book().symptom(symptom), nullptr) << symptom;
    }
  }
}

// A kind that lists a symptom without steps must be one that code leaves to a professional.
TEST(Data, EverySymptomOfAKindHasAPlan) {
  for (const Kind& kind : book().kinds) {
    if (kind.gas) continue;
    for (const auto symptom : kind.symptoms) {
      if (symptom == "sparks" || symptom == "trips_breaker") continue;
      const bool planned = std::ranges::any_of(book().plans, [&](const Plan& plan) {
        return plan.symptom == symptom && (plan.kind.empty() || plan.kind == kind.id);
      });
      EXPECT_TRUE(planned) << kind.id << ' ' << symptom;
    }
  }
}

TEST(Data, EveryCodeHasItsSourceAndStandsOnce) {
  std::map<std::string, std::string_view> rows;
  EXPECT_GE(book().codes.size(), 15U);
  for (const CodeEntry& entry : book().codes) {
    EXPECT_TRUE(entry.section->one("source").starts_with("http")) << entry.section->one("codes");
    EXPECT_THAT(std::string(entry.section->one("read")),
                ::testing::MatchesRegex("20[0-9][0-9]-[01][0-9]-[0-3][0-9]"));
    EXPECT_NE(book().kind(entry.kind), nullptr) << entry.kind;
    for (const auto check : entry.checks) EXPECT_NE(book().step(check), nullptr) << check;
    EXPECT_FALSE(entry.codes.empty());
    for (const auto brand : entry.brands) {
      EXPECT_THAT(book().brands, ::testing::Contains(brand));
      for (const auto code : entry.codes) {
        const std::string row =
            std::string(brand) + '/' + std::string(entry.kind) + '/' + code_key(code);
        EXPECT_TRUE(rows.emplace(row, code).second) << row << " stands twice";
      }
    }
  }
}

TEST(Data, NoStepOfOursIsOneThatAModelMayNotSay) {
  // "Unplug" and fuse boxes are for code to speak of; tools and live parts for nobody.
  for (const Step& step : book().steps) {
    const auto words = words_of(step.section->one("en"));
    for (const std::string_view text : {"screwdriver*", "multimeter*", "solder*", "bypass*"}) {
      EXPECT_TRUE(Pattern(text).find(words).empty()) << step.id;
    }
  }
}

}  // namespace
}  // namespace ponder::repair
