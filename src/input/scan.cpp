#include "input/scan.hpp"

#include <algorithm>
#include <iterator>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "fargate/source.hpp"
#include "input/field_placer.hpp"
#include "kube/object.hpp"
#include "kube/templates.hpp"
#include "kube/workload.hpp"
#include "lint/contents.hpp"
#include "lint/secrets.hpp"
#include "system/entropy.hpp"
#include "yaml/find.hpp"
#include "yaml/value_hash.hpp"

namespace fargate_lint::input {
namespace {

/// Keys given twice that are kept of one chunk: nobody reads more, and a record takes a hundred
/// times the bytes of the slip itself. Likewise documents that cannot be read.
constexpr std::size_t kMostDuplicateKeys = 1000;
constexpr std::size_t kMostUnreadable = 1000;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view trimmed(std::string_view text) {
  return fargate_lint::trimmed(text, kSpaces);
}

/// The document's text without what may differ between two copies: white space around it, and
/// separators and comments above it.
std::string_view content_of(std::string_view text) {
  text = trimmed(text);
  while (text.starts_with('#') || text.starts_with("---")) {
    const auto newline = text.find('\n');
    if (newline == std::string_view::npos) return {};
    text = trimmed(text.substr(newline));
  }
  return text;
}

/// Takes what documents declare into the result.
auto into(ScanResult& result) {
  return [&result](fargate::Declarations declared) {
    std::ranges::move(declared.profiles, std::back_inserter(result.profiles));
    std::ranges::move(declared.faults, std::back_inserter(result.profile_faults));
    std::ranges::move(declared.associations, std::back_inserter(result.role_associations));
    std::ranges::move(declared.clusters, std::back_inserter(result.clusters));
  };
}

/// The same object in a clone of its document.
kube::Object counterpart(const kube::Object& object, const yaml::Document& copy) {
  const auto& original = *object.node.document();
  const auto move = [&](std::string_view& text) { text = original.counterpart(text, copy); };
  auto moved = object;
  moved.node = {&copy, object.node.index()};
  move(moved.api_version);
  move(moved.kind);
  move(moved.name);
  move(moved.ns);
  return moved;
}

/// Whether one of the first lines says that the document is of a kind that may rest, and of which
/// there are many.
bool names_pod_kind(std::string_view text) {
  constexpr std::string_view kField = "kind: ";
  constexpr int kMostLines = 8;
  const auto kinds = kube::often_resting_kinds();
  for (int i = 0; i < kMostLines && !text.empty(); ++i) {
    const auto line = text.substr(0, text.find('\n'));
    if (line.starts_with(kField))
      return std::ranges::find(kinds, trimmed(line.substr(kField.size()))) != kinds.end();
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return false;
}

/// Offset of the quote that ends the JSON string which begins at `begin`, or of the end of its
/// line: no string goes beyond that.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  auto i = begin + 1;
  for (; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i)
    if (text[i] == '\\') ++i;
  return std::min(i, text.size());
}

/// Whether `text` is JSON but for comments, which only some programs allow in their own files.
bool is_commented_json(std::string_view text) {
  text = trimmed(text);
  if (!begins_json(text) && !text.starts_with('/')) return false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '"')
      i = end_of_string(text, i);
    else if (text[i] == '/' && (text[i + 1] == '/' || text[i + 1] == '*'))
      return true;
  }
  return false;
}

/// Whether a text that cannot be read may have been meant for us: as an object or as profiles.
bool may_be_ours(std::string_view text) {
  constexpr std::string_view kWords[] = {"apiVersion", "argateProfile", "argate_profile"};
  return std::ranges::any_of(kWords, [text](std::string_view word) {
    return yaml::find(text, word) != std::string_view::npos;
  });
}

/// Whether an object is one that reaches a cluster: kustomizations are read by kustomize alone.
bool is_applied(const kube::Object& object) {
  return object.group() != "kustomize.config.k8s.io";
}

/// Whether every container of the object's pods has an image.
bool has_images(const kube::Object& object) {
  const auto containers = object.pod()["spec"]["containers"];
  for (const auto container : containers.items())
    if (!container["name"] || !container["image"]) return false;
  return containers.size() != 0;
}

