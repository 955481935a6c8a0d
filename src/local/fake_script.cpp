#include "local/fake_script.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace ponder::local {
namespace {

using Json = nlohmann::json;

FakeReply reply_from(const Json& json) {
  FakeReply reply;
  reply.when = json.at("when").get<std::string>();
  if (json.contains("agents")) {
    reply.agents = json.at("agents").get<std::vector<std::string>>();
  } else {
    reply.agents = {json.at("say").get<std::string>()};
  }
  if (reply.agents.empty()) reply.agents.emplace_back();
  return reply;
}

FakeScript script_from(const Json& json) {
  FakeScript script;
  for (const Json& reply : json.value("replies", Json::array())) {
    script.replies.push_back(reply_from(reply));
  }
  script.fallback = json.value("default", script.fallback);
  script.native_reasoning = json.value("native_reasoning", false);
  script.step_ms = json.value("step_ms", 0U);
  script.prefill_us_per_token = json.value("prefill_us_per_token", 0U);
  script.cells = json.value("cells", script.cells);
  script.context_tokens =
      json.value("context_tokens", std::min(script.context_tokens, script.cells));
  script.slots = json.value("slots", script.slots);
  script.rows_per_step = json.value("rows_per_step", script.rows_per_step);
  if (json.contains("fail_after_tokens")) {
    script.fail_after_tokens = json.at("fail_after_tokens").get<std::uint32_t>();
  }
  return script;
}

}  // namespace

const std::string& FakeScript::reply_to(std::string_view user_text, std::uint32_t seed) const {
  for (const FakeReply& reply : replies) {
    if (user_text.find(reply.when) == std::string_view::npos) continue;
    return reply.agents[seed % reply.agents.size()];
  }
  return fallback;
}

Result<FakeScript> read_fake_script(std::string_view spec) {
  std::string text(spec);
  if (!spec.starts_with('{')) {
    std::ifstream file{std::string(spec)};
    if (!file) {
      return Error{ErrorCode::kIo,
                   "cannot read the fake model's script '" + std::string(spec) + "'"};
    }
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  try {
    FakeScript script = script_from(Json::parse(text));
    if (script.context_tokens > script.cells || script.slots == 0 || script.context_tokens < 2 ||
        script.rows_per_step == 0) {
      return invalid(
          "the fake model's script needs 2 <= context_tokens <= cells, slots > 0 and "
          "rows_per_step > 0");
    }
    return script;
  } catch (const Json::exception& error) {
    return invalid(std::string("the fake model's script is wrong: ") + error.what());
  }
}

}  // namespace ponder::local
