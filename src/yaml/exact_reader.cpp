#include "yaml/exact_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "yaml/scanner.hpp"
#include "yaml/text.hpp"
#include "yaml/tree.hpp"

namespace fargate_lint::yaml {
namespace {

/// The productions of parserc.go as a machine with a stack of states, one step per state; nodes go
/// to the tree as they are met.
class ExactReader {
 public:
  ExactReader(std::string_view text, Document& document, bool as_written = false)
      : text_(text), scanner_(text), tree_(document), as_written_(as_written) {}

  bool read(Document& out, std::size_t& end, Fault& fault) {
    end_ = text_.size();
    if (!document() || tree_.failed()) {
      fault = tree_.failed() ? tree_.fault() : failed_ ? fault_ : scanner_.fault();
      return false;
    }
    end = end_;
    if (as_written_) return true;
    if (!tree_.has_aliases() && !tree_.has_merge_keys()) return true;
    return finish_aliases(out, tree_.has_merge_keys(), fault);
  }

 private:
  enum class State : std::uint8_t {
    document_end,
    block_node,
    block_node_or_indentless,
    flow_node,
    block_sequence,
    indentless_sequence,
    block_mapping_key,
    block_mapping_value,
    flow_sequence_first,
    flow_sequence,
    flow_pair_key,
    flow_pair_value,
    flow_pair_end,
    flow_mapping_first,
    flow_mapping,
    flow_mapping_value,
    flow_mapping_empty_value,
  };
  using Item = Scanner::Item;

  bool fail(std::size_t offset, const char* message, const char* help = "") {
    failed_ = true;
    fault_ = {offset, message, help};
    return false;
  }

  bool document() {
    const auto* item = scanner_.peek();
    if (item == nullptr) return false;
    if (item->token == Token::stream_end) return true;
    const bool is_explicit = item->token == Token::version_directive ||
                             item->token == Token::tag_directive ||
                             item->token == Token::document_start;
    if (is_explicit) {
      if (!directives()) return false;
      item = scanner_.peek();
      if (item == nullptr) return false;
      if (item->token != Token::document_start) {
        return fail(item->offset, "a directive that no `---` follows",
                    "add a line `---`, or remove the directive");
      }
      scanner_.skip();
      item = scanner_.peek();
      if (item == nullptr) return false;
      switch (item->token) {
        case Token::version_directive:
        case Token::tag_directive:
        case Token::document_start:
        case Token::document_end:
        case Token::stream_end: return true;
        default: break;
      }
    }
    stack_ = {State::document_end, State::block_node};
    while (!stack_.empty()) {
      const auto state = stack_.back();
      stack_.pop_back();
      if (!step(state) || tree_.failed()) return false;
    }
    return true;
  }

  bool directives() {
    bool version_seen = false;
    for (;;) {
      const auto* item = scanner_.peek();
      if (item == nullptr) return false;
      if (item->token == Token::version_directive) {
        if (version_seen) return fail(item->offset, "a second `%YAML` directive", "keep one");
        if (item->text != "1.1" && item->text != "01.01" && item->text != "1.01" &&
            item->text != "01.1") {
          return fail(item->offset, "Kubernetes reads YAML 1.1 only",
                      "remove the `%YAML` directive");
        }
        version_seen = true;
      } else if (item->token == Token::tag_directive) {
        if (handles_.contains(item->text))
          return fail(item->offset, "a second `%TAG` directive for the same handle", "keep one");
        std::string prefix;
        if (!append_uri(*item, prefix)) return false;
        handles_.emplace(item->text, std::move(prefix));
      } else {
        return true;
      }
      scanner_.skip();
    }
  }

  bool step(State state) {
    const auto* item = scanner_.peek();
    if (item == nullptr) return false;
    switch (state) {
      case State::document_end:
        if (item->token != Token::stream_end) end_ = item->offset;
        return true;
      case State::block_node: return node(*item, true, false);
      case State::block_node_or_indentless: return node(*item, true, true);
      case State::flow_node: return node(*item, false, false);
      case State::block_sequence: return block_sequence(*item);
      case State::indentless_sequence: return indentless_sequence(*item);
      case State::block_mapping_key: return block_mapping_key(*item);
      case State::block_mapping_value: return block_mapping_value(*item);
      case State::flow_sequence_first: return flow_sequence(*item, true);
      case State::flow_sequence: return flow_sequence(*item, false);
      case State::flow_pair_key: return flow_pair_key(*item);
      case State::flow_pair_value: return flow_pair_value(*item);
      case State::flow_pair_end:
        tree_.end_collection();
        push(State::flow_sequence);
        return true;
      case State::flow_mapping_first: return flow_mapping(*item, true);
      case State::flow_mapping: return flow_mapping(*item, false);
      case State::flow_mapping_value: return flow_mapping_value(*item);
      case State::flow_mapping_empty_value:
        empty();
        push(State::flow_mapping);
        return true;
    }
    return false;
  }