void add_unreadable(lint::Unreadable unreadable, ScanResult& result) {
  ++result.account.total;
  ++result.account.unreadable;
  if (result.unreadable.size() < kMostUnreadable)
    result.unreadable.push_back(std::move(unreadable));
  else
    result.passed_over.add(lint::PassedOver::more_unreadable, {1, 0});
}

/// Text in front of a line of it, counted from 0.
std::string_view above(std::string_view text, std::uint32_t line) {
  std::size_t end = 0;
  for (; line != 0 && end < text.size(); --line)
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return text.substr(0, end);
}

/// What is wrong with a document's text, without the values of secrets in its line.
yaml::SyntaxError quotable(yaml::SyntaxError error, std::string_view text,
                           const yaml::Source& source) {
  const auto line = error.span.begin.line - std::min(error.span.begin.line, source.first_line);
  error.line_text = lint::quote_line(error.line_text, above(text, line), lint::quotable_of(text));
  return error;
}

lint::Unreadable binary_file(const std::string& path, bool is_zip) {
  lint::Unreadable unreadable;
  unreadable.source.path = path;
  unreadable.error.span = {{1, 1}, {1, 1}};
  unreadable.error.message = "binary data, not YAML or JSON";
  // A plan of Terraform is a ZIP archive.
  unreadable.error.help =
      is_zip ? "if it is a plan of Terraform: `terraform show -json FILE` prints it"
             : "leave the file out, or rename it if its ending is wrong";
  return unreadable;
}

lint::Unreadable bad_items(const yaml::Document& document, yaml::Node items) {
  lint::Unreadable unreadable;
  unreadable.source = document.source();
  unreadable.error.span = items.field_span();
  unreadable.error.message = "`items` of a List is no list; kubectl refuses the document";
  unreadable.error.help = "put each object behind a `-`";
  unreadable.error.line_text = items.key().line_text();
  return unreadable;
}

}  // namespace

const HashKey& hash_key() {
  static const HashKey key = [] {
    const auto start = system::draw();
    return HashKey{start, system::draw() | 1U};
  }();
  return key;
}

void ObjectNames::append_to(std::string& names) const {
  for (const auto part : {group, kind, ns, name, line}) {
    // Seven bits in each byte of the size; the last byte has no eighth.
    auto size = part.size();
    for (; size >= 0x80U; size >>= 7U) names += static_cast<char>(0x80U | (size & 0x7FU));
    (names += static_cast<char>(size)).append(part);
  }
}

ObjectNames ObjectNames::at(std::string_view names, std::size_t offset) {
  ObjectNames found;
  for (auto* part : {&found.group, &found.kind, &found.ns, &found.name, &found.line}) {
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(names[offset++]);
      size |= std::size_t{byte & 0x7FU} << shift;
      if (byte < 0x80U) break;
    }
    *part = names.substr(offset, size);
    offset += size;
  }
  return found;
}

bool begins_json(std::string_view text) {
  const auto begin = std::ranges::find_if_not(text, is_space);
  return begin != text.end() && (*begin == '{' || *begin == '[');
}

lint::Unreadable bad_separator(const yaml::Source& source, const yaml::Piece& piece) {
  auto text = piece.text;
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  const auto newline = text.rfind('\n');
  const auto line_text = newline == std::string_view::npos ? text : text.substr(newline + 1);
  const auto line =
      source.first_line + static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  lint::Unreadable unreadable;
  unreadable.source = source;
  unreadable.error.span = {{line, 1}, {line, 4}};
  unreadable.error.message = "text after `---` on the separator's line; kubectl stops reading here";
  unreadable.error.help = "put what follows `---` on a line of its own";
  unreadable.error.line_text = lint::quote_line(line_text, {}, lint::Quotable::no_secrets);
  return unreadable;
}

bool has_content(std::string_view text) {
  while (!text.empty()) {
    const auto newline = text.find('\n');
    const auto line = trimmed(text.substr(0, newline));
    const bool marker = line.starts_with("---") || line.starts_with("...");
    if (!line.empty() && !line.starts_with('#') && !marker) return true;
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
  }
  return false;
}

