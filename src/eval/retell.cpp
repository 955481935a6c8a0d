#include "eval/retell.h"

#include <string>

#include "chat/event.h"
#include "chat/request.h"
#include "eval/recording.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/agent_plan.h"
#include "modes/event_writer.h"
#include "modes/strategy.h"
#include "modes/text.h"

namespace ponder::eval {
namespace {

class NoSink : public chat::EventSink {
 public:
  void emit(chat::Event) override {}
};

void retell_trace(Trace& trace, const modes::AgentForm& form) {
  if (trace.text.empty()) return;
  NoSink sink;
  modes::EventWriter writer(sink);
  modes::Agent agent(writer, 1, form);
  generate::BranchDelta delta;
  delta.text = trace.text;
  agent.take(delta);
  if (agent.is_running()) {
    generate::BranchDelta end;
    end.finish = trace.finish;
    agent.take(end);
  }
  trace.answered = agent.state() == modes::AgentState::kAnswered;
  trace.answer = trace.answered ? modes::excerpt(agent.ballot().answer, kAnswerBytesMax) : "";
  trace.has_wrong_arithmetic = agent.has_wrong_arithmetic();
}

}  // namespace

void retell(Recording& recording) {
  chat::TurnRequest request;
  request.mode = chat::Mode::kContemplating;
  generate::Capabilities capabilities;
  capabilities.parameters = recording.header.parameters;
  const modes::AgentForm form =
      modes::form_of(request, capabilities, modes::strategy_for(recording.header.agents));
  for (RecordedProblem& problem : recording.problems) {
    retell_trace(problem.greedy, form);
    for (Trace& trace : problem.agents) retell_trace(trace, form);
  }
}

void strip_texts(Recording& recording) {
  recording.header.has_texts = false;
  for (RecordedProblem& problem : recording.problems) {
    problem.greedy.text.clear();
    for (Trace& trace : problem.agents) trace.text.clear();
  }
}

std::string encode_recording(const Recording& recording) {
  std::string out = encode_header(recording.header) + "\n";
  for (const RecordedProblem& problem : recording.problems) out += encode_problem(problem) + "\n";
  return out;
}

}  // namespace ponder::eval
