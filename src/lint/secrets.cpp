#include "lint/secrets.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace fargate_lint::lint {
namespace {

/// AWS's secret keys have 40 characters. A short value is some test server's password, perhaps a
/// word that the manifest is full of: it is blotted out on its own line only.
constexpr std::size_t kShortestKey = 16;
/// What is shorter cannot be told from the rest of its line.
constexpr std::size_t kShortestReplaced = 4;

/// Returns whether the text held the secret.
bool replace_all(std::string& text, std::string_view secret) {
  auto at = text.find(secret);
  const bool found = at != std::string::npos;
  for (; at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), secret.size(), '*');
  }
  return found;
}

/// The line on which these secrets begin.
void blot_line(std::string& line, const std::set<std::string>& secrets) {
  for (const auto& secret : secrets) {
    // Written with escapes it is not found as it is: then the line is not shown at all.
    const bool told_apart = secret.size() >= kShortestReplaced;
    if (!told_apart || !replace_all(line, secret)) return line.clear();
  }
}

constexpr std::string_view kSecretKind = "Secret";

/// Parts of the names of keys whose values nobody shows.
constexpr std::string_view kSecretKeys[] = {"passw", "pwd", "secret", "token", "credential", "key"};

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// Offset of the value behind the first key that sounds like a secret; npos if there is none.
std::size_t secret_value(std::string_view line) {
  const auto lower = lowered(line);
  auto first = std::string_view::npos;
  for (const auto word : kSecretKeys) {
    const auto at = lower.find(word);
    if (at == std::string::npos) continue;
    const auto end = lower.find_first_of(":=", at);
    if (end != std::string::npos) first = std::min(first, end + 1);
  }
  return first;
}

/// Whether a line lies within a field whose key sounds like a secret, or says the value of an
/// environment variable whose name does.
bool is_in_secret(std::string_view line, std::string_view above) {
  constexpr int kMostLines = 1000;
  auto indent = indent_of(line) + (trimmed(line, kBlanks).starts_with('-') ? 1 : 0);
  bool is_value = trimmed(line, kBlanks).starts_with("value");
  for (int i = 0; i < kMostLines && !above.empty(); ++i) {
    if (above.ends_with('\n')) above.remove_suffix(1);
    const auto newline = above.rfind('\n');
    const auto begin = newline == std::string_view::npos ? 0 : newline + 1;
    const auto before = above.substr(begin);
    above = above.substr(0, begin);
    if (trimmed(before, kBlanksAndBreaks).empty()) continue;
    const auto its = indent_of(before);
    if (is_value && lowered(before).find("name") != std::string::npos &&
        std::ranges::any_of(kSecretKeys, [lower = lowered(before)](std::string_view word) {
          return lower.find(word) != std::string::npos;
        }))
      return true;
    is_value = false;
    if (its >= indent) continue;
    if (secret_value(before) != std::string_view::npos) return true;
    indent = its;
  }
  return false;
}

/// Offset behind the first key of a Secret's line; that of the text if it is no line with a key.
std::size_t value_of_secret(std::string_view line) {
  constexpr std::string_view kOpenKeys[] = {"apiVersion", "kind", "metadata",  "name",
                                            "namespace",  "type", "labels",    "annotations",
                                            "immutable",  "data", "stringData"};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return indent_of(line);
  const auto key = trimmed(line.substr(0, colon), " -\"'");
  const bool is_flow = line.find_first_of("{[", colon) != std::string_view::npos;
  const bool is_open = !is_flow && std::ranges::find(kOpenKeys, key) != std::end(kOpenKeys);
  return is_open ? line.size() : colon + 1;
}

std::string blotted(std::string_view line, std::size_t from) {
  std::string text(line.substr(0, from));
  for (const char c : line.substr(from))
    if (kSpaces.find(c) != std::string_view::npos)
      text += c;
    else if (begins_character(c))
      text += '*';
  return text;
}

/// A Secret that shares its line with what is found.
void blot_shared_line(Location& where) {
  if (holds_secret(where.line_text.view()))
    where.line_text = quote_line(where.line_text.view(), {}, Quotable::no_values);
}

}  // namespace

