#include "support/text_sink.hpp"

#include <utility>

namespace fargate_lint::rules {

lint::FindingBuilder TextSink::add(std::size_t begin, std::size_t end, const Message& message) {
  const auto place = places_.find(begin, end);
  if (!place) return out_.add(scalar_, message);
  auto where = yaml::locate(scalar_);
  where.span = place->span;
  where.line_text = place->line_text;
  return out_.add(std::move(where), message);
}

}  // namespace fargate_lint::rules
