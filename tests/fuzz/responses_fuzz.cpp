// POST /v1/responses: any body is read or refused by name, and any text can be answered.
#include "api/responses.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ponder;
  const std::string body = fuzz::text_of(data, size);
  const auto call = api::parse_responses_call(body);
  static const std::string kEchoOfSimpleCall =
      api::parse_responses_call(R"({"input": "hi"})")->echo_json;
  api::ResponseHead head{"resp_1", 1, "smol", "", kEchoOfSimpleCall, size % 2 == 0};
  if (call) {
    fuzz::require(call->turn.tools.size() <= limits::kToolsMax, "tools are bounded");
    fuzz::check_json(call->echo_json);
    head.echo_json = call->echo_json;
  } else {
    fuzz::check(call.error());
  }
  api::ResponseEncoder encoder(head);
  for (const api::ResponseFrame& frame : encoder.begin()) fuzz::check_json(frame.data);
  for (const chat::Event& event : fuzz::turn_saying(body)) {
    for (const api::ResponseFrame& frame : encoder.encode(event)) fuzz::check_json(frame.data);
  }
  fuzz::require(encoder.ended(), "a stream is closed");
  fuzz::check_json(encoder.resource());
  return 0;
}
