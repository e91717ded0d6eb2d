#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "fargate/source.hpp"
#include "kube/object.hpp"
#include "lint/reading.hpp"
#include "lint/rule.hpp"
#include "lint/secrets.hpp"
#include "yaml/location.hpp"
#include "yaml/path.hpp"
#include "yaml/reader.hpp"

/// What a document holds for a run: for whoever reads documents, from files or for a test.
namespace fargate_lint::lint {

/// The place of a node, with no more of its line than may be quoted.
inline Location place_of(yaml::Node node, Quotable what) {
  auto where = yaml::locate(node);
  const auto line = node.line_text();
  const auto text = node.document()->text();
  const bool is_in = !line.empty() && line.data() >= text.data();
  if (what != Quotable::all && !where.line_text.empty())
    where.line_text = quote_line(
        line, is_in ? text.substr(0, static_cast<std::size_t>(line.data() - text.data())) : "",
        what);
  return where;
}

/// What is told of the document that was just read if it is the first of the file `text`, and the
/// file begins with `{` though it is no JSON; else nothing.
inline std::optional<BrokenJson> broken_json(const yaml::Reader& reader, std::string_view text,
                                             std::span<const kube::Object> objects) {
  const auto& document = reader.document();
  const bool is_first = document.source().index == 1 && !document.source().follows;
  if (!is_first || objects.empty() || reader.was_json() || !trimmed(text, kSpaces).starts_with('{'))
    return std::nullopt;
  return BrokenJson{place_of(document.root(), quotable_of(objects)),
                    objects.size() == 1 ? ref(objects.front()) : ObjectRef()};
}

/// What of the line of a key may be quoted: it may be of one of several objects.
inline Quotable quotable_at(std::span<const kube::Object> objects, yaml::Node key) {
  // Objects of one document are in its order.
  const auto begins_later = [](std::uint32_t index, const kube::Object& object) {
    return index < object.node.index();
  };
  const auto after = std::upper_bound(objects.begin(), objects.end(), key.index(), begins_later);
  if (after == objects.begin()) return Quotable::no_secrets;
  const auto& object = *(after - 1);
  const bool is_in = key.index() != object.node.index() && !yaml::path_of(key, object.node).empty();
  return is_in ? quotable_of({&object, 1}) : Quotable::no_secrets;
}

/// What is told of a duplicate key in a document of these objects.
inline DuplicateKeyRecord record_of(const yaml::DuplicateKey& duplicate,
                                    std::span<const kube::Object> objects, Quotable what) {
  DuplicateKeyRecord record;
  record.key = duplicate.last.text();
  record.first = place_of(duplicate.first, what);
  record.last = place_of(duplicate.last, what);
  if (objects.size() == 1) record.object = ref(objects.front());
  return record;
}

/// Takes the profiles that a document declares which is no object of Kubernetes: calls `take` with
/// its fargate::Declarations. False if it declares none.
template <typename Take>
bool take_declarations(yaml::Node root, const Take& take) {
  const auto* source = fargate::recognise(root);
  if (source == nullptr) return false;
  fargate::Declarations declarations;
  source->read(root, declarations);
  take(std::move(declarations));
  return true;
}

/// Takes those of `objects` that declare profiles, by themselves or as items of a list: calls
/// `take` with the fargate::Declarations of each.
template <typename Take>
void take_declarations(std::vector<kube::Object>& objects, const Take& take) {
  std::erase_if(objects, [&take](const kube::Object& object) {
    const auto* source = fargate::recognise(object);
    if (source == nullptr) return false;
    fargate::Declarations declarations;
    source->read(object.node, declarations);
    const bool is_object = declarations.is_object;
    take(std::move(declarations));
    return !is_object;
  });
}

}  // namespace fargate_lint::lint
