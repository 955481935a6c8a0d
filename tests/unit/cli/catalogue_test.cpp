// The catalogue of models: a mistake in it would cost a user a gigabyte.
#include "cli/catalogue.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ponder::cli {
namespace {

TEST(Catalogue, HasTheStarterAndUniqueNames) {
  ASSERT_NE(find_in_catalogue(kStarterModel), nullptr);
  EXPECT_EQ(find_in_catalogue("no-such-model"), nullptr);
  std::set<std::string_view> names;
  for (const CatalogueModel& model : catalogue()) {
    EXPECT_TRUE(names.insert(model.name).second) << model.name;
    EXPECT_EQ(find_in_catalogue(model.name), &model);
  }
}

TEST(Catalogue, SaysOfEachModelWhatAUserHasToKnow) {
  for (const CatalogueModel& model : catalogue()) {
    SCOPED_TRACE(model.name);
    EXPECT_GT(model.size_bytes, 0U);
    EXPECT_GT(model.memory_bytes, model.size_bytes);
    EXPECT_GT(model.context_tokens, 0U);
    EXPECT_FALSE(model.licence.empty());
    EXPECT_FALSE(model.about.empty());
    EXPECT_TRUE(model.hub_repo.find('/') != std::string_view::npos || model.packages.count > 0);
    // Names are file names.
    EXPECT_EQ(model.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-"),
              std::string_view::npos);
  }
}

TEST(Catalogue, PinsTheSumOfWhatPackagesCarry) {
  for (const CatalogueModel& model : catalogue()) {
    SCOPED_TRACE(model.name);
    if (!model.sha256.empty()) {
      EXPECT_EQ(model.sha256.size(), 64U);
      EXPECT_EQ(model.sha256.find_first_not_of("0123456789abcdef"), std::string_view::npos);
    }
    if (model.packages.count == 0) continue;
    EXPECT_FALSE(model.sha256.empty());
    EXPECT_FALSE(model.packages.version.empty());
    EXPECT_GT(model.packages.download_bytes, model.size_bytes / 2);
    EXPECT_EQ(model.packages.count > 1, model.packages.name.find('*') != std::string_view::npos);
  }
}

TEST(Catalogue, NumbersPackages) {
  EXPECT_EQ(package_name({"weights-part*", "1.0", 3, 1}, 2), "weights-part2");
  EXPECT_EQ(package_name({"weights", "1.0", 1, 1}, 1), "weights");
}

}  // namespace
}  // namespace ponder::cli
