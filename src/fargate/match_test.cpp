#include "fargate/match.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

/// "namespace=pattern" and labels "key=value", where a key or value of `!` is unknown.
Selector selector(std::string_view ns, std::vector<std::pair<std::string, std::string>> labels) {
  const auto value = [](std::string_view text) {
    return text == "!" ? Value::unknown("!Ref") : Value::known(std::string(text));
  };
  Selector made;
  made.ns = value(ns);
  for (const auto& [key, pattern] : labels) {
    made.labels.push_back({value(key), value(pattern), {}});
  }
  return made;
}

std::string_view name(Tri tri) {
  return tri == Tri::yes ? "yes" : tri == Tri::no ? "no" : "maybe";
}

/// What the documentation says, word for word and with no thought for speed: tries every length
/// for every star.
bool naive_wildcard(const std::string& pattern, const std::string& text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
      if (naive_wildcard(pattern.substr(1), text.substr(taken))) return true;
    }
    return false;
  }
  if (text.empty() || (pattern[0] != '?' && pattern[0] != text[0])) return false;
  return naive_wildcard(pattern.substr(1), text.substr(1));
}

using Labels = std::vector<std::pair<std::string, std::string>>;

bool naive_match(const Profile& profile, const std::string& ns, const Labels& labels) {
  for (const auto& one : profile.selectors) {
    bool all = naive_wildcard(one.ns.text, ns);
    for (const auto& wanted : one.labels) {
      bool found = false;
      for (const auto& [key, value] : labels) {
        if (naive_wildcard(wanted.key.text, key) && naive_wildcard(wanted.value.text, value)) {
          found = true;
        }
      }
      all = all && found;
    }
    if (all) return true;
  }
  return false;
}

/// Every way in which unknown texts could turn out, over a small alphabet: what is yes in all is
/// yes, what is no in all is no.
Tri naive_three_valued(const Profile& profile, const std::string& ns, const Labels& labels) {
  auto known = profile;
  std::vector<Value*> open;
  for (auto& one : known.selectors) {
    if (one.ns.is_unknown()) open.push_back(&one.ns);
    for (auto& label : one.labels) {
      if (label.key.is_unknown()) open.push_back(&label.key);
      if (label.value.is_unknown()) open.push_back(&label.value);
    }
  }
  static const std::array<std::string, 3> kTexts = {"*", "a", "zzz"};
  bool any_yes = false;
  bool any_no = false;
  std::size_t ways = 1;
  for (std::size_t i = 0; i < open.size(); ++i) ways *= kTexts.size();
  for (std::size_t way = 0; way < ways; ++way) {
    auto rest = way;
    for (auto* value : open) {
      *value = Value::known(kTexts[rest % kTexts.size()]);
      rest /= kTexts.size();
    }
    (naive_match(known, ns, labels) ? any_yes : any_no) = true;
  }
  return any_yes && any_no ? Tri::maybe : any_yes ? Tri::yes : Tri::no;
}

}  // namespace

TEST_CASE("match: a selector needs its namespace and all its labels") {
  struct Row {
    std::string_view labels;
    Selector wanted;
    Tri matched;
  };
  const Row rows[] = {
      {"", selector("shop", {}), Tri::yes},
      {"", selector("sho?", {}), Tri::yes},
      {"", selector("*", {}), Tri::yes},
      {"", selector("Shop", {}), Tri::no},
      {"", selector("default", {}), Tri::no},
      {"", selector("", {}), Tri::no},
      {"tier: web", selector("shop", {{"tier", "web"}}), Tri::yes},
      {"tier: web", selector("shop", {{"tier", "w*"}}), Tri::yes},
      {"tier: web", selector("other", {{"tier", "web"}}), Tri::no},
      {"tier: web", selector("shop", {{"tier", "adm"}}), Tri::no},
      {"tier: web", selector("shop", {{"tier", "web"}, {"app", "x"}}), Tri::no},
      {"tier: web, app: x", selector("shop", {{"tier", "web"}, {"app", "x"}}), Tri::yes},
      {"tier: web", selector("shop", {{"*", "web"}}), Tri::yes},
      {"a-tier: adm, b-tier: web", selector("shop", {{"?-tier", "web"}}), Tri::yes},
      {"a-tier: adm", selector("shop", {{"?-tier", "web"}}), Tri::no},
      {"", selector("shop", {{"*", "*"}}), Tri::no},
      {"tier: ''", selector("shop", {{"tier", ""}}), Tri::yes},
      {"tier: ", selector("shop", {{"tier", "*"}}), Tri::yes},
      {"app.kubernetes.io/name: x", selector("shop", {{"*/name", "x"}}), Tri::yes},
  };
  for (const auto& row : rows) {
    const testing::World world(testing::pod("", row.labels));
    Profile profile;
    profile.selectors.push_back(row.wanted);
    const PodIdentity identity{"shop", false, world.pod().labels(), {}};
    CAPTURE(row.labels);
    CAPTURE(row.wanted.ns.text);
    CHECK(name(matches(profile, identity)) == name(row.matched));
  }
}

