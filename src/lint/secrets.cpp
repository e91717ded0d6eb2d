#include "lint/secrets.hpp"

namespace fargate_lint::lint {
namespace {

/// AWS's secret keys have 40 characters. A short value is some test server's password, perhaps a
/// word that the manifest is full of: it is blotted out on its own line only.
constexpr std::size_t kShortestKey = 16;
/// Beyond this many different secrets nobody searches every line for each of them: files with
/// secrets then get no code frames.
constexpr std::size_t kMostSearched = 64;
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
  for (const std::string& secret : secrets) {
    // Written with escapes it is not found as it is: then the line is not shown at all.
    const bool told_apart = secret.size() >= kShortestReplaced;
    if (!told_apart || !replace_all(line, secret)) return line.clear();
  }
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

}  // namespace

yaml::Node find_literal_secret(yaml::Node variable) {
  if (variable["name"].text() != kSecretVariable) return {};
  const yaml::Node value = variable["value"];
  return trim(value.text()).empty() ? yaml::Node() : value;
}

void Secrets::collect(const kube::PodTemplate& pod) {
  for (const kube::Container& container : pod.containers) {
    for (const yaml::Node variable : container.node["env"].items()) {
      const yaml::Node value = find_literal_secret(variable);
      if (!value) continue;
      const std::string secret(trim(value.text()));
      const std::string path = value.document()->source().path.str();
      const std::lock_guard lock(mutex_);
      lines_[{path, value.position().line}].insert(secret);
      paths_.insert(path);
      if (secret.size() >= kShortestKey) values_.insert(secret);
    }
  }
}

void Secrets::blot(SharedText& text) const {
  if (values_.size() > kMostSearched) return;
  std::string blotted = text.str();
  bool found = false;
  for (const std::string& secret : values_) found = replace_all(blotted, secret) || found;
  if (found) text = blotted;
}

void Secrets::blot(Location& where) const {
  const std::string path = where.path.str();
  const bool not_searched = values_.size() > kMostSearched && paths_.contains(path);
  if (not_searched) where.line_text = {};
  if (const auto own = lines_.find({path, where.span.begin.line}); own != lines_.end()) {
    std::string line = where.line_text.str();
    blot_line(line, own->second);
    where.line_text = line;
  }
  blot(where.line_text);
}

void Secrets::blot(Finding& finding) const {
  if (lines_.empty()) return;
  blot(finding.where);
  for (Related& related : finding.related.own()) {
    blot(related.where);
    blot(related.message);
  }
  blot(finding.message);
  blot(finding.help);
  for (SharedText& note : finding.notes.own()) blot(note);
}

}  // namespace fargate_lint::lint
