#include "fargate/log_router.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/text.hpp"

// A configuration is lines. A header, `[OUTPUT]`, begins a section; an entry is a key and, after
// white space, its value; `#` begins a comment line. All lines are looked at once, in order, with
// nothing remembered but the section they are in and how the first of their sort was indented.

namespace fargate_lint::fargate {
namespace {

constexpr std::array kRouterKeys = {
    RouterKey{"filters.conf", "FILTER"},
    RouterKey{"output.conf", "OUTPUT"},
    RouterKey{"parsers.conf", "PARSER"},
};

constexpr std::array<std::string_view, 8> kFilters = {
    "grep", "kubernetes", "modify", "nest", "parser", "record_modifier", "rewrite_tag", "throttle"};
constexpr std::array<std::string_view, 6> kOutputs = {
    "cloudwatch", "cloudwatch_logs", "es", "firehose", "kinesis", "kinesis_firehose"};
constexpr std::array<std::string_view, 4> kReserved = {"kube_url", "kube_ca_file",
                                                       "kube_token_command", "kube_token_file"};

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return lowered(c); };
  return std::ranges::equal(a, b, {}, lower, lower);
}
bool is_one_of(std::string_view text, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [text](std::string_view name) { return same(text, name); });
}

constexpr std::string_view kBlank = " \t\r";

/// One line, cut into its parts. Views into the text.
struct Line {
  std::string_view indent;
  std::string_view content;  ///< without the white space around it; empty: nothing to read
  std::size_t begin = 0;     ///< of the content, in the text

  bool is_header() const { return content.starts_with('['); }
  bool is_skipped() const { return content.empty() || content.starts_with('#'); }
  std::string_view key() const { return content.substr(0, content.find_first_of(" \t")); }
  std::string_view value() const {
    const auto rest = content.substr(key().size());
    const auto start = rest.find_first_not_of(" \t");
    return start == std::string_view::npos ? std::string_view() : rest.substr(start);
  }
};

/// Takes the next line off `text`, which is at `at` of the whole.
Line take_line(std::string_view& text, std::size_t& at) {
  const auto end = std::min(text.find('\n'), text.size());
  auto content = text.substr(0, end);
  Line line;
  line.indent = content.substr(0, std::min(content.find_first_not_of(kBlank), content.size()));
  content.remove_prefix(line.indent.size());
  if (const auto last = content.find_last_not_of(kBlank); last != std::string_view::npos)
    content = content.substr(0, last + 1);
  line.content = content;
  line.begin = at + line.indent.size();
  const auto size = std::min(end + 1, text.size());
  text.remove_prefix(size);
  at += size;
  return line;
}

/// The name in a header; nothing if it has no closing bracket.
std::optional<std::string_view> section_of(const Line& header) {
  const auto close = header.content.find(']');
  if (close == std::string_view::npos) return std::nullopt;
  return header.content.substr(1, close - 1);
}

/// The section that the lines at hand belong to, and what it has so far.
struct Section {
  Line header;
  std::string_view name;
  bool is_ours = false;  ///< of the kind that stands under this key
  bool has_name = false;
  bool has_match = false;
  bool has_format = false;
  std::string_view match_regex;
};

class Check {
 public:
  Check(const RouterKey& key, std::string_view text) : key_(key), rest_(text) {}

  std::vector<RouterFault> run() {
    while (!rest_.empty()) {
      const auto line = take_line(rest_, at_);
      if (line.is_skipped()) continue;
      if (line.is_header()) {
        end_section();
        begin_section(line);
      } else {
        entry(line);
      }
    }
    end_section();
    std::ranges::stable_sort(faults_, {}, &RouterFault::begin);
    if (faults_.size() > kMostRouterFaults) faults_.resize(kMostRouterFaults);
    return std::move(faults_);
  }

 private:
  void add(RouterFaultKind kind, std::size_t begin, std::string_view text,
           std::string_view wanted = {}, std::string_view instead = {}) {
    // More are cut off at the end; what lies far behind need not be kept until then.
    if (faults_.size() > 2 * kMostRouterFaults) return;
    const auto size = std::max<std::size_t>(text.size(), 1);
    faults_.push_back({kind, begin, begin + size, text, wanted, instead});
  }

