#include "lint/rule.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "yaml/path.hpp"

namespace fargate_lint::lint {

/// That an object is an item of a list is the place of the text, not of the field. None for what is
/// nested as no manifest is.
SharedText field_of(yaml::Node node) {
  constexpr std::size_t kLongest = 1024;
  const auto path = yaml::path_of(node);
  auto field = std::string_view(path);
  const auto* document = node.document();
  const bool is_list = document->source().item != yaml::Source::kWhole ||
                       document->root()["kind"].text().ends_with("List");
  if (field.starts_with("items[") && is_list)
    while (field.starts_with("items[")) {
      field.remove_prefix(std::min(field.find(']') + 1, field.size()));
      if (field.starts_with('.')) field.remove_prefix(1);
    }
  return field.size() <= kLongest ? SharedText(field) : SharedText();
}

const fargate::Profile* PodContext::profile() const {
  if (!placement.profile) return nullptr;
  const auto& profiles = fleet.profiles();
  require(*placement.profile < profiles.size(), "a placement names a profile of its run");
  return &profiles[*placement.profile];
}

FindingBuilder& FindingBuilder::severity(Severity severity) {
  finding_.severity = severity;
  return *this;
}

FindingBuilder& FindingBuilder::help(SharedText text) {
  finding_.help = std::move(text);
  return *this;
}

FindingBuilder& FindingBuilder::note(SharedText text) {
  finding_.notes.push_back(std::move(text));
  return *this;
}

FindingBuilder& FindingBuilder::container(SharedText name) {
  finding_.container = std::move(name);
  return *this;
}

FindingBuilder& FindingBuilder::event_part(SharedText text, std::optional<std::uint8_t> event) {
  finding_.event_part = std::move(text);
  finding_.event = event;
  return *this;
}

FindingBuilder& FindingBuilder::related(SharedText message, Location where) {
  finding_.related.push_back({std::move(message), std::move(where)});
  return *this;
}

FindingBuilder& FindingBuilder::related(SharedText message, yaml::Node node) {
  require(!node.is_missing(), "a related place is in the text");
  return related(std::move(message), yaml::locate_field(node));
}

FindingBuilder& FindingBuilder::field(SharedText path) {
  finding_.field = std::move(path);
  return *this;
}

FindingBuilder& FindingBuilder::object(ObjectRef object) {
  finding_.object = std::move(object);
  return *this;
}

FindingBuilder& FindingBuilder::placement(std::uint32_t index) {
  finding_.placement = index;
  return *this;
}

FindingBuilder& FindingBuilder::fix(Fix fix) {
  finding_.fix = std::move(fix);
  return *this;
}

FindingBuilder& FindingBuilder::of_whole_input(const Quoted& what) {
  finding_.of_whole_input = true;
  auto facts = finding_.facts.str();
  if (!facts.empty()) facts += '\n';
  finding_.facts = facts.append(what.fact());
  return *this;
}

FindingBuilder FindingSink::add(yaml::Node node, const Message& message) {
  require(!node.is_missing(), "a finding is at a node of the text");
  if (is_full()) return add_to_rest();
  auto field = field_of(node);
  auto finding = add(yaml::locate_field(node), message);
  return finding.field(std::move(field));
}

FindingBuilder FindingSink::add(Location where, const Message& message) {
  if (is_full()) return add_to_rest();
  --room_;
  auto& finding = findings_.emplace_back();
  finding.rule = &rule_;
  finding.severity = rule_.severity;
  finding.message = message.text();
  finding.facts = message.facts();
  finding.help = rule_.fix;
  finding.where = std::move(where);
  finding.object = object_;
  return FindingBuilder(finding);
}

FindingSink::FindingSink(FindingSink& maker, ObjectRef object, const kube::Object* at_hand)
    : findings_(maker.findings_),
      rule_(maker.rule_),
      own_(std::move(object)),
      object_(own_),
      room_(at_hand == nullptr ? std::numeric_limits<std::size_t>::max() : most_findings(*at_hand)),
      maker_(&maker),
      at_hand_(at_hand) {}

FindingSink FindingSink::about(const kube::Object& object) {
  return {*this, ref(object), &object};
}

FindingSink FindingSink::about(ObjectRef object) {
  return {*this, std::move(object), nullptr};
}

FindingSink::Rest& FindingSink::make_rest() {
  auto& rests = maker_ == nullptr ? rests_ : maker_->rests_;
  auto& rest = *rests.emplace_back(std::make_unique<Rest>());
  if (at_hand_ == nullptr) return rest;
  rest.object = object_;
  rest.where = locate(*at_hand_, at_hand_->node["kind"]);
  return rest;
}

FindingBuilder FindingSink::add_to_rest() {
  if (rest_ == nullptr)
    rest_ = &make_rest();
  else
    rest_->worst = std::min(rest_->worst, rest_->last.severity);
  ++rest_->count;
  rest_->last = {};
  rest_->last.severity = rule_.severity;
  return FindingBuilder(rest_->last);
}

void FindingSink::tell(const Rest& rest, const Location& where, Words subject) {
  room_ = std::max<std::size_t>(room_, 1);
  // The number is a fact: more of them are not what a baseline knows.
  add(where, say("{} more of {} in this {}, counted but not shown",
                 quote(std::to_string(rest.count)), seen(rule_.id), subject))
      .severity(std::min(rest.worst, rest.last.severity))
      .help("mend those that are shown, then look again");
}

void FindingSink::tell_rest(const Location& where, Words subject) {
  if (rest_ != nullptr) tell(*rest_, where, subject);
}

void FindingSink::tell_rests() {
  for (const auto& rest : rests_) {
    FindingSink of_object(*this, rest->object, nullptr);
    of_object.tell(*rest, rest->where, "object");
  }
}

std::size_t most_findings(const kube::Object& object) {
  constexpr std::size_t kAlways = 20;
  constexpr std::size_t kBytesOfEach = 20;
  return std::max(kAlways, object.node.bytes() / kBytesOfEach);
}

ObjectRef ref(const kube::Object& object) {
  return {object.kind, object.ns, object.name};
}

Location locate(const kube::Object& object, yaml::Node field) {
  return yaml::locate_field(field ? field : object.node);
}

}  // namespace fargate_lint::lint
