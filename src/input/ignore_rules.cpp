#include "input/ignore_rules.hpp"

#include <cctype>

namespace fargate_lint::input {
namespace {

bool in_named_class(std::string_view name, unsigned char c) {
  if (name == "alpha") return std::isalpha(c) != 0;
  if (name == "digit") return std::isdigit(c) != 0;
  if (name == "alnum") return std::isalnum(c) != 0;
  if (name == "upper") return std::isupper(c) != 0;
  if (name == "lower") return std::islower(c) != 0;
  if (name == "space") return std::isspace(c) != 0;
  if (name == "punct") return std::ispunct(c) != 0;
  if (name == "xdigit") return std::isxdigit(c) != 0;
  return false;
}

/// Reads a set at glob[at] == '['. Sets `end` to the offset after it and returns whether `c` is in
/// it; leaves `end` at 0 when the set is never closed (git then matches nothing).
bool match_set(std::string_view glob, std::size_t at, char c, std::size_t& end) {
  end = 0;
  auto i = at + 1;
  const bool negated = i < glob.size() && (glob[i] == '!' || glob[i] == '^');
  if (negated) ++i;
  bool found = false;
  for (bool first = true; i < glob.size(); first = false) {
    if (glob[i] == ']' && !first) {
      end = i + 1;
      return c != '/' && found != negated;
    }
    if (glob.substr(i).starts_with("[:")) {
      const auto close = glob.find(":]", i + 2);
      if (close == std::string_view::npos) return false;
      if (in_named_class(glob.substr(i + 2, close - i - 2), static_cast<unsigned char>(c)))
        found = true;
      i = close + 2;
      continue;
    }
    if (glob[i] == '\\' && i + 1 < glob.size()) ++i;
    const char low = glob[i++];
    char high = low;
    if (i + 1 < glob.size() && glob[i] == '-' && glob[i + 1] != ']') {
      ++i;
      if (glob[i] == '\\' && i + 1 < glob.size()) ++i;
      high = glob[i++];
    }
    const auto value = static_cast<unsigned char>(c);
    if (static_cast<unsigned char>(low) <= value && value <= static_cast<unsigned char>(high))
      found = true;
  }
  return false;
}

/// Whether the glob's element at `g` takes path[p]; `next` is the element after it.
bool match_one(std::string_view glob, std::size_t g, char c, std::size_t& next) {
  switch (glob[g]) {
    case '?': next = g + 1; return c != '/';
    case '[': {
      const bool hit = match_set(glob, g, c, next);
      return next != 0 && hit;
    }
    case '\\':
      if (g + 1 < glob.size()) {
        next = g + 2;
        return glob[g + 1] == c;
      }
      next = g + 1;
      return c == '\\';
    default: next = g + 1; return glob[g] == c;
  }
}

/// Length of a `**` that stands for whole folders at `g`: `**/` at the start or after a slash, or a
/// closing `/**`'s stars. 0 if the stars there are ordinary ones.
std::size_t double_star(std::string_view glob, std::size_t g) {
  if (!glob.substr(g).starts_with("**")) return 0;
  if (g != 0 && glob[g - 1] != '/') return 0;
  const auto after = g + 2;
  if (after == glob.size()) return 2;
  return glob[after] == '/' ? 3 : 0;
}

constexpr auto kNone = std::string_view::npos;

}  // namespace

// Greedy matching with two places to come back to: the last `*` (which may take one character more,
// up to a slash) and the last `**` (which may take one folder more). An earlier star never needs
// another try once a later one of its kind has been reached.
bool gitignore_match(std::string_view glob, std::string_view path) {
  std::size_t g = 0;
  std::size_t p = 0;
  auto star_g = kNone;
  std::size_t star_p = 0;
  auto folders_g = kNone;
  std::size_t folders_p = 0;
  while (true) {
    if (g < glob.size()) {
      if (const auto length = double_star(glob, g)) {
        if (g + length == glob.size() && length == 2) return p < path.size();
        g += length;
        folders_g = g;
        folders_p = p;
        star_g = kNone;
        continue;
      }
      if (glob[g] == '*') {
        while (g < glob.size() && glob[g] == '*') ++g;
        star_g = g;
        star_p = p;
        continue;
      }
      std::size_t next = 0;
      if (p < path.size() && match_one(glob, g, path[p], next)) {
        g = next;
        ++p;
        continue;
      }
    } else if (p == path.size()) {
      return true;
    }
    if (star_g != kNone && star_p < path.size() && path[star_p] != '/') {
      g = star_g;
      p = ++star_p;
      continue;
    }
    if (folders_g == kNone) return false;
    const auto slash = path.find('/', folders_p);
    if (slash == std::string_view::npos) return false;
    folders_p = slash + 1;
    g = folders_g;
    p = folders_p;
    star_g = kNone;
  }
}

IgnoreRules IgnoreRules::parse(std::string_view text) {
  IgnoreRules rules;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern;
    if (line.front() == '!') {
      pattern.negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.directory_only = true;
      line.remove_suffix(1);
    }
    pattern.anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    pattern.glob = line;
    rules.patterns_.push_back(std::move(pattern));
    rules.index(static_cast<std::uint32_t>(rules.patterns_.size() - 1));
  }
  return rules;
}

void IgnoreRules::index(std::uint32_t number) {
  const std::string_view glob = patterns_[number].glob;
  auto& index = patterns_[number].anchored ? anchored_ : of_names_;
  const auto head = glob.substr(0, glob.find_first_of("*?[\\"));
  // `**/a` matches `a` alone, too.
  const auto end = glob.find_last_of("*?[]\\/");
  const auto tail = glob.substr(end == std::string_view::npos ? 0 : end + 1);
  if (head.empty() && tail.empty())
    index.others.push_back(number);
  else if (head.size() >= tail.size())
    index.heads.add(head, number);
  else
    index.tails.add(std::string(tail.rbegin(), tail.rend()), number);
}

IgnoreRules::Answer IgnoreRules::judge(std::string_view path, bool is_directory) const {
  const auto slash = path.rfind('/');
  const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  std::uint32_t decided = 0;  // the number of the last pattern that matches, from 1
  for (const auto* index : {&anchored_, &of_names_}) {
    const auto text = index == &anchored_ ? path : name;
    const auto look_at = [&](const std::vector<std::uint32_t>& numbers) {
      for (auto at = numbers.rbegin(); at != numbers.rend() && *at >= decided; ++at) {
        const auto& pattern = patterns_[*at];
        if (pattern.directory_only && !is_directory) continue;
        if (!gitignore_match(pattern.glob, text)) continue;
        decided = *at + 1;
        return;
      }
    };
    look_at(index->others);
    index->heads.visit_prefixes_of(text, look_at);
    index->tails.visit_prefixes_of(std::string(text.rbegin(), text.rend()), look_at);
  }
  if (decided == 0) return Answer::silent;
  return patterns_[decided - 1].negated ? Answer::included : Answer::ignored;
}

}  // namespace fargate_lint::input