  void push(State state) { stack_.push_back(state); }
  bool skip_and(State next) {
    scanner_.skip();
    push(next);
    return true;
  }
  /// Goes on with `next` after a node of the kind `node`.
  bool node_then(State next, State node) {
    push(next);
    push(node);
    return true;
  }

  bool node(const Item& first, bool block, bool indentless) {
    if (first.token == Token::alias) {
      const auto found = anchors_.find(first.text);
      if (found == anchors_.end()) {
        return fail(first.offset, "an alias of an anchor that does not exist",
                    "quote a text that begins with `*`");
      }
      tree_.alias(narrow(first.offset), found->second);
      scanner_.skip();
      return true;
    }
    Properties properties;
    const auto place = first.offset;
    const auto* item = &first;
    while ((item->token == Token::anchor && properties.anchor.empty()) ||
           (item->token == Token::tag && properties.tag.empty())) {
      if (item->token == Token::anchor) {
        properties.anchor = item->text;
      } else if (!whole_tag(*item, properties.tag)) {
        return false;
      }
      scanner_.skip();
      item = scanner_.peek();
      if (item == nullptr) return false;
    }
    switch (item->token) {
      case Token::block_entry:
        if (!indentless) break;
        begin(Shape::sequence, *item, Style::block, properties);
        push(State::indentless_sequence);
        return true;
      case Token::scalar:
        scalar(*item, properties);
        scanner_.skip();
        return true;
      case Token::flow_sequence_start:
        begin(Shape::sequence, *item, Style::flow, properties);
        return open_bracket(*item, State::flow_sequence_first);
      case Token::flow_mapping_start:
        begin(Shape::mapping, *item, Style::flow, properties);
        return open_bracket(*item, State::flow_mapping_first);
      case Token::block_sequence_start:
        if (!block) break;
        begin(Shape::sequence, *item, Style::block, properties);
        return skip_and(State::block_sequence);
      case Token::block_mapping_start:
        if (!block) break;
        begin(Shape::mapping, *item, Style::block, properties);
        return skip_and(State::block_mapping_key);
      default: break;
    }
    if (!properties.anchor.empty() || !properties.tag.empty()) {
      // In brackets there is no dash that it could stand at.
      empty(brackets_.empty() ? last_entry_ : place, properties);
      return true;
    }
    return fail_at(*item, "a value is missing here", "write the value, or quote what stands here");
  }

  struct Properties {
    std::string_view anchor;
    std::string tag;
  };

  static std::uint32_t narrow(std::size_t value) { return static_cast<std::uint32_t>(value); }

  void begin(Shape shape, const Item& item, Style style, const Properties& properties) {
    note_anchor(properties);
    tree_.begin_collection(shape, narrow(item.offset), style);
  }

  void note_anchor(const Properties& properties) {
    if (!properties.anchor.empty()) anchors_[properties.anchor] = tree_.next_index();
  }

  void empty() { empty(last_entry_, {}); }
  /// A value of which nothing is written, at its key; at `place` where it has none.
  void empty(std::size_t place, const Properties& properties) {
    note_anchor(properties);
    const auto key = tree_.awaited_key();
    tree_.scalar(
        {narrow(key != std::string::npos ? key : place), 0, Style::plain, 0, {}, properties.tag});
  }

  void scalar(const Item& item, const Properties& properties) {
    note_anchor(properties);
    const std::string_view token = text_.substr(item.offset, item.end - item.offset);
    decoded_.clear();
    std::string_view value = decoded_;
    std::size_t bad = 0;
    switch (item.style) {
      case Style::single_quoted:
        decode_single_quoted(token.substr(1, token.size() - 2), decoded_);
        break;
      case Style::double_quoted:
        decode_double_quoted(token.substr(1, token.size() - 2), decoded_, bad);
        break;
      case Style::literal:
      case Style::folded: decode_block_scalar(token, item.indent, decoded_); break;
      case Style::plain:
      case Style::block:
      case Style::flow:
        if (item.spans_lines) {
          decode_plain_lines(token, decoded_);
        } else {
          decoded_ = token;
        }
    }
    value = decoded_;
    tree_.scalar({narrow(item.offset), narrow(token.size()), item.style, item.indent, value,
                  properties.tag});
  }

