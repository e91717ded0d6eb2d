#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/event_text.hpp"

namespace fargate_lint::fargate {

/// The object that an event is about, as far as the text shows it.
struct EventObject {
  std::string kind;  ///< "Pod"; as it is written: kubectl's tables have it in lower case
  std::string ns;
  std::string name;
  std::string owner_kind;  ///< from `Controlled By:` or ownerReferences
  std::string owner;
  bool operator==(const EventObject&) const = default;
};

/// A known text, and how often it was told.
struct ToldEvent {
  Event event;
  std::uint64_t count = 0;
  std::vector<EventObject> objects;  ///< the first few
};

/// All that a text tells of a cluster.
struct EventLog {
  static constexpr std::size_t kMostObjects = 5;
  static constexpr std::size_t kMostUnknown = 5;

  std::vector<ToldEvent> events;           ///< in the order in which they come first
  std::uint64_t unknown = 0;               ///< events whose text is not known
  std::vector<std::string> unknown_texts;  ///< the first few of them
};

/// Reads one line, or what kubectl prints: `describe`, `get events` as a table, JSON or YAML,
/// `events`; objects with conditions; any other text that holds known ones. Takes time in
/// proportion to the text, whatever is in it: colours and bytes that are no UTF-8 included.
EventLog read_event_log(std::string_view text);

}  // namespace fargate_lint::fargate
