#include "fargate/event_log.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::fargate {
namespace {

constexpr auto kNowhere = std::string_view::npos;

/// Without the escape sequences of a terminal (ECMA-48: ESC `[` … a letter, ESC `]` … BEL).
std::string without_colours(std::string_view text) {
  constexpr char kEscape = '\x1b';
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const auto at = text.find(kEscape);
    plain += text.substr(0, at);
    if (at == kNowhere) break;
    text.remove_prefix(at + 1);
    const bool is_title = text.starts_with(']');
    if (!is_title && !text.starts_with('[')) continue;
    std::size_t end = 1;
    while (end < text.size() && text[end] != '\n' &&
           (is_title ? text[end] != '\a' : text[end] < '@' || text[end] > '~'))
      ++end;
    text.remove_prefix(end + (end < text.size() && text[end] != '\n' ? 1 : 0));
  }
  return plain;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

/// Gathers what is told.
class Gatherer {
 public:
  /// False if nothing in the text is known.
  bool add(std::string_view text, std::uint64_t count, const EventObject& object) {
    auto found = find_events(text);
    for (auto& event : found) add(std::move(event), count, object);
    return !found.empty();
  }
  /// An event of which nothing is known.
  void add_unknown(std::string_view text, std::uint64_t count) {
    log_.unknown += count;
    if (log_.unknown_texts.size() < EventLog::kMostUnknown)
      log_.unknown_texts.emplace_back(trimmed(text, kSpaces));
  }
  EventLog& log() { return log_; }

 private:
  void add(Event event, std::uint64_t count, const EventObject& object) {
    const auto [place, is_new] = places_.emplace(event.text, log_.events.size());
    if (is_new) log_.events.push_back({std::move(event), 0, {}});
    auto& told = log_.events[place->second];
    told.count += count;
    if (object.name.empty() || told.objects.size() == EventLog::kMostObjects) return;
    if (std::ranges::find(told.objects, object) == told.objects.end())
      told.objects.push_back(object);
  }

  EventLog log_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// Reads JSON and YAML.
class DocumentReader {
 public:
  explicit DocumentReader(Gatherer& into) : into_(into) {}

  void read(yaml::Node node, const EventObject& around, int depth = 0) {
    constexpr int kDeepest = 64;  // what Kubernetes and AWS print is no deeper
    if (depth++ == kDeepest) return;
    for (const auto item : node.items()) read(item, around, depth);
    if (!node.is_mapping()) return;
    if (read_event(node)) return;
    const auto here = object_of(node).value_or(around);
    for (const auto& [key, value] : node.entries()) {
      if (value.is_string() && holds_text(key.text()))
        into_.add(value.text(), 1, here);
      else
        read(value, here, depth);
    }
  }

 private:
  /// Fields that hold what a cluster says: of conditions, of the state of a container, of the
  /// health of an add-on; the annotation of Fargate's log router.
  static bool holds_text(std::string_view key) {
    return key == "message" || key == "note" || key == "Logging";
  }

  static std::optional<EventObject> object_of(yaml::Node node) {
    const auto metadata = node["metadata"];
    const auto name = metadata["name"];
    if (!node["kind"].is_string() || !name.is_string()) return std::nullopt;
    EventObject object{std::string(node["kind"].text()),
                       std::string(metadata["namespace"].text()),
                       std::string(name.text()),
                       {},
                       {}};
    for (const auto owner : metadata["ownerReferences"].items()) {
      object.owner_kind = owner["kind"].text();
      object.owner = owner["name"].text();
      break;
    }
    return object;
  }

  /// An Event of v1 or events.k8s.io/v1.
  bool read_event(yaml::Node node) {
    const auto about =
        node["involvedObject"].is_mapping() ? node["involvedObject"] : node["regarding"];
    if (!about.is_mapping()) return false;
    const auto text = node["message"].is_string() ? node["message"] : node["note"];
    const EventObject object{std::string(about["kind"].text()),
                             std::string(about["namespace"].text()),
                             std::string(about["name"].text()),
                             {},
                             {}};
    const auto count = count_of(node);
    if (!into_.add(text.text(), count, object)) into_.add_unknown(text.text(), count);
    return true;
  }

  static std::uint64_t count_of(yaml::Node event) {
    for (const auto field : {event["series"]["count"], event["count"], event["deprecatedCount"]}) {
      const auto count = field.integer().value_or(0);
      if (count > 0) return static_cast<std::uint64_t>(count);
    }
    return 1;
  }

