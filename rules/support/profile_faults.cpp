#include "support/profile_faults.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace fargate_lint::rules {
namespace {

using fargate::ProfileFault;
using Kind = ProfileFault::Kind;

constexpr std::string_view kByField = {};  ///< the rule is that of the field

/// What becomes of a kind of fault. In its sentences stand for what was seen: {0}, {1} … the values
/// in their order, {profile} whose they are, {holder} the mapping whose path is the last value (the
/// profile itself where it is empty), {outcome} what the tool does, {seen} and {wanted} the shapes
/// of a value, {part} what of a selector it is, {character} the last value as a character,
/// {defaults} the values but for the first.
struct Row {
  Kind kind;
  std::string_view rule;
  std::string_view message;
  std::string_view help;
};

// One row for each kind, in their order: a fault without a rule does not compile.
constexpr Row kRows[] = {
    {Kind::wrong_type, kByField, "`{0}` of {profile} is {seen}, not {wanted}; {outcome}",
     "write {wanted}"},
    {Kind::missing_field, kByField, "{profile} has no `{0}`; {outcome}", "add `{0}`"},
    {Kind::misspelt_key, "FG802", "`{0}` of {holder} must be spelled `{1}`; {outcome}",
     "rename it to `{1}`"},
    {Kind::misspelt_profiles, "FG802", "`{0}` must be spelled `{1}`; {outcome}",
     "rename it to `{1}`"},
    {Kind::unknown_key, "FG802", "unknown key `{0}` of {holder}; {outcome}",
     "remove it, or check its spelling"},
    {Kind::label_without_key, "FG802", "`{0}` of {profile} has no `{1}`; {outcome}",
     "add the label's key"},
    {Kind::label_without_value, "FG802", "`{0}` of {profile} has no `{1}`; {outcome}",
     "add a value of at least one character, or `*` for any value"},
    {Kind::key_read_otherwise, "FG802", "YAML reads the label key `{0}` of {profile} as `{1}`",
     "quote it: \"{0}\""},
    {Kind::reserved_tag, "FG802",
     "tag `{0}` of {profile} has the prefix `aws:`, which AWS reserves and rejects", "rename it"},
    {Kind::too_many_tags, "FG802", "{profile} has {0} tags; AWS allows at most 50",
     "remove some of them"},

    {Kind::empty_role, "FG812", "`{0}` of {profile} is empty",
     "write `arn:aws:iam::ACCOUNT:role/NAME`, with the account's 12 digits"},
    {Kind::role_without_arn, "FG812", "`{0}` of {profile} is not an ARN: `{1}`",
     "write `arn:aws:iam::ACCOUNT:role/NAME`, with the account's 12 digits"},
    {Kind::role_of_other_service, "FG812",
     "`{0}` of {profile} is not the ARN of an IAM role: `{1}`",
     "write `arn:aws:iam::ACCOUNT:role/NAME`, with the account's 12 digits"},
    {Kind::role_with_region, "FG812",
     "`{0}` of {profile} has the region `{1}`; ARNs of IAM roles have no region",
     "write `arn:aws:iam::ACCOUNT:role/NAME`, with the account's 12 digits"},
    {Kind::role_with_bad_account, "FG812",
     "`{0}` of {profile} has the account `{1}`, which is not 12 digits",
     "write `arn:aws:iam::ACCOUNT:role/NAME`, with the account's 12 digits"},
    {Kind::role_with_bad_name, "FG812",
     "`{0}` of {profile} has the role name `{1}`, which IAM does not allow",
     "use letters, digits and `_+=,.@-` in role names, without spaces"},
    {Kind::role_with_path, "FG812",
     "`{0}` of {profile} has the path `{1}`, which a role in the ConfigMap `aws-auth` must not "
     "have",
     "use a role without a path, unless the cluster authenticates with access entries"},

    {Kind::no_name, "FG811", "the profile has no name; AWS rejects it", "add a `name`"},
    {Kind::reserved_name, "FG811",
     "{profile} has the prefix `eks-`, which AWS reserves and rejects", "rename it"},
    {Kind::long_name, "FG811", "the profile name has {0} characters; AWS allows at most 100",
     "shorten it"},
    {Kind::no_selector, "FG801", "{profile} has no selector; AWS rejects it",
     "add `selectors` with at least one `namespace`"},
    {Kind::many_selectors, "FG801", "{profile} has {0} selectors; the default quota is 5",
     "split the profile, or ask AWS to raise quota L-D78D8AF8"},
    {Kind::selector_without_namespace, "FG802",
     "selector {0} of {profile} has no namespace; AWS rejects it", "add `namespace`"},
    {Kind::many_labels, "FG802", "selector {0} of {profile} has {1} labels; the default quota is 5",
     "split the selector, or ask AWS to raise quota L-23414FF3"},

    {Kind::unfilled_placeholder, "FG802",
     "{part} `{0}` of {profile} never matches: nothing replaces `{1}`", "write the value itself"},
    {Kind::unfilled_template_placeholder, "FG802",
     "{part} `{0}` of {profile} never matches: nothing replaces `{1}`",
     "put `!Sub` in front of it"},
    {Kind::literal_placeholder, "FG802",
     "{part} `{0}` of {profile} never matches: `!Sub` keeps `{1}` as it is",
     "remove the `!` if a value is meant"},
    {Kind::regular_expression, "FG802",
     "{part} `{0}` of {profile} is a regular expression and never matches: only `*` and "
     "`?` are wildcards",
     "use `*` and `?`, with one selector for each alternative"},
    {Kind::regular_expression_of_wildcards, "FG802",
     "{part} `{0}` of {profile} is a regular expression and never matches: only `*` and "
     "`?` are wildcards",
     "write `{1}`"},
    {Kind::separated_patterns, "FG802",
     "{part} `{0}` of {profile} never matches: Kubernetes does not allow {character} in it",
     "write one selector for each value"},
    {Kind::foreign_character, "FG802",
     "{part} `{0}` of {profile} never matches: Kubernetes does not allow {character} in it",
     "write it as the pods have it"},
    {Kind::long_pattern, "FG802",
     "{part} of {profile} has {0} characters and never matches: Kubernetes allows 63",
     "shorten it"},

    {Kind::no_profile, "FG802", "an entry of the list is not a Fargate profile",
     "use the output of `aws eks describe-fargate-profile`"},
    {Kind::no_properties, "FG802", "{noun} without properties; {outcome}",
     "add `Properties` with `ClusterName`, `PodExecutionRoleArn` and `Selectors`"},
    {Kind::too_many_resources, "FG802",
     "more than {0} resources for EKS; CloudFormation rejects the template, and the rest is not "
     "read",
     "check the lists that its loops run over"},
    {Kind::left_out, "FG813", "condition `{0}` leaves the Fargate profile out{defaults}",
     "check the defaults if the profile should exist"},
    {Kind::other_key_name, "FG802", "`{0}` must be spelled `{1}` here; {outcome}",
     "rename it to `{1}`"},
    {Kind::no_mapping, "FG802", "an entry of `fargateProfiles` is not a mapping; {outcome}",
     "write `name` and `selectors`"},
    {Kind::not_first_document, "FG802",
     "eksctl reads only the first document of a file and ignores this one",
     "move it to its own file, or to the top of this one"},
    {Kind::no_list, "FG802", "`fargateProfiles` is not a list; {outcome}",
     "write a list of profiles"},
    {Kind::on_outposts, "FG802", "a cluster on AWS Outposts does not support Fargate; {outcome}",
     "remove `fargateProfiles` or `outpost`"},
    {Kind::unknown_version, "FG802", "unsupported version {0} of Terraform's JSON format",
     "create it with Terraform or OpenTofu 1.x"},
    {Kind::core_dns_overlooked, "FG816",
     "namespace `{0}` of {profile} selects CoreDNS, but eksctl does not move CoreDNS to Fargate "
     "for "
     "it",
     "add a selector with the namespace `kube-system` and no labels"},

    {Kind::public_subnet, "FG817", "subnet `{0}` of {profile} is public; AWS rejects the profile",
     "use a private subnet, without a route to an internet gateway"},
    {Kind::zone_without_fargate, "FG817",
     "subnet `{0}` of {profile} is in zone `{1}`, where Fargate is not available",
     "use a subnet in another zone"},
    {Kind::created_in_parallel, "FG818",
     "{profile} may be created at the same time as profile `{0}`; EKS allows one at a time",
     "add `DependsOn`, so that one waits for the other"},
    {Kind::role_without_trust, "FG819",
     "pod execution role `{0}` of {profile} does not trust `eks-fargate-pods.amazonaws.com`",
     "add the service to the trust policy of the role"},
    {Kind::role_without_policy, "FG819",
     "pod execution role `{0}` of {profile} has no `AmazonEKSFargatePodExecutionRolePolicy`",
     "attach the policy to the role"},
};
static_assert(std::size(kRows) == static_cast<std::size_t>(Kind::role_without_policy) + 1,
              "each kind of fault has its rule");
static_assert(
    [] {
      for (std::size_t i = 0; i < std::size(kRows); ++i)
        if (kRows[i].kind != static_cast<Kind>(i)) return false;
      return true;
    }(),
    "the rows stand in the order of the kinds");

const Row& row_of(const ProfileFault& fault) {
  return kRows[static_cast<std::size_t>(fault.kind)];
}

std::string_view rule_of(ProfileFault::Field field) {
  switch (field) {
    case ProfileFault::Field::other: return "FG802";
    case ProfileFault::Field::name:
    case ProfileFault::Field::cluster: return "FG811";
    case ProfileFault::Field::role: return "FG812";
  }
  return "FG802";
}

lint::Severity severity_of(ProfileFault::Weight weight) {
  switch (weight) {
    case ProfileFault::Weight::info: return lint::Severity::info;
    case ProfileFault::Weight::warning: return lint::Severity::warning;
    case ProfileFault::Weight::error: return lint::Severity::error;
  }
  return lint::Severity::error;
}

// ---- words ----

/// A value whole, however long it is.
Quoted quoted(std::string_view text) {
  return quote(text, text.npos);
}

/// "profile `web`", "a profile of unknown name"
Message profile_of(const ProfileFault& fault) {
  if (fault.profile.is_known()) return say("profile {}", quoted(fault.profile.text));
  return fault.profile.is_absent() ? say("a profile") : say("a profile of unknown name");
}

Message holder_of(const ProfileFault& fault) {
  const auto& path = fault.values.back();
  return path.empty() ? say("{}", seen(fault.noun))
                      : say("{} of {}", quoted(path), profile_of(fault));
}

/// What a value is: "a list", "the number `1`".
Message seen_in(const ProfileFault& fault) {
  const auto& text = fault.values[1];
  switch (fault.seen) {
    case yaml::Kind::missing: return say("missing");
    case yaml::Kind::null: return say("empty");
    case yaml::Kind::boolean: return say("the boolean {}", quoted(text));
    case yaml::Kind::integer:
    case yaml::Kind::floating: return say("the number {}", quoted(text));
    case yaml::Kind::string: return say("the text {}", quoted(text));
    case yaml::Kind::sequence: return say("a list");
    case yaml::Kind::mapping: return say("a mapping");
  }
  return say("");
}

Message wanted_by(const ProfileFault& fault) {
  switch (fault.wanted) {
    case ProfileFault::Shape::string: return say("a string");
    case ProfileFault::Shape::list: return say("a list");
    case ProfileFault::Shape::mapping: return say("a mapping");
    case ProfileFault::Shape::pairs:
      return say("a list of {} and {}", quoted(fault.values[2]), quoted(fault.values[3]));
  }
  return say("");
}

Message part_of(const ProfileFault& fault) {
  switch (fault.part) {
    case ProfileFault::Part::ns: return say("namespace");
    case ProfileFault::Part::label_key: return say("label key");
    case ProfileFault::Part::label_value: return say("label value");
  }
  return say("");
}

Message character_of(const ProfileFault& fault) {
  const auto& character = fault.values.back();
  if (character >= "A" && character <= "Z") return say("capital letters");
  return character == " " ? say("spaces") : say("{}", quoted(character));
}

Message defaults_of(const ProfileFault& fault) {
  auto text = say("");
  for (std::size_t i = 1; i < fault.values.size(); ++i)
    text = say("{}{}{}", text, i == 1 ? Words(", with ") : Words(", "), quoted(fault.values[i]));
  return fault.values.size() > 1 ? say("{} by default", text) : text;
}

struct Place {
  std::string_view name;
  Message (*words)(const ProfileFault& fault);
};
constexpr std::array kPlaces = {
    Place{"profile", profile_of},
    Place{"holder", holder_of},
    Place{"outcome", [](const ProfileFault& fault) { return say("{}", seen(fault.outcome)); }},
    Place{"noun", [](const ProfileFault& fault) { return say("{}", seen(fault.noun)); }},
    Place{"seen", seen_in},
    Place{"wanted", wanted_by},
    Place{"part", part_of},
    Place{"character", character_of},
    Place{"defaults", defaults_of},
};

/// Every {place} of the tables is one that can be filled in.
static_assert(
    [] {
      for (const auto& row : kRows)
        for (auto text : {row.message, row.help})
          for (auto open = text.find('{'); open != text.npos; open = text.find('{')) {
            text.remove_prefix(open + 1);
            const auto name = text.substr(0, text.find('}'));
            const bool is_value = name.size() == 1 && name[0] >= '0' && name[0] <= '9';
            if (!is_value && std::ranges::count(kPlaces, name, &Place::name) != 1) return false;
          }
      return true;
    }(),
    "sentences name places that there are");

/// What stands at a place of the sentence; a value is a fact if the sentence has it in backticks.
Message fill_place(std::string_view name, bool in_backticks, const ProfileFault& fault) {
  const auto place = std::ranges::find(kPlaces, name, &Place::name);
  if (place != kPlaces.end()) return place->words(fault);
  const auto& value = fault.values.at(static_cast<std::size_t>(name[0] - '0'));
  return in_backticks ? say("{}", quoted(value)) : say("{}", seen(value));
}

Message fill(std::string_view sentence, const ProfileFault& fault) {
  auto message = say("");
  while (!sentence.empty()) {
    const auto open = std::min(sentence.find('{'), sentence.size());
    auto words = sentence.substr(0, open);
    sentence.remove_prefix(open);
    if (sentence.empty()) return say("{}{}", message, seen(words));
    const auto name = sentence.substr(1, sentence.find('}') - 1);
    sentence.remove_prefix(name.size() + 2);
    const bool in_backticks = words.ends_with('`') && sentence.starts_with('`');
    if (in_backticks) {
      words.remove_suffix(1);
      sentence.remove_prefix(1);
    }
    message = say("{}{}{}", message, seen(words), fill_place(name, in_backticks, fault));
  }
  return message;
}

/// A scalar that should be a string only lacks its quotes.
bool lacks_quotes(const ProfileFault& fault) {
  return fault.kind == Kind::wrong_type && fault.wanted == ProfileFault::Shape::string &&
         fault.seen != yaml::Kind::sequence && fault.seen != yaml::Kind::mapping;
}

}  // namespace

std::string_view rule_of(const ProfileFault& fault) {
  const auto rule = row_of(fault).rule;
  return rule == kByField ? rule_of(fault.field) : rule;
}

FaultWords words_of(const ProfileFault& fault) {
  if (fault.more != 0)
    return {say("{} more faults, counted but not shown", quoted(std::to_string(fault.more))),
            "fix those that are shown, then run again"};
  const auto& row = row_of(fault);
  const auto help = lacks_quotes(fault) ? std::string_view("quote it: \"{1}\"") : row.help;
  return {fill(row.message, fault), fill(help, fault).text()};
}

void report_profile_faults(const lint::RunContext& run, lint::FindingSink& out) {
  for (const auto& fault : run.reading.profile_faults) {
    if (rule_of(fault) != out.rule().id) continue;
    const auto words = words_of(fault);
    auto finding = out.add(fault.where, words.message);
    finding.severity(severity_of(fault.weight));
    if (!words.help.empty()) finding.help(words.help);
  }
}

}  // namespace fargate_lint::rules
