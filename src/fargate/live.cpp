#include "fargate/live.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

namespace fargate_lint::fargate {
namespace {

auto key_of(const LivePod& pod) {
  return std::tuple(pod.owner_kind.view(), pod.ns.view(), pod.owner.view());
}

/// The text that most have; of those that equally many have, the first by its characters.
class Most {
 public:
  void add(std::string_view text) {
    if (!text.empty()) ++counts_[text];
  }
  std::string text() const {
    const auto most =
        std::ranges::max_element(counts_, {}, [](const auto& counted) { return counted.second; });
    return most == counts_.end() ? std::string() : std::string(most->first);
  }

 private:
  std::map<std::string_view, std::uint32_t> counts_;
};

/// "0.25vCPU 0.5GB", as Fargate writes it.
std::string capacity_of(const Rung& size) {
  auto text = format(size);
  std::string packed;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_unit =
        text[i] == ' ' && i + 1 < text.size() && (text[i + 1] == 'v' || text[i + 1] == 'G');
    if (!before_unit) packed += text[i];
  }
  return packed;
}

/// Whether something may have given the pods other requests than those that the size rests on.
bool is_size_open(const Fact& fact) {
  switch (fact.kind) {
    case Fact::Kind::limit_ranges:
    case Fact::Kind::autoscaler:
    case Fact::Kind::pod_patch:
    case Fact::Kind::runtime_class:
    case Fact::Kind::kustomized: return true;
    default: return false;
  }
}

bool is_other_size(const Placement& placement, std::string_view capacity) {
  if (capacity.empty() || !placement.size || !placement.size->rung) return false;
  if (std::ranges::any_of(placement.missing, is_size_open)) return false;
  const auto& size = *placement.size;
  const auto is = [capacity](const std::optional<Rung>& rung) {
    return rung && capacity_of(*rung) == capacity;
  };
  return !is(size.rung) && !is(size.if_decimal_overhead) && !is(size.if_pod_level) &&
         !is(size.if_pod_overhead);
}

Differs find_difference(const Placement& placement, const LiveState& state,
                        std::span<const Profile> profiles) {
  if (state.pods == 0) return Differs::no;
  const bool judged = !profiles.empty();
  const auto verdict = placement.verdict;
  if (judged && verdict == Verdict::refused && state.elsewhere != 0)
    return Differs::refused_elsewhere;
  if (judged && verdict == Verdict::fargate && state.elsewhere != 0)
    return Differs::created_before_profile;
  if (judged && !state.profile.empty()) {
    if (verdict == Verdict::not_fargate) return Differs::profile;
    if (placement.profile) {
      const auto& name = profiles[*placement.profile].name;
      if (name.is_known() && name.text != state.profile) return Differs::profile;
    }
  }
  if (is_other_size(placement, state.capacity)) return Differs::size;
  return Differs::no;
}

/// The number at `at`, which then is behind it; nothing if there is none.
std::optional<unsigned> number_at(std::string_view text, std::size_t& at) {
  unsigned number = 0;
  const auto parsed = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  at = static_cast<std::size_t>(parsed.ptr - text.data());
  return number;
}

}  // namespace

bool shows_only_fargate_nodes(std::string_view event) {
  constexpr std::string_view kAvailable = " nodes are available: ";
  constexpr std::string_view kTaint =
      " node(s) had untolerated taint {eks.amazonaws.com/compute-type: fargate}";
  if (!event.starts_with("0/")) return false;
  std::size_t at = 2;
  const auto all = number_at(event, at);
  if (!all || !event.substr(at).starts_with(kAvailable)) return false;
  at += kAvailable.size();
  const auto tainted = number_at(event, at);
  return tainted && *tainted == *all && event.substr(at).starts_with(kTaint);
}

void LiveCluster::keep(std::vector<LivePod> pods) {
  pods_ = std::move(pods);
  std::ranges::sort(pods_, {}, [](const LivePod& pod) {
    return std::tuple_cat(key_of(pod), std::tuple(pod.name.view()));
  });
}

std::span<const LivePod> LiveCluster::of(std::string_view kind, std::string_view of_ns,
                                         std::string_view of_name) const {
  const auto range = std::ranges::equal_range(pods_, std::tuple(kind, of_ns, of_name), {}, key_of);
  return {range.begin(), range.end()};
}

bool LiveCluster::proves_no_other_node(std::string_view kind, std::string_view of_ns,
                                       std::string_view of_name) const {
  return std::ranges::any_of(of(kind, of_ns, of_name), [](const LivePod& pod) {
    return pod.node.empty() && std::ranges::any_of(pod.events, [](const SharedText& event) {
             return shows_only_fargate_nodes(event.view());
           });
  });
}

std::vector<const LivePod*> LiveCluster::named(std::string_view of_ns,
                                               std::string_view of_name) const {
  std::vector<const LivePod*> found;
  for (const auto& pod : pods_)
    if (pod.name == of_name && (of_ns.empty() || pod.ns == of_ns)) found.push_back(&pod);
  return found;
}

std::string_view to_string(Differs differs) {
  switch (differs) {
    case Differs::no: return "";
    case Differs::created_before_profile: return "created-before-profile";
    case Differs::size: return "size";
    case Differs::profile: return "profile";
    case Differs::refused_elsewhere: return "refused-elsewhere";
  }
  return "";
}

LiveState compare(const Placement& placement, std::span<const LivePod> pods,
                  std::span<const Profile> profiles) {
  constexpr std::size_t kMostEvents = 5;
  LiveState state;
  Most profile;
  Most capacity;
  for (const auto& pod : pods) {
    for (const auto& event : pod.events)
      if (state.events.size() < kMostEvents &&
          std::ranges::find(state.events, event.view()) == state.events.end())
        state.events.push_back(event.str());
    if (pod.is_finished()) continue;
    ++state.pods;
    state.on_fargate += pod.is_on_fargate() ? 1 : 0;
    state.elsewhere += pod.is_elsewhere() ? 1 : 0;
    state.pending += pod.node.empty() ? 1 : 0;
    profile.add(pod.profile);
    capacity.add(pod.capacity);
    if (state.created.empty() || pod.created < state.created) state.created = pod.created.str();
  }
  state.profile = profile.text();
  state.capacity = capacity.text();
  state.differs = find_difference(placement, state, profiles);
  return state;
}

}  // namespace fargate_lint::fargate