std::vector<yaml::Piece> split_json_values(std::string_view text) {
  std::vector<yaml::Piece> values;
  std::size_t depth = 0;
  std::size_t begin = 0;
  std::uint32_t line = 0;
  std::uint32_t begin_line = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (depth == 0) {
      if (is_space(c)) continue;
      if (c != '{' && c != '[') return {};
      begin = i;
      begin_line = line;
      depth = 1;
    } else if (c == '"') {
      i = end_of_string(text, i);
      if (i == text.size() || text[i] == '\n') return {};
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      values.push_back({text.substr(begin, i + 1 - begin), begin_line});
    }
  }
  if (depth != 0 || values.size() < 2) return {};
  return values;
}

std::vector<yaml::Piece> split_json_values(const yaml::Reader& reader, bool read,
                                           std::string_view text) {
  if (!begins_json(read ? reader.unread() : text)) return {};
  return split_json_values(text);
}

ScanResult Scanner::scan(const std::string& path, Treatment treatment, Chunk& chunk, bool glances) {
  glances_ = glances;
  treatment_ = treatment;
  if (chunk.list != nullptr) return scan_items(path, chunk);
  ScanResult result;
  result.chunk = chunk.number;
  if (chunk.number == 0 && looks_binary(chunk.text)) {
    add_unreadable(binary_file(path, chunk.text.starts_with("PK\x03\x04")), result);
    return result;
  }
  // A template may open in one document and close in another.
  const bool is_template =
      treatment == Treatment::chart && chunk.text.find("{{") != std::string_view::npos;
  yaml::Source source;
  source.path = path;
  source.index = chunk.first_document;
  source.follows = chunk.number > 0;
  const bool mentioned = lint::mentions_ignores(chunk.text);
  for (const auto& piece : chunk.pieces) {
    source.first_line = chunk.line_of(piece);
    if (is_template || (treatment == Treatment::patch && !is_whole_workload(piece.text))) {
      if (has_content(piece.text)) ++result.counted_only;
      ++source.index;
      continue;
    }
    has_ignores_ = mentioned && lint::mentions_ignores(piece.text);
    if (piece.bad_separator) {
      if (has_ignores_)
        lint::append_ignores(piece.text, source.path, source.first_line, result.ignores);
      if (piece.text.starts_with("-----")) result.other_format = fargate::OtherFormat::aws_table;
      add_unreadable(bad_separator(source, piece), result);
    } else if (!take_glance(chunk, piece.text, source, result)) {
      scan_document(chunk, piece, source, result);
    }
    ++source.index;
    source.follows = source.follows || has_content(piece.text);
  }
  result.account.total += result.counted_only;
  result.account.ignored += result.counted_only;
  // Thousands of results wait for the last one.
  result.kept.shrink_to_fit();
  result.objects.shrink_to_fit();
  result.names.shrink_to_fit();
  return result;
}

/// Whether a document makes pods by itself, whatever a kustomization calls it: a patch of a
/// workload leaves out what the workload has, as the images of its containers.
bool Scanner::is_whole_workload(std::string_view text) {
  if (reader_.read(text, {}) != yaml::Outcome::ok) return false;
  objects_.clear();
  kube::append_objects(reader_.document(), default_namespace_, kinds_, objects_);
  return std::ranges::any_of(objects_, &has_images);
}

void Scanner::scan_document(Chunk& chunk, const yaml::Piece& piece, const yaml::Source& source,
                            ScanResult& result) {
  const auto text = piece.text;
  const bool read = read_piece(reader_, chunk, piece, source) == yaml::Outcome::ok;
  if (has_ignores_ && read)
    lint::append_ignores(reader_.document(), result.ignores);
  else if (has_ignores_)
    lint::append_ignores(text, source.path, source.first_line, result.ignores);
  const auto values = split_json_values(reader_, read, text);
  if (values.empty()) return take_outcome(chunk, read, text, source, result);
  for (const auto& value : values) {
    auto place = source;
    place.first_line += value.line;
    place.follows = source.follows || &value != &values.front();
    const bool value_read = reader_.read(value.text, place) == yaml::Outcome::ok;
    take_outcome(chunk, value_read, value.text, place, result);
  }
}