TEST_CASE("match: an unknown value is maybe, but not where another term fails") {
  struct Row {
    std::string_view labels;
    Selector wanted;
    Tri matched;
  };
  const Row rows[] = {
      {"", selector("!", {}), Tri::maybe},
      {"", selector("!", {{"tier", "web"}}), Tri::no},
      {"tier: web", selector("shop", {{"tier", "!"}}), Tri::maybe},
      {"tier: web", selector("other", {{"tier", "!"}}), Tri::no},
      {"", selector("shop", {{"tier", "!"}}), Tri::no},
      {"tier: web", selector("shop", {{"!", "web"}}), Tri::maybe},
      {"tier: web", selector("shop", {{"!", "adm"}}), Tri::no},
      {"", selector("shop", {{"!", "!"}}), Tri::no},
  };
  for (const auto& row : rows) {
    const testing::World world(testing::pod("", row.labels));
    const PodIdentity identity{"shop", false, world.pod().labels(), {}};
    CAPTURE(row.labels);
    CAPTURE(row.wanted.ns.text);
    CHECK(name(match_selector(row.wanted, 0, identity).matched) == name(row.matched));
  }
}

TEST_CASE("match: unknown labels or selectors are maybe at best") {
  const testing::World world(testing::pod("", "tier: web"));
  const PodIdentity identity{"shop", false, world.pod().labels(), {}};
  Profile profile;
  profile.selectors.push_back(selector("shop", {}));
  profile.selectors[0].labels_unknown = Value::unknown("!If");
  CHECK(matches(profile, identity) == Tri::maybe);
  profile.selectors[0].ns = Value::known("other");
  CHECK(matches(profile, identity) == Tri::no);
  profile.selectors_unknown = Value::unknown("a dynamic block");
  CHECK(matches(profile, identity) == Tri::maybe);
  profile.selectors.push_back(selector("shop", {}));
  CHECK(matches(profile, identity) == Tri::yes);
}

TEST_CASE("match: what the known part of a value excludes is no maybe") {
  const testing::World world(testing::pod("", "tier: web"));
  const PodIdentity identity{"shop-jobs", false, world.pod().labels(), {}};
  struct Row {
    std::string_view ns_shape;
    std::string_view label_shape;
    Tri matched;
  };
  static constexpr Row kRows[] = {
      {"", "", Tri::maybe},          {"*-jobs", "", Tri::maybe}, {"*-batch", "", Tri::no},
      {"shop-*", "w*", Tri::maybe},  {"shop-*", "a*", Tri::no},  {"*shop-jobs*", "*", Tri::maybe},
      {"*shop-jobs-?", "", Tri::no},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.ns_shape);
    CAPTURE(row.label_shape);
    auto wanted = selector("!", {{"tier", "!"}});
    wanted.ns.shape = row.ns_shape;
    wanted.labels[0].value.shape = row.label_shape;
    CHECK(name(match_selector(wanted, 0, identity).matched) == name(row.matched));
  }
}

TEST_CASE("match: a selector without a namespace takes nothing") {
  const testing::World world(testing::pod(""));
  const PodIdentity identity{"shop", false, world.pod().labels(), {}};
  Selector none;
  const auto trace = match_selector(none, 0, identity);
  CHECK(trace.matched == Tri::no);
  CHECK(wording::doubt(trace.terms.at(0)) == "the selector has no namespace");
}

TEST_CASE("match: a label that the controller sets is maybe, unless any value will do") {
  static constexpr std::array<std::string_view, 1> kAdded = {"job-name"};
  struct Row {
    std::string_view labels;
    Selector wanted;
    Tri matched;
  };
  const Row rows[] = {
      {"", selector("shop", {{"job-name", "x"}}), Tri::maybe},
      {"", selector("shop", {{"job-*", "x"}}), Tri::maybe},
      {"", selector("other", {{"job-name", "x"}}), Tri::no},
      {"", selector("shop", {{"job", "x"}}), Tri::no},
      {"job-name: y", selector("shop", {{"job-name", "x"}}), Tri::maybe},
      {"job-name: y", selector("shop", {{"job-name", "*"}}), Tri::yes},
      {"job-id: x", selector("shop", {{"job-*", "x"}}), Tri::yes},
  };
  for (const auto& row : rows) {
    const testing::World world(testing::pod("", row.labels));
    const PodIdentity identity{"shop", false, world.pod().labels(), kAdded};
    CAPTURE(row.labels);
    CAPTURE(row.wanted.labels.at(0).key.text);
    CAPTURE(row.wanted.ns.text);
    const auto trace = match_selector(row.wanted, 0, identity);
    CHECK(name(trace.matched) == name(row.matched));
    if (row.matched == Tri::maybe) CHECK(trace.terms.at(1).added_by_controller);
  }
}

