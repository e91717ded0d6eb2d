// Parses one file in one way, on one thread, and prints how many documents it saw: the benchmark
// runs it once per round and variant, so that each starts with a fresh heap and has a peak of its
// own. Every variant opens and reads the file itself; all read it through a window that is reused,
// but yaml-cpp's LoadAll, which has no such mode.
//
// `declined` looks at all manifests of a folder, and says how many of their bytes the fast reader
// leaves to the exact one.

#include <fcntl.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>
#include <yaml.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "input/stream.hpp"
#include "system/disk.hpp"
#include "yaml/reader.hpp"

namespace {

struct Count {
  std::size_t documents = 0;
  std::size_t fallbacks = 0;
  bool ok = true;
};

/// As the program reads: whole documents out of a window, one Reader for all.
Count tree(const char* path) {
  namespace input = fargate_lint::input;
  namespace yaml = fargate_lint::yaml;
  Count count;
  auto stream = input::Stream::open(fargate_lint::system::Disk(), path);
  count.ok = bool{stream};
  input::Chunk chunk;
  yaml::Reader reader;
  const yaml::Source source;
  while (count.ok) {
    const auto more = stream->next(chunk);
    count.ok = bool{more};
    if (!more || !*more) break;
    for (const auto& piece : chunk.pieces) {
      if (input::read_piece(reader, chunk, piece, source) != yaml::Outcome::ok) count.ok = false;
      if (reader.used_fallback()) ++count.fallbacks;
      if (reader.document().root()) ++count.documents;
    }
  }
  return count;
}

int read_for_libyaml(void* file, unsigned char* buffer, std::size_t size, std::size_t* got) {
  const ssize_t bytes = ::read(*static_cast<int*>(file), buffer, size);
  *got = bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
  return bytes >= 0;
}

Count libyaml_events(int file) {
  Count count;
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) return {.ok = false};
  yaml_parser_set_input(&parser, read_for_libyaml, &file);
  for (bool done = false; !done && count.ok;) {
    yaml_event_t event;
    count.ok = yaml_parser_parse(&parser, &event) != 0;
    if (!count.ok) break;
    if (event.type == YAML_DOCUMENT_START_EVENT) ++count.documents;
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return count;
}

Count yaml_cpp_load_all(const char* path) {
  std::ifstream file(path);
  const auto documents = YAML::LoadAll(file);
  return {.documents = documents.size()};
}

/// Templates that nobody has rendered and the like are no documents: they are counted apart.
int print_declined(const char* folder) {
  std::size_t documents = 0;
  std::size_t bytes = 0;
  std::size_t declined_documents = 0;
  std::size_t declined_bytes = 0;
  std::size_t unreadable = 0;
  fargate_lint::yaml::Reader reader;
  const fargate_lint::yaml::Source source;
  std::vector<fargate_lint::yaml::Piece> pieces;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto ending = entry.path().extension();
    if (!entry.is_regular_file() || (ending != ".yaml" && ending != ".yml" && ending != ".json"))
      continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    fargate_lint::yaml::split(text, pieces);
    for (const auto& piece : pieces) {
      if (reader.read(piece.text, source) != fargate_lint::yaml::Outcome::ok) {
        ++unreadable;
        continue;
      }
      ++documents;
      bytes += piece.text.size();
      if (!reader.used_fallback()) continue;
      ++declined_documents;
      declined_bytes += piece.text.size();
    }
  }
  std::printf("%zu of %zu bytes, in %zu of %zu documents; %zu more cannot be read\n",
              declined_bytes, bytes, declined_documents, documents, unreadable);
  return bytes > 0 ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: parse_bench tree|libyaml|yaml-cpp FILE, or parse_bench declined FOLDER\n",
               stderr);
    return 2;
  }
  const std::string_view variant = argv[1];
  if (variant == "declined") return print_declined(argv[2]);
  const int file = ::open(argv[2], O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    std::perror(argv[2]);
    return 2;
  }
  Count count;
  if (variant == "tree") {
    count = tree(argv[2]);
  } else if (variant == "libyaml") {
    count = libyaml_events(file);
  } else if (variant == "yaml-cpp") {
    count = yaml_cpp_load_all(argv[2]);
  } else {
    std::fputs("parse_bench: no such variant\n", stderr);
    return 2;
  }
  std::printf("%zu documents\n", count.documents);
  if (count.fallbacks > 0)
    std::printf("%zu of them declined by the fast reader\n", count.fallbacks);
  return count.ok ? 0 : 2;
}
