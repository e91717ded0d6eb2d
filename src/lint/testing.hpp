#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/source.hpp"
#include "kube/object.hpp"
#include "lint/contents.hpp"
#include "lint/judge.hpp"
#include "yaml/reader.hpp"

/// For tests: what is read and judged from a string, without the file system. What does not matter
/// to rules about pods (the account, files, duplicate objects) is left out; the loader fills those
/// in.
namespace fargate_lint::lint::testing {

/// Not shared yet, and so still to be changed.
struct Input {
  Reading reading;
  std::vector<fargate::Profile> profiles;
  std::vector<fargate::Cluster> clusters;
};

/// Adds the documents of a stream, as if it were a file of that name. Not yet indexed.
inline void add(Input& input, std::string_view stream, const std::string& path) {
  std::vector<yaml::Piece> pieces;
  yaml::split(stream, pieces);
  std::uint32_t index = 0;
  for (const auto& piece : pieces) {
    const yaml::Source source = {path, piece.line + 1, ++index};
    yaml::Reader reader;
    if (reader.read(piece.text, source) != yaml::Outcome::ok) {
      input.reading.unreadable.push_back({source, reader.error()});
      continue;
    }
    const auto duplicates = reader.find_duplicates();
    auto document = reader.document().clone();
    std::vector<kube::Object> objects;
    const bool is_kubernetes = kube::append_objects(*document, "default", objects);
    if (auto broken = broken_json(reader, stream, objects))
      input.reading.broken_json.push_back(*std::move(broken));
    for (const auto& key : duplicates)
      input.reading.duplicate_keys.push_back(
          record_of(key, objects, quotable_at(objects, key.last)));
    const auto take = [&input](fargate::Declarations declared) {
      std::ranges::move(declared.profiles, std::back_inserter(input.profiles));
      std::ranges::move(declared.faults, std::back_inserter(input.reading.profile_faults));
      std::ranges::move(declared.associations, std::back_inserter(input.reading.role_associations));
      std::ranges::move(declared.clusters, std::back_inserter(input.clusters));
    };
    take_declarations(objects, take);
    if (!is_kubernetes) {
      take_declarations(document->root(), take);
      continue;
    }
    input.reading.inventory.add(std::move(document), std::move(objects));
  }
}

inline Input input_of(std::string_view stream, const std::string& path = "input.yaml") {
  Input input;
  add(input, stream, path);
  input.reading.inventory.index();
  return input;
}

inline Report judge(Input input, RuleList rules, const Options& options = {}) {
  return lint::judge(std::make_shared<const Reading>(std::move(input.reading)),
                     fargate::Fleet(std::move(input.profiles), {}, std::move(input.clusters)),
                     rules, options);
}

}  // namespace fargate_lint::lint::testing
