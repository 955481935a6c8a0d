// Tools: how they are described, how calls are read, and the grammars that calls are held to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>

#include "format_fixture.h"
#include "llama/llama_vocabulary.h"

namespace ponder::llama {
namespace {

using chat::AnswerForm;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kQwen = "Qwen-Qwen2.5-7B-Instruct.jinja";
constexpr const char* kNoTools = "google-gemma-2-2b-it.jinja";
const std::string kCall =
    "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call>";

// The weather was asked for, and came.
TrunkSpec after_a_call() {
  TrunkSpec spec = with_tools();
  spec.messages.push_back(
      {.role = Role::kAssistant, .tool_calls = {{"call_1", "get_weather", R"({"city":"Oslo"})"}}});
  spec.messages.push_back({.role = Role::kTool, .content = "-3", .tool_call_id = "call_1"});
  return spec;
}

using ToolCalls = ChatFormat;

TEST_F(ToolCalls, ToolsAreDescribedAndTheirCallsParsed) {
  const auto qwen = format(kQwen);
  EXPECT_FALSE(qwen->native_reasoning());
  const auto result = rendered(*qwen, with_tools());
  EXPECT_THAT(result.prompt, HasSubstr("get_weather"));
  EXPECT_TRUE(result.grammar.lazy);
  EXPECT_EQ(result.grammar.purpose, engine::Grammar::kToolCalls);
  EXPECT_FALSE(result.grammar.triggers.empty());
  ASSERT_NE(result.parser, nullptr);
  const auto answer = result.parser->parse("Let me see.\n" + kCall, false);
  ASSERT_EQ(answer.tool_calls.size(), 1U);
  EXPECT_EQ(answer.tool_calls[0].name, "get_weather");
  EXPECT_EQ(nlohmann::json::parse(answer.tool_calls[0].arguments)["city"], "Oslo");
  EXPECT_THAT(answer.content, HasSubstr("Let me see."));
  EXPECT_THAT(answer.content, Not(HasSubstr("tool_call")));
}

// Cut the text anywhere: what was shown is never taken back.
TEST_F(ToolCalls, PartialAnswersOnlyGrow) {
  const auto qwen = format(kQwen);
  const auto result = rendered(*qwen, with_tools());
  const std::string text = "Let me see.\n" + kCall;
  local::ParsedAnswer last;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto now = result.parser->parse(text.substr(0, length), true);
    EXPECT_TRUE(now.content.starts_with(last.content)) << text.substr(0, length);
    EXPECT_GE(now.tool_calls.size(), last.tool_calls.size()) << text.substr(0, length);
    EXPECT_THAT(now.content, Not(HasSubstr("<tool")));
    if (!now.tool_calls.empty() && !last.tool_calls.empty()) {
      EXPECT_TRUE(now.tool_calls[0].arguments.starts_with(last.tool_calls[0].arguments));
    }
    last = now;
  }
  EXPECT_EQ(last.tool_calls.size(), 1U);
}

TEST_F(ToolCalls, ABrokenCallComesBackAsText) {
  const auto qwen = format(kQwen);
  const auto result = rendered(*qwen, with_tools());
  const std::string text = "<tool_call>\n{\"nome\": oh no";
  const auto answer = result.parser->parse(text, false);
  EXPECT_THAT(answer.tool_calls, IsEmpty());
  EXPECT_EQ(answer.content, text);
}

TEST_F(ToolCalls, ANamedToolIsTheOnlyOne) {
  const auto qwen = format(kQwen);
  const auto result = rendered(*qwen, with_tools({ToolChoice::kNamed, "get_time"}));
  EXPECT_THAT(result.prompt, HasSubstr("get_time"));
  EXPECT_THAT(result.prompt, Not(HasSubstr("get_weather")));
  EXPECT_FALSE(result.grammar.lazy);
  EXPECT_THAT(result.grammar.gbnf, HasSubstr("get_time"));
}

TEST_F(ToolCalls, NoneHidesTheTools) {
  const auto qwen = format(kQwen);
  const auto result = rendered(*qwen, with_tools({ToolChoice::kNone, ""}));
  EXPECT_THAT(result.prompt, Not(HasSubstr("get_weather")));
  EXPECT_THAT(result.grammar.gbnf, IsEmpty());
}

TEST_F(ToolCalls, ToolResultsAreWritten) {
  const auto prompt = rendered(*format(kQwen), after_a_call()).prompt;
  EXPECT_THAT(prompt, HasSubstr("<tool_response>\n-3\n</tool_response>"));
  EXPECT_THAT(prompt, HasSubstr("Oslo"));
}

TEST_F(ToolCalls, WrongToolRequestsAreNamed) {
  const auto message = [](const LlamaChatFormat& format, const TrunkSpec& spec) {
    const auto result = format.render(spec, {}, {});
    if (result) return std::string("accepted");
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    return result.error().message;
  };
  const auto qwen = format(kQwen);
  EXPECT_THAT(message(*qwen, with_tools({ToolChoice::kNamed, "fly"})), HasSubstr("\"fly\""));
  TrunkSpec required = asking("Why?");
  required.tool_choice.kind = ToolChoice::kRequired;
  EXPECT_THAT(message(*qwen, required), HasSubstr("no tools"));
  TrunkSpec both = with_tools();
  both.answer_form = {AnswerForm::kGrammar, "root ::= \"a\""};
  EXPECT_THAT(message(*qwen, both), HasSubstr("cannot be combined"));
  both.answer_form = {AnswerForm::kJsonObject, ""};
  both.tool_choice.kind = ToolChoice::kRequired;
  EXPECT_THAT(message(*qwen, both), HasSubstr("another form"));
}

TEST_F(ToolCalls, TriggersDoNotCountInThoughts) {
  const auto qwen3 = format("Qwen-Qwen3-0.6B.jinja");
  TrunkSpec spec = with_tools();
  spec.think = true;
  const auto grammar = rendered(*qwen3, spec).grammar;
  EXPECT_TRUE(grammar.lazy);
  EXPECT_FALSE(grammar.thinking_start.empty());
  EXPECT_FALSE(grammar.thinking_ends.empty());
}

// `answer` under the grammar that `rendered` binds it with: how much of it may be written, and
// whether it may end there.
struct Written {
  std::size_t bytes = 0;
  bool may_end = false;
};
Written written(const llama_model* model, const engine::Grammar& grammar,
                const std::string& answer) {
  const llama_vocab* vocabulary = llama_model_get_vocab(model);
  const std::unique_ptr<llama_sampler, decltype(&llama_sampler_free)> sampler(
      llama_sampler_init_grammar(vocabulary, grammar.gbnf.c_str(), "root"), &llama_sampler_free);
  EXPECT_NE(sampler, nullptr) << grammar.gbnf;
  if (sampler == nullptr) return {};
  const LlamaVocabulary words(vocabulary);
  for (const Token token : words.tokenize(grammar.generation_prompt, true)) {
    llama_sampler_accept(sampler.get(), token);
  }
  const auto allows = [&](Token token) {
    llama_token_data one{token, 0.0F, 0.0F};
    llama_token_data_array all{.data = &one, .size = 1, .selected = -1, .sorted = false};
    llama_sampler_apply(sampler.get(), &all);
    return one.logit == 0.0F;
  };
  Written result;
  for (const Token token : words.tokenize(answer, true)) {
    if (!allows(token)) return result;
    llama_sampler_accept(sampler.get(), token);
    result.bytes += words.piece(token).size();
  }
  result.may_end = allows(llama_vocab_eos(vocabulary));
  return result;
}

class RequiredCalls : public ChatFormat {
 protected:
  static Written written_to(const std::string& file, ToolChoice choice, const std::string& answer,
                            bool parallel = false) {
    TrunkSpec spec = with_tools(std::move(choice));
    spec.parallel_tool_calls = parallel;
    const auto grammar = rendered(*format(file), spec).grammar;
    EXPECT_FALSE(grammar.lazy);
    return written(rig_->model, grammar, answer);
  }
};

TEST_F(RequiredCalls, BindFromTheFirstTokenOn) {
  for (const std::string file : {kQwen, kNoTools}) {
    EXPECT_EQ(written_to(file, {ToolChoice::kRequired, ""}, "Let me see.").bytes, 0U) << file;
    const Written whole = written_to(file, {ToolChoice::kRequired, ""}, kCall);
    EXPECT_EQ(whole.bytes, kCall.size()) << file;
    EXPECT_TRUE(whole.may_end) << file;
    EXPECT_FALSE(written_to(file, {ToolChoice::kRequired, ""}, kCall.substr(0, 30)).may_end);
  }
}

TEST_F(RequiredCalls, AreOneUnlessTheyMayBeParallel) {
  const std::string two = kCall + kCall;
  for (const std::string file : {kQwen, kNoTools}) {
    EXPECT_EQ(written_to(file, {ToolChoice::kRequired, ""}, two).bytes, kCall.size()) << file;
    EXPECT_EQ(written_to(file, {ToolChoice::kRequired, ""}, two, true).bytes, two.size()) << file;
  }
}

TEST_F(RequiredCalls, AreOfTheNamedToolWithItsArguments) {
  const std::string named = "<tool_call>\n{\"name\": \"get_";
  for (const std::string file : {kQwen, kNoTools}) {
    EXPECT_EQ(written_to(file, {ToolChoice::kNamed, "get_time"}, kCall).bytes, named.size())
        << file;
    const std::string wrong = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"";
    EXPECT_EQ(written_to(file, {ToolChoice::kRequired, ""}, wrong + "town\"").bytes, wrong.size())
        << file;
  }
}

TEST_F(RequiredCalls, MayBeThoughtAboutBefore) {
  TrunkSpec spec = with_tools({ToolChoice::kRequired, ""});
  spec.think = true;
  const auto grammar = rendered(*format("Qwen-Qwen3-0.6B.jinja"), spec).grammar;
  const std::string thought = "<think>\nIt asks for the weather.\n</think>\n\n";
  EXPECT_EQ(written(rig_->model, grammar, thought + kCall).bytes, (thought + kCall).size());
  EXPECT_EQ(written(rig_->model, grammar, thought + "Let me see.").bytes, thought.size());
}

// Every template of llama.cpp's source: the grammar can be used, and plain words are no answer.
TEST_F(RequiredCalls, AreDemandedOfEveryTemplate) {
  for (const std::string& file : tests::known_templates()) {
    const auto made = format(file);
    for (const bool parallel : {false, true}) {
      TrunkSpec spec = with_tools({ToolChoice::kRequired, ""});
      spec.parallel_tool_calls = parallel;
      const auto result = made->render(spec, {}, {});
      if (!result) continue;  // A template that wants other roles, or says so itself.
      // A blank to the vocabulary of the tiny model, which could not read the prompt then.
      if (result->grammar.generation_prompt.find("\xE2\x96\x81") != std::string::npos) continue;
      ASSERT_FALSE(result->grammar.gbnf.empty()) << file;
      try {
        EXPECT_FALSE(written(rig_->model, result->grammar, "Hello there.").may_end) << file;
      } catch (const std::exception& error) {
        ADD_FAILURE() << file << ": " << error.what() << "\n"
                      << result->grammar.generation_prompt << "\n"
                      << result->grammar.gbnf;
      }
    }
  }
}

TEST_F(ToolCalls, ToolsAreWrittenOutForATemplateThatKnowsNone) {
  const auto gemma = format(kNoTools);
  TrunkSpec spec = after_a_call();
  spec.messages.push_back({.role = Role::kUser, .content = "And in Bern?"});
  const auto result = rendered(*gemma, spec);
  EXPECT_THAT(result.prompt, HasSubstr("Be brief."));
  EXPECT_THAT(result.prompt, HasSubstr(R"({"name":"get_weather","description":"The weather of)"));
  EXPECT_THAT(result.prompt, HasSubstr("<start_of_turn>model\n<tool_call>{\"name\":"
                                       "\"get_weather\",\"arguments\":{\"city\":\"Oslo\"}}"
                                       "</tool_call>"));
  EXPECT_THAT(result.prompt,
              HasSubstr("<tool_response>\n-3\n</tool_response>\nAnd in Bern?<end_of_turn>"));
  EXPECT_TRUE(result.grammar.lazy);
  ASSERT_NE(result.parser, nullptr);
  EXPECT_EQ(result.parser->parse("It is cold.", false).content, "It is cold.");
  const auto answer = result.parser->parse("Well.\n" + kCall, false);
  ASSERT_EQ(answer.tool_calls.size(), 1U);
  EXPECT_EQ(answer.tool_calls[0].name, "get_weather");
  EXPECT_EQ(nlohmann::json::parse(answer.tool_calls[0].arguments)["city"], "Oslo");
  EXPECT_THAT(answer.content, HasSubstr("Well."));
}

TEST_F(ToolCalls, ThoughtsAndWrittenOutToolsComeApart) {
  const auto r1 = format("deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja");
  TrunkSpec spec = with_tools();
  spec.think = true;
  const auto result = rendered(*r1, spec);
  ASSERT_NE(result.parser, nullptr);
  const auto answer = result.parser->parse("It asks for Oslo.\n</think>\n" + kCall, false);
  EXPECT_THAT(answer.reasoning, HasSubstr("It asks for Oslo."));
  ASSERT_EQ(answer.tool_calls.size(), 1U);
  EXPECT_EQ(answer.tool_calls[0].name, "get_weather");
}

}  // namespace
}  // namespace ponder::llama
