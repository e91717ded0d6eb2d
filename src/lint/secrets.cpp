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

}  // namespace

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
