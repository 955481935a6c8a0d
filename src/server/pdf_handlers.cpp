// POST /api/pdf: the pages of a PDF file as text and pictures, for the user to choose from.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "api/json_write.h"
#include "base/base64.h"
#include "server/query.h"
#include "server/replies.h"
#include "server/routes.h"
#include "sight/limits.h"
#include "sight/pdf.h"
#include "sight/reader.h"

namespace ponder::server {
namespace {

constexpr std::uint32_t kPagesDefault = 4;

std::string encode(const sight::Pdf& pdf) {
  api::JsonWriter out;
  out.begin_object().field("pages_total", pdf.pages_total).key("pages").begin_list();
  for (const sight::PdfPage& page : pdf.pages) {
    out.begin_object().field("page", page.number).field("text", page.text);
    out.field("image", data_url("image/png", page.file));
    out.field("width", page.width).field("height", page.height).end_object();
  }
  out.end_list().key("notes").begin_list();
  for (const std::string& note : pdf.notes) out.value(note);
  return out.end_list().end_object().take();
}

Task<http::Answer> read_pdf(Services services, std::shared_ptr<http::Request> request) {
  const auto first = query_number<std::uint32_t>(*request, "first", 1);
  if (!first) co_return error_reply(first.error());
  const auto count = query_number<std::uint32_t>(*request, "count", kPagesDefault);
  if (!count) co_return error_reply(count.error());
  auto file = std::make_shared<const std::string>(std::move(request->body));
  const auto pdf = co_await services.turns->pictures()->read_pages(std::move(file), *first, *count);
  if (!pdf) co_return error_reply(pdf.error());
  co_return json_reply(encode(*pdf));
}

}  // namespace

void add_pdf_routes(Routes& routes) {
  routes.add("POST", "/api/pdf", &read_pdf, sight::kPdfBytesMax);
}

}  // namespace ponder::server
