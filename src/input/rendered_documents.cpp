#include "input/rendered_documents.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {

RenderedDocuments::RenderedDocuments(std::string_view text) : lines_(lines_of(text)) {
  for (std::uint32_t i = 0; i < lines_.size(); ++i)
    if (lines_[i] == "---") cuts_.push_back(i);
}

const yaml::Document* RenderedDocuments::at(std::uint32_t line) const {
  if (line == 0 || line > lines_.size()) return nullptr;
  const auto next = std::ranges::upper_bound(cuts_, line - 1);
  const auto begin = next == cuts_.begin() ? 0 : *std::prev(next);
  const auto end = next == cuts_.end() ? lines_.size() : *next;
  const std::lock_guard lock(mutex_);
  const auto [entry, fresh] = documents_.try_emplace(begin);
  if (!fresh) return entry->second.get();
  const auto* const from = lines_[begin].data();
  const auto* const to = lines_[end - 1].data() + lines_[end - 1].size();
  yaml::Source source;
  source.first_line = begin + 1;
  entry->second = yaml::read_document({from, static_cast<std::size_t>(to - from)}, source);
  return entry->second.get();
}

}  // namespace fargate_lint::input