  Gatherer& into_;
};

/// Whether the text looks like JSON, or like YAML of Kubernetes.
bool is_document(std::string_view text) {
  const auto front = trimmed(text, kSpaces, "");
  if (front.starts_with('{') || front.starts_with('[')) return true;
  for (const std::string_view key : {"apiVersion:", "kind:", "- apiVersion:", "items:", "---\n"})
    if (front.starts_with(key) || text.find("\n" + std::string(key)) != kNowhere) return true;
  return false;
}

/// False if a document of the text cannot be read.
bool read_documents(std::string_view text, Gatherer& into) {
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  yaml::Reader reader;
  bool all = !pieces.empty();
  for (const auto& piece : pieces) {
    if (piece.bad_separator || reader.read(piece.text, {}) != yaml::Outcome::ok) {
      all = false;
      continue;
    }
    static_cast<void>(reader.find_duplicates());
    DocumentReader(into).read(reader.document().root(), {});
  }
  return all;
}

/// A column of a table: where its cells begin and end, in characters.
struct Column {
  std::string name;
  std::size_t begin = 0;
  std::size_t end = kNowhere;
};

/// The head of a table of events, as kubectl prints it: cells two blanks or more apart.
class Table {
 public:
  /// Nothing if the line is no such head.
  static std::optional<Table> read(std::string_view line) {
    if (!contains_any(line, {"MESSAGE", "Message"})) return std::nullopt;
    constexpr std::size_t kMostColumns = 16;  // kubectl prints ten at most
    Table table;
    std::size_t at = 0;
    while (at < line.size()) {
      if (table.columns_.size() == kMostColumns) return std::nullopt;
      const auto begin = line.find_first_not_of(kBlanks, at);
      if (begin == kNowhere) break;
      auto end = line.find("  ", begin);
      if (const auto tab = line.find('\t', begin); tab < end) end = tab;
      const auto name = line.substr(begin, end == kNowhere ? end : end - begin);
      if (!table.columns_.empty()) table.columns_.back().end = begin;
      table.columns_.push_back({lowered(trimmed(name, kSpaces)), begin, kNowhere});
      at = begin + name.size();
    }
    const bool is_head = table.find("message") != nullptr && table.find("reason") != nullptr &&
                         table.find("type") != nullptr;
    return is_head ? std::optional(std::move(table)) : std::nullopt;
  }

  /// The cell of a row; empty if there is no such column.
  std::string_view cell(std::string_view row, std::string_view name) const {
    const auto* column = find(name);
    if (column == nullptr) return {};
    const auto begin = offset_of(row, column->begin);
    const auto end = column->end == kNowhere ? row.size() : offset_of(row, column->end);
    return trimmed(row.substr(begin, end - begin), kSpaces);
  }
  /// Whether the row is laid out as the head is: in front of a cell that is not the first is a
  /// blank.
  bool fits(std::string_view row) const {
    for (const auto& column : columns_) {
      const auto begin = offset_of(row, column.begin);
      if (begin > 0 && begin < row.size() && kBlanks.find(row[begin - 1]) == kNowhere) return false;
    }
    return !cell(row, "message").empty();
  }

 private:
  const Column* find(std::string_view name) const {
    const auto found = std::ranges::find(columns_, name, &Column::name);
    return found == columns_.end() ? nullptr : &*found;
  }
  static std::size_t offset_of(std::string_view row, std::size_t characters) {
    std::size_t offset = 0;
    while (offset < row.size()) {
      if (begins_character(row[offset]) && characters-- == 0) break;
      ++offset;
    }
    return offset;
  }

  std::vector<Column> columns_;
};

/// Whether a line without a table in front of it is a row of one (`--no-headers`, `grep`): one of
/// its first words is the type of an event.
bool looks_like_event(std::string_view line) {
  constexpr int kMostWords = 7;  // NAMESPACE, 5m10s (x3 over 12m), Warning
  for (int i = 0; i < kMostWords; ++i) {
    line = trimmed(line, kSpaces, "");
    const auto word = line.substr(0, line.find_first_of(kSpaces));
    if (word == "Warning" || word == "Normal") return true;
    line.remove_prefix(word.size());
  }
  return false;
}

/// Reads what is made for people, line by line.
class LineReader {
 public:
  explicit LineReader(Gatherer& into) : into_(into) {}