/// Counts what the reader has just made of `text`.
void Scanner::take_outcome(const Chunk& chunk, bool read, std::string_view text,
                           const yaml::Source& source, ScanResult& result) {
  auto& account = result.account;
  if (!read) {
    const bool passed_over = source.path.view().ends_with(".json") &&
                             !reader_.error().looks_templated && !may_be_ours(text) &&
                             is_commented_json(text);
    if (treatment_ == Treatment::chart_file && reader_.error().looks_templated) {
      ++result.counted_only;
      return;
    }
    if (!passed_over)
      return add_unreadable({source, quotable(reader_.error(), text, source)}, result);
    ++account.total;
    ++account.ignored;
    result.passed_over.add(lint::PassedOver::commented_json, {1, source.first_line});
    return;
  }
  const auto unread = reader_.unread();
  // What is unread may end in a line break that the text lacks.
  const auto taken = text.substr(0, text.size() - std::min(unread.size(), text.size()));
  take_document(chunk, taken, result);
  if (!has_content(unread)) return;
  ++account.total;
  ++account.ignored;
  result.passed_over.add(lint::PassedOver::behind_document,
                         {1, source.first_line + reader_.lines_read()});
}

/// Counts the reader's document and keeps what of it may be asked for later.
void Scanner::take_document(const Chunk& chunk, std::string_view text, ScanResult& result) {
  const auto& document = reader_.document();
  const auto root = document.root();
  if (!root) return;  // only comments
  auto& account = result.account;
  objects_.clear();
  strays_.clear();
  const bool is_kubernetes =
      kube::append_objects(document, default_namespace_, kinds_, objects_, &strays_);
  if (is_kubernetes && objects_.empty())
    if (const auto items = kube::find_bad_items(root))
      return add_unreadable(bad_items(document, items), result);
  ++account.total;
  if (!strays_.empty())
    result.passed_over.add(lint::PassedOver::no_object, {static_cast<std::uint32_t>(strays_.size()),
                                                         strays_.front().position().line});
  record_duplicate_keys(result);
  if (!is_kubernetes) {
    if (lint::take_declarations(root, into(result))) {
      ++account.without_pods;
      return;
    }
    if (result.other_format == fargate::OtherFormat::none)
      result.other_format = fargate::other_format(root);
    result.passed_over.add(lint::PassedOver::not_kubernetes, {1, document.source().first_line});
    ++account.ignored;
    return;
  }
  if (chunk.number == 0)
    if (auto broken = lint::broken_json(reader_, chunk.text, objects_))
      result.broken_json.push_back(*std::move(broken));
  take_profiles(result);
  if (std::ranges::any_of(objects_, is_applied)) ++result.manifests;
  ++(std::ranges::any_of(objects_, &kube::Object::makes_pods) ? account.linted
                                                              : account.without_pods);
  const bool keep = std::ranges::any_of(objects_, &kube::Object::is_wanted);
  record_objects(text, keep, result);
  if (!keep) return;
  if (objects_.front().pod() && can_rest(chunk, text)) {
    rest(chunk, text, result);
    return;
  }
  keep_document(document.clone(), result);
}

/// Takes the objects that declare profiles, by themselves or as items of a list, and of the others
/// the suppressions.
void Scanner::take_profiles(ScanResult& result) {
  lint::take_declarations(objects_, into(result));
  if (has_ignores_)
    for (const auto& object : objects_) lint::append_ignores(object, result.ignores);
}

/// Keeps a copy of the document that was just read, and its objects.
void Scanner::keep_document(std::unique_ptr<const yaml::Document> copy, ScanResult& result) const {
  for (const auto& object : objects_) result.kept.push_back(counterpart(object, *copy));
  result.documents.push_back(std::move(copy));
}

kube::RestingPart& Scanner::part_of(const Chunk& chunk, ScanResult& result) {
  if (!result.resting) {
    result.resting = std::make_unique<kube::RestingPart>();
    result.resting->file = chunk.file;
  }
  return *result.resting;
}

/// Takes a document by what stands above its spec, if that says that it may rest. Whoever opens it
/// looks at the rest (kube::Opener). False if it has to be read.
bool Scanner::take_glance(const Chunk& chunk, std::string_view text, const yaml::Source& source,
                          ScanResult& result) {
  if (!glances_ || has_ignores_ || chunk.file == nullptr || !names_pod_kind(text)) return false;
  const auto spec = yaml::find(text, "\nspec:");
  if (spec == std::string_view::npos || kube::is_unrendered(text)) return false;
  if (reader_.read(text.substr(0, spec + 1), source) != yaml::Outcome::ok) return false;
  has_duplicates_ = !reader_.find_duplicates().empty();
  objects_.clear();
  if (!kube::append_objects(reader_.document(), default_namespace_, kinds_, objects_)) return false;
  if (!can_rest(chunk, text) || !objects_.front().is_wanted) return false;
  ++result.account.total;
  ++result.account.linted;
  ++result.manifests;
  record_objects(text, true, result);
  rest(chunk, text, result).is_glanced_at = true;
  return true;
}

