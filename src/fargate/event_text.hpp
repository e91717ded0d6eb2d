#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/event_words.hpp"

/// Reads what the cluster says about pods on Fargate: the other way round than refusal.hpp, which
/// predicts it.
namespace fargate_lint::fargate {

/// What stood in a hole of a phrase.
struct EventValue {
  std::string_view name;  ///< "claim"
  std::string text;
};

/// One part of an event, or all of an event that has none.
struct EventPart {
  event::Said said;
  /// As event_part() of refusal.hpp writes it: "fields not supported: HostNetwork".
  std::string text;
  std::vector<EventValue> values;
  std::uint32_t count = 1;  ///< how often it is said: of so many containers
};

/// A text of the cluster that is known.
struct Event {
  event::Said said;
  std::string text;  ///< as it was found, without what stood around it
  std::vector<EventPart> parts;
  std::vector<std::string> unknown;  ///< what stands between parts that are known

  const event::Whole& whole() const { return *event::find_whole(said); }
};

/// Finds the known texts in a line, whatever stands around them; a refusal also where only parts of
/// it are shown. Takes time in proportion to the line, whatever is in it. Views nothing.
std::vector<Event> find_events(std::string_view line);

/// Whether the line ends within a refusal: what follows on the next line belongs to it.
bool ends_within_refusal(std::string_view line);

/// The known text that has most words in common with a text, holes as names in capitals; empty if
/// none has enough.
std::string nearest_event(std::string_view text);

}  // namespace fargate_lint::fargate
