#include "fargate/event_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"

namespace fargate_lint::fargate {
namespace {

using event::Phrase;
using event::Said;
using event::Section;
using Values = std::vector<EventValue>;

/// What follows a word that ends a text: "…in status CREATING."
constexpr std::string_view kClosing = ".,;)\"'";
constexpr std::string_view kStrayEnd = " \t\r\n.`\"')";
/// Go's mark of an argument that a format did not want: `…failed%!(EXTRA string=the reason)`.
constexpr std::string_view kExtra = "%!(EXTRA string=";

bool is_word(char c) {
  const char lower = lowered(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// The literal that a phrase begins with, behind a hole if that comes first.
std::string_view anchor_of(std::string_view phrase) {
  if (phrase.starts_with('<')) phrase.remove_prefix(phrase.find('>') + 1);
  return phrase.substr(0, phrase.find('<'));
}

/// What fits a hole at the front of `text`; `next` is the literal that follows it, empty at the end
/// of the phrase. Nothing if there is no such thing.
std::optional<std::string_view> take_value(std::string_view text, bool is_rest,
                                           std::string_view next) {
  if (is_rest && next.empty()) return text;
  if (is_rest) {
    const auto end = text.find(next);
    return end == std::string_view::npos ? std::nullopt : std::optional(text.substr(0, end));
  }
  auto word = text.substr(0, text.find_first_of(next.empty() ? kSpaces : next.substr(0, 1)));
  if (next.empty()) word = trimmed(word, "", kClosing);
  if (word.empty() || word.find_first_of(kSpaces) != std::string_view::npos) return std::nullopt;
  return word;
}

/// Matches a phrase at the front of `text`; how much of it the phrase took, or nothing.
std::optional<std::size_t> match(std::string_view phrase, std::string_view text, Values& values) {
  values.clear();
  std::size_t used = 0;
  while (!phrase.empty()) {
    if (phrase.front() != '<') {
      const auto literal = phrase.substr(0, phrase.find('<'));
      if (!text.substr(used).starts_with(literal)) return std::nullopt;
      used += literal.size();
      phrase.remove_prefix(literal.size());
      continue;
    }
    auto name = phrase.substr(1, phrase.find('>') - 1);
    phrase.remove_prefix(name.size() + 2);
    const bool is_rest = name.ends_with('*');
    if (is_rest) name.remove_suffix(1);
    const auto value = take_value(text.substr(used), is_rest, phrase.substr(0, phrase.find('<')));
    if (!value) return std::nullopt;
    used += value->size();
    if (const auto shown = trimmed(*value, kSpaces); !shown.empty())
      values.push_back({name, std::string(shown)});
  }
  return used;
}

/// The same for a text that must be nothing else; a full stop may follow.
bool match_all(const Phrase& phrase, std::string_view text, Values& values) {
  const auto used = match(phrase.text, text, values);
  return used && trimmed(text.substr(*used), kStrayEnd).empty();
}

/// Reads the parts of a refusal.
class PartReader {
 public:
  explicit PartReader(Event& into) : into_(into) {}

  void read(std::string_view text) {
    while (true) {
      const auto begin = text.find_first_not_of(" \t\r\n,");
      if (begin == std::string_view::npos) return;
      text.remove_prefix(begin);
      if (take_heading(text)) continue;
      const auto item = text.substr(0, text.find(','));
      text.remove_prefix(item.size());
      add(trimmed(item, kStrayEnd));
    }
  }

 private:
  bool take_heading(std::string_view& text) {
    for (const auto section : {Section::fields, Section::security, Section::volumes}) {
      // A heading at the end of a line has lost its blank.
      const auto words = trimmed(event::heading(section), " ");
      if (!text.starts_with(words)) continue;
      text.remove_prefix(words.size());
      section_ = section;
      in_capabilities_ = false;
      return true;
    }
    return false;
  }

  /// Whether a phrase may stand here: anything may where no heading was shown.
  bool may_be(Section section) const {
    return section == Section::alone || section == section_ ||
           (section_ == Section::none && section != Section::none);
  }

  void add(std::string_view item) {
    if (item.empty() || item.find_first_not_of('.') == std::string_view::npos) return;
    if (add_known(item)) return;
    if (in_capabilities_ && item.find_first_of(" :") == std::string_view::npos) {
      // "Capabilities added: SYS_TIME, SYS_ADMIN"
      const auto all = event::fill(Said::capability, {item});
      if (add_known(all)) return;
    }
    into_.unknown.emplace_back(item);
  }

  bool add_known(std::string_view item) {
    for (const auto& phrase : event::phrases()) {
      if (!may_be(phrase.section) || !match_all(phrase, item, values_)) continue;
      in_capabilities_ = phrase.said == Said::capability || phrase.said == Said::net_admin;
      if (phrase.said == Said::volume) return add_reason(item);
      add_part(phrase.said, phrase.section, item);
      return true;
    }
    return false;
  }

  /// "data not supported because: PVC data not bound"
  bool add_reason(std::string_view item) {
    const auto outer = values_;
    if (outer.size() < 2) return false;
    for (const auto& phrase : event::phrases()) {
      if (phrase.section != Section::reasons || !match_all(phrase, outer[1].text, values_))
        continue;
      values_.insert(values_.begin(), outer[0]);
      add_part(phrase.said, Section::volumes, item);
      return true;
    }
    return false;
  }

  void add_part(Said said, Section section, std::string_view item) {
    // A reason that is shown without its volume has no heading either.
    const auto words = section == Section::reasons ? std::string_view() : event::heading(section);
    std::string text(words);
    text += item;
    const auto [same, is_new] = places_.emplace(text, into_.parts.size());
    if (!is_new) {
      ++into_.parts[same->second].count;
      return;
    }
    if (section == Section::fields) values_.push_back({"fields", std::string(item)});
    if (said == Said::net_admin) values_.push_back({"capability", "NET_ADMIN"});
    into_.parts.push_back({said, std::move(text), std::move(values_), 1});
    values_.clear();
  }

  Event& into_;
  std::unordered_map<std::string, std::size_t> places_;  ///< of the parts, by their texts
  Section section_ = Section::none;
  bool in_capabilities_ = false;
  Values values_;
};

/// A place in a line at which a phrase may begin.
struct Candidate {
  std::size_t begin;  ///< of the phrase
  const Phrase* phrase;
};

/// Which phrases a line is searched for.
enum class Wanted : std::uint8_t { wholes, parts };

/// The anchors of phrases by their first characters.
class Anchors {
 public:
  explicit Anchors(Wanted wanted) {
    for (const auto& phrase : event::phrases()) {
      if ((phrase.section == Section::none) != (wanted == Wanted::wholes)) continue;
      const auto anchor = anchor_of(phrase.text);
      // A single word of a list says nothing where it is found alone.
      if (anchor.find(' ') == std::string_view::npos && wanted == Wanted::parts) continue;
      by_first_[static_cast<unsigned char>(anchor.front())].push_back({anchor, &phrase});
    }
    if (wanted == Wanted::wholes) return;
    for (const auto section : {Section::fields, Section::security, Section::volumes}) {
      const auto words = event::heading(section);
      by_first_[static_cast<unsigned char>(words.front())].push_back({words, nullptr});
    }
  }

  /// In the order of their beginnings; at one place in the order of the table.
  std::vector<Candidate> find_in(std::string_view line) const {
    std::vector<Candidate> found;
    for (std::size_t i = 0; i < line.size(); ++i)
      for (const auto& row : by_first_[static_cast<unsigned char>(line[i])])
        if (line.substr(i).starts_with(row.anchor))
          if (const auto begin = begin_of(row, line, i)) found.push_back({*begin, row.phrase});
    std::ranges::stable_sort(found, {}, &Candidate::begin);
    return found;
  }

 private:
  struct Row {
    std::string_view anchor;
    const Phrase* phrase;  ///< null: the heading of a section
  };

  static std::optional<std::size_t> begin_of(const Row& row, std::string_view line,
                                             std::size_t at) {
    const bool leads = row.phrase != nullptr && row.phrase->text.starts_with('<');
    if (!leads)
      return at > 0 && is_word(line[at - 1]) && is_word(line[at]) ? std::nullopt
                                                                  : std::optional(at);
    // A word of the phrase's own stands in front of its anchor. Longer ones than any name are none.
    constexpr std::size_t kLongestName = 253;
    auto begin = at;
    while (begin > 0 && at - begin <= kLongestName &&
           kSpaces.find(line[begin - 1]) == std::string_view::npos)
      --begin;
    return begin == at || at - begin > kLongestName ? std::nullopt : std::optional(begin);
  }

  std::array<std::vector<Row>, 256> by_first_;
};

/// Without Go's marks, for what they hold is what was meant to be said.
std::string unwrapped(std::string_view text) {
  std::string all;
  std::size_t marks = 0;
  for (auto mark = text.find(kExtra); mark != std::string_view::npos; mark = text.find(kExtra)) {
    all += text.substr(0, mark);
    if (!all.empty() && all.back() != ' ') all += ' ';
    text.remove_prefix(mark + kExtra.size());
    ++marks;
  }
  all += trimmed(text, "", kSpaces);
  for (; marks > 0 && all.ends_with(')'); --marks) all.pop_back();
  return all;
}

class Finder {
 public:
  explicit Finder(std::string_view line) : line_(line) {}

  std::vector<Event> find() {
    static const Anchors anchors(Wanted::wholes);
    const auto candidates = anchors.find_in(line_);
    std::size_t behind = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const auto& candidate = candidates[i];
      if (candidate.begin < behind) continue;
      if (const auto end = read(candidate, end_of(candidates, i))) behind = *end;
    }
    if (events_.empty()) find_parts();
    return std::move(events_);
  }

 private:
  /// Where the next text begins: of the same kind or a refusal, which may hold anything. So no part
  /// of a line is read again and again.
  std::size_t end_of(const std::vector<Candidate>& candidates, std::size_t i) const {
    const auto& first = candidates[i];
    for (++i; i < candidates.size(); ++i) {
      const auto& next = candidates[i];
      const bool ends = next.phrase == first.phrase || event::is_refusal(next.phrase->said);
      if (ends && next.begin > first.begin) return next.begin;
    }
    return line_.size();
  }

  std::optional<std::size_t> read(const Candidate& candidate, std::size_t end) {
    const auto text = line_.substr(candidate.begin, end - candidate.begin);
    Values values;
    const auto used = match(candidate.phrase->text, text, values);
    if (!used) return std::nullopt;
    const auto shown = trimmed(text.substr(0, *used), kSpaces);
    Event found{candidate.phrase->said, std::string(shown), {}, {}};
    if (event::is_refusal(found.said)) {
      PartReader(found).read(text.substr(anchor_of(candidate.phrase->text).size()));
    } else {
      found.parts.push_back({found.said, found.text, std::move(values), 1});
    }
    events_.push_back(std::move(found));
    return candidate.begin + *used;
  }

  /// A refusal of which only parts are shown. The default scheduler speaks of claims in the same
  /// words.
  void find_parts() {
    if (contains_any(line_, {" default-scheduler ", "nodes are available"})) return;
    static const Anchors anchors(Wanted::parts);
    const auto candidates = anchors.find_in(line_);
    if (candidates.empty()) return;
    const auto text = trimmed(line_.substr(candidates.front().begin), kSpaces);
    Event found{Said::refused, std::string(text), {}, {}};
    PartReader(found).read(text);
    if (!found.parts.empty()) events_.push_back(std::move(found));
  }

  std::string_view line_;
  std::vector<Event> events_;
};

/// The words of a text in lower case. Of a long text its beginning decides.
std::set<std::string> words_of(std::string_view text) {
  constexpr std::size_t kMost = 2048;
  text = text.substr(0, kMost);
  std::set<std::string> words;
  while (!text.empty()) {
    const auto* const end = std::ranges::find_if_not(text, is_word);
    const auto size = static_cast<std::size_t>(end - text.begin());
    constexpr std::size_t kShortest = 3;
    if (size >= kShortest) words.insert(lowered(text.substr(0, size)));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return words;
}

/// "PVC CLAIM not bound"
std::string with_names(std::string_view phrase) {
  std::string text;
  bool in_hole = false;
  for (const char c : phrase) {
    if (c == '<' || c == '>') {
      in_hole = c == '<';
    } else if (!in_hole) {
      text += c;
    } else if (c != '*') {
      text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return text;
}

}  // namespace

std::vector<Event> find_events(std::string_view line) {
  if (line.find(kExtra) == std::string_view::npos) return Finder(line).find();
  const auto inner = unwrapped(line);
  return Finder(inner).find();
}

bool ends_within_refusal(std::string_view line) {
  line = trimmed(line, kSpaces);
  if (!line.ends_with(':') && !line.ends_with(',')) return false;
  const auto refusal = event::fill(Said::refused);
  return line.find(trimmed(refusal, kSpaces)) != std::string_view::npos;
}

std::string nearest_event(std::string_view text) {
  const auto wanted = words_of(text);
  std::string_view nearest;
  double best = 0.3;  // less in common is chance
  for (const auto& phrase : event::phrases()) {
    const auto words = words_of(phrase.text);
    const auto common = static_cast<double>(std::ranges::count_if(
        words, [&wanted](const std::string& word) { return wanted.contains(word); }));
    const auto likeness = 2 * common / static_cast<double>(words.size() + wanted.size());
    if (likeness <= best) continue;
    best = likeness;
    nearest = phrase.text;
  }
  return with_names(nearest);
}

}  // namespace fargate_lint::fargate
