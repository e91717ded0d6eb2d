#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "fargate/match.hpp"
#include "fargate/sources/reading.hpp"

// What AWS makes of a profile, whatever declares it. Five selectors (L-D78D8AF8) and five label
// pairs (L-23414FF3) are quotas of an account that AWS raises on request, so more is no error:
// https://docs.aws.amazon.com/general/latest/gr/eks.html.

namespace fargate_lint::fargate::reading {
namespace {

constexpr std::size_t kDefaultQuota = 5;
constexpr std::size_t kMaxName = 100;  // "should not be greater than 100 characters" (aws-cdk#8706)
constexpr std::size_t kMaxLabel = 63;  // Kubernetes: namespaces, label values, names of label keys
constexpr std::string_view kReserved = "eks-";  // AWS's own prefix (pulumi-eks#426)

std::string character_at(const std::string& text, std::string::const_iterator at) {
  auto end = std::next(at);
  while (end != text.end() && !begins_character(*end)) ++end;
  return {at, end};
}

/// What names hold in Kubernetes, besides letters and digits
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).
bool may_occur(char c, bool in_namespace, bool in_key) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') return true;
  if (c == '*' || c == '?') return true;
  if (in_namespace) return false;
  return (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || (in_key && c == '/');
}

/// Reports the faults of one profile.
class Checker {
 public:
  Checker(const Profile& profile, Declarations& out) : profile_(profile), out_(out) {}

  void name();
  void selector_count();
  void patterns(const Selector& selector, std::size_t index, bool exists);

 private:
  using Kind = ProfileFault::Kind;
  using Part = ProfileFault::Part;

  void add(Kind kind, const Location& where, std::vector<std::string> values = {},
           Part part = Part::ns);
  void pattern(const Value& value, Part part, std::size_t prefix, const Location& where);

  const Profile& profile_;
  Declarations& out_;
  Value name_ = name_of(profile_);
};

void Checker::add(Kind kind, const Location& where, std::vector<std::string> values, Part part) {
  out_.add({.kind = kind,
            .weight = weight_of(kind),
            .where = where,
            .profile = name_,
            .values = std::move(values),
            .part = part});
}

void Checker::name() {
  const auto& name = profile_.name;
  if (name.is_absent() || (name.is_known() && name.text.empty())) {
    return add(Kind::no_name, profile_.where);
  }
  if (!name.is_known()) return;
  if (name.text.starts_with(kReserved)) add(Kind::reserved_name, profile_.where);
  if (const auto size = count_code_points(name.text); size > kMaxName)
    add(Kind::long_name, profile_.where, {std::to_string(size)});
}

void Checker::selector_count() {
  if (profile_.selectors_unknown.is_unknown()) return;
  const auto count = profile_.selectors.size();
  if (count == 0) {
    add(Kind::no_selector, profile_.where);
  } else if (count > kDefaultQuota) {
    add(Kind::many_selectors, profile_.where, {std::to_string(count)});
  }
}

bool reads_as_regex(std::string_view text, bool dots_occur) {
  if (text.find_first_of("^$[](){}|+\\") != std::string_view::npos) return true;
  return dots_occur ? text.starts_with(".*") : text.find(".*") != std::string_view::npos;
}

/// The wildcard pattern that a simple regular expression means, or nothing.
std::string as_wildcard(std::string_view regex) {
  if (regex.starts_with('^')) regex.remove_prefix(1);
  if (regex.ends_with('$')) regex.remove_suffix(1);
  std::string text;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '.' && i + 1 < regex.size() && regex[i + 1] == '*') continue;
    text += regex[i];
  }
  return reads_as_regex(text, false) ? std::string() : text;
}

/// `prefix`: bytes of a label key's `example.com/`, which has a limit of its own.
void Checker::pattern(const Value& value, Part part, std::size_t prefix, const Location& where) {
  if (!value.is_known()) return;
  // Where `${…}` means something, the reader has left it unknown.
  if (const auto open = value.text.find("${"); open != std::string::npos) {
    const auto close = value.text.find('}', open);
    const auto size = close == std::string::npos ? close : close + 1 - open;
    const bool is_template = profile_.format == "cloudformation";
    const auto kind = value.is_literal ? Kind::literal_placeholder
                      : is_template    ? Kind::unfilled_template_placeholder
                                       : Kind::unfilled_placeholder;
    return add(kind, where, {value.text, value.text.substr(open, size)}, part);
  }
  const bool is_namespace = part == Part::ns;
  if (reads_as_regex(value.text, !is_namespace)) {
    const std::string meant = as_wildcard(value.text);
    if (meant.empty()) return add(Kind::regular_expression, where, {value.text}, part);
    return add(Kind::regular_expression_of_wildcards, where, {value.text, meant}, part);
  }
  const bool is_key = part == Part::label_key;
  const auto stray = std::ranges::find_if_not(
      value.text, [&](char c) { return may_occur(c, is_namespace, is_key); });
  if (stray != value.text.end()) {
    const bool separates = *stray == ',' || *stray == ' ';
    return add(separates ? Kind::separated_patterns : Kind::foreign_character, where,
               {value.text, character_at(value.text, stray)}, part);
  }
  const auto stars = std::ranges::count(value.text, '*');
  const auto least = value.text.size() - prefix - static_cast<std::size_t>(stars);
  if (least > kMaxLabel) add(Kind::long_pattern, where, {std::to_string(least)}, part);
}

void Checker::patterns(const Selector& selector, std::size_t index, bool exists) {
  const auto& ns = selector.ns;
  if (ns.is_absent() || (ns.is_known() && ns.text.empty()))
    add(Kind::selector_without_namespace, selector.where, {std::to_string(index)});
  if (selector.labels.size() > kDefaultQuota && !exists) {
    add(Kind::many_labels, selector.where,
        {std::to_string(index), std::to_string(selector.labels.size())});
  }
  pattern(ns, Part::ns, 0, selector.where);
  for (const auto& label : selector.labels) {
    const auto slash = label.key.text.find('/');
    pattern(label.key, Part::label_key, slash == std::string::npos ? 0 : slash + 1, label.where);
    pattern(label.value, Part::label_value, 0, label.where);
  }
}

}  // namespace

void check_profile(const Profile& profile, bool exists, Declarations& out) {
  Checker checker(profile, out);
  if (!exists) {
    checker.name();
    checker.selector_count();
  }
  for (std::size_t i = 0; i < profile.selectors.size(); ++i) {
    checker.patterns(profile.selectors[i], i, exists);
  }
}

}  // namespace fargate_lint::fargate::reading
