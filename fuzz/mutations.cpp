#include "mutations.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

namespace fargate_lint::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::uintmax_t kLargestSeed = 64 * 1024;

/// The characters that mean something in YAML, since those break it best.
constexpr std::string_view kTelling = "\n\n \t:-#{}[],\"'|>&*!%@?\\\r\0\x80\xc3~0a"sv;

void add_seed(const fs::path& path, std::vector<std::string>& seeds) {
  if (!fs::is_regular_file(path) || fs::file_size(path) > kLargestSeed) return;
  std::ifstream file(path, std::ios::binary);
  seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace

std::vector<std::string> read_seeds(const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (const auto& path : paths) {
    if (!fs::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());  // a directory's order is not the same everywhere
  std::vector<std::string> seeds;
  for (const auto& file : files) add_seed(file, seeds);
  return seeds;
}

std::vector<std::string> read_dictionary(const std::string& path) {
  std::vector<std::string> words;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto begin = line.find('"');
    const auto end = line.rfind('"');
    if (line.starts_with('#') || begin == end) continue;
    std::string word;
    for (auto i = begin + 1; i < end; ++i) {
      if (line[i] == '\\' && line[i + 1] == 'x') {
        word += static_cast<char>(std::stoul(line.substr(i + 2, 2), nullptr, 16));
        i += 3;
      } else {
        if (line[i] == '\\') ++i;
        word += line[i];
      }
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::string mutated(const std::vector<std::string>& seeds, const std::vector<std::string>& words,
                    unsigned long number) {
  std::minstd_rand random(static_cast<std::uint32_t>(number * 2654435761U + 1));
  const auto below = [&random](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
  std::string text = seeds[below(seeds.size())];
  for (auto changes = 1 + below(4); changes > 0; --changes) {
    const auto at = below(text.size() + 1);
    const auto length = 1 + below(12);
    switch (below(words.empty() ? 5 : 7)) {
      case 0: text.insert(at, 1, kTelling[below(kTelling.size())]); break;
      case 1: text.erase(at, length); break;
      case 2:
        if (at < text.size()) text[at] = kTelling[below(kTelling.size())];
        break;
      case 3: text.insert(at, text.substr(below(text.size() + 1), length)); break;
      case 5: text.insert(at, words[below(words.size())]); break;
      case 6: text.replace(at, length, words[below(words.size())]); break;
      default: {
        const std::string& other = seeds[below(seeds.size())];
        text.insert(at, other.substr(below(other.size() + 1), 4 * length));
      }
    }
  }
  return text;
}

}  // namespace fargate_lint::fuzz
