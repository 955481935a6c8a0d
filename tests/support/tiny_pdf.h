// Small PDF files, written by hand.
#pragma once

#include <string>
#include <vector>

namespace ponder::tests {

// A page for each text, 300 x 200 points; an empty text is a page that is all black picture.
// `trailer`: what its last dictionary has besides.
inline std::string tiny_pdf(const std::vector<std::string>& texts,
                            const std::string& trailer = {}) {
  std::vector<std::string> objects = {
      "<</Type/Catalog/Pages 2 0 R>>", {}, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
  std::string kids;
  for (const std::string& text : texts) {
    const std::string page = std::to_string(objects.size() + 1);
    const std::string drawing =
        text.empty() ? "0 0 300 200 re f" : "BT /F1 24 Tf 40 100 Td (" + text + ") Tj ET";
    kids += page + " 0 R ";
    objects.push_back(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 3 0 R"
        ">>>>/Contents " +
        std::to_string(objects.size() + 2) + " 0 R>>");
    objects.push_back("<</Length " + std::to_string(drawing.size()) + ">>stream\n" + drawing +
                      "\nendstream");
  }
  objects[1] = "<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(texts.size()) + ">>";
  std::string file = "%PDF-1.4\n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    file += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  return file + "trailer<</Root 1 0 R/Size " + std::to_string(objects.size() + 1) + trailer +
         ">>\n%%EOF\n";
}

// What is locked with a password that nobody knows.
inline std::string locked_pdf() {
  const std::string id = "<00112233445566778899aabbccddeeff>";
  const std::string key(64, '1');
  return tiny_pdf({"secret"}, "/ID[" + id + id + "]/Encrypt<</Filter/Standard/V 1/R 2/O<" + key +
                                  ">/U<" + key + ">/P -4>>");
}

}  // namespace ponder::tests
