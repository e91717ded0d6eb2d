#include "input/helm_alignment.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace fargate_lint::input {
namespace {

/// Lines that two documents may differ in: the time and memory that this takes grow with its
/// square.
constexpr std::size_t kMostEdits = 1500;
/// Lines times edits: what comparing two documents may take.
constexpr std::ptrdiff_t kMostSteps = 100'000'000;
/// Documents of one template that are held against each other, one by one.
constexpr std::size_t kMostCompared = 64;

/// Lines of a template that are looked at for what one without a mark may have printed.
constexpr std::uint32_t kMostAround = 200;

constexpr std::string_view kSource = "# Source: ";

/// One document of a rendering: the lines behind its `# Source:`.
struct RenderedDocument {
  std::string_view source;
  std::size_t begin = 0;  ///< lines of the rendering
  std::size_t end = 0;
};

std::vector<RenderedDocument> documents_of(std::span<const std::string_view> lines) {
  std::vector<RenderedDocument> documents;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_cut = lines[i] == "---";
    if (is_cut && !documents.empty()) documents.back().end = i;
    if (!is_cut || i + 1 == lines.size() || !lines[i + 1].starts_with(kSource)) continue;
    documents.push_back({lines[i + 1].substr(kSource.size()), i + 2, lines.size()});
  }
  return documents;
}

/// A rendering of marked templates, line by line without its marks.
struct Unmarked {
  std::vector<UnmarkedLine> lines;
  std::vector<std::uint64_t> hashes;
};

Unmarked unmark(std::span<const std::string_view> lines) {
  Unmarked result;
  result.lines.reserve(lines.size());
  result.hashes.reserve(lines.size());
  for (const auto line : lines) {
    result.lines.push_back(take_marks(line));
    result.hashes.push_back(hash_text(result.lines.back().text));
  }
  return result;
}

using Hashes = std::span<const std::uint64_t>;

Hashes of(const std::vector<std::uint64_t>& hashes, const RenderedDocument& document) {
  return Hashes(hashes).subspan(document.begin, document.end - document.begin);
}

/// How many lines two documents share, wherever they stand.
std::size_t count_common(std::vector<std::uint64_t> a, std::vector<std::uint64_t> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  std::vector<std::uint64_t> common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  return common.size();
}

std::uint64_t hash_of(Hashes lines) {
  return hash_text({reinterpret_cast<const char*>(lines.data()), lines.size_bytes()});
}

/// Pairs the documents of one template, which Helm prints in no certain order: the same first, then
/// by most lines in common.
class Pairing {
 public:
  Pairing(const std::vector<std::uint64_t>& plain, const std::vector<std::uint64_t>& marked)
      : plain_(plain), marked_(marked) {}

