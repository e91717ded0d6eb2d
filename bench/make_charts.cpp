// Writes the rendered charts of a corpus as one stream, over and over up to a size. Each object's
// name gets its number, so that no two are the same.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/reader.hpp"

namespace {

namespace fs = std::filesystem;
namespace yaml = fargate_lint::yaml;

std::vector<fs::path> files_of(const fs::path& corpus) {
  std::vector<fs::path> files;
  for (const char* folder : {"helm-charts", "helm-rendered"})
    for (const auto& entry : fs::recursive_directory_iterator(corpus / folder))
      if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml")
        files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Where the name of a document's object ends, as charts write it: npos if it has none.
std::size_t end_of_name(std::string_view document) {
  const auto metadata = document.find("\nmetadata:");
  if (metadata == std::string_view::npos) return metadata;
  for (auto line = document.find('\n', metadata + 1); line != std::string_view::npos;
       line = document.find('\n', line + 1)) {
    const auto text = document.substr(line + 1);
    constexpr std::string_view kName = "  name: ";
    if (text.starts_with(kName)) {
      const auto first = document.find_first_not_of("\" ", line + 1 + kName.size());
      return document.find_first_of("\" \r\n", first);
    }
    if (!text.starts_with(' ') && !text.starts_with('\n') && !text.starts_with('#'))
      return std::string_view::npos;
  }
  return std::string_view::npos;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_charts CORPUS MEGABYTES FILE\n", stderr);
    return 2;
  }
  std::vector<std::string> documents;
  for (const auto& path : files_of(argv[1])) {
    const auto text = read(path);
    std::vector<yaml::Piece> pieces;
    yaml::split(text, pieces);
    for (const auto& piece : pieces) {
      documents.emplace_back(piece.text.starts_with("---") ? "" : "---\n").append(piece.text);
      if (!documents.back().ends_with('\n')) documents.back() += '\n';
    }
  }
  if (documents.empty()) return 2;
  const auto size = static_cast<std::size_t>(std::atoi(argv[2])) * 1'000'000;
  std::string out;
  for (std::size_t number = 0; out.size() < size; ++number) {
    auto document = documents[number % documents.size()];
    const auto end = end_of_name(document);
    if (end != std::string::npos) document.insert(end, "-" + std::to_string(number));
    out += document;
  }
  std::ofstream to(argv[3], std::ios::binary);
  return (to << out).flush() ? 0 : 2;
}