  /// The tag with its handle replaced by what the handle stands for.
  bool whole_tag(const Item& item, std::string& tag) {
    const auto declared = handles_.find(item.text);
    if (declared != handles_.end() && !item.text.empty()) {
      tag = declared->second;
    } else if (item.text == "!!") {
      tag = "tag:yaml.org,2002:";
    } else if (item.text == "!") {
      tag = "!";
    } else if (!item.text.empty()) {
      return fail(item.offset, "a tag whose handle no `%TAG` directive declares", "quote the text");
    }
    return append_uri(item, tag);
  }

  bool append_uri(const Item& item, std::string& out) {
    const auto start = out.size();
    for (std::size_t i = 0; i < item.suffix.size(); ++i) {
      if (item.suffix[i] != '%') {
        out.push_back(item.suffix[i]);
        continue;
      }
      const std::string hex(item.suffix.substr(i + 1, 2));
      out.push_back(static_cast<char>(std::stoi(hex, nullptr, 16)));
      i += 2;
    }
    for (auto i = start; i < out.size();) {
      const auto size = utf8_sequence(std::string_view(out).substr(i));
      if (size == 0) return fail(item.offset, "a tag with a `%` escape that is not UTF-8");
      i += size;
    }
    return true;
  }

  /// Refuses what stands at `item`; at the end of the text an open bracket is the cause.
  bool fail_at(const Item& item, const char* message, const char* help) {
    if (item.token == Token::stream_end && !brackets_.empty()) {
      return fail(brackets_.back(), "a bracket that is never closed", "close it");
    }
    return fail(item.offset, message, help);
  }

  bool open_bracket(const Item& item, State next) {
    brackets_.push_back(item.offset);
    return skip_and(next);
  }
  bool close_bracket() {
    brackets_.pop_back();
    return skip_end();
  }

  bool end_collection() {
    tree_.end_collection();
    return true;
  }
  bool skip_end() {
    scanner_.skip();
    return end_collection();
  }

  /// What stands on the line behind a value that has ended: `{NAME}/path`, `"a" b`.
  bool is_behind_value(const Item& item) const {
    const auto before = text_.substr(0, item.offset).find_last_not_of(" \t");
    constexpr std::string_view kEnds = "}]\"'";
    return before != std::string_view::npos && kEnds.find(text_[before]) != std::string_view::npos;
  }
  bool fail_behind_value(const Item& item) {
    return fail(item.offset, "text behind the end of a value",
                "quote the whole value, if the text belongs to it");
  }

  bool block_sequence(const Item& item) {
    if (item.token == Token::block_end) return skip_end();
    if (item.token != Token::block_entry) {
      if (is_behind_value(item)) return fail_behind_value(item);
      return fail(item.offset, "expected a list item (`- `) at this indentation",
                  "check the indentation");
    }
    last_entry_ = item.offset;
    scanner_.skip();
    const auto* next = scanner_.peek();
    if (next == nullptr) return false;
    if (next->token != Token::block_entry && next->token != Token::block_end) {
      return node_then(State::block_sequence, State::block_node);
    }
    empty();
    push(State::block_sequence);
    return true;
  }

  bool indentless_sequence(const Item& item) {
    if (item.token != Token::block_entry) return end_collection();
    last_entry_ = item.offset;
    scanner_.skip();
    const auto* next = scanner_.peek();
    if (next == nullptr) return false;
    const bool is_empty = next->token == Token::block_entry || next->token == Token::key ||
                          next->token == Token::value || next->token == Token::block_end;
    if (!is_empty) return node_then(State::indentless_sequence, State::block_node);
    empty();
    push(State::indentless_sequence);
    return true;
  }

  bool block_mapping_key(const Item& item) {
    if (item.token == Token::block_end) return skip_end();
    if (item.token != Token::key) {
      if (is_behind_value(item)) return fail_behind_value(item);
      return fail(item.offset, "expected a key at this indentation",
                  "check the indentation of this line and of those above");
    }
    return block_mapping_part(State::block_mapping_value);
  }

