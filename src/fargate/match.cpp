#include "fargate/match.hpp"

#include <algorithm>

#include "fargate/added_label.hpp"
#include "fargate/clue.hpp"

namespace fargate_lint::fargate {
namespace {

constexpr Tri to_tri(bool yes) {
  return yes ? Tri::yes : Tri::no;
}

/// A term held against a pod, without allocation: what bulk matching needs. The trace is written
/// from it, so that the two cannot disagree.
struct Held {
  Tri matched = Tri::no;
  std::string_view key;
  std::string_view seen;
  bool absent = true;
  bool added = false;  ///< the controller sets the label, so the template does not tell its value
};

Tri fits(const Value& pattern, std::string_view text) {
  if (!pattern.is_unknown()) return to_tri(wildcard_match(pattern.text, text));
  // What the known parts of a value exclude, its unknown parts cannot bring back.
  return pattern.shape.empty() || wildcard_match(pattern.shape, text) ? Tri::maybe : Tri::no;
}

/// An absent namespace selects nothing: AWS refuses such a selector.
Tri hold_namespace(const Selector& selector, std::string_view ns) {
  return selector.ns.is_absent() ? Tri::no : fits(selector.ns, ns);
}

/// Whether the pod's controller sets the label under this very key.
bool is_added(std::string_view key, const PodIdentity& pod) {
  return std::ranges::find(pod.added_labels, key) != pod.added_labels.end();
}

/// Whether some label key that begins with `prefix` fits.
bool fits_some_key(const Value& pattern, std::string_view prefix) {
  if (pattern.is_unknown()) return true;
  const std::string_view key = pattern.text;
  const auto literal = key.find_first_of("*?");
  if (literal == std::string_view::npos) return key.starts_with(prefix);
  const std::string_view head = key.substr(0, literal);
  return head.starts_with(prefix) || prefix.starts_with(head);
}

/// A label that a controller sets, whatever the template says of it.
Held hold_added(const LabelPattern& pattern, std::string_view key, Tri key_fits,
                const PodIdentity& pod) {
  const AddedLabel label(key, pod);
  const auto matched = key_fits & label.fits(pattern.value);
  return {matched, key, {}, matched == Tri::maybe || label.is_set() == Tri::no, true};
}

Held hold_label(const LabelPattern& pattern, const PodIdentity& pod) {
  Held held;
  for (const auto& [key, value, is_valid] : pod.labels) {
    const auto key_fits = fits(pattern.key, key);
    if (key_fits == Tri::no || is_added(key, pod)) continue;
    const auto both = key_fits & fits(pattern.value, value);
    if (held.absent || both > held.matched) held = {both, key, value, false, false};
    if (held.matched == Tri::yes) return held;
  }
  for (const std::string_view key : pod.added_labels) {
    if (!key.ends_with('*')) {
      const auto key_fits = fits(pattern.key, key);
      if (key_fits == Tri::no) continue;
      const auto added = hold_added(pattern, key, key_fits, pod);
      if (added.matched > held.matched || (held.absent && held.matched == Tri::no)) held = added;
      if (held.matched == Tri::yes) return held;
    } else if (held.absent && held.matched == Tri::no &&
               fits_some_key(pattern.key, key.substr(0, key.size() - 1))) {
      // What the manifest does say of a label is not for its controller to change.
      return {Tri::maybe, pattern.key.is_known() ? pattern.key.text : key, {}, true, true};
    }
  }
  return held;
}

Tri verdict_of(const Selector& selector, const PodIdentity& pod) {
  const auto ns = hold_namespace(selector, pod.ns);
  return ns == Tri::no ? Tri::no : ns & match_labels(selector, pod);
}

std::string_view without_plural(std::string_view text) {
  const bool plural = text.size() > 3 && (text.back() == 's' || text.back() == 'S');
  return text.substr(0, text.size() - (plural ? 1 : 0));
}

/// One of all characters that are easily confused with this one.
char confusable(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '_' || c == '.' ? '-' : c;
}

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

/// Characters of the word that the first `at` characters of `text` end in, or that goes on there.
std::size_t word_size(std::string_view text, std::size_t at) {
  auto begin = at;
  while (begin > 0 && is_letter(text[begin - 1])) --begin;
  auto end = at;
  while (end < text.size() && is_letter(text[end])) ++end;
  return end - begin;
}

/// Whether one letter too many, too few, wrong or swapped in a word makes one of the other. Short
/// words that differ so are different words (`blue`, `glue`), and so are numbers (`v1`, `v2`).
bool is_mistyped(std::string_view a, std::string_view b) {
  constexpr std::size_t kShortest = 4;
  const auto both = std::min(a.size(), b.size());
  std::size_t head = 0;
  while (head < both && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < both - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const auto left = a.substr(head, a.size() - tail - head);
  const auto right = b.substr(head, b.size() - tail - head);
  if (!std::ranges::all_of(left, is_letter) || !std::ranges::all_of(right, is_letter)) return false;
  const bool swapped =
      left.size() == 2 && right.size() == 2 && left[0] == right[1] && left[1] == right[0];
  const bool wrong = left.size() == 1 && right.size() == 1;
  const bool more = left.size() + right.size() == 1;
  const auto size = std::min(word_size(a, head), word_size(b, head));
  return ((swapped || more) && size >= kShortest) || (wrong && size > kShortest);
}

bool holds_for_workload(const LabelPattern& pattern, const kube::Labels& workload_labels) {
  return std::ranges::any_of(workload_labels, [&](const kube::Labels::Label& label) {
    return (fits(pattern.key, label.key) & fits(pattern.value, label.value)) == Tri::yes;
  });
}

/// Of a label that fails: whether a slip in the pod's value does it, or one in a key of the pod.
bool fails_by_slip(const LabelPattern& pattern, const PodIdentity& pod) {
  const auto held = hold_label(pattern, pod);
  if (!held.absent) return is_slip(pattern.value.text, held.seen);
  return std::ranges::any_of(pod.labels, [&](const kube::Labels::Label& label) {
    return is_slip(pattern.key.text, label.key) && wildcard_match(pattern.value.text, label.value);
  });
}

std::string text_of(const Value& pattern) {
  if (!pattern.is_unknown()) return pattern.text;
  return pattern.shape.empty() ? "(unknown)" : pattern.shape;
}

Term namespace_term(const Selector& selector, const PodIdentity& pod) {
  Term term;
  term.part = Term::Part::ns;
  term.what = "namespace";
  term.wanted = text_of(selector.ns);
  term.seen = pod.ns;
  term.matched = hold_namespace(selector, pod.ns);
  if (term.matched == Tri::maybe) {
    term.doubt = Term::Doubt::ns;
    term.unknown = selector.ns.text;
  } else if (selector.ns.is_absent()) {
    term.doubt = Term::Doubt::no_namespace;
  }
  return term;
}

Term label_term(const LabelPattern& pattern, const PodIdentity& pod) {
  const auto held = hold_label(pattern, pod);
  Term term;
  term.what = text_of(pattern.key);
  term.wanted = text_of(pattern.value);
  term.seen = held.seen;
  term.seen_key = held.key;
  term.absent = held.absent;
  term.matched = held.matched;
  if (held.added && held.matched != Tri::maybe) term.seen = AddedLabel(held.key, pod).shape();
  if (held.matched != Tri::maybe) return term;
  term.added_by_controller = held.added;
  if (held.added) {
    term.doubt = Term::Doubt::controller;
  } else if (pattern.key.is_unknown()) {
    term.doubt = Term::Doubt::key;
    term.unknown = pattern.key.text;
  } else {
    term.doubt = Term::Doubt::value;
    term.unknown = pattern.value.text;
  }
  return term;
}

}  // namespace

bool matches_everything(std::string_view pattern) {
  return !pattern.empty() && pattern.find_first_not_of('*') == std::string_view::npos;
}

Tri match_labels(const Selector& selector, const PodIdentity& pod) {
  auto all = selector.labels_unknown.is_unknown() ? Tri::maybe : Tri::yes;
  for (const auto& pattern : selector.labels) {
    all = all & hold_label(pattern, pod).matched;
    if (all == Tri::no) break;
  }
  return all;
}

SelectorTrace match_selector(const Selector& selector, std::uint32_t index,
                             const PodIdentity& pod) {
  SelectorTrace trace;
  trace.selector = index;
  trace.terms.push_back(namespace_term(selector, pod));
  for (const auto& pattern : selector.labels) {
    trace.terms.push_back(label_term(pattern, pod));
  }
  if (selector.labels_unknown.is_unknown()) {
    Term term;
    term.part = Term::Part::labels;
    term.what = "labels";
    term.wanted = "(unknown)";
    term.matched = Tri::maybe;
    term.doubt = Term::Doubt::labels;
    term.unknown = selector.labels_unknown.text;
    trace.terms.push_back(std::move(term));
  }
  trace.matched = Tri::yes;
  for (const auto& term : trace.terms) trace.matched = trace.matched & term.matched;
  return trace;
}

/// What may not exist selects nothing for certain.
void doubt(const Profile& profile, SelectorTrace& trace) {
  if (trace.matched == Tri::no) return;
  Term term;
  term.part = Term::Part::profile;
  term.what = "profile";
  term.wanted = "(exists)";
  term.matched = Tri::maybe;
  term.doubt = Term::Doubt::existence;
  term.unknown = profile.conditional.text;
  trace.terms.push_back(std::move(term));
  trace.matched = Tri::maybe;
}

ProfileTrace match_profile(const Profile& profile, std::uint32_t index, const PodIdentity& pod) {
  ProfileTrace trace;
  trace.profile = index;
  if (profile.selectors_unknown.is_unknown()) trace.matched = Tri::maybe;
  for (std::uint32_t i = 0; i < profile.selectors.size(); ++i) {
    trace.selectors.push_back(match_selector(profile.selectors[i], i, pod));
    if (profile.conditional.is_unknown()) doubt(profile, trace.selectors.back());
    trace.matched = trace.matched | trace.selectors.back().matched;
  }
  if (!profile.takes_new_pods()) {
    trace.skipped = true;
    trace.matched = Tri::no;
  }
  return trace;
}

Tri matches(const Profile& profile, const PodIdentity& pod) {
  if (!profile.takes_new_pods()) return Tri::no;
  auto any = profile.selectors_unknown.is_unknown() ? Tri::maybe : Tri::no;
  for (const auto& selector : profile.selectors) {
    any = any | verdict_of(selector, pod);
    if (any == Tri::yes) break;
  }
  return profile.conditional.is_unknown() ? any & Tri::maybe : any;
}

std::optional<std::uint32_t> first_match(const Profile& profile, const PodIdentity& pod) {
  std::optional<std::uint32_t> first_maybe;
  for (std::uint32_t i = 0; i < profile.selectors.size(); ++i) {
    const auto matched = verdict_of(profile.selectors[i], pod);
    if (matched == Tri::yes) return i;
    if (matched == Tri::maybe && !first_maybe) first_maybe = i;
  }
  return first_maybe;
}

bool is_slip(std::string_view wanted, std::string_view seen) {
  if (wanted.find_first_of("*?") != std::string_view::npos || wanted == seen) return false;
  return std::ranges::equal(without_plural(wanted), without_plural(seen), {}, confusable,
                            confusable) ||
         is_mistyped(wanted, seen);
}

Clue clue_of(const Selector& selector, const PodIdentity& pod,
             const kube::Labels& workload_labels) {
  const bool misses_ns = hold_namespace(selector, pod.ns) == Tri::no;
  const LabelPattern* missing = nullptr;
  std::uint32_t count = 0;
  bool on_workload = true;
  for (const auto& pattern : selector.labels) {
    if (hold_label(pattern, pod).matched != Tri::no) continue;
    ++count;
    missing = &pattern;
    on_workload = on_workload && holds_for_workload(pattern, workload_labels);
  }
  if (misses_ns) {
    const bool slip = count == 0 && !pod.ns_assumed && is_slip(selector.ns.text, pod.ns);
    return slip ? Clue::slip : Clue::none;
  }
  if (missing == nullptr) return Clue::none;
  if (on_workload) return Clue::on_workload;
  return count == 1 && fails_by_slip(*missing, pod) ? Clue::slip : Clue::none;
}

std::uint32_t distance(const Selector& selector, const PodIdentity& pod, std::uint32_t limit) {
  std::uint32_t distance = hold_namespace(selector, pod.ns) == Tri::no ? 3 : 0;
  for (const auto& pattern : selector.labels) {
    if (distance >= limit) break;
    if (hold_label(pattern, pod).matched == Tri::no) distance += 2;
  }
  return distance;
}

}  // namespace fargate_lint::fargate
