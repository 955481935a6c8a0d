#include "local/local_generator.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <utility>

#include "base/limits.h"
#include "engine/media.h"
#include "local/local_branch.h"
#include "local/prompt_images.h"

namespace ponder::local {
namespace {

engine::SamplingParams params_of(const generate::BranchSpec& spec, engine::Grammar grammar) {
  engine::SamplingParams params;
  const chat::Sampling& asked = spec.sampling;
  params.temperature = asked.temperature.value_or(0.8F);
  params.top_p = asked.top_p.value_or(0.95F);
  params.min_p = asked.min_p.value_or(0.05F);
  params.top_k = asked.top_k.value_or(40);
  params.presence_penalty = asked.presence_penalty.value_or(0.0F);
  params.frequency_penalty = asked.frequency_penalty.value_or(0.0F);
  params.repeat_penalty = asked.repeat_penalty.value_or(1.0F);
  params.seed = static_cast<std::uint32_t>(asked.seed ? *asked.seed : std::random_device{}());
  params.logit_bias.assign(asked.logit_bias.begin(), asked.logit_bias.end());
  params.grammar = std::move(grammar);
  params.logprobs_top = spec.logprobs_top;
  return params;
}

Error too_long(std::size_t tokens, std::uint32_t context) {
  return {ErrorCode::kTooLong,
          "the prompt has " + std::to_string(tokens) + " tokens, the context holds " +
              std::to_string(context) + " for prompt and answer together; shorten the conversation",
          "messages"};
}

// The tokens of a branch's prompt, and how its answer is read.
struct Prompt {
  std::vector<Token> tokens;
  Rendered rendered;  // Its `prompt` is in `tokens`.
};

Prompt raw_prompt(const engine::Vocabulary& vocabulary, const chat::RawPrompt& raw) {
  Prompt prompt{raw.tokens, {}};
  if (!raw.tokens.empty()) return prompt;
  prompt.tokens = vocabulary.frame().before;
  const std::vector<Token> text = vocabulary.tokenize(raw.text, true);
  prompt.tokens.insert(prompt.tokens.end(), text.begin(), text.end());
  return prompt;
}

Result<void> check_tokens(const engine::Vocabulary& vocabulary, const std::vector<Token>& tokens) {
  for (const Token token : tokens) {
    if (token >= 0 && static_cast<std::uint32_t>(token) < vocabulary.size()) continue;
    return invalid("the prompt has the token " + std::to_string(token) +
                       "; this model's tokens are 0 to " + std::to_string(vocabulary.size() - 1),
                   "prompt");
  }
  return {};
}

Result<Prompt> prompt_of(const engine::Vocabulary& vocabulary, const ChatFormat& format,
                         const generate::TrunkSpec& spec, const PromptImages& images,
                         std::string_view user_suffix, std::string_view assistant_prefix) {
  if (spec.raw_prompt) {
    if (auto fine = check_tokens(vocabulary, spec.raw_prompt->tokens); !fine) return fine.error();
    return raw_prompt(vocabulary, *spec.raw_prompt);
  }
  Result<Rendered> rendered = format.render(spec, user_suffix, assistant_prefix);
  if (!rendered) return rendered.error();
  Result<std::vector<Token>> tokens = images.tokenize(vocabulary, rendered->prompt);
  if (!tokens) return tokens.error();
  return Prompt{std::move(*tokens), std::move(*rendered)};
}

// A branch that is rendered but not submitted.
struct Draft {
  std::vector<Token> tokens;
  std::unique_ptr<AnswerParser> parser;
  engine::SamplingParams sampling;
  std::uint32_t tokens_new_max = 1;
  std::vector<std::string> stop;
};

bool starts_with(const std::vector<Token>& tokens, const std::vector<Token>& prefix) {
  return tokens.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), tokens.begin());
}

std::vector<Token> shared_beginning(const std::vector<Draft>& drafts) {
  std::vector<Token> shared = drafts.front().tokens;
  for (const Draft& draft : drafts) {
    const auto end =
        std::mismatch(shared.begin(), shared.end(), draft.tokens.begin(), draft.tokens.end());
    shared.erase(end.first, shared.end());
  }
  // A prefix leaves its last token to its children, and pictures are not cut.
  while (!shared.empty() && engine::is_media(shared.back())) shared.pop_back();
  return shared;
}

class LocalTrunk : public generate::Trunk {
 public:
  LocalTrunk(engine::Engine& engine, const engine::Vocabulary& vocabulary, const ChatFormat& format,
             generate::TrunkSpec spec, PromptImages images, std::string cache_key,
             std::uint32_t prompt_tokens)
      : engine_(engine),
        vocabulary_(vocabulary),
        format_(format),
        spec_(std::move(spec)),
        images_(std::move(images)),
        cache_key_(std::move(cache_key)),
        prompt_tokens_(prompt_tokens) {
    static std::atomic<std::uint64_t> next_group{1};
    group_ = next_group++;
  }

  std::uint32_t prompt_tokens() const override { return prompt_tokens_; }

