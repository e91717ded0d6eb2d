#include "lint/rule.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/result.hpp"

namespace fargate_lint::lint {

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

FindingBuilder& FindingBuilder::event_part(SharedText text) {
  finding_.event_part = std::move(text);
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

FindingBuilder FindingSink::add(yaml::Node node, SharedText message) {
  require(!node.is_missing(), "a finding is at a node of the text");
  if (is_full()) return add_to_rest();
  return add(yaml::locate_field(node), std::move(message));
}

FindingBuilder FindingSink::add(Location where, SharedText message) {
  if (is_full()) return add_to_rest();
  --room_;
  Finding& finding = findings_.emplace_back();
  finding.rule = &rule_;
  finding.severity = rule_.severity;
  finding.message = std::move(message);
  finding.help = rule_.fix;
  finding.where = std::move(where);
  finding.object = object_;
  return FindingBuilder(finding);
}

FindingBuilder FindingSink::add_to_rest() {
  if (rest_ == nullptr)
    rest_ = std::make_unique<Rest>();
  else
    rest_->worst = std::min(rest_->worst, rest_->last.severity);
  ++rest_->count;
  rest_->last = {};
  rest_->last.severity = rule_.severity;
  return FindingBuilder(rest_->last);
}

void FindingSink::tell_rest(const Location& where, std::string_view subject) {
  if (rest_ == nullptr) return;
  ++room_;
  // The number is a fact that a baseline knows the finding by.
  const auto message = "`" + std::to_string(rest_->count) + "` more of " + std::string(rule_.id) +
                       " in this " + std::string(subject) + ", counted but not shown";
  add(where, message)
      .severity(std::min(rest_->worst, rest_->last.severity))
      .help("mend those that are shown, then look again");
}

}  // namespace fargate_lint::lint
