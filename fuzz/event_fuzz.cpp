// Whatever the text, reading what a cluster says ends, and each part that is found is read as the
// same again when it stands alone: the screen shows it so, and rules are looked up by it.

#include <string>

#include "fargate/event_log.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
namespace fargate = fargate_lint::fargate;

void check_part(const fargate::EventPart& part) {
  if (part.text.empty() || part.count == 0) fail("a part says nothing", part.text);
  const auto again = fargate::find_events(part.text);
  if (again.size() != 1 || again[0].parts.empty()) fail("a part is lost when alone", part.text);
}

void check_event(const fargate::Event& event) {
  if (fargate::event::find_whole(event.said) == nullptr) fail("an event of nobody", event.text);
  const bool has_parts = !event.parts.empty();
  if (!has_parts && !fargate::event::is_refusal(event.said))
    fail("an event of nothing", event.text);
  // What the capabilities of a container are, its heading tells.
  constexpr std::size_t kEnough = 20;
  for (std::size_t i = 0; i < event.parts.size() && i < kEnough; ++i) check_part(event.parts[i]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fargate_lint::fuzz::text_of(data, size);
  const auto log = fargate::read_event_log(text);
  for (const auto& told : log.events) {
    if (told.count == 0 && told.event.text.empty()) fail("an event that was never told", text);
    if (told.objects.size() > fargate::EventLog::kMostObjects) fail("too many objects", text);
    check_event(told.event);
  }
  if (log.unknown_texts.size() > fargate::EventLog::kMostUnknown) fail("too many texts", text);
  static_cast<void>(fargate::nearest_event(text));
  return 0;
}
