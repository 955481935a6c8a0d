// The Generator over our own engine: renders and tokenises, finds the prefix that all branches
// share, prefills it once and forks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/vocabulary.h"
#include "generate/generator.h"
#include "local/chat_format.h"
#include "local/eyes.h"

namespace ponder::local {

struct LocalModelInfo {
  std::string name;  // Part of the cache key.
  std::uint64_t parameters = 0;
};

// All parts outlive the generator's trunks and branches. Thread-safe.
class LocalGenerator : public generate::Generator {
 public:
  LocalGenerator(engine::Engine& engine, const engine::Vocabulary& vocabulary,
                 const ChatFormat& format, LocalModelInfo info, Eyes* eyes = nullptr);

  const generate::Capabilities& capabilities() const override { return capabilities_; }
  Task<Result<std::unique_ptr<generate::Trunk>>> open(generate::TrunkSpec spec) override;

 private:
  engine::Engine& engine_;
  const engine::Vocabulary& vocabulary_;
  const ChatFormat& format_;
  LocalModelInfo info_;
  Eyes* eyes_;  // Null: it does not see.
  generate::Capabilities capabilities_;
};

}  // namespace ponder::local