TEST_CASE("match: what a controller makes of a name that is known decides") {
  static constexpr std::array<std::string_view, 2> kOfJob = {"job-name", "controller-uid"};
  static constexpr std::array<std::string_view, 1> kOfSet = {"statefulset.kubernetes.io/pod-name"};
  struct Row {
    std::string_view kind;
    bool is_named;
    std::span<const std::string_view> added;
    std::string_view labels;
    std::string_view key;
    std::string_view value;
    Tri matched;
    std::string_view seen;
  };
  const Row rows[] = {
      {"Job", true, kOfJob, "", "job-name", "web", Tri::maybe, ""},
      {"Job", true, kOfJob, "", "job-name", "w*", Tri::maybe, ""},
      {"Job", true, kOfJob, "", "job-name", "web-*", Tri::no, "web"},
      {"Job", true, kOfJob, "", "controller-uid", "web-*", Tri::no, "*-*-*-*-*"},
      {"Job", true, kOfJob, "", "controller-uid", "*-4*", Tri::maybe, ""},
      {"Job", true, kOfJob, "", "*", "web-*", Tri::no, "web"},
      {"Job", true, kOfJob, "", "*", "w*", Tri::maybe, ""},
      {"Job", false, kOfJob, "", "job-name", "web-*", Tri::maybe, ""},
      {"Job", false, kOfJob, "", "job-name", "api-*", Tri::no, "web*"},
      // With `manualSelector` the template's own label stands.
      {"Job", true, kOfJob, "job-name: x", "job-name", "x", Tri::maybe, ""},
      {"CronJob", true, kOfJob, "", "job-name", "web-*", Tri::maybe, ""},
      {"CronJob", true, kOfJob, "", "job-name", "web", Tri::no, "web-*"},
      {"ScaledJob", true, kOfJob, "", "job-name", "api", Tri::maybe, ""},
      {"StatefulSet", true, kOfSet, "", kOfSet[0], "web-0", Tri::maybe, ""},
      {"StatefulSet", true, kOfSet, "", kOfSet[0], "api-0", Tri::no, "web-*"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    CAPTURE(row.key);
    CAPTURE(row.value);
    const testing::World world(testing::pod("", row.labels));
    kube::Object owner;
    owner.kind = row.kind;
    owner.name = "web";
    owner.is_named = row.is_named;
    const PodIdentity identity{"shop", false, world.pod().labels(), row.added, &owner};
    const auto wanted = selector("shop", {{std::string(row.key), std::string(row.value)}});
    const auto trace = match_selector(wanted, 0, identity);
    CHECK(name(trace.matched) == name(row.matched));
    CHECK(trace.terms.at(1).seen == row.seen);
    CHECK(trace.terms.at(1).absent == row.seen.empty());
  }
}

TEST_CASE("match: a label that an operator may add is maybe, unless the manifest shows it") {
  static constexpr std::array<std::string_view, 1> kSome = {"app.example.org/*"};
  static constexpr std::array<std::string_view, 1> kAny = {"*"};
  struct Row {
    std::span<const std::string_view> added;
    std::string_view labels;
    std::string_view key;
    Tri matched;
  };
  const Row rows[] = {
      {kSome, "", "app.example.org/name", Tri::maybe},
      {kSome, "", "app.example.*", Tri::maybe},
      {kSome, "", "*", Tri::maybe},
      {kSome, "", "app.example.org/na?e", Tri::maybe},
      {kSome, "", "app", Tri::no},
      {kSome, "", "other*", Tri::no},
      {kAny, "", "app", Tri::maybe},
      {kAny, "app: y", "app", Tri::no},
      {kAny, "app: x", "app", Tri::yes},
      {kAny, "tier: y", "app", Tri::maybe},
  };
  for (const auto& row : rows) {
    const testing::World world(testing::pod("", row.labels));
    const PodIdentity identity{"shop", false, world.pod().labels(), row.added};
    CAPTURE(row.labels);
    CAPTURE(row.key);
    const auto wanted = selector("shop", {{std::string(row.key), "x"}});
    CHECK(name(match_selector(wanted, 0, identity).matched) == name(row.matched));
  }
}

TEST_CASE("match: a profile that is not ACTIVE takes nothing, and the trace says why") {
  const testing::World world(testing::pod(""));
  const PodIdentity identity{"shop", false, world.pod().labels(), {}};
  Profile profile;
  profile.selectors.push_back(selector("shop", {}));
  profile.status = "DELETING";
  CHECK(matches(profile, identity) == Tri::no);
  const auto trace = match_profile(profile, 3, identity);
  CHECK(trace.profile == 3);
  CHECK(trace.matched == Tri::no);
  CHECK(trace.skipped);
  CHECK(trace.selectors.at(0).matched == Tri::yes);
}

TEST_CASE("match: the first selector that matches is the first yes, else the first maybe") {
  const testing::World world(testing::pod(""));
  const PodIdentity identity{"shop", false, world.pod().labels(), {}};
  Profile profile;
  profile.selectors = {selector("other", {}), selector("!", {}), selector("shop", {}),
                       selector("*", {})};
  CHECK(first_match(profile, identity) == 2U);
  profile.selectors.resize(2);
  CHECK(first_match(profile, identity) == 1U);
  profile.selectors.resize(1);
  CHECK_FALSE(first_match(profile, identity).has_value());
}

TEST_CASE("match: the trace shows what was wanted and what was seen") {
  const testing::World world(testing::pod("", "a-tier: adm"));
  const PodIdentity identity{"shop", false, world.pod().labels(), {}};
  const auto wanted = selector("sh*", {{"?-tier", "web*"}, {"app", "x"}, {"!", "adm"}});
  const auto trace = match_selector(wanted, 7, identity);
  CHECK(trace.selector == 7);
  REQUIRE(trace.terms.size() == 4);
  CHECK(trace.terms[0].what == "namespace");
  CHECK(trace.terms[0].wanted == "sh*");
  CHECK(trace.terms[0].seen == "shop");
  CHECK(trace.terms[1].what == "?-tier");
  CHECK(trace.terms[1].wanted == "web*");
  CHECK(trace.terms[1].seen == "adm");
  CHECK(trace.terms[1].seen_key == "a-tier");
  CHECK_FALSE(trace.terms[1].absent);
  CHECK(trace.terms[2].absent);
  CHECK(trace.terms[3].what == "(unknown)");
  CHECK(wording::doubt(trace.terms[3]) == "a label key of the selector is unknown: !Ref");
  CHECK(distance(wanted, identity) == 4);
  CHECK(distance(wanted, identity, 1) == 2);
  CHECK(distance(selector("office", {}), identity) == 3);
}

TEST_CASE("match: agrees with a naive matcher, and with its own trace") {
  // Short texts over few letters, so that about half of all tries match.
  std::mt19937 random(20261123);
  const auto pick = [&](std::string_view letters, std::size_t longest) {
    std::string text;
    const auto size = random() % (longest + 1);
    for (std::size_t i = 0; i < size; ++i) text += letters[random() % letters.size()];
    return text;
  };
  std::array<int, 3> seen{};
  for (int round = 0; round < 20'000; ++round) {
    Profile profile;
    const auto value = [&] {
      return random() % 8 == 0 ? Value::unknown("?") : Value::known(pick("ab*?", 3));
    };
    for (auto n = random() % 3; n > 0; --n) {
      Selector one;
      one.ns = value();
      for (auto labels = random() % 3; labels > 0; --labels) {
        one.labels.push_back({value(), value(), {}});
      }
      profile.selectors.push_back(std::move(one));
    }
    Labels labels;
    std::string text = "labels: {";
    for (const char* key : {"a", "ab", "ba"}) {
      if (random() % 2 == 0) continue;
      labels.emplace_back(key, pick("ab", 2));
      text += std::string(key) + ": \"" + labels.back().second + "\", ";
    }
    const std::string ns = pick("ab", 2);
    const auto document = testing::parse(text + "}");
    const PodIdentity identity{ns, false, document->root()["labels"], {}};

    const auto fast = matches(profile, identity);
    CAPTURE(round);
    REQUIRE(name(fast) == name(match_profile(profile, 0, identity).matched));
    const auto first = first_match(profile, identity);
    REQUIRE(first.has_value() == (fast != Tri::no));
    if (first) {
      REQUIRE(name(match_selector(profile.selectors[*first], 0, identity).matched) == name(fast));
    }
    // The naive one tries a few texts for what is unknown, so it may miss a way to match or to
    // fail; what it does find must be within what we say.
    const auto slow = naive_three_valued(profile, ns, labels);
    const bool agrees = fast == slow || (fast == Tri::maybe && slow != Tri::maybe);
    REQUIRE(agrees);
    bool open = false;
    for (const auto& one : profile.selectors) {
      open = open || one.ns.is_unknown();
      for (const auto& label : one.labels) {
        open = open || label.key.is_unknown() || label.value.is_unknown();
      }
    }
    if (!open) REQUIRE(fast == slow);
    ++seen[static_cast<std::size_t>(fast)];
  }
  for (const int count : seen) CHECK(count > 500);
}

}  // namespace fargate_lint::fargate