bool Scanner::can_rest(const Chunk& chunk, std::string_view text) const {
  // To read a large one again for each question about it would not do.
  constexpr std::size_t kLargest = 64 * 1024;
  if (!may_rest_ || chunk.file == nullptr || text.size() > kLargest) return false;
  if (objects_.size() != 1 || objects_.front().node != reader_.document().root()) return false;
  const auto* kind = objects_.front().workload_kind;
  return !has_duplicates_ && reader_.unread().empty() && kind != nullptr && kube::may_rest(*kind);
}

/// Keeps of the document that was just read its place, and of its object the name.
kube::Resting& Scanner::rest(const Chunk& chunk, std::string_view text, ScanResult& result) const {
  auto& part = part_of(chunk, result);
  const auto& source = reader_.document().source();
  const auto offset = chunk.offset + static_cast<std::uint64_t>(text.data() - chunk.text.data());
  part.documents.push_back({chunk.file.get(), offset, static_cast<std::uint32_t>(text.size()),
                            source.first_line, source.index, source.follows});
  rest_object(part.documents.back(), result);
  return part.documents.back();
}

void Scanner::rest_object(const kube::Resting& resting, ScanResult& result) const {
  auto& part = *result.resting;
  auto& object = result.kept.emplace_back(objects_.front());
  object.node = {};
  object.resting = &resting;
  object.kind = object.workload_kind->kind;
  object.api_version = part.texts.keep_once(object.api_version);
  object.name = part.texts.keep(object.name);
  if (!object.ns_assumed) object.ns = part.texts.keep_once(object.ns);
}

void Scanner::record_objects(std::string_view text, bool kept, ScanResult& result) {
  const auto content = hash_text(content_of(text), hash_key_);
  FieldPlacer lines(reader_.document());
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    const auto& object = objects_[i];
    if (!object.is_named) continue;
    // An item of a typed list needs no kind of its own.
    const auto kind = object.node["kind"];
    const auto field = lines.place(kind ? kind : object.node["metadata"]["name"]);
    const auto group = object.group();
    ObjectRecord record;
    key_.clear();
    for (const auto part : {group, object.kind, object.ns, object.name}) (key_ += part) += '\0';
    record.identity = hash_text(key_, hash_key_);
    // Objects of one List share its text: their own place in it tells them apart.
    record.content = objects_.size() == 1 ? content : content ^ (i + 1);
    record.line = field.span.begin.line;
    record.begin_column = field.span.begin.column;
    record.end_column = field.span.end.column;
    record.names = result.names.size();
    if (kept) {
      record.kept = static_cast<std::uint32_t>(result.kept.size() + i);
      ObjectNames{{}, {}, {}, {}, field.line}.append_to(result.names);
    } else {
      if (is_item_ || object.node != reader_.document().root()) {
        record.kept = ObjectRecord::kValue;
        record.content = yaml::hash_value(object.node, hash_key_);
      }
      ObjectNames{group, object.kind, object.ns, object.name, field.line}.append_to(result.names);
    }
    result.objects.push_back(record);
  }
}

void Scanner::record_duplicate_keys(ScanResult& result) {
  const auto duplicates = reader_.find_duplicates();
  has_duplicates_ = !duplicates.empty();
  for (const auto& duplicate : duplicates) {
    if (result.duplicate_keys.size() >= kMostDuplicateKeys) {
      result.passed_over.add(lint::PassedOver::more_duplicate_keys, {1, 0});
      continue;
    }
    const std::span<const kube::Object> of_whole(objects_.data(), is_item_ ? 0 : objects_.size());
    result.duplicate_keys.push_back(
        lint::record_of(duplicate, of_whole, lint::quotable_at(objects_, duplicate.last)));
  }
}

}  // namespace fargate_lint::input
