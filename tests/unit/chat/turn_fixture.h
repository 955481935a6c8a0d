// The files of tests/fixtures/turns, decoded.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "api/events.h"
#include "chat/event.h"

namespace ponder::chat {

struct TurnFixture {
  std::string file;
  bool lawful = false;
  std::vector<nlohmann::json> wire;  // The events as they are written.
  std::vector<Event> events;
  nlohmann::json state;
};

inline void PrintTo(const TurnFixture& fixture, std::ostream* out) { *out << fixture.file; }

inline TurnFixture read_fixture(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const auto json = nlohmann::json::parse(stream);
  TurnFixture fixture;
  fixture.file = file.stem().string();
  fixture.lawful = json.at("lawful").get<bool>();
  fixture.state = json.at("state");
  for (const auto& wire : json.at("events")) {
    fixture.wire.push_back(wire);
    fixture.events.push_back(api::decode_event(wire.dump()).value());
  }
  return fixture;
}

inline std::vector<TurnFixture> all_fixtures() {
  std::vector<TurnFixture> fixtures;
  for (const auto& entry : std::filesystem::directory_iterator(PONDER_FIXTURES "/turns")) {
    if (entry.path().extension() == ".json") fixtures.push_back(read_fixture(entry.path()));
  }
  std::ranges::sort(fixtures, {}, &TurnFixture::file);
  return fixtures;
}

inline std::string fixture_name(const ::testing::TestParamInfo<TurnFixture>& info) {
  return info.param.file;
}

}  // namespace ponder::chat