  void begin_section(const Line& line) {
    if (!header_indent_) {
      header_indent_ = line.indent;
    } else if (line.indent != *header_indent_) {
      add(RouterFaultKind::header_indentation, line.begin, line.content);
    }
    section_.emplace();
    section_->header = line;
    const auto name = section_of(line);
    if (!name) {
      add(RouterFaultKind::broken_section, line.begin, line.content);
      return;
    }
    section_->name = *name;
    section_->is_ours = same(*name, key_.section);
    if (!section_->is_ours) add(RouterFaultKind::foreign_section, line.begin + 1, *name);
  }

  void end_section() {
    if (!section_ || !section_->is_ours) return;
    const bool is_parser = key_.section == "PARSER";
    if (!section_->has_name) missing("Name");
    if (is_parser && !section_->has_format) missing("Format");
    if (!is_parser && !section_->has_match) missing("Match", section_->match_regex);
  }
  void missing(std::string_view wanted, std::string_view instead = {}) {
    const auto& header = section_->header;
    add(RouterFaultKind::missing_entry, header.begin, header.content, wanted, instead);
  }

  void entry(const Line& line) {
    find_variables(line);
    if (!section_) {
      add(RouterFaultKind::outside_section, line.begin, line.key());
      return;
    }
    indentation(line);
    const auto key = line.key();
    const auto value = line.value();
    if (is_one_of(key, kReserved)) add(RouterFaultKind::reserved_entry, line.begin, key);
    if (value.empty()) return;
    if (same(key, "Match")) section_->has_match = true;
    if (same(key, "Match_Regex")) section_->match_regex = key;
    if (same(key, "Format")) section_->has_format = true;
    if (!same(key, "Name")) return;
    section_->has_name = true;
    if (section_->is_ours) plug_in(line, value);
  }

  void plug_in(const Line& line, std::string_view name) {
    const auto begin = line.begin + static_cast<std::size_t>(name.data() - line.content.data());
    if (key_.section == "FILTER" && !is_one_of(name, kFilters)) {
      add(RouterFaultKind::unknown_filter, begin, name);
    } else if (key_.section == "OUTPUT" && !is_one_of(name, kOutputs)) {
      add(RouterFaultKind::unknown_output, begin, name);
    }
  }

  void indentation(const Line& line) {
    if (!entry_indent_) {
      entry_indent_ = line.indent;
      const auto header = section_->header.indent;
      if (line.indent.size() <= header.size() || !line.indent.starts_with(header))
        add(RouterFaultKind::shallow_entry, line.begin, line.key());
    } else if (line.indent != *entry_indent_) {
      add(RouterFaultKind::entry_indentation, line.begin, line.key());
    }
  }

  void find_variables(const Line& line) {
    constexpr std::string_view kOpen = "${";
    auto begin = line.content.find(kOpen);
    if (begin == std::string_view::npos) return;
    const auto close = line.content.find('}', begin);
    const auto size = close == std::string_view::npos ? kOpen.size() : close + 1 - begin;
    add(RouterFaultKind::variable, line.begin + begin, line.content.substr(begin, size));
  }

  const RouterKey& key_;
  std::string_view rest_;
  std::size_t at_ = 0;
  std::optional<Section> section_;
  std::optional<std::string_view> header_indent_;
  std::optional<std::string_view> entry_indent_;
  std::vector<RouterFault> faults_;
};

}  // namespace

const RouterKey* find_router_key(std::string_view key) {
  const auto found = std::ranges::find(kRouterKeys, key, &RouterKey::key);
  return found == kRouterKeys.end() ? nullptr : &*found;
}

std::vector<RouterFault> find_router_faults(const RouterKey& key, std::string_view text) {
  return Check(key, text).run();
}

std::size_t count_router_sections(const RouterKey& key, std::string_view text) {
  std::size_t count = 0;
  std::size_t at = 0;
  while (!text.empty()) {
    const auto line = take_line(text, at);
    if (!line.is_header()) continue;
    const auto name = section_of(line);
    if (name && same(*name, key.section)) ++count;
  }
  return count;
}

}  // namespace fargate_lint::fargate
