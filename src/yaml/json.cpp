#include <algorithm>
#include <string>
#include <vector>

#include "yaml/json.hpp"
#include "yaml/node_meta.hpp"
#include "yaml/reader.hpp"
#include "yaml/scalar.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {

void append_json_string(std::string_view text, std::string& out) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
      ++i;
    } else if (byte < 0x20) {
      switch (c) {
        case '\n': out.append("\\n"); break;
        case '\r': out.append("\\r"); break;
        case '\t': out.append("\\t"); break;
        default:
          out.append("\\u00");
          out.push_back(kHex[byte >> 4]);
          out.push_back(kHex[byte & 0xF]);
      }
      ++i;
    } else if (byte < 0x80) {
      out.push_back(c);
      ++i;
    } else if (const auto size = utf8_sequence(text.substr(i))) {
      out.append(text.substr(i, size));
      i += size;
    } else {
      append_utf8(0xFFFD, out);  // bytes of !!binary that are no text
      ++i;
    }
  }
  out.push_back('"');
}

namespace {

void append_scalar(Node node, std::string& out) {
  switch (node.kind()) {
    case Kind::missing:
    case Kind::null: out.append("null"); return;
    case Kind::boolean: out.append(node.is_true() ? "true" : "false"); return;
    case Kind::integer: {
      if (Access::json(*node.document())) {
        out.append(node.text());
        return;
      }
      const auto value = integer_value(node.text()).value_or(Integer{});
      if (value.negative && value.magnitude != 0) out.push_back('-');
      out.append(std::to_string(value.magnitude));
      return;
    }
    case Kind::floating:
      if (Access::json(*node.document())) {
        out.append(node.text());
      } else {
        append_json_double(floating_value(node.text()), out);
      }
      return;
    case Kind::string: append_json_string(node.text(), out); return;
    case Kind::sequence:
    case Kind::mapping: return;
  }
}

/// A collection being written: its children still to come, last first.
struct Open {
  std::vector<Node::Entry> children;
  bool mapping = false;
  bool first = true;
};

Open open_collection(Node node) {
  Open open;
  open.mapping = node.is_mapping();
  if (open.mapping) {
    for (const auto entry : node.entries()) open.children.push_back(entry);
    std::stable_sort(
        open.children.begin(), open.children.end(),
        [](const Node::Entry& a, const Node::Entry& b) { return a.key.text() < b.key.text(); });
  } else {
    for (const auto item : node.items()) open.children.push_back({Node(), item});
  }
  std::reverse(open.children.begin(), open.children.end());
  // Of equal keys the one that stands last in the text, now first, is kept.
  if (open.mapping) {
    const auto same = [](const Node::Entry& a, const Node::Entry& b) {
      return a.key.text() == b.key.text();
    };
    open.children.erase(std::unique(open.children.begin(), open.children.end(), same),
                        open.children.end());
  }
  return open;
}

}  // namespace

void append_json(Node root, std::string& out) {
  // Iterative: a document may be 10,000 levels deep.
  std::vector<Open> stack;
  const auto write = [&](Node node) {
    if (!node.is_mapping() && !node.is_sequence()) return append_scalar(node, out);
    stack.push_back(open_collection(node));
    out.push_back(stack.back().mapping ? '{' : '[');
  };
  write(root);
  while (!stack.empty()) {
    auto& open = stack.back();
    if (open.children.empty()) {
      out.push_back(open.mapping ? '}' : ']');
      stack.pop_back();
      continue;
    }
    const auto entry = open.children.back();
    open.children.pop_back();
    if (!open.first) out.push_back(',');
    open.first = false;
    if (open.mapping) {
      append_json_string(entry.key.text(), out);
      out.push_back(':');
    }
    write(entry.value);
  }
}

}  // namespace fargate_lint::yaml
