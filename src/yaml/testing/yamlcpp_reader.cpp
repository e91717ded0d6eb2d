#include "yaml/testing/yamlcpp_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>
#include <unordered_map>

#include "yaml/node_meta.hpp"
#include "yaml/scalar.hpp"
#include "yaml/text.hpp"
#include "yaml/tree.hpp"

namespace fargate_lint::yaml {
namespace {

class MemoryBuffer : public std::streambuf {
 public:
  explicit MemoryBuffer(std::string_view text) {
    // streambuf wants mutable pointers for a buffer that is only read.
    char* begin = const_cast<char*>(text.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    setg(begin, begin, begin + text.size());
  }
};

/// yaml-cpp's marks stand before a node's anchor and tag; ours at its content.
std::size_t skip_properties(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    if (is_blank(c) || is_break(c)) {
      ++at;
    } else if (c == '#') {
      while (at < text.size() && !is_break(text[at])) ++at;
    } else if (c == '&' || c == '!') {
      while (at < text.size() && !is_blank(text[at]) && !is_break(text[at])) ++at;
    } else {
      break;
    }
  }
  return at;
}

std::size_t quoted_size(std::string_view text) {
  const char quote = text[0];
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != '\'') return i + 1;
      ++i;
    }
  }
  return text.size();
}

class Handler : public YAML::EventHandler {
 public:
  Handler(std::string_view text, Document& document) : text_(text), tree_(document) {}

  TreeBuilder& tree() { return tree_; }
  bool finished() const { return finished_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override { finished_ = true; }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto at = skip_properties(text_, offset(mark));
    const std::string_view rest = text_.substr(std::min(at, text_.size()));
    const std::size_t written =
        rest.starts_with('~')                                                              ? 1
        : rest.starts_with("null") || rest.starts_with("Null") || rest.starts_with("NULL") ? 4
                                                                                           : 0;
    const bool ends = written != 0 && (written == rest.size() || !may_continue(rest[written]));
    note_anchor(anchor);
    if (ends) {
      tree_.scalar({narrow(at), narrow(written), Style::plain, 0, rest.substr(0, written), {}});
    } else {
      const auto key = tree_.awaited_key();
      tree_.scalar({narrow(key != std::string::npos ? key : before(offset(mark))),
                    0,
                    Style::plain,
                    0,
                    {},
                    {}});
    }
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return tree_.fail(offset(mark), "an alias of an unknown anchor");
    tree_.alias(narrow(offset(mark)), found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const auto at = skip_properties(text_, offset(mark));
    note_anchor(anchor);
    TreeBuilder::Scalar scalar{narrow(at), 0, Style::plain, 0, value, {}};
    const char first = at < text_.size() ? text_[at] : '\0';
    if (first == '"' || first == '\'') {
      scalar.style = first == '"' ? Style::double_quoted : Style::single_quoted;
      scalar.extent = narrow(quoted_size(text_.substr(at)));
    } else if ((first == '|' || first == '>') && tree_.depth() > 0) {
      scalar.style = first == '|' ? Style::literal : Style::folded;
      scalar.extent = narrow(std::min(text_.find('\n', at), text_.size()) - at);
    } else {
      scalar.extent = narrow(text_.substr(at).starts_with(value) ? value.size() : plain_line(at));
    }
    if (tag != "?" && (tag != "!" || scalar.style == Style::plain)) scalar.tag = tag;
    tree_.scalar(scalar);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Shape::sequence, '[', mark, anchor);
  }
  void OnSequenceEnd() override { tree_.end_collection(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Shape::mapping, '{', mark, anchor);
  }
  void OnMapEnd() override { tree_.end_collection(); }

 private:
  static std::uint32_t narrow(std::size_t value) { return static_cast<std::uint32_t>(value); }
  static std::size_t offset(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  }
  static bool may_continue(char c) {
    return !is_blank(c) && !is_break(c) && c != ',' && c != ']' && c != '}' && c != ':';
  }

  void begin(Shape shape, char flow, const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto at = skip_properties(text_, offset(mark));
    note_anchor(anchor);
    const bool is_flow = at < text_.size() && text_[at] == flow;
    tree_.begin_collection(shape, narrow(at), is_flow ? Style::flow : Style::block);
  }

  void note_anchor(YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = tree_.next_index();
  }

  std::size_t plain_line(std::size_t at) const {
    auto end = std::min(text_.find('\n', at), text_.size());
    while (end > at && (is_blank(text_[end - 1]) || is_break(text_[end - 1]))) --end;
    return end - at;
  }

  /// The last character before `at` that is no white space: the dash of an empty element.
  std::size_t before(std::size_t at) const {
    at = std::min(at, text_.size());
    while (at > 0 && (is_blank(text_[at - 1]) || is_break(text_[at - 1]))) --at;
    return at == 0 ? 0 : at - 1;
  }

  std::string_view text_;
  TreeBuilder tree_;
  std::unordered_map<YAML::anchor_t, std::uint32_t> anchors_;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<Document> read_with_yamlcpp(std::string_view text) {
  Document document;
  Access::reset(document, text, {});
  MemoryBuffer buffer(text);
  std::istream stream(&buffer);
  Handler handler(text, document);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(handler);
  } catch (const YAML::Exception&) {
    return nullptr;
  }
  if (handler.tree().failed()) return nullptr;
  Fault fault;
  const bool merges = handler.tree().has_merge_keys();
  if ((handler.tree().has_aliases() || merges) && !finish_aliases(document, merges, fault))
    return nullptr;
  return document.clone();
}

}  // namespace fargate_lint::yaml