  std::vector<std::pair<RenderedDocument, RenderedDocument>> pair(
      std::vector<RenderedDocument> a, std::vector<RenderedDocument> b) const {
    std::vector<std::pair<RenderedDocument, RenderedDocument>> pairs;
    pair_same(a, b, pairs);
    if (a.size() > kMostCompared || b.size() > kMostCompared) {
      for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) pairs.emplace_back(a[i], b[i]);
      return pairs;
    }
    pair_alike(a, b, pairs);
    return pairs;
  }

 private:
  void pair_same(std::vector<RenderedDocument>& a, std::vector<RenderedDocument>& b,
                 std::vector<std::pair<RenderedDocument, RenderedDocument>>& pairs) const {
    std::multimap<std::uint64_t, std::size_t> by_hash;
    for (std::size_t i = 0; i < b.size(); ++i) by_hash.emplace(hash_of(of(marked_, b[i])), i);
    std::vector<bool> taken(b.size());
    std::vector<RenderedDocument> rest;
    for (const auto& document : a) {
      const auto found = by_hash.find(hash_of(of(plain_, document)));
      if (found == by_hash.end()) {
        rest.push_back(document);
        continue;
      }
      pairs.emplace_back(document, b[found->second]);
      taken[found->second] = true;
      by_hash.erase(found);
    }
    a = std::move(rest);
    rest.clear();
    for (std::size_t i = 0; i < b.size(); ++i)
      if (!taken[i]) rest.push_back(b[i]);
    b = std::move(rest);
  }

  void pair_alike(const std::vector<RenderedDocument>& a, const std::vector<RenderedDocument>& b,
                  std::vector<std::pair<RenderedDocument, RenderedDocument>>& pairs) const {
    struct Likeness {
      std::size_t common;
      std::size_t a;
      std::size_t b;
    };
    std::vector<Likeness> all;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto lines = of(plain_, a[i]);
      for (std::size_t j = 0; j < b.size(); ++j) {
        const auto others = of(marked_, b[j]);
        all.push_back(
            {count_common({lines.begin(), lines.end()}, {others.begin(), others.end()}), i, j});
      }
    }
    std::ranges::stable_sort(all, std::greater(), &Likeness::common);
    std::vector<bool> taken_a(a.size());
    std::vector<bool> taken_b(b.size());
    for (const auto& each : all) {
      if (each.common == 0 || taken_a[each.a] || taken_b[each.b]) continue;
      taken_a[each.a] = taken_b[each.b] = true;
      pairs.emplace_back(a[each.a], b[each.b]);
    }
  }

  const std::vector<std::uint64_t>& plain_;
  const std::vector<std::uint64_t>& marked_;
};

/// Finds what printed the lines of one document, of which `lines` are those of the marked copy.
class LineOrigins {
 public:
  LineOrigins(std::span<const UnmarkedLine> lines, const TemplateSet& templates,
              std::optional<std::uint32_t> source)
      : lines_(lines), templates_(templates), source_(source), origins_(lines.size()) {}

