// Rendering and reading the templates of several model families.
#include "llama/llama_chat_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using chat::AnswerForm;
using chat::Role;
using chat::ToolChoice;
using generate::TrunkSpec;
using local::Rendered;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

TrunkSpec asking(const std::string& question) {
  TrunkSpec spec;
  spec.messages = {{.role = Role::kSystem, .content = "Be brief."},
                   {.role = Role::kUser, .content = question}};
  return spec;
}

TrunkSpec with_tools(ToolChoice choice = {}) {
  TrunkSpec spec = asking("How warm is it in Oslo?");
  spec.tools = {
      {"get_weather", "The weather of a city.",
       R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"},
      {"get_time", "The time.", ""}};
  spec.tool_choice = std::move(choice);
  return spec;
}

TEST_F(ChatFormat, AModelWithoutATemplateGetsChatMl) {
  const auto chatml = format();
  EXPECT_FALSE(chatml->native_reasoning());
  EXPECT_FALSE(chatml->tools());
  const auto result = rendered(*chatml, asking("Why?"));
  EXPECT_EQ(result.prompt,
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n"
            "<|im_start|>assistant\n");
  EXPECT_EQ(result.parser, nullptr);
  EXPECT_THAT(result.grammar.gbnf, IsEmpty());
}

TEST_F(ChatFormat, ABrokenTemplateIsReplacedByChatMl) {
  const auto made = LlamaChatFormat::create(rig_->model, "{% for %}{{ }");
  ASSERT_TRUE(made);
  EXPECT_THAT(rendered(**made, asking("Why?")).prompt, HasSubstr("<|im_start|>user\nWhy?"));
}

TEST_F(ChatFormat, SuffixAndPrefixGoWhereTheyBelong) {
  const auto result = rendered(*format(), asking("Why?"), " Answer as a poet.", "Once");
  EXPECT_THAT(result.prompt, HasSubstr("Why? Answer as a poet.<|im_end|>"));
  EXPECT_THAT(result.prompt, EndsWith("<|im_start|>assistant\nOnce"));
}

TEST_F(ChatFormat, TheSuffixJoinsTheLastUserMessage) {
  TrunkSpec spec = asking("First");
  spec.messages.push_back({.role = Role::kAssistant, .content = "Yes."});
  spec.messages.push_back({.role = Role::kUser, .content = "Second"});
  spec.messages.push_back({.role = Role::kAssistant, .content = "Well."});
  const auto result = rendered(*format(), spec, "+");
  EXPECT_THAT(result.prompt, HasSubstr("Second+<|im_end|>"));
  EXPECT_THAT(result.prompt, Not(HasSubstr("First+")));
}

TEST_F(ChatFormat, ASuffixWithoutAUserMessageBecomesOne) {
  TrunkSpec spec;
  spec.messages = {{.role = Role::kSystem, .content = "Be brief."}};
  EXPECT_THAT(rendered(*format(), spec, "Hello").prompt, HasSubstr("user\nHello<|im_end|>"));
}

TEST_F(ChatFormat, PromptsBeginAsTheModelWants) {
  const tests::Rig rig(tests::write_tiny_model({.add_begin_of_text = true}));
  for (const std::string name : {"", "meta-llama-Llama-3.1-8B-Instruct.jinja"}) {
    const auto made =
        LlamaChatFormat::create(rig.model, name.empty() ? std::string() : known_template(name));
    ASSERT_TRUE(made);
    const auto prompt = rendered(**made, asking("Why?")).prompt;
    EXPECT_TRUE(prompt.starts_with("<s>")) << prompt;
    EXPECT_EQ(prompt.find("<s>", 1), std::string::npos) << prompt;
  }
}

TEST_F(ChatFormat, ToolsAreDescribedAndTheirCallsParsed) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  EXPECT_TRUE(qwen->tools());
  EXPECT_FALSE(qwen->native_reasoning());
  const auto result = rendered(*qwen, with_tools());
  EXPECT_THAT(result.prompt, HasSubstr("get_weather"));
  EXPECT_TRUE(result.grammar.lazy);
  EXPECT_EQ(result.grammar.purpose, engine::Grammar::kToolCalls);
  EXPECT_FALSE(result.grammar.triggers.empty());
  ASSERT_NE(result.parser, nullptr);
  const auto answer = result.parser->parse(
      "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}\n"
      "</tool_call>",
      false);
  ASSERT_EQ(answer.tool_calls.size(), 1U);
  EXPECT_EQ(answer.tool_calls[0].name, "get_weather");
  EXPECT_EQ(nlohmann::json::parse(answer.tool_calls[0].arguments)["city"], "Oslo");
  EXPECT_THAT(answer.content, HasSubstr("Let me see."));
  EXPECT_THAT(answer.content, Not(HasSubstr("tool_call")));
}

