// Conversations written and answers read as a model's own chat template wants, through llama.cpp's
// common library. A model without a template gets ChatML; one whose template knows no tools gets
// them in plain text.
#pragma once

#include <chat.h>
#include <llama.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "local/chat_format.h"

namespace ponder::llama {

// Thread-safe. Outlived by the model.
class LlamaChatFormat : public local::ChatFormat {
 public:
  // A template that llama.cpp cannot use is replaced by ChatML, with a warning in the log.
  // `template_override`: instead of the model's; empty: the model's.
  static Result<std::unique_ptr<LlamaChatFormat>> create(const llama_model* model,
                                                         const std::string& template_override = {});

  bool native_reasoning() const override { return native_reasoning_; }
  bool tools() const override { return true; }
  Result<local::Rendered> render(const generate::TrunkSpec& spec, std::string_view user_suffix,
                                 std::string_view assistant_prefix) const override;

 private:
  LlamaChatFormat(const llama_vocab* vocabulary, common_chat_templates_ptr templates);
  engine::Grammar grammar_of(const generate::TrunkSpec& spec, const common_chat_params& params,
                             std::string_view assistant_prefix) const;
  // Errors: an exception of llama.cpp's.
  common_chat_params apply(const common_chat_templates_inputs& inputs) const;
  std::vector<Token> tokens_of(const std::string& text) const;

  const llama_vocab* vocabulary_;
  common_chat_templates_ptr templates_;
  std::string begin_of_text_;  // Put before every prompt where the model wants it.
  bool native_reasoning_ = false;
  bool knows_tools_ = false;  // The template does.
};

}  // namespace ponder::llama