  std::vector<LineOrigin> find() {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!names_line(lines_[i])) continue;
      const auto& mark = lines_[i].mark;
      const bool is_one = explain(begin, i, mark);
      origins_[i] = {mark.file, mark.line, is_one};
      before_ = mark;
      begin = i + 1;
    }
    explain_rest(begin);
    return std::move(origins_);
  }

 private:
  bool names_line(const UnmarkedLine& line) const {
    if (!line.has_mark || line.mark.file >= templates_.files.size()) return false;
    const auto lines = templates_.files[line.mark.file].lines();
    return line.mark.line > 0 && line.mark.line <= lines.size() &&
           lines[line.mark.line - 1].is_marked;
  }

  /// Lines without a mark before one that has: those that the same action printed, and above them
  /// those of template lines that got no mark. True if the marked line is all that its template
  /// line printed.
  bool explain(std::size_t begin, std::size_t marked, const Mark& mark) {
    if (begin == marked) return true;
    const auto& file = templates_.files[mark.file];
    const auto above = unmarked_above(file, mark.line);
    const auto start = first_printed_by(begin, marked, mark, above);
    for (auto i = start; i < marked; ++i) origins_[i] = {mark.file, mark.line, false};
    if (start > begin) {
      // Two actions, and nothing that tells where one ends: what they printed is nobody's.
      const bool is_shared = start == marked && file.lines()[mark.line - 1].prints &&
                             file.text_before_action(mark.line).empty();
      explain_by(begin, start, mark.file, above, !is_shared);
    }
    return start == marked;
  }

  /// The first of the lines that the template's line printed, as far as its text tells. Where it
  /// begins with an action, another action above it may have printed some of them, too.
  std::size_t first_printed_by(std::size_t begin, std::size_t marked, const Mark& mark,
                               const std::vector<std::uint32_t>& above) const {
    const auto& file = templates_.files[mark.file];
    if (!file.lines()[mark.line - 1].prints) return marked;
    const auto text = file.text_before_action(mark.line);
    const auto ends_above = [&](std::size_t i) {
      const auto shown = trimmed(lines_[i].text, kSpaces);
      return std::ranges::any_of(above, [&](std::uint32_t line) {
        return trimmed(file.line_text(line), kSpaces) == shown;
      });
    };
    for (auto i = marked + 1; i-- > begin;) {
      if (!text.empty() && trimmed(lines_[i].text, kSpaces).starts_with(text)) return i;
      if (text.empty() && i < marked && ends_above(i)) return i + 1;
    }
    const bool is_alone = text.empty() && std::ranges::none_of(above, [&](std::uint32_t line) {
                            return file.lines()[line - 1].prints;
                          });
    return is_alone ? begin : marked;
  }

  /// Lines of the template without a mark that print, between a line and the next above it that has
  /// a mark.
  static std::vector<std::uint32_t> unmarked_above(const Template& file, std::uint32_t line) {
    std::vector<std::uint32_t> found;
    const auto first = file.first_line_of(line);
    const auto last = first > kMostAround ? first - kMostAround : 0;
    for (auto each = first - 1; each > last && !file.lines()[each - 1].is_marked; --each)
      if (const auto& at = file.lines()[each - 1]; at.has_text || at.prints) found.push_back(each);
    std::ranges::reverse(found);
    return found;
  }

  /// Lines that were printed by some of the `candidates`, lines of a template; by one that has an
  /// action only if `by_action`.
  void explain_by(std::size_t begin, std::size_t end, std::uint32_t file,
                  const std::vector<std::uint32_t>& candidates, bool by_action = true) {
    const auto& text = templates_.files[file];
    const auto printing = [&](std::uint32_t line) { return text.lines()[line - 1].prints; };
    const auto actions = std::ranges::count_if(candidates, printing);
    const auto action = std::ranges::find_if(candidates, printing);
    for (auto i = begin; i < end; ++i) {
      const auto shown = trimmed(lines_[i].text, kSpaces);
      const auto is_it = [&](std::uint32_t line) {
        return !printing(line) && trimmed(text.line_text(line), kSpaces) == shown;
      };
      if (std::ranges::count_if(candidates, is_it) == 1)
        origins_[i] = {file, *std::ranges::find_if(candidates, is_it), true};
      else if (by_action && actions == 1)
        origins_[i] = {file, *action, false};
    }
  }

  /// Lines behind the last mark: of the end of the document's own template.
  void explain_rest(std::size_t begin) {
    if (begin == lines_.size() || !source_) return;
    if (before_ && before_->file != *source_) return;
    const auto& file = templates_.files[*source_];
    std::vector<std::uint32_t> candidates;
    const auto first = before_ ? before_->line + 1 : 1;
    for (auto line = first; line <= file.lines().size(); ++line) {
      const auto& at = file.lines()[line - 1];
      if (at.is_marked || line - first == kMostAround) break;
      if (at.has_text || at.prints) candidates.push_back(line);
    }
    explain_by(begin, lines_.size(), *source_, candidates);
  }

  std::span<const UnmarkedLine> lines_;
  const TemplateSet& templates_;
  std::optional<std::uint32_t> source_;
  std::optional<Mark> before_;  ///< the last mark that was met
  std::vector<LineOrigin> origins_;
};

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> common_subsequence(Hashes a, Hashes b,
                                                                        std::size_t most_edits) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto add = [&pairs](std::size_t x, std::size_t y) {
    pairs.emplace_back(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
  };
  std::size_t front = 0;
  while (front < a.size() && front < b.size() && a[front] == b[front]) add(front, front), ++front;
  std::size_t back = 0;
  while (back < a.size() - front && back < b.size() - front &&
         a[a.size() - 1 - back] == b[b.size() - 1 - back])
    ++back;
  // Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): `reach` is how far each
  // diagonal comes with so many edits; kept for each number of edits, to go back along them.
  const auto n = static_cast<std::ptrdiff_t>(a.size() - front - back);
  const auto m = static_cast<std::ptrdiff_t>(b.size() - front - back);
  const auto affordable = kMostSteps / (n + m + 1);
  const auto most = std::min({static_cast<std::ptrdiff_t>(most_edits), n + m, affordable});
  const auto same = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
    return a[front + static_cast<std::size_t>(x)] == b[front + static_cast<std::size_t>(y)];
  };
  std::vector<std::vector<std::int32_t>> trace;
  std::ptrdiff_t edits = n == 0 || m == 0 ? most + 1 : 0;
  for (; edits <= most; ++edits) {
    std::vector<std::int32_t> reach(static_cast<std::size_t>(2 * edits + 1));
    const auto before = [&](std::ptrdiff_t k) -> std::ptrdiff_t {
      return trace.back()[static_cast<std::size_t>(k + edits - 1)];
    };
    bool is_done = false;
    for (auto k = -edits; k <= edits && !is_done; k += 2) {
      std::ptrdiff_t x = 0;
      if (edits > 0)
        x = k == -edits || (k != edits && before(k - 1) < before(k + 1)) ? before(k + 1)
                                                                         : before(k - 1) + 1;
      while (x < n && x - k < m && x - k >= 0 && same(x, x - k)) ++x;
      reach[static_cast<std::size_t>(k + edits)] = static_cast<std::int32_t>(x);
      is_done = x >= n && x - k >= m;
    }
    trace.push_back(std::move(reach));
    if (is_done) break;
  }
  if (edits <= most) {
    std::vector<std::pair<std::ptrdiff_t, std::ptrdiff_t>> middle;
    auto x = n;
    auto y = m;
    for (auto d = edits; d >= 0; --d) {
      const auto k = x - y;
      std::ptrdiff_t from_x = 0;
      std::ptrdiff_t from_y = 0;
      if (d > 0) {
        const auto& reach = trace[static_cast<std::size_t>(d - 1)];
        const auto at = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t {
          return reach[static_cast<std::size_t>(diagonal + d - 1)];
        };
        const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
        const auto from_k = down ? k + 1 : k - 1;
        from_x = at(from_k);
        from_y = from_x - from_k;
      }
      while (x > from_x && y > from_y) middle.emplace_back(--x, --y);
      x = from_x;
      y = from_y;
    }
    for (auto i = middle.size(); i-- > 0;)
      add(front + static_cast<std::size_t>(middle[i].first),
          front + static_cast<std::size_t>(middle[i].second));
  }
  for (auto i = back; i > 0; --i) add(a.size() - i, b.size() - i);
  return pairs;
}

