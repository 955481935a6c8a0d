#include "engine/plan.h"

namespace ponder::engine {
namespace {

std::string slot_name(SeqSlot slot) { return "s" + std::to_string(slot); }

std::string op_text(const KvOp& op) {
  if (op.kind == KvOp::kShare) {
    return "share " + slot_name(op.from) + "->" + slot_name(op.to) + " [0," +
           std::to_string(op.end) + ")";
  }
  return "drop " + slot_name(op.from) + " [" + std::to_string(op.begin) + ",)";
}

std::string row_text(const Row& row) {
  const std::string who = "#" + std::to_string(row.sequence.value) + "@" + slot_name(row.slot);
  if (row.tokens.size() == 1 && row.sample) {
    return "decode " + who + " " + std::to_string(row.begin);
  }
  return "prefill " + who + " [" + std::to_string(row.begin) + "," + std::to_string(row.end()) +
         ")" + (row.sample ? " sample" : "");
}

}  // namespace

std::string to_string(const Plan& plan) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += " | ";
    text += part;
  };
  for (const KvOp& op : plan.kv_ops) add(op_text(op));
  for (const SequenceId id : plan.preempted) add("preempt #" + std::to_string(id.value));
  for (const Row& row : plan.rows) add(row_text(row));
  return text.empty() ? "nothing" : text;
}

}  // namespace ponder::engine
