// PDF files through poppler, and what models are told of them.
#include "sight/pdf.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "image/image.h"
#include "sandbox/sandbox.h"
#include "sight/limits.h"
#include "sight/prepare.h"
#include "support/await.h"
#include "support/tiny_pdf.h"

namespace ponder::sight {
namespace {

using tests::locked_pdf;
using tests::tiny_pdf;

class ReadPdf : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!sandbox::find_program("pdftoppm")) GTEST_SKIP() << "poppler is not installed";
  }
  static Error error_of(const std::string& file, std::uint32_t first = 1, std::uint32_t count = 1) {
    const auto pdf = read_pdf(file, first, count);
    EXPECT_FALSE(pdf);
    return pdf ? Error{} : pdf.error();
  }
  static chat::TurnRequest asking(const std::string& file) {
    chat::TurnRequest request;
    request.messages.emplace_back().content = "Sum up:now";
    request.messages.back().images = {{7, std::make_shared<const std::string>(file), {}}};
    return request;
  }
};

TEST_F(ReadPdf, GivesTextAndPictureOfEachPage) {
  const auto pdf = read_pdf(tiny_pdf({"One", "Two", "Three"}), 2, 5);
  ASSERT_TRUE(pdf) << pdf.error().message;
  EXPECT_EQ(pdf->pages_total, 3U);
  ASSERT_EQ(pdf->pages.size(), 2U);
  EXPECT_EQ(pdf->pages[0].number, 2U);
  EXPECT_EQ(pdf->pages[0].text, "Two");
  EXPECT_EQ(pdf->pages[1].text, "Three");
  const auto picture = image::decode(pdf->pages[0].file);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width, kPdfSide);
  EXPECT_EQ(pdf->pages[0].width, kPdfSide);
  EXPECT_EQ(pdf->pages[0].height, picture->height);
  EXPECT_TRUE(pdf->notes.empty());
}

TEST_F(ReadPdf, ReadsNoMorePagesOnceItIsGivenUp) {
  int asked = 0;
  const auto pdf =
      read_pdf(tiny_pdf({"One", "Two", "Three"}), 1, 3, [&asked] { return ++asked == 2; });
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(asked, 2);
}

TEST_F(ReadPdf, NamesWhatIsWrong) {
  EXPECT_EQ(error_of("hello").message, "The file is no PDF file.");
  EXPECT_NE(error_of("%PDF-1.4\nnothing").message.find("damaged"), std::string::npos);
  EXPECT_NE(error_of(locked_pdf()).message.find("password"), std::string::npos);
  const Error beyond = error_of(tiny_pdf({"One"}), 2);
  EXPECT_EQ(beyond.param, "first");
  EXPECT_EQ(beyond.message, "The PDF file has 1 pages; there is no page 2.");
  EXPECT_EQ(error_of(tiny_pdf({"One"}), 0).param, "first");
  EXPECT_EQ(error_of(tiny_pdf({"One"}), 1, 0).param, "count");
  EXPECT_EQ(error_of(tiny_pdf({"One"}), 1, kPdfPagesMax + 1).code, ErrorCode::kTooLarge);
  const Error large = error_of("%PDF-1.4\n" + std::string(kPdfBytesMax, ' '));
  EXPECT_EQ(large.code, ErrorCode::kTooLarge);
}

TEST_F(ReadPdf, DrawsHugePagesSmall) {
  std::string file = tiny_pdf({"One"});
  file.replace(file.find("300 200]"), 8, "9999999 1]");
  const auto pdf = read_pdf(file, 1, 1);
  if (pdf) {
    EXPECT_LE(pdf->pages[0].width, kPdfSide);
  } else {
    EXPECT_TRUE(pdf.error().code == ErrorCode::kInvalid ||
                pdf.error().code == ErrorCode::kTooLarge);
  }
}

TEST_F(ReadPdf, IsToldInItsPlace) {
  const auto prepared = testing::await(
      prepare(asking(tiny_pdf({"First words", "Second words"})), {}, std::make_shared<Reader>()));
  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(prepared->messages[0].content,
            "Sum up:\n[A PDF file of 2 pages.]\n[Page 1 of 2]\nFirst words\n[Page 2 of 2]\n"
            "Second words\nnow");
  ASSERT_EQ(prepared->image_uses.size(), 1U);
  EXPECT_EQ(prepared->image_uses[0].how, chat::ImageUse::kRead);
  EXPECT_NE(prepared->image_uses[0].told.find("First words"), std::string::npos);
}

TEST_F(ReadPdf, APageWithoutTextIsReadAsAPicture) {
  const auto prepared =
      testing::await(prepare(asking(tiny_pdf({""})), {}, std::make_shared<Reader>()));
  ASSERT_TRUE(prepared) << prepared.error().message;
  const std::string& told = prepared->messages[0].content;
  EXPECT_NE(told.find("[Page 1 of 1]\n[Picture 1 of 1. You cannot see it."), std::string::npos)
      << told;
  EXPECT_NE(told.find("black"), std::string::npos) << told;
}

TEST_F(ReadPdf, WhoSeesGetsThePagesAsPictures) {
  generate::Capabilities sees;
  sees.vision = true;
  const auto prepared =
      testing::await(prepare(asking(tiny_pdf({"One", "Two"})), sees, std::make_shared<Reader>()));
  ASSERT_TRUE(prepared) << prepared.error().message;
  const chat::Message& message = prepared->messages[0];
  ASSERT_EQ(message.images.size(), 2U);
  EXPECT_TRUE(image::inspect(*message.images[0].file));
  EXPECT_EQ(message.content.substr(message.images[1].at), "\nTwo\nnow");
  EXPECT_EQ(prepared->image_uses.size(), 3U) << "two pages seen, one file told";
}

TEST(PdfOutline, SaysHowManyPagesThereAre) {
  EXPECT_EQ(pages_of_outline("Title:  x\nPages:          12\nEncrypted: no\n"), 12U);
  EXPECT_EQ(pages_of_outline("Pages:"), 0U);
  EXPECT_EQ(pages_of_outline("Pages: -1"), 0U);
  EXPECT_EQ(pages_of_outline("Title: x"), 0U);
}

TEST_F(ReadPdf, ThatIsBrokenIsNamed) {
  const auto prepared =
      testing::await(prepare(asking("%PDF-1.4\n"), {}, std::make_shared<Reader>()));
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().param, "messages");
}

}  // namespace
}  // namespace ponder::sight
