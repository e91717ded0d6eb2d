#include "input/helm_values.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::string_view kValues = ".Values.";

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The keys at the beginning of "a.b.c | quote".
KeyPath leading_keys(std::string_view text) {
  KeyPath keys;
  for (;;) {
    std::size_t size = 0;
    while (size < text.size() && is_name(text[size])) ++size;
    if (size == 0) break;
    keys.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return keys;
}

void add_named(std::string_view code, std::vector<KeyPath>& found) {
  for (auto at = code.find(kValues); at != std::string_view::npos;
       at = code.find(kValues, at + kValues.size())) {
    auto keys = leading_keys(code.substr(at + kValues.size()));
    if (!keys.empty()) found.push_back(std::move(keys));
  }
}

std::string_view code_of(const Template& file, const TemplateAction& action) {
  return file.text().substr(action.begin, action.end - action.begin);
}

/// The keys of `{{ with .Values.a.b }}`, if that is all it says.
std::optional<KeyPath> keys_of_with(std::string_view code) {
  code = trimmed(code, "{- \t\r\n", "}- \t\r\n");
  if (!code.starts_with("with ")) return std::nullopt;
  code = trimmed(code.substr(5), kSpaces);
  if (code.starts_with("$.")) code.remove_prefix(1);
  if (!code.starts_with(kValues)) return std::nullopt;
  code.remove_prefix(kValues.size());
  auto keys = leading_keys(code);
  std::size_t size = keys.empty() ? 0 : keys.size() - 1;
  for (const auto& key : keys) size += key.size();
  if (size != code.size()) return std::nullopt;
  return keys;
}

/// What stands behind each `.` of an action that means the value of the `with` around it: nothing
/// for the `.` itself.
void add_below_dot(std::string_view code, const KeyPath& with, std::vector<KeyPath>& found) {
  for (std::size_t at = code.find('.'); at != std::string_view::npos; at = code.find('.', at + 1)) {
    const bool begins =
        at > 0 && (code[at - 1] == ' ' || code[at - 1] == '(' || code[at - 1] == '{');
    if (!begins || code.substr(at).starts_with(kValues)) continue;
    auto keys = with;
    std::ranges::move(leading_keys(code.substr(at + 1)), std::back_inserter(keys));
    found.push_back(std::move(keys));
  }
}

/// How far the steps lead from the root, and to where.
struct Reached {
  yaml::Node node;          ///< missing unless all steps lead to something
  bool is_decided = false;  ///< what is there overrides what charts say
};

Reached reach(yaml::Node root, std::span<const std::string> steps) {
  auto node = root;
  for (const auto& step : steps) {
    if (!node.is_mapping()) return {node_at(node, std::span(&step, &steps.back() + 1)), true};
    const auto next = node[step];
    if (!next) return {};
    node = next;
  }
  return {node, true};
}

std::string joined(const KeyPath& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : ".") + key;
  return text;
}

}  // namespace

std::vector<KeyPath> values_named_on(const Template& file, std::uint32_t line) {
  std::vector<KeyPath> found;
  for (const auto& action : file.actions_on(line)) {
    if (!action.prints) continue;
    const auto code = code_of(file, action);
    add_named(code, found);
    if (action.around == TemplateAction::kNone) continue;
    const auto with = keys_of_with(code_of(file, file.actions()[action.around]));
    if (with) add_below_dot(code, *with, found);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

HelmValues::HelmValues(const system::FileSystem& files, const HelmRequest& request,
                       const HelmChart& chart)
    : chart_(chart) {
  const auto add = [&files](std::string path, std::string_view text, std::vector<File>& to) {
    yaml::Source source;
    source.path = files.shown(path);
    to.push_back({std::move(path), yaml::read_document(text, source)});
    if (to.back().document == nullptr) to.pop_back();
  };
  for (const auto& set : request.sets) add_assignments(set);
  for (const auto& path : request.values)
    if (const auto text = system::read_regular_file(files, path)) add(path, *text, given_);
  for (const auto& file : chart.values_files()) add(std::string(file.path), file.text, charts_);
}

// As Helm's strvals reads it, but for lists and quoted commas: what is not understood proves
// nothing.
void HelmValues::add_assignments(const HelmSet& set) {
  std::string_view rest = set.value;
  const bool is_whole = set.flag == "--set-json" || set.flag == "--set-file";
  while (!rest.empty()) {
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return;
    auto end = is_whole ? rest.size() : equals;
    while (end < rest.size() && (rest[end] != ',' || rest[end - 1] == '\\')) ++end;
    assignments_.push_back({set.flag, steps_of(rest.substr(0, equals)),
                            std::string(rest.substr(equals + 1, end - equals - 1))});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

const HelmValues::File* HelmValues::chart_file(const std::string& path) const {
  const auto found = std::ranges::find(charts_, path, &File::path);
  return found == charts_.end() ? nullptr : &*found;
}

std::optional<yaml::ValueOrigin> HelmValues::look_up(std::string_view source, const KeyPath& keys,
                                                     yaml::Node rendered) const {
  const auto scope = chart_.scope_of(source);
  const bool is_global = keys.front() == "global";
  auto full = is_global ? KeyPath() : scope.keys;
  full.insert(full.end(), keys.begin(), keys.end());
  yaml::ValueOrigin origin;
  origin.key = joined(full);
  for (auto i = assignments_.size(); i-- > 0;) {
    const auto& each = assignments_[i];
    const auto shared = std::min(each.keys.size(), full.size());
    if (!std::equal(full.begin(), full.begin() + static_cast<std::ptrdiff_t>(shared),
                    each.keys.begin()))
      continue;
    if (each.keys != full || each.value != rendered.text()) return std::nullopt;
    origin.flag = each.flag;
    return origin;
  }
  const auto from = [&](const File& file, std::span<const std::string> steps, bool& is_decided) {
    const auto reached = reach(file.document->root(), steps);
    is_decided = reached.is_decided;
    if (!is_same_value(reached.node, rendered)) return false;
    const auto where = yaml::locate_field(reached.node);
    origin.path = where.path;
    origin.span = where.span;
    origin.line_text = where.line_text;
    return true;
  };
  bool is_decided = false;
  for (auto i = given_.size(); i-- > 0;) {
    if (from(given_[i], full, is_decided)) return origin;
    if (is_decided) return std::nullopt;
  }
  for (std::size_t i = 0; i < scope.values_files.size(); ++i) {
    const auto* file = chart_file(scope.values_files[i]);
    if (file == nullptr) continue;
    const auto steps = std::span<const std::string>(full).subspan(is_global ? 0 : i);
    if (from(*file, steps, is_decided)) return origin;
    if (is_decided) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<yaml::ValueOrigin> HelmValues::find(std::string_view source,
                                                  const std::vector<KeyPath>& keys,
                                                  std::span<const std::string> steps,
                                                  yaml::Node rendered) const {
  std::optional<yaml::ValueOrigin> found;
  for (const auto& each : keys) {
    for (std::size_t begin = 0; begin <= steps.size(); ++begin) {
      auto whole = each;
      whole.insert(whole.end(), steps.begin() + static_cast<std::ptrdiff_t>(begin), steps.end());
      auto origin = look_up(source, whole, rendered);
      if (!origin) continue;
      if (found && found->key != origin->key) return std::nullopt;
      found = std::move(origin);
      break;
    }
  }
  return found;
}

}  // namespace fargate_lint::input
