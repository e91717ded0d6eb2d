#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Two entries of one mapping with the same key, one right after the other as far as that key goes.
using Pair = lint::DuplicateKeyRecord;
using Pairs = std::vector<const Pair*>;

bool is_at_root(const Pair& pair) {
  return pair.first.span.begin.column == 1 && pair.last.span.begin.column == 1;
}

bool has_key(std::span<const Pair* const> pairs, std::string_view key) {
  return std::ranges::find(pairs, key, &Pair::key) != pairs.end();
}

/// A line `---` was forgotten: what reads as one document is two objects, and all that both of them
/// say stands twice.
void report_object(std::span<const Pair* const> pairs, FindingSink& out) {
  const auto& begin = *pairs.front();
  const auto* lost = *std::ranges::min_element(
      pairs, {}, [](const Pair* pair) { return pair->first.span.begin.line; });
  out.add(begin.last, say("a second object starts here without `---` and overwrites the first"))
      .help("add a `---` line above it")
      .related("fields of this object are lost", lost->first)
      .object(begin.object);
}

/// Takes out the pairs that a forgotten `---` makes. Those of one object begin before the first of
/// them ends, and no key is given to an object a third time in between.
void take_objects(Pairs& pairs, FindingSink& out) {
  const auto root =
      std::ranges::stable_partition(pairs, [](const Pair* pair) { return !is_at_root(*pair); });
  Pairs left(pairs.begin(), root.begin());
  std::ranges::stable_sort(root, {}, [](const Pair* pair) { return pair->last.span.begin.line; });
  for (auto from = root.begin(); from != root.end();) {
    const auto begins_later = [end = (*from)->last.span.begin.line](const Pair* pair) {
      return pair->first.span.begin.line >= end;
    };
    const auto to = std::find_if(from + 1, root.end(), begins_later);
    const std::span<const Pair* const> together(from, to);
    if (has_key(together, "kind") && has_key(together, "metadata")) {
      report_object(together, out);
    } else {
      left.insert(left.end(), from, to);
    }
    from = to;
  }
  pairs = std::move(left);
}

/// A key that stands twice or more often: only the last entry counts.
struct Repeated {
  const Pair* last = nullptr;
  std::vector<const lint::Location*> lost;
};

std::vector<Repeated> chain(const Pairs& pairs) {
  std::vector<Repeated> keys;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> ends;
  const auto place = [](const lint::Location& where) {
    return std::pair(where.span.begin.line, where.span.begin.column);
  };
  for (const auto* pair : pairs) {
    const auto before = ends.find(place(pair->first));
    const auto index = before == ends.end() ? keys.size() : before->second;
    if (index == keys.size()) keys.emplace_back();
    keys[index].last = pair;
    keys[index].lost.push_back(&pair->first);
    ends.insert_or_assign(place(pair->last), index);
  }
  return keys;
}

void report_file(Pairs pairs, FindingSink& out) {
  take_objects(pairs, out);
  for (const auto& key : chain(pairs)) {
    auto finding = out.add(
        key.last->last, say("duplicate key {}: Kubernetes keeps this one", quote(key.last->key)));
    finding.help(key.lost.size() == 1 ? "remove one of them" : "remove all but one of them");
    for (const auto* lost : key.lost) finding.related("this value is ignored", *lost);
    finding.object(key.last->object);
  }
}

void report_broken_json(const lint::BrokenJson& broken, FindingSink& out) {
  out.add(broken.where, say("text starts with {} but is not valid JSON", seen("`{`")))
      .help("correct the JSON, or write it as YAML")
      .note("kubectl 1.32 and earlier reject the file; later versions read it as YAML")
      .object(broken.object);
}

void check(const RunContext& run, FindingSink& out) {
  for (const auto& broken : run.reading.broken_json) report_broken_json(broken, out);
  const auto& all = run.reading.duplicate_keys;
  for (auto from = all.begin(); from != all.end();) {
    const auto to = std::find_if(
        from, all.end(), [&](const Pair& pair) { return pair.first.path != from->first.path; });
    Pairs pairs;
    std::transform(from, to, std::back_inserter(pairs), [](const Pair& pair) { return &pair; });
    report_file(std::move(pairs), out);
    from = to;
  }
}

}  // namespace

constinit const Rule duplicate_key = define(
    {
        .id = "FG003",
        .name = "duplicate-key",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "duplicate key in a mapping, or broken JSON that is read as YAML",
        .why = "Kubernetes silently keeps the last of two equal keys unless it validates "
               "strictly; then it rejects the object. People read the first one. Where a `---` "
               "line is missing between two objects, the second overwrites the first, and one of "
               "them never reaches the cluster. A file that starts with `{` is JSON for kubectl "
               "1.32 and earlier, which reject it if it is not; later versions read it as YAML.",
        .fix = "remove one of the keys, or correct the JSON",
        .page = "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
        .fires = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
    - name: sidecar
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
