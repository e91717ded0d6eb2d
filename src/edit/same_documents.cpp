#include "edit/same_documents.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "yaml/path.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::edit {
namespace {

std::string json_of(yaml::Node node) {
  std::string json;
  yaml::append_json(node, json);
  return json;
}

/// Compares two values of one object, in which some fields may differ.
class Comparison {
 public:
  explicit Comparison(std::vector<std::string_view> allowed) : allowed_(std::move(allowed)) {}

  /// `path`: of both; as it was on return.
  bool same(yaml::Node before, yaml::Node after, std::string& path) const {
    if (is_allowed(path)) return true;
    if (is_above_allowed(path)) {
      if (before.is_mapping() && after.is_mapping()) return same_entries(before, after, path);
      if (before.is_sequence() && after.is_sequence()) return same_items(before, after, path);
    }
    return !before.is_missing() && !after.is_missing() && json_of(before) == json_of(after);
  }

 private:
  bool is_allowed(std::string_view path) const {
    return std::ranges::find(allowed_, path) != allowed_.end();
  }
  bool is_above_allowed(std::string_view path) const {
    return std::ranges::any_of(allowed_, [&](std::string_view each) {
      if (path.empty()) return true;
      return each.size() > path.size() && each.starts_with(path) &&
             (each[path.size()] == '.' || each[path.size()] == '[');
    });
  }

  bool same_entries(yaml::Node before, yaml::Node after, std::string& path) const {
    const auto size = path.size();
    const auto all_same = [&](yaml::Node these) {
      for (const auto [key, value] : these.entries()) {
        yaml::append_key(key.text(), path);
        const bool is_same = same(before[key.text()], after[key.text()], path);
        path.resize(size);
        if (!is_same) return false;
      }
      return true;
    };
    return all_same(before) && all_same(after);
  }

  bool same_items(yaml::Node before, yaml::Node after, std::string& path) const {
    const auto size = path.size();
    const bool is_removal = before.size() > after.size();
    const auto rest = after.items();
    auto next = rest.begin();
    std::size_t number = 0;
    for (const auto item : before.items()) {
      path += "[" + std::to_string(number++) + "]";
      bool is_same = is_removal && is_allowed(path);
      if (!is_same && next != rest.end()) {
        is_same = same(item, *next, path);
        ++next;
      }
      path.resize(size);
      if (!is_same) return false;
    }
    return next == rest.end();
  }

  std::vector<std::string_view> allowed_;
};

/// Two documents, or nothing in place of one that cannot be read.
class Pair {
 public:
  Pair(const yaml::Piece& before, const yaml::Piece& after)
      : before_(read(before)), after_(read(after)) {}

  bool same(std::span<const ChangedField> changed, std::uint32_t end) const {
    if (!before_ || !after_) return !before_ && !after_;
    const auto root = before_->root();
    const auto changed_root = after_->root();
    const bool is_list = root["items"].is_sequence() && root["kind"].text().ends_with("List");
    if (changed.empty() || !is_list)
      return same_object(root, changed_root, changed, before_->source().first_line, end);
    return same_list(root, changed_root, changed, end);
  }

 private:
  static std::unique_ptr<yaml::Document> read(const yaml::Piece& piece) {
    return yaml::read_document(piece.text, {.path = {}, .first_line = piece.line + 1});
  }

  /// `begin`, `end`: the lines of the object before.
  static bool same_object(yaml::Node before, yaml::Node after,
                          std::span<const ChangedField> changed, std::uint32_t begin,
                          std::uint32_t end) {
    if (!before || !after) return !before && !after;
    std::vector<std::string_view> allowed;
    for (const auto& [line, path] : changed)
      if (!path.empty() && (line == 0 || (line >= begin && line < end))) allowed.push_back(path);
    if (allowed.empty()) return json_of(before) == json_of(after);
    std::string path;
    return Comparison(std::move(allowed)).same(before, after, path);
  }

  static bool same_list(yaml::Node before, yaml::Node after, std::span<const ChangedField> changed,
                        std::uint32_t end) {
    for (const auto [key, value] : before.entries())
      if (key.text() != "items" && json_of(value) != json_of(after[key.text()])) return false;
    const auto old_items = before["items"].items();
    const auto new_items = after["items"].items();
    if (before.size() != after.size() || before["items"].size() != after["items"].size())
      return false;
    auto next = new_items.begin();
    for (auto item = old_items.begin(); item != old_items.end(); ++next) {
      const auto object = *item;
      const auto behind = ++item == old_items.end() ? end : (*item).position().line;
      const auto begin = object.position().line;
      if (!same_object(object, *next, changed, begin, std::max(behind, begin + 1))) return false;
    }
    return true;
  }

  std::unique_ptr<yaml::Document> before_;
  std::unique_ptr<yaml::Document> after_;
};

}  // namespace

bool same_documents(std::string_view before, std::string_view after,
                    std::span<const ChangedField> changed) {
  std::vector<yaml::Piece> old_pieces;
  std::vector<yaml::Piece> new_pieces;
  yaml::split(before, old_pieces);
  yaml::split(after, new_pieces);
  if (old_pieces.size() != new_pieces.size()) return false;
  for (std::size_t i = 0; i < old_pieces.size(); ++i) {
    if (old_pieces[i].text == new_pieces[i].text) continue;
    const auto end = i + 1 < old_pieces.size() ? old_pieces[i + 1].line + 1
                                               : std::numeric_limits<std::uint32_t>::max();
    if (!Pair(old_pieces[i], new_pieces[i]).same(changed, end)) return false;
  }
  return true;
}

}  // namespace fargate_lint::edit