// Cut the text anywhere: what was shown is never taken back.
TEST_F(ChatFormat, PartialAnswersOnlyGrow) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  const auto result = rendered(*qwen, with_tools());
  const std::string text =
      "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}\n"
      "</tool_call>";
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

TEST_F(ChatFormat, ABrokenCallComesBackAsText) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  const auto result = rendered(*qwen, with_tools());
  const std::string text = "<tool_call>\n{\"nome\": oh no";
  const auto answer = result.parser->parse(text, false);
  EXPECT_THAT(answer.tool_calls, IsEmpty());
  EXPECT_EQ(answer.content, text);
}

TEST_F(ChatFormat, ANamedToolIsTheOnlyOne) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  const auto result = rendered(*qwen, with_tools({ToolChoice::kNamed, "get_time"}));
  EXPECT_THAT(result.prompt, HasSubstr("get_time"));
  EXPECT_THAT(result.prompt, Not(HasSubstr("get_weather")));
  EXPECT_FALSE(result.grammar.lazy);
  EXPECT_THAT(result.grammar.gbnf, HasSubstr("get_time"));
}

TEST_F(ChatFormat, ARequiredCallBindsFromTheBeginning) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  const auto result = rendered(*qwen, with_tools({ToolChoice::kRequired, ""}));
  EXPECT_FALSE(result.grammar.lazy);
  EXPECT_THAT(result.grammar.gbnf, Not(IsEmpty()));
}

TEST_F(ChatFormat, NoneHidesTheTools) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  const auto result = rendered(*qwen, with_tools({ToolChoice::kNone, ""}));
  EXPECT_THAT(result.prompt, Not(HasSubstr("get_weather")));
  EXPECT_THAT(result.grammar.gbnf, IsEmpty());
}

TEST_F(ChatFormat, ToolResultsAreWritten) {
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
  TrunkSpec spec = with_tools();
  spec.messages.push_back(
      {.role = Role::kAssistant, .tool_calls = {{"call_1", "get_weather", R"({"city":"Oslo"})"}}});
  spec.messages.push_back({.role = Role::kTool, .content = "-3", .tool_call_id = "call_1"});
  const auto prompt = rendered(*qwen, spec).prompt;
  EXPECT_THAT(prompt, HasSubstr("<tool_response>\n-3\n</tool_response>"));
  EXPECT_THAT(prompt, HasSubstr("Oslo"));
}

