#include "repair/wording.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "chat/repair.h"
#include "repair/book.h"

namespace ponder::repair {

std::string wording(std::string_view name, std::string_view language, const Gaps& gaps) {
  std::string text(book().text(name, language));
  for (const auto& [gap, value] : gaps) {
    const std::string mark = "{" + std::string(gap) + "}";
    const std::size_t at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), value);
  }
  return text;
}

std::string joined_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void name_facts(chat::RepairState& state) {
  const Kind* kind = book().kind(state.facts.kind);
  const Symptom* symptom = book().symptom(state.facts.symptom);
  state.kind_name = kind == nullptr ? "" : kind->section->one(state.language);
  state.symptom_name = symptom == nullptr ? "" : symptom->section->one(state.language);
}

}  // namespace ponder::repair
