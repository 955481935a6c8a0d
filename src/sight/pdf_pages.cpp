#include "sight/pdf_pages.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/image.h"
#include "sight/limits.h"
#include "sight/pdf.h"

namespace ponder::sight {
namespace {

// A message that is written anew.
class Page {
 public:
  void add(std::string_view piece) {
    if (piece.empty()) return;
    if (!text_.empty() && text_.back() != '\n' && piece.front() != '\n') text_ += '\n';
    text_ += piece;
  }
  void add(chat::Image image) {
    image.at = text_.size();
    images_.push_back(std::move(image));
  }
  std::size_t size() const { return text_.size(); }
  std::string from(std::size_t begin) const { return text_.substr(begin); }
  void become(chat::Message& message) && {
    message.content = std::move(text_);
    message.images = std::move(images_);
  }

 private:
  std::string text_;
  std::vector<chat::Image> images_;
};

void add_pages(const Pdf& pdf, bool sees, std::size_t& pictures_left, Page& page) {
  const std::string total = std::to_string(pdf.pages_total);
  page.add("[A PDF file of " + total + (pdf.pages_total == 1 ? " page." : " pages.") +
           (pdf.pages.size() < pdf.pages_total
                ? " Only the first " + std::to_string(pdf.pages.size()) + " are here."
                : "") +
           "]");
  for (const PdfPage& one : pdf.pages) {
    page.add("[Page " + std::to_string(one.number) + " of " + total + "]");
    if ((sees || one.text.empty()) && pictures_left > 0) {
      --pictures_left;
      page.add(chat::Image{0, std::make_shared<const std::string>(one.file), {}});
    }
    page.add(one.text);
  }
  for (const std::string& note : pdf.notes) page.add("[" + note + "]");
}

bool is_pdf(const chat::Image& image) { return image::is_pdf(*image.file); }

}  // namespace

bool has_pdf(const chat::Message& message) { return std::ranges::any_of(message.images, is_pdf); }

Task<Result<std::vector<std::string>>> put_pages(chat::Message& message, bool sees,
                                                 std::size_t& pictures_left,
                                                 std::shared_ptr<Reader> reader, GivenUp given_up) {
  Page page;
  std::vector<std::string> told;
  std::size_t begin = 0;
  for (chat::Image& image : message.images) {
    const std::size_t at = std::min(image.at, message.content.size());
    page.add(std::string_view(message.content).substr(begin, at - begin));
    begin = at;
    if (!is_pdf(image)) {
      page.add(std::move(image));
      continue;
    }
    const auto pdf = co_await reader->read_pages(image.file, 1, kPdfPagesMax, given_up);
    if (!pdf) co_return pdf.error();
    const std::size_t before = page.size();
    add_pages(*pdf, sees, pictures_left, page);
    told.push_back(page.from(before));
  }
  page.add(std::string_view(message.content).substr(begin));
  std::move(page).become(message);
  co_return told;
}

}  // namespace ponder::sight