TEST_F(ChatFormat, WrongToolRequestsAreNamed) {
  const auto message = [](const LlamaChatFormat& format, const TrunkSpec& spec) {
    const auto result = format.render(spec, {}, {});
    if (result) return std::string("accepted");
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    return result.error().message;
  };
  EXPECT_THAT(message(*format(), with_tools()), HasSubstr("knows no tools"));
  const auto qwen = format("Qwen-Qwen2.5-7B-Instruct.jinja");
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

TEST_F(ChatFormat, NativeReasoningIsParsedApart) {
  const auto qwen3 = format("Qwen-Qwen3-0.6B.jinja");
  EXPECT_TRUE(qwen3->native_reasoning());
  TrunkSpec spec = asking("Why?");
  spec.think = true;
  const auto result = rendered(*qwen3, spec);
  ASSERT_NE(result.parser, nullptr);
  const auto half = result.parser->parse("<think>\nBecause of", true);
  EXPECT_THAT(half.reasoning, HasSubstr("Because of"));
  EXPECT_THAT(half.content, IsEmpty());
  const auto whole = result.parser->parse("<think>\nBecause of it.\n</think>\n\nSo.", false);
  EXPECT_THAT(whole.reasoning, HasSubstr("Because of it."));
  EXPECT_EQ(whole.content, "So.");
}

TEST_F(ChatFormat, WithoutThinkingTheTemplateIsToldSo) {
  const auto qwen3 = format("Qwen-Qwen3-0.6B.jinja");
  TrunkSpec spec = asking("Why?");
  const auto quiet = rendered(*qwen3, spec);
  EXPECT_THAT(quiet.prompt, EndsWith("<think>\n\n</think>\n\n"));
  ASSERT_NE(quiet.parser, nullptr);
  EXPECT_EQ(quiet.parser->parse("So.", false).content, "So.");
  spec.think = true;
  EXPECT_THAT(rendered(*qwen3, spec).prompt, Not(HasSubstr("<think>")));
}

TEST_F(ChatFormat, APrefixIsNotRepeated) {
  const auto qwen3 = format("Qwen-Qwen3-0.6B.jinja");
  TrunkSpec spec = asking("Why?");
  const auto result = rendered(*qwen3, spec, {}, "The answer");
  ASSERT_NE(result.parser, nullptr);
  EXPECT_EQ(result.parser->parse(" is 4.", true).content, " is 4.");
  EXPECT_EQ(result.parser->parse(" is 4.", false).content, " is 4.");
}

TEST_F(ChatFormat, TriggersDoNotCountInThoughts) {
  const auto qwen3 = format("Qwen-Qwen3-0.6B.jinja");
  TrunkSpec spec = with_tools();
  spec.think = true;
  const auto grammar = rendered(*qwen3, spec).grammar;
  EXPECT_TRUE(grammar.lazy);
  EXPECT_FALSE(grammar.thinking_start.empty());
  EXPECT_FALSE(grammar.thinking_ends.empty());
}

TEST_F(ChatFormat, SchemasBecomeGrammars) {
  TrunkSpec spec = asking("Name one.");
  spec.answer_form = {AnswerForm::kJsonSchema,
                      R"({"type":"object","properties":{"name":{"type":"string"}}})"};
  const auto result = rendered(*format(), spec);
  EXPECT_EQ(result.grammar.purpose, engine::Grammar::kOutputFormat);
  EXPECT_THAT(result.grammar.gbnf, HasSubstr("name"));
  EXPECT_FALSE(result.grammar.lazy);
  ASSERT_NE(result.parser, nullptr);
  EXPECT_EQ(result.parser->parse(R"({"name": "Ada"})", false).content, R"({"name": "Ada"})");
  EXPECT_EQ(result.parser->parse(R"({"name": "A)", true).content, R"({"name": "A)");
}

TEST_F(ChatFormat, AnyJsonObjectIsAGrammarToo) {
  TrunkSpec spec = asking("Name one.");
  spec.answer_form.kind = AnswerForm::kJsonObject;
  EXPECT_THAT(rendered(*format(), spec).grammar.gbnf, HasSubstr("object"));
}

TEST_F(ChatFormat, AGrammarIsTakenAsItIs) {
  TrunkSpec spec = asking("Yes or no?");
  spec.answer_form = {AnswerForm::kGrammar, "root ::= \"yes\" | \"no\""};
  const auto grammar = rendered(*format(), spec).grammar;
  EXPECT_EQ(grammar.purpose, engine::Grammar::kUser);
  EXPECT_EQ(grammar.gbnf, spec.answer_form.text);
}

TEST_F(ChatFormat, SchemasThatMakeNoSenseAreNamed) {
  for (const std::string schema :
       {"{", "17", R"({"$ref": "#/nowhere"})", R"({"type": "colour"})"}) {
    TrunkSpec spec = asking("Name one.");
    spec.answer_form = {AnswerForm::kJsonSchema, schema};
    const auto result = format()->render(spec, {}, {});
    ASSERT_FALSE(result) << schema;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
  }
  TrunkSpec spec = asking("Name one.");
  spec.answer_form = {AnswerForm::kJsonSchema, std::string((1U << 20U) + 1, ' ')};
  const auto result = format()->render(spec, {}, {});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("1048577 bytes; at most 1048576"));
}

TEST_F(ChatFormat, ToolParametersThatAreNotJsonAreNamed) {
  TrunkSpec spec = with_tools();
  spec.tools[0].parameters_json = "{";
  const auto result = format("Qwen-Qwen2.5-7B-Instruct.jinja")->render(spec, {}, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
}

TEST_F(ChatFormat, ATemplateMayRefuse) {
  TrunkSpec spec = asking("Why?");
  spec.messages.push_back({.role = Role::kUser, .content = "Two in a row"});
  spec.messages.push_back({.role = Role::kUser, .content = "Three in a row"});
  const auto result = format("google-gemma-2-2b-it.jinja")->render(spec, {}, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(result.error().message, HasSubstr("chat template refuses"));
}

// Each of these has a syntax of its own: reasoning and calls come out apart, whichever it is.
struct Syntax {
  std::string file;
  bool thinks, tools;
};
class KnownTemplates : public ChatFormat, public testing::WithParamInterface<Syntax> {};

TEST_P(KnownTemplates, RenderAndKnowWhatTheyCan) {
  const auto made = format(GetParam().file);
  EXPECT_EQ(made->native_reasoning(), GetParam().thinks);
  EXPECT_EQ(made->tools(), GetParam().tools);
  for (const bool think : {false, true}) {
    TrunkSpec spec = asking("How warm is it in Oslo?");
    spec.think = think;
    const auto plain = rendered(*made, spec, " Tell me.");
    EXPECT_THAT(plain.prompt, HasSubstr("Oslo? Tell me."));
    if (!GetParam().tools) continue;
    TrunkSpec asked = with_tools();
    asked.think = think;
    const auto result = rendered(*made, asked);
    EXPECT_THAT(result.prompt, HasSubstr("get_weather"));
    EXPECT_NE(result.parser, nullptr);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Templates, KnownTemplates,
    testing::Values(Syntax{"Qwen-Qwen2.5-7B-Instruct.jinja", false, true},
                    Syntax{"Qwen-Qwen3-0.6B.jinja", true, true},
                    Syntax{"muse-glimmer.jinja", true, true},
                    Syntax{"openai-gpt-oss-120b.jinja", true, true},
                    Syntax{"deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja", true, false},
                    Syntax{"meta-llama-Llama-3.1-8B-Instruct.jinja", false, true},
                    Syntax{"google-gemma-2-2b-it.jinja", false, false},
                    Syntax{"mistralai-Mistral-Nemo-Instruct-2407.jinja", false, true}));

TEST_F(ChatFormat, RealWeights) {
  PONDER_NEEDS_SMOL();
  const tests::Rig rig(tests::smol_model(), {.cells = 256, .slots = 1});
  const auto made = LlamaChatFormat::create(rig.model);
  ASSERT_TRUE(made);
  TrunkSpec spec;
  spec.messages = {{.role = Role::kUser, .content = "Why?"}};
  const auto result = rendered(**made, spec);
  EXPECT_THAT(result.prompt, EndsWith("<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n"));
  EXPECT_EQ(result.parser, nullptr);
}

}  // namespace
}  // namespace ponder::llama