std::vector<LineOrigin> align(std::string_view plain, std::string_view marked,
                              const TemplateSet& templates) {
  const auto plain_lines = lines_of(plain);
  const auto unmarked = unmark(lines_of(marked));
  std::vector<std::string_view> marked_lines;
  marked_lines.reserve(unmarked.lines.size());
  for (const auto& line : unmarked.lines) marked_lines.emplace_back(line.text);
  std::vector<std::uint64_t> hashes;
  hashes.reserve(plain_lines.size());
  for (const auto line : plain_lines) hashes.push_back(hash_text(line));

  std::map<std::string_view,
           std::pair<std::vector<RenderedDocument>, std::vector<RenderedDocument>>>
      by_source;
  for (const auto& each : documents_of(plain_lines)) by_source[each.source].first.push_back(each);
  for (const auto& each : documents_of(marked_lines)) by_source[each.source].second.push_back(each);

  std::vector<LineOrigin> origins(plain_lines.size());
  const Pairing pairing(hashes, unmarked.hashes);
  for (auto& [source, documents] : by_source) {
    std::optional<std::uint32_t> file;
    if (const auto found = templates.by_source.find(source); found != templates.by_source.end())
      file = found->second;
    for (const auto& [ours, theirs] :
         pairing.pair(std::move(documents.first), std::move(documents.second))) {
      const auto count = theirs.end - theirs.begin;
      const auto found =
          LineOrigins(std::span(unmarked.lines).subspan(theirs.begin, count), templates, file)
              .find();
      for (const auto& [mine, other] :
           common_subsequence(of(hashes, ours), of(unmarked.hashes, theirs), kMostEdits))
        origins[ours.begin + mine] = found[other];
    }
  }
  return origins;
}

}  // namespace fargate_lint::input