  Task<Result<std::vector<std::unique_ptr<generate::Branch>>>> fork(
      std::vector<generate::BranchSpec> specs) override {
    if (specs.empty()) co_return invalid("a fork needs at least one branch");
    std::vector<Draft> drafts;
    for (generate::BranchSpec& spec : specs) {
      Result<Draft> draft = draft_of(std::move(spec));
      if (!draft) co_return draft.error();
      drafts.push_back(std::move(*draft));
    }
    if (drafts.size() > 1 && !prefix_) {
      if (const auto opened = open_prefix(shared_beginning(drafts)); !opened)
        co_return opened.error();
    }
    Result<std::vector<engine::SequenceHandle>> handles = submit(drafts);
    if (!handles) co_return handles.error();
    std::vector<std::unique_ptr<generate::Branch>> branches;
    branches.reserve(drafts.size());
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      branches.push_back(std::make_unique<LocalBranch>(
          std::move((*handles)[i]), std::move(drafts[i].parser), images_.lease()));
    }
    co_return branches;
  }

 private:
  Result<Draft> draft_of(generate::BranchSpec spec) const {
    Result<Prompt> prompt =
        prompt_of(vocabulary_, format_, spec_, images_, spec.user_suffix, spec.assistant_prefix);
    if (!prompt) return prompt.error();
    Rendered& rendered = prompt->rendered;
    Draft draft;
    draft.tokens = std::move(prompt->tokens);
    const std::uint32_t context = engine_.limits().context_tokens;
    if (draft.tokens.size() >= context) return too_long(draft.tokens.size(), context);
    draft.parser = std::move(rendered.parser);
    draft.sampling = params_of(spec, std::move(rendered.grammar));
    draft.tokens_new_max = std::max(1U, spec.tokens_new_max);
    draft.stop = std::move(spec.stop);
    std::move(rendered.stops.begin(), rendered.stops.end(), std::back_inserter(draft.stop));
    return draft;
  }

  engine::SequenceSpec sequence_of(std::vector<Token> prompt) const {
    engine::SequenceSpec sequence;
    sequence.prompt = std::move(prompt);
    sequence.priority = static_cast<std::uint8_t>(spec_.priority);
    sequence.group = group_;
    sequence.cache_key = cache_key_;
    return sequence;
  }

  Result<void> open_prefix(std::vector<Token> shared) {
    if (shared.size() < 2) return {};
    prefix_tokens_ = shared;
    Result<engine::SequenceHandle> handle = engine_.submit(sequence_of(std::move(shared)));
    if (!handle) return handle.error();
    prefix_ = std::move(*handle);
    prompt_tokens_ = static_cast<std::uint32_t>(prefix_tokens_.size());
    return {};
  }

  // Siblings fork from the prefix; whoever does not begin with it stands alone, and shares through
  // the prefix cache what it can.
  Result<std::vector<engine::SequenceHandle>> submit(std::vector<Draft>& drafts) {
    const bool all_fit = prefix_ && std::ranges::all_of(drafts, [this](const Draft& draft) {
                           return starts_with(draft.tokens, prefix_tokens_);
                         });
    if (all_fit) {
      std::vector<engine::ForkSpec> forks;
      for (Draft& draft : drafts) {
        const auto begin =
            draft.tokens.begin() + static_cast<std::ptrdiff_t>(prefix_tokens_.size());
        forks.push_back({{begin, draft.tokens.end()},
                         std::move(draft.sampling),
                         draft.tokens_new_max,
                         std::move(draft.stop)});
      }
      return prefix_.fork(std::move(forks));
    }
    std::vector<engine::SequenceHandle> handles;
    for (Draft& draft : drafts) {
      engine::SequenceSpec sequence = sequence_of(std::move(draft.tokens));
      sequence.sampling = std::move(draft.sampling);
      sequence.tokens_new_max = draft.tokens_new_max;
      sequence.stop = std::move(draft.stop);
      Result<engine::SequenceHandle> handle = engine_.submit(sequence);
      if (!handle) return handle.error();
      handles.push_back(std::move(*handle));
    }
    return handles;
  }

  engine::Engine& engine_;
  const engine::Vocabulary& vocabulary_;
  const ChatFormat& format_;
  const generate::TrunkSpec spec_;
  const PromptImages images_;
  const std::string cache_key_;
  std::uint32_t prompt_tokens_;
  std::uint64_t group_ = 0;
  std::vector<Token> prefix_tokens_;
  engine::SequenceHandle prefix_;  // Empty until a fork of several branches.
};

}  // namespace

LocalGenerator::LocalGenerator(engine::Engine& engine, const engine::Vocabulary& vocabulary,
                               const ChatFormat& format, LocalModelInfo info, Eyes* eyes)
    : engine_(engine),
      vocabulary_(vocabulary),
      format_(format),
      info_(std::move(info)),
      eyes_(eyes) {
  capabilities_.shared_prefix = true;
  capabilities_.logprobs = true;
  capabilities_.grammar = true;
  capabilities_.tools = format.tools();
  capabilities_.vision = eyes != nullptr;
  capabilities_.native_reasoning = format.native_reasoning();
  capabilities_.context_tokens = engine.limits().context_tokens;
  capabilities_.branches_max = std::min(engine.limits().slots - 1, limits::kForkBranchesMax);
  capabilities_.cells = engine.limits().cells;
  capabilities_.parameters = info_.parameters;
}

Task<Result<std::unique_ptr<generate::Trunk>>> LocalGenerator::open(generate::TrunkSpec spec) {
  Result<PromptImages> images = co_await PromptImages::take(spec.messages, eyes_);
  if (!images) co_return images.error();
  const Result<Prompt> prompt = prompt_of(vocabulary_, format_, spec, *images, {}, {});
  if (!prompt) co_return prompt.error();
  const std::size_t tokens = prompt->tokens.size();
  const std::uint32_t context = engine_.limits().context_tokens;
  if (tokens >= context) co_return too_long(tokens, context);
  std::string key = info_.name + '\x1f' + spec.owner;
  std::unique_ptr<generate::Trunk> trunk = std::make_unique<LocalTrunk>(
      engine_, vocabulary_, format_, std::move(spec), std::move(*images), std::move(key),
      static_cast<std::uint32_t>(tokens));
  co_return trunk;
}

}  // namespace ponder::local
