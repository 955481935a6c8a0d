// Joins a script, the fake backend and the local generator into a model.
#include "local/fake_backend.h"
#include "local/fake_embedding.h"
#include "local/loaded_model.h"
#include "local/local_generator.h"

namespace ponder::local {
namespace {

class FakeModel : public LoadedModel {
 public:
  explicit FakeModel(const FakeScript& script)
      : format_(script.native_reasoning),
        engine_(std::make_unique<FakeBackend>(script)),
        generator_(engine_, vocabulary_, format_, LocalModelInfo{"fake", 0}),
        embedder_(engine_, std::make_unique<FakeEmbeddingBackend>(script.context_tokens)) {}

  generate::Generator& generator() override { return generator_; }
  const engine::Vocabulary& vocabulary() const override { return vocabulary_; }
  Embedder* embedder() override { return &embedder_; }
  engine::EngineStats stats() const override { return engine_.stats(); }
  std::uint64_t memory_bytes() const override { return 0; }

 private:
  FakeVocabulary vocabulary_;
  FakeFormat format_;
  engine::Engine engine_;
  LocalGenerator generator_;
  Embedder embedder_;
};

}  // namespace

Result<std::unique_ptr<LoadedModel>> load_fake(const std::string& spec,
                                               const LoadOptions& options) {
  constexpr std::string_view kPrefix = "fake:";
  const std::string_view path =
      spec.starts_with(kPrefix) ? std::string_view(spec).substr(kPrefix.size()) : spec;
  Result<FakeScript> script = read_fake_script(path);
  if (!script) return script.error();
  if (options.context_tokens > 0)
    script->context_tokens = std::min(options.context_tokens, script->cells);
  if (options.slots > 0) script->slots = options.slots;
  std::unique_ptr<LoadedModel> model = std::make_unique<FakeModel>(*script);
  return model;
}

}  // namespace ponder::local
