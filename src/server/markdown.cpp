#include "server/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"

namespace ponder::server {
namespace {

// Raw HTML and unsafe addresses are left out unless CMARK_OPT_UNSAFE is set.
constexpr int kOptions = CMARK_OPT_VALIDATE_UTF8;

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};

std::unique_ptr<cmark_parser, FreeParser> new_parser() {
  static std::once_flag registered;
  std::call_once(registered, &cmark_gfm_core_extensions_ensure_registered);
  std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(kOptions));
  for (const char* name : {"table", "strikethrough", "autolink"}) {
    cmark_syntax_extension* extension = cmark_find_syntax_extension(name);
    PONDER_CHECK(extension != nullptr);
    cmark_parser_attach_syntax_extension(parser.get(), extension);
  }
  return parser;
}

// A picture would be asked of another server: its description stands in its place.
void replace_pictures(cmark_node* document) {
  std::vector<cmark_node*> pictures;
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> walk(cmark_iter_new(document),
                                                                     &cmark_iter_free);
  for (cmark_event_type event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk.get())) {
    cmark_node* node = cmark_iter_get_node(walk.get());
    if (event == CMARK_EVENT_EXIT && cmark_node_get_type(node) == CMARK_NODE_IMAGE) {
      pictures.push_back(node);
    }
  }
  for (cmark_node* picture : pictures) {
    while (cmark_node* inside = cmark_node_first_child(picture)) {
      cmark_node_insert_before(picture, inside);
    }
    cmark_node_free(picture);
  }
}

}  // namespace

std::string markdown_html(std::string_view markdown) {
  const auto parser = new_parser();
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, FreeNode> document(cmark_parser_finish(parser.get()));
  replace_pictures(document.get());
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(document.get(), kOptions, cmark_parser_get_syntax_extensions(parser.get())),
      &std::free);
  return html.get();
}

}  // namespace ponder::server
