#include "cli/turn_view.h"

#include <ostream>
#include <utility>

#include "api/events.h"

namespace ponder::cli {
namespace {

class JsonView : public TurnView {
 public:
  explicit JsonView(Console& console) : console_(console) {}
  void finish() override { console_.out.flush(); }

 private:
  void show(const chat::Event& event) override {
    console_.out << api::encode_event(event) << "\n" << std::flush;
  }
  Console& console_;
};

}  // namespace

void TurnView::emit(chat::Event event) {
  chat::reduce(state_, event);
  show(event);
}

std::unique_ptr<TurnView> json_view(Console& console) {
  return std::make_unique<JsonView>(console);
}

}  // namespace ponder::cli
