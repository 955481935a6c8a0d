// Rendering and reading the templates of several model families.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "format_fixture.h"

namespace ponder::llama {
namespace {

using chat::AnswerForm;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ChatFormat, AModelWithoutATemplateGetsChatMl) {
  const auto chatml = format();
  EXPECT_FALSE(chatml->native_reasoning());
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
  bool thinks;
};
class KnownTemplates : public ChatFormat, public testing::WithParamInterface<Syntax> {};

TEST_P(KnownTemplates, RenderAndKnowWhatTheyCan) {
  const auto made = format(GetParam().file);
  EXPECT_EQ(made->native_reasoning(), GetParam().thinks);
  for (const bool think : {false, true}) {
    TrunkSpec spec = asking("How warm is it in Oslo?");
    spec.think = think;
    const auto plain = rendered(*made, spec, " Tell me.");
    EXPECT_THAT(plain.prompt, HasSubstr("Oslo? Tell me."));
    TrunkSpec asked = with_tools();
    asked.think = think;
    const auto result = rendered(*made, asked);
    EXPECT_THAT(result.prompt, HasSubstr("get_weather"));
    EXPECT_NE(result.parser, nullptr);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Templates, KnownTemplates,
    testing::Values(Syntax{"Qwen-Qwen2.5-7B-Instruct.jinja", false},
                    Syntax{"Qwen-Qwen3-0.6B.jinja", true}, Syntax{"muse-glimmer.jinja", true},
                    Syntax{"openai-gpt-oss-120b.jinja", true},
                    Syntax{"deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja", true},
                    Syntax{"meta-llama-Llama-3.1-8B-Instruct.jinja", false},
                    Syntax{"google-gemma-2-2b-it.jinja", false},
                    Syntax{"mistralai-Mistral-Nemo-Instruct-2407.jinja", false}));

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
