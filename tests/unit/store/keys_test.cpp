// API keys: rows beside a running store, and what it sees of them.
#include "store/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "store_fixture.h"

namespace ponder::store {
namespace {

using ::testing::HasSubstr;

ApiKey key_named(const std::string& name) {
  ApiKey key;
  key.id = "id-of-" + name;
  key.name = name;
  key.secret_sha256 = std::string(64, 'a');
  key.scopes = "chat";
  return key;
}

ApiKey add(KeyFile& file, const std::string& name) {
  ApiKey key = key_named(name);
  const auto added = file.add(key);
  EXPECT_TRUE(added.has_value()) << added.error().message;
  return key;
}

class Keys : public StoreTest {
 protected:
  KeyLookup find(const std::string& id) { return await(store_->find_key(id)).value(); }
};

TEST_F(Keys, AreSeenAtOnceByARunningStore) {
  EXPECT_FALSE(find("").any);
  KeyFile file = KeyFile::open(folder_.path()).value();
  const ApiKey key = add(file, "phone");
  EXPECT_EQ(key.owner, me_.user_id);
  EXPECT_GT(key.created_ms, 0);
  EXPECT_TRUE(find("").any);
  EXPECT_EQ(find("").key, std::nullopt);
  EXPECT_EQ(find("id-of-phone").key, key);
  EXPECT_EQ(find("id-of-nobody").key, std::nullopt);

  const ApiKey revoked = file.revoke("phone").value();
  EXPECT_GT(revoked.revoked_ms, 0);
  EXPECT_FALSE(find("").any) << "a revoked key is none";
  EXPECT_EQ(find("id-of-phone").key, revoked);
}

TEST_F(Keys, AreAddedWhileTheStoreWrites) {
  KeyFile file = KeyFile::open(folder_.path()).value();
  for (int i = 0; i < 50; ++i) {
    new_conversation();
    add(file, "key" + std::to_string(i));
  }
  EXPECT_EQ(file.list().value().size(), 50U);
}

TEST_F(Keys, RememberTheirLastUse) {
  KeyFile file = KeyFile::open(folder_.path()).value();
  add(file, "phone");
  ASSERT_TRUE(await(store_->note_key_use({"id-of-phone", 50})).has_value());
  ASSERT_TRUE(await(store_->note_key_use({"id-of-phone", 40})).has_value());
  EXPECT_EQ(file.list().value().front().last_used_ms, 50);
  EXPECT_TRUE(await(store_->note_key_use({"gone", 40})).has_value());
}

TEST(KeyFile, MakesTheFolderWhereNoServerRuns) {
  const TempFolder folder;
  {
    KeyFile file = KeyFile::open(folder.path() / "data").value();
    add(file, "first");
    // No server may start half-way.
    StoreConfig config{folder.path() / "data", 1, 0};
    EXPECT_THAT(open_error(config).message, HasSubstr("in use by another ponder"));
  }
  auto store = try_open({folder.path() / "data", 1, 0});
  ASSERT_TRUE(store.has_value()) << store.error().message;
  EXPECT_TRUE(await((*store)->find_key("id-of-first")).value().key.has_value());
}

TEST(KeyFile, RefusesADatabaseOfAServerOfAnotherVersion) {
  const TempFolder folder;
  const auto store = try_open(folder.config());
  ASSERT_TRUE(store.has_value());
  {
    Database database = Database::open(folder.database()).value();
    ASSERT_TRUE(database.script("PRAGMA user_version = 1"));
  }
  const auto file = KeyFile::open(folder.path());
  ASSERT_FALSE(file.has_value());
  EXPECT_THAT(file.error().message, HasSubstr("another version uses this folder (schema 1"));
}

TEST(KeyFile, KeepsNamesApart) {
  const TempFolder folder;
  KeyFile file = KeyFile::open(folder.path()).value();
  add(file, "phone");
  ApiKey same = key_named("phone");
  same.id = "another-id";
  const auto twice = file.add(same);
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, ErrorCode::kConflict);
  EXPECT_EQ(file.revoke("id-of-phone").value().name, "phone");
  EXPECT_EQ(file.revoke("phone").error().code, ErrorCode::kConflict);
  EXPECT_EQ(file.revoke("nobody").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(file.add(same).has_value()) << "the name is free again";
  EXPECT_EQ(file.revoke("phone").value().id, "another-id");
}

TEST(KeyFile, HoldsOnlySoMany) {
  const TempFolder folder;
  KeyFile file = KeyFile::open(folder.path()).value();
  for (std::size_t i = 0; i < limits::kKeysMax; ++i) add(file, std::to_string(i));
  ApiKey more = key_named("more");
  const auto added = file.add(more);
  ASSERT_FALSE(added.has_value());
  EXPECT_THAT(added.error().message, HasSubstr(std::to_string(limits::kKeysMax)));
}

}  // namespace
}  // namespace ponder::store