Quotable quotable_of(std::span<const kube::Object> objects) {
  if (objects.empty()) return Quotable::no_secrets;
  const bool has_secret = std::ranges::any_of(
      objects, [](const kube::Object& object) { return object.kind == kSecretKind; });
  return has_secret ? Quotable::no_values : Quotable::all;
}

Quotable quotable_of(std::string_view unreadable) {
  constexpr std::string_view kKind = "kind";
  bool is_manifest = false;
  for (auto at = unreadable.find(kKind); at != std::string_view::npos;
       at = unreadable.find(kKind, at)) {
    at += kKind.size();
    const auto rest = trimmed(unreadable.substr(at, 32), "\"': \t");
    if (rest.starts_with(kSecretKind)) return Quotable::no_values;
    is_manifest = true;
  }
  is_manifest = is_manifest && unreadable.find("apiVersion") != std::string_view::npos;
  return is_manifest ? Quotable::all : Quotable::no_secrets;
}

bool holds_secret(std::string_view line) {
  return line.find('{') != std::string_view::npos && quotable_of(line) == Quotable::no_values;
}

std::string quote_line(std::string_view line, std::string_view above, Quotable what) {
  switch (what) {
    case Quotable::all: return std::string(line);
    case Quotable::no_values: return blotted(line, value_of_secret(line));
    case Quotable::no_secrets: break;
  }
  if (is_in_secret(line, above)) return blotted(line, indent_of(line));
  return blotted(line, std::min(secret_value(line), line.size()));
}

yaml::Node find_literal_secret(yaml::Node variable) {
  if (variable["name"].text() != kSecretVariable) return {};
  const auto value = variable["value"];
  return trimmed(value.text(), kBlanksAndBreaks).empty() ? yaml::Node() : value;
}

void Secrets::collect(const kube::PodTemplate& pod) {
  for (const auto& container : pod.containers) {
    for (const auto variable : container.node["env"].items()) {
      const auto value = find_literal_secret(variable);
      if (!value) continue;
      const std::string secret(trimmed(value.text(), kBlanksAndBreaks));
      const std::string path = value.document()->source().path.str();
      const std::lock_guard lock(mutex_);
      lines_[{path, value.position().line}].insert(secret);
      if (secret.size() >= kShortestKey) values_.insert(secret);
    }
  }
}

/// How much of the beginning of `text` is the beginning of a secret; 0 if it is less than a key.
std::size_t Secrets::size_at_front(std::string_view text) const {
  // Of all secrets, that which has most in common with the text is its neighbour in the order.
  std::size_t size = 0;
  const auto compare = [&](std::string_view secret) {
    const auto end = std::ranges::mismatch(text, secret).in1;
    size = std::max(size, static_cast<std::size_t>(end - text.begin()));
  };
  const auto after = values_.upper_bound(text);
  if (after != values_.end()) compare(*after);
  if (after != values_.begin()) compare(*std::prev(after));
  return size < kShortestKey ? 0 : size;
}

void Secrets::blot(SharedText& text) const {
  if (values_.empty()) return;
  const std::string_view shown = text.view();
  std::string blotted;
  for (std::size_t at = 0; at + kShortestKey <= shown.size(); ++at) {
    const auto size = size_at_front(shown.substr(at));
    if (size == 0) continue;
    if (blotted.empty()) blotted = shown;
    blotted.replace(at, size, size, '*');
  }
  if (!blotted.empty()) text = blotted;
}

void Secrets::blot(Location& where) const {
  if (const auto own = lines_.find({where.path.str(), where.span.begin.line});
      own != lines_.end()) {
    std::string line = where.line_text.str();
    blot_line(line, own->second);
    where.line_text = line;
  }
  blot(where.line_text);
}

void Secrets::blot(Finding& finding) const {
  blot_shared_line(finding.where);
  // Lists are shared by findings that are alike: taken apart only if something in them changes.
  if (std::ranges::any_of(finding.related, [](const Related& related) {
        return holds_secret(related.where.line_text.view());
      }))
    for (auto& related : finding.related.own()) blot_shared_line(related.where);
  if (lines_.empty()) return;
  blot(finding.where);
  for (auto& related : finding.related.own()) {
    blot(related.where);
    blot(related.message);
  }
  blot(finding.message);
  blot(finding.facts);
  blot(finding.help);
  for (auto& note : finding.notes.own()) blot(note);
}

}  // namespace fargate_lint::lint
