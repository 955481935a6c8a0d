// Bodies that were cut, flipped and spliced at random are read or refused by name; they never break
// the reader. The seed is fixed, so a failure comes back.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "api/completions.h"
#include "api/embeddings.h"
#include "api/events.h"
#include "api/messages.h"
#include "api/openai_chat.h"
#include "api/responses.h"
#include "api/tokenize.h"
#include "api/turns.h"
#include "base/utf8.h"

namespace ponder::api {
namespace {

constexpr int kRounds = 3000;

const std::vector<std::string>& seeds() {
  static const std::vector<std::string> texts = {
      R"({"model":"m:thinking","messages":[{"role":"user","content":[{"type":"text","text":"a"}]},
          {"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f"}}]}],
          "logit_bias":{"7":-1.5},"stop":["x"],"seed":-9,"stream":true,"tools":[{"type":"function",
          "function":{"name":"f","parameters":{"type":"object"}}}],"ponder":{"agents":4}})",
      R"({"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"a"}]},
          {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"reasoning",
          "summary":[]}],"tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":
          {"type":"allowed_tools","tools":[{"type":"function","name":"f"}],"mode":"auto"},
          "text":{"format":{"type":"json_schema","schema":{}}},"metadata":{"a":"b"}})",
      R"({"model":"m","max_tokens":9,"system":[{"type":"text","text":"s"}],"thinking":{"type":
          "adaptive"},"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t",
          "content":[{"type":"text","text":"r"}]}]},{"role":"assistant","content":[{"type":
          "tool_use","id":"t","name":"f","input":{"a":[1]}}]}],"tools":[{"name":"f"}]})",
      R"({"input":"q","conversation":null,"mode":"contemplating","agents":4,"temperature":0.5})",
      R"({"type":"text_delta","part":1,"text":"\u00e4","logprobs":[{"token":1,"piece":"x",
          "bytes":[195],"logprob":-1e-3,"top":[]}]})",
      R"({"prompt":["a",[1,2]],"n":2,"logprobs":3,"echo":false,"suffix":"","best_of":2})",
      R"({"input":[[1,2],"b"],"dimensions":8,"encoding_format":"base64"})",
      R"({"content":"x","add_special":true,"tokens":[1,2,3]})",
      R"({"type":"turn_failed","error":{"code":"io","message":"m","param":""}})"};
  return texts;
}

class Mutator {
 public:
  std::string next() {
    std::string text = pick(seeds());
    for (std::size_t changes = below(4); changes > 0; --changes) mutate(text);
    return text;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }

  void mutate(std::string& text) {
    if (text.empty()) return;
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, below(8));
        break;
      case 2:
        text.insert(at, pick({"[", "{", "\"", "null", "1e999", "\\ud800", "-", "\xF0\x9F", ",,"}));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size()), below(40)));
        break;
      default:
        text.resize(at);
    }
  }

  std::mt19937 random_{20240607};
};

void expect_told(const Error& error) {
  EXPECT_FALSE(error.message.empty());
  EXPECT_LT(error.message.size(), 1000U);
  EXPECT_EQ(utf8_invalid_at(error.message), std::string_view::npos);
}

TEST(Mutations, AreReadOrRefusedByName) {
  Mutator mutator;
  int read = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = mutator.next();
    SCOPED_TRACE(text);
    const auto call = parse_chat_completion(text);
    if (!call) expect_told(call.error());
    const auto response = parse_responses_call(text);
    if (!response) expect_told(response.error());
    const auto message = parse_messages(text);
    if (!message) expect_told(message.error());
    const auto start = parse_start_turn(text);
    if (!start) expect_told(start.error());
    const auto event = decode_event(text);
    if (!event) expect_told(event.error());
    const auto completion = parse_completion(text);
    if (!completion) expect_told(completion.error());
    const auto embeddings = parse_embeddings(text);
    if (!embeddings) expect_told(embeddings.error());
    const auto tokens = parse_tokenize(text);
    if (!tokens) expect_told(tokens.error());
    const auto pieces = parse_detokenize(text);
    if (!pieces) expect_told(pieces.error());
    if (event) {
      EXPECT_TRUE(decode_event(encode_event(*event)).has_value());
    }
    read += call || response || message || start || event || completion || embeddings || tokens ||
                    pieces
                ? 1
                : 0;
  }
  EXPECT_GT(read, kRounds / 10);  // Not everything is broken,
  EXPECT_LT(read, kRounds);       // and something is.
}

}  // namespace
}  // namespace ponder::api