  bool block_mapping_value(const Item& item) {
    if (item.token == Token::value) return block_mapping_part(State::block_mapping_key);
    empty();
    push(State::block_mapping_key);
    return true;
  }

  /// After a key or value indicator in block style: a node, or nothing.
  bool block_mapping_part(State next) {
    scanner_.skip();
    const auto* item = scanner_.peek();
    if (item == nullptr) return false;
    const bool is_empty =
        item->token == Token::key || item->token == Token::value || item->token == Token::block_end;
    if (!is_empty) return node_then(next, State::block_node_or_indentless);
    empty();
    push(next);
    return true;
  }

  /// In flow style, between entries: reads the comma. Null on failure; `ended` when the collection
  /// ends.
  const Item* next_flow_entry(const Item& first, bool is_first, Token end, const char* missing,
                              bool& ended) {
    const auto* item = &first;
    if (!is_first && item->token == Token::flow_entry) {
      last_entry_ = item->offset;
      scanner_.skip();
      item = scanner_.peek();
    } else if (!is_first && item->token != end) {
      fail_at(*item, missing, "close the bracket, or put a comma between the entries");
      return nullptr;
    }
    ended = item != nullptr && item->token == end;
    return item;
  }

  bool flow_sequence(const Item& first, bool is_first) {
    bool ended = false;
    const auto* item = next_flow_entry(first, is_first, Token::flow_sequence_end,
                                       "expected `,` or `]` in a list", ended);
    if (item == nullptr) return false;
    if (ended) return close_bracket();
    if (item->token != Token::key) return node_then(State::flow_sequence, State::flow_node);
    tree_.begin_collection(Shape::mapping, narrow(item->offset), Style::flow);
    return skip_and(State::flow_pair_key);
  }

  static bool ends_flow(Token token, Token end) {
    return token == Token::flow_entry || token == end;
  }

  bool flow_pair_key(const Item& item) {
    if (item.token == Token::value || ends_flow(item.token, Token::flow_sequence_end)) {
      return fail(item.offset, "a mapping key that is null", "a mapping key is a string; quote it");
    }
    return node_then(State::flow_pair_value, State::flow_node);
  }

  bool flow_pair_value(const Item& item) {
    return flow_value(item, Token::flow_sequence_end, State::flow_pair_end);
  }

  bool flow_mapping(const Item& first, bool is_first) {
    bool ended = false;
    const auto* item = next_flow_entry(first, is_first, Token::flow_mapping_end,
                                       "expected `,` or `}` in a mapping", ended);
    if (item == nullptr) return false;
    if (ended) return close_bracket();
    if (item->token != Token::key)
      return node_then(State::flow_mapping_empty_value, State::flow_node);
    scanner_.skip();
    const auto* next = scanner_.peek();
    if (next == nullptr) return false;
    if (next->token != Token::value && !ends_flow(next->token, Token::flow_mapping_end)) {
      return node_then(State::flow_mapping_value, State::flow_node);
    }
    empty();
    push(State::flow_mapping_value);
    return true;
  }

  bool flow_mapping_value(const Item& item) {
    return flow_value(item, Token::flow_mapping_end, State::flow_mapping);
  }

  /// After a key in flow style: its value, or nothing.
  bool flow_value(const Item& item, Token end, State next_state) {
    if (item.token == Token::value) {
      scanner_.skip();
      const auto* next = scanner_.peek();
      if (next == nullptr) return false;
      if (!ends_flow(next->token, end)) return node_then(next_state, State::flow_node);
    }
    empty();
    push(next_state);
    return true;
  }

  std::string_view text_;
  Scanner scanner_;
  TreeBuilder tree_;
  bool as_written_;  ///< merge keys stay
  std::vector<State> stack_;
  std::map<std::string_view, std::string> handles_;
  std::map<std::string_view, std::uint32_t> anchors_;
  std::vector<std::size_t> brackets_;  ///< offsets of the open ones
  std::size_t last_entry_ = 0;         ///< offset of the last `- ` or bracket
  std::string decoded_;
  std::size_t end_ = 0;
  Fault fault_;
  bool failed_ = false;
};

}  // namespace

bool read_exactly(std::string_view text, Document& document, std::size_t& end, Fault& fault) {
  return ExactReader(text, document).read(document, end, fault);
}

bool read_as_written(std::string_view text, Document& document) {
  std::size_t end = 0;
  Fault fault;
  return ExactReader(text, document, true).read(document, end, fault);
}

}  // namespace fargate_lint::yaml
