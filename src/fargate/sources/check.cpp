#include <algorithm>

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

std::string quoted(std::string_view text) {
  std::string all = "`";
  all += text;
  return all += '`';
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // no byte within a character
  }));
}

/// For people: "capital letters", "`,`".
std::string character_at(const std::string& text, std::string::const_iterator at) {
  if (*at >= 'A' && *at <= 'Z') return "capital letters";
  if (*at == ' ') return "a space";
  auto end = std::next(at);
  while (end != text.end() && (static_cast<unsigned char>(*end) & 0xC0U) == 0x80U) ++end;
  return quoted(std::string_view(&*at, static_cast<std::size_t>(end - at)));
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
  void add(std::string_view rule, bool error, std::string message, std::string help,
           const Location& where);
  void pattern(const Value& value, std::string_view what, std::size_t prefix,
               const Location& where);

  const Profile& profile_;
  Declarations& out_;
  std::string who_ = reading::who(profile_);
};

void Checker::add(std::string_view rule, bool error, std::string message, std::string help,
                  const Location& where) {
  using Weight = ProfileFault::Weight;
  out_.add(
      {rule, error ? Weight::error : Weight::warning, std::move(message), std::move(help), where});
}

void Checker::name() {
  const Value& name = profile_.name;
  if (name.is_absent() || (name.is_known() && name.text.empty())) {
    return add("FG811", true, "the profile has no name; AWS refuses it", "give it a `name`",
               profile_.where);
  }
  if (!name.is_known()) return;
  if (name.text.starts_with(kReserved)) {
    add("FG811", true, who_ + " begins with `eks-`, which AWS keeps for itself and refuses",
        "rename it", profile_.where);
  }
  if (const std::size_t size = characters(name.text); size > kMaxName) {
    add("FG811", true,
        "the profile's name has " + std::to_string(size) + " characters; AWS takes 100 at most",
        "shorten it", profile_.where);
  }
}

void Checker::selector_count() {
  if (profile_.selectors_unknown.is_unknown()) return;
  const std::size_t count = profile_.selectors.size();
  if (count == 0) {
    add("FG801", true, who_ + " has no selector; AWS refuses it",
        "add `selectors` with at least one `namespace`", profile_.where);
  } else if (count > kDefaultQuota) {
    add("FG801", false,
        who_ + " has " + std::to_string(count) + " selectors; AWS allows 5 unless asked for more",
        "split the profile, or ask AWS to raise quota L-D78D8AF8", profile_.where);
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
void Checker::pattern(const Value& value, std::string_view what, std::size_t prefix,
                      const Location& where) {
  if (!value.is_known()) return;
  // Where `${…}` means something, the reader has left it unknown.
  if (const auto open = value.text.find("${"); open != std::string::npos) {
    const auto close = value.text.find('}', open);
    const auto size = close == std::string::npos ? close : close + 1 - open;
    const bool is_template = profile_.format == "cloudformation";
    return add("FG802", false,
               std::string(what) + " " + quoted(value.text) + " of " + who_ +
                   " never matches: nothing fills in " + quoted(value.text.substr(open, size)),
               is_template ? "put `!Sub` in front of it" : "write the value itself", where);
  }
  const bool is_namespace = what == "namespace";
  if (reads_as_regex(value.text, !is_namespace)) {
    const std::string meant = as_wildcard(value.text);
    add("FG802", false,
        std::string(what) + " " + quoted(value.text) + " of " + who_ +
            " is a regular expression, which never matches: only `*` and `?` are wildcards",
        meant.empty() ? "write it with `*` and `?`, one selector per alternative"
                      : "write " + quoted(meant),
        where);
    return;
  }
  const bool is_key = what == "label key";
  const auto stray = std::ranges::find_if_not(
      value.text, [&](char c) { return may_occur(c, is_namespace, is_key); });
  if (stray != value.text.end()) {
    return add("FG802", false,
               std::string(what) + " " + quoted(value.text) + " of " + who_ +
                   " never matches: in Kubernetes none has " + character_at(value.text, stray),
               *stray == ',' || *stray == ' ' ? "write one selector for each"
                                              : "write it as the pods have it",
               where);
  }
  const auto stars = std::ranges::count(value.text, '*');
  const std::size_t least = value.text.size() - prefix - static_cast<std::size_t>(stars);
  if (least <= kMaxLabel) return;
  add("FG802", false,
      "a " + std::string(what) + " of " + who_ + " has " + std::to_string(least) +
          " characters and never matches: Kubernetes allows 63",
      "shorten it", where);
}

void Checker::patterns(const Selector& selector, std::size_t index, bool exists) {
  const std::string which = "selector " + std::to_string(index) + " of " + who_;
  const Value& ns = selector.ns;
  if (ns.is_absent() || (ns.is_known() && ns.text.empty())) {
    add("FG802", true, which + " has no namespace; AWS refuses it", "add `namespace`",
        selector.where);
  }
  if (selector.labels.size() > kDefaultQuota && !exists) {
    add("FG802", false,
        which + " has " + std::to_string(selector.labels.size()) +
            " labels; AWS allows 5 unless asked for more",
        "split the selector, or ask AWS to raise quota L-23414FF3", selector.where);
  }
  pattern(ns, "namespace", 0, selector.where);
  for (const LabelPattern& label : selector.labels) {
    const auto slash = label.key.text.find('/');
    pattern(label.key, "label key", slash == std::string::npos ? 0 : slash + 1, label.where);
    pattern(label.value, "label value", 0, label.where);
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