  void read(std::string_view text) {
    const auto lines = lines_of(text);
    std::string joined;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      // Half a refusal, as people wrap what they paste.
      if (ends_within_refusal(lines[i]) && i + 1 < lines.size()) {
        joined = lines[i];
        joined.append(" ").append(trimmed(lines[++i], kSpaces));
        read_line(joined);
      } else {
        read_line(lines[i]);
      }
    }
  }

 private:
  void read_line(std::string_view line) {
    const auto shown = trimmed(line, kSpaces);
    if (shown.empty()) {
      table_.reset();
      return;
    }
    if (auto table = Table::read(line)) {
      table_ = std::move(table);
      return;
    }
    if (shown.find_first_not_of("- ") == kNowhere) return;  // what `describe` draws below a head
    if (read_label(line)) return;
    const bool is_row = table_ && table_->fits(line);
    if (is_row || looks_like_event(line)) return read_row(line, is_row);
    into_.add(line, 1, described_);
  }

  /// `describe` says on lines of their own what it is about.
  bool read_label(std::string_view line) {
    const auto value_of = [line](std::string_view label) {
      return line.starts_with(label) ? trimmed(line.substr(label.size()), kSpaces)
                                     : std::string_view();
    };
    if (const auto name = value_of("Name:"); !name.empty()) {
      described_ = {};
      described_.name = name;
      table_.reset();
      return true;
    }
    if (const auto ns = value_of("Namespace:"); !ns.empty()) {
      described_.ns = ns;
      return true;
    }
    // Only of Pods.
    if (line.starts_with("Node:")) described_.kind = "Pod";
    const auto owner = value_of("Controlled By:");
    if (owner.empty()) return false;
    described_.owner_kind = owner.substr(0, owner.find('/'));
    described_.owner = owner.find('/') == kNowhere ? "" : owner.substr(owner.find('/') + 1);
    return true;
  }

  void read_row(std::string_view line, bool is_in_table) {
    const auto text = is_in_table ? table_->cell(line, "message") : line;
    const auto count = is_in_table ? count_of(line, *table_) : repeats_in(line).value_or(1);
    const auto object = is_in_table ? object_of(line) : described_;
    if (!into_.add(text, count, object)) into_.add_unknown(text, count);
  }

  /// "5m (x3 over 12m)"
  static std::optional<std::uint64_t> repeats_in(std::string_view text) {
    const auto at = text.find("(x");
    if (at == kNowhere) return std::nullopt;
    text.remove_prefix(at + 2);
    const auto digits = text.find_first_not_of("0123456789");
    if (digits == kNowhere || (text[digits] != ')' && text[digits] != ' ')) return std::nullopt;
    return number_in(text);
  }

  static std::uint64_t count_of(std::string_view row, const Table& table) {
    if (const auto count = number_in(table.cell(row, "count")))
      return std::max<std::uint64_t>(*count, 1);
    for (const std::string_view name : {"age", "last seen"})
      if (const auto count = repeats_in(table.cell(row, name))) return *count;
    return 1;
  }

  EventObject object_of(std::string_view row) const {
    const auto title = table_->cell(row, "object");
    const auto slash = title.find('/');
    if (slash == kNowhere) return described_;
    return {std::string(title.substr(0, slash)),
            std::string(table_->cell(row, "namespace")),
            std::string(title.substr(slash + 1)),
            {},
            {}};
  }

  Gatherer& into_;
  std::optional<Table> table_;
  EventObject described_;
};

/// The text with its line breaks as blanks: for a terminal's own breaks within what is pasted.
std::string unbroken(std::string_view text) {
  std::string all;
  for (const auto line : lines_of(text))
    all.append(all.empty() ? "" : " ").append(trimmed(line, kSpaces));
  return all;
}

}  // namespace

EventLog read_event_log(std::string_view text) {
  const auto plain = without_colours(text);
  if (is_document(plain)) {
    Gatherer documents;
    // What cannot be read may still hold lines that can.
    if (read_documents(plain, documents) || !documents.log().events.empty())
      return std::move(documents.log());
  }
  Gatherer lines;
  LineReader(lines).read(plain);
  constexpr std::size_t kLongestPaste = 8192;
  if (!lines.log().events.empty() || plain.size() > kLongestPaste) return std::move(lines.log());
  Gatherer whole;
  if (whole.add(unbroken(plain), 1, {})) return std::move(whole.log());
  return std::move(lines.log());
}

}  // namespace fargate_lint::fargate
