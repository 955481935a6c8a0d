// Chat formats over templates of llama.cpp's source, and what they are asked to write.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "llama/llama_chat_format.h"
#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {

using chat::Role;
using chat::ToolChoice;
using generate::TrunkSpec;
using local::Rendered;
using tests::known_template;

class ChatFormat : public testing::Test {
 protected:
  static void SetUpTestSuite() { rig_ = new tests::Rig(tests::write_tiny_model({})); }
  static void TearDownTestSuite() { delete rig_; }

  // `name`: of a template file of llama.cpp's; empty: the model has none.
  static std::unique_ptr<LlamaChatFormat> format(const std::string& name = {}) {
    auto made =
        LlamaChatFormat::create(rig_->model, name.empty() ? std::string() : known_template(name));
    EXPECT_TRUE(made.has_value());
    return std::move(*made);
  }

  static Rendered rendered(const LlamaChatFormat& format, const TrunkSpec& spec,
                           std::string_view suffix = {}, std::string_view prefix = {}) {
    auto result = format.render(spec, suffix, prefix);
    EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
    return result ? std::move(*result) : Rendered{};
  }

  static inline tests::Rig* rig_ = nullptr;
};

inline TrunkSpec asking(const std::string& question) {
  TrunkSpec spec;
  spec.messages = {{.role = Role::kSystem, .content = "Be brief."},
                   {.role = Role::kUser, .content = question}};
  return spec;
}

inline TrunkSpec with_tools(ToolChoice choice = {}) {
  TrunkSpec spec = asking("How warm is it in Oslo?");
  spec.tools = {
      {"get_weather", "The weather of a city.",
       R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"},
      {"get_time", "The time.", ""}};
  spec.tool_choice = std::move(choice);
  return spec;
}

}  // namespace ponder::llama
