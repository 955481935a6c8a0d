// A data folder that goes away, and a store in it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite.h"
#include "store/store.h"
#include "support/await.h"

namespace ponder::store {

using testing::await;

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "ponder-store-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "ponder.db"; }
  StoreConfig config() const { return {path_, 2, 0}; }

 private:
  std::filesystem::path path_;
};

// The log's texts one after the other, as a stand-in for the reducer of chat/.
inline Store::Reduced joined(const std::vector<EventRow>& log) {
  Store::Reduced reduced;
  for (const EventRow& row : log) reduced.answer += row.event_json;
  reduced.reasoning = std::to_string(log.size()) + " events";
  return reduced;
}

inline Result<std::unique_ptr<Store>> try_open(const StoreConfig& config) {
  return Store::open(config, joined);
}

inline Error open_error(const StoreConfig& config) {
  const auto store = try_open(config);
  EXPECT_FALSE(store.has_value());
  return store ? Error{} : store.error();
}

inline std::vector<EventRow> events(std::uint64_t first, std::uint64_t last) {
  std::vector<EventRow> rows;
  for (std::uint64_t seq = first; seq <= last; ++seq) rows.push_back({seq, std::to_string(seq)});
  return rows;
}

inline TurnImage picture(const std::string& file) {
  return {"plate.jpg",
          "image/jpeg",
          4,
          3,
          file.size(),
          "E24",
          std::make_shared<const std::string>(file)};
}

// A folder with an open store and, where asked, a conversation with a running turn.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override { open(folder_.config()); }
  void open(const StoreConfig& config) {
    store_.reset();  // Gives the folder's lock up first.
    auto opened = try_open(config);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
    me_ = store_->local_user();
  }
  Conversation new_conversation(const std::string& title = "title") {
    return await(store_->create_conversation(me_, title)).value();
  }
  Turn new_turn(const std::string& conversation_id, std::vector<TurnImage> images = {}) {
    Turn turn;
    turn.conversation_id = conversation_id;
    turn.model = "smol";
    turn.mode = "instant";
    turn.request_json = "{}";
    turn.input = "question";
    turn.images = std::move(images);
    return await(store_->start_turn(me_, turn)).value();
  }
  Turn new_turn() { return new_turn(new_conversation().id); }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
  Principal me_;
};

}  // namespace ponder::store
