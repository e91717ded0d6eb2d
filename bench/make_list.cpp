// Writes a stream of documents as one List, as kubectl prints it: in YAML or JSON.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/reader.hpp"

namespace {

namespace yaml = fargate_lint::yaml;

/// JSON with an entry a line, where it stands behind `indent`.
std::string pretty(std::string_view json, std::string indent) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      out += c;
      if (c == '\\') out += json[++i];
      quoted = c != '"';
      continue;
    }
    quoted = c == '"';
    const bool is_empty = i != 0 && (json[i - 1] == '{' || json[i - 1] == '[');
    if (c == '}' || c == ']') {
      indent.resize(indent.size() - 4);
      if (!is_empty) (out += '\n') += indent;
    }
    out += c;
    if (c == '{' || c == '[') indent += "    ";
    const bool opens = (c == '{' || c == '[') && json[i + 1] != '}' && json[i + 1] != ']';
    if (opens || c == ',') (out += '\n') += indent;
    if (c == ':') out += ' ';
  }
  return out;
}

void append_yaml(std::string_view document, std::string& out) {
  bool is_first = true;
  while (!document.empty()) {
    const auto end = std::min(document.find('\n'), document.size());
    const auto line = document.substr(0, end);
    document.remove_prefix(std::min(end + 1, document.size()));
    // kubectl prints no comments.
    if (line.starts_with("---") || (is_first && (line.empty() || line[0] == '#'))) continue;
    if (!line.empty()) (out += is_first ? "- " : "  ") += line;
    out += '\n';
    is_first = false;
  }
}

void append_json(std::string_view document, std::string& out) {
  const auto read = yaml::read_document(document);
  if (read == nullptr || !read->root()) return;
  std::string json;
  yaml::append_json(read->root(), json);
  out += out.ends_with('}') ? ",\n        " : "\n        ";
  out += pretty(json, "        ");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_list STREAM yaml|json FILE\n", stderr);
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string stream{std::istreambuf_iterator<char>(file), {}};
  const bool is_json = std::string_view(argv[2]) == "json";
  std::vector<yaml::Piece> pieces;
  yaml::split(stream, pieces);
  std::string out =
      is_json ? "{\n    \"apiVersion\": \"v1\",\n    \"items\": [" : "apiVersion: v1\nitems:\n";
  for (const auto& piece : pieces) {
    if (is_json)
      append_json(piece.text, out);
    else
      append_yaml(piece.text, out);
  }
  out += is_json ? "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n"
                   "        \"resourceVersion\": \"\"\n    }\n}\n"
                 : "kind: List\nmetadata:\n  resourceVersion: \"\"\n";
  std::ofstream to(argv[3], std::ios::binary);
  return (to << out).flush() ? 0 : 2;
}
