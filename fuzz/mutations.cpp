#include "mutations.hpp"

#include <algorithm>
#include <array>
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

/// What stands in manifests where something else should.
constexpr std::array kOddValues = {""sv,   " null"sv, " ''"sv,   " []"sv,   " {}"sv,
                                   " 0"sv, " -1"sv,   " true"sv, " [{}]"sv, " {a: b}"sv};

void add_seed(const fs::path& path, std::vector<std::string>& seeds) {
  if (!fs::is_regular_file(path) || fs::file_size(path) > kLargestSeed) return;
  std::ifstream file(path, std::ios::binary);
  seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

/// Renames a key wherever it stands in `text`, or gives it an odd value there: objects that refer
/// to each other then lack together what they do it by. `key` chooses the key, `value` what becomes
/// of it.
void change_key(std::string& text, std::size_t key, std::size_t value) {
  const auto colon = text.find(':', key);
  if (colon == std::string::npos) return;
  const auto before = text.find_last_of(" \n\"{,", colon);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  const auto name = text.substr(begin, colon + 1 - begin);
  if (name.size() < 3) return;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const auto end = at + name.size();
    if (value % (kOddValues.size() + 1) == 0) {
      text[at] = '~';
      continue;
    }
    const auto line_end = std::min(text.find('\n', end), text.size());
    text.replace(end, line_end - end, kOddValues[value % kOddValues.size()]);
  }
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
    if (below(8) == 0) {
      change_key(text, at, below(1000));
      continue;
    }
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
