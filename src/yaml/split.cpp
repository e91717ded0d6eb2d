#include <algorithm>

#include "yaml/find.hpp"
#include "yaml/reader.hpp"
#include "yaml/simd.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr std::string_view kSeparator = "---";

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_all_space(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_space);
}

/// apimachinery allows white space and a comment after a separator.
bool is_good_separator(std::string_view line) {
  line.remove_prefix(kSeparator.size());
  while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
  return line.empty() || line.front() == '#';
}

/// Walks a stream from separator to separator, counting lines on the way.
class Separators {
 public:
  explicit Separators(std::string_view stream) : stream_(stream) {}

  /// Offset of the next line at or behind `from` that begins with `---`, or npos.
  std::size_t next(std::size_t from) const {
    if (stream_.substr(from).starts_with(kSeparator)) return from;
    const auto found = find(stream_.substr(from), "\n---");
    return found == std::string_view::npos ? found : from + found + 1;
  }

  /// Line feeds before `offset`, which must not decrease from call to call.
  std::uint32_t lines_before(std::size_t offset) {
    const auto blocks = (offset - counted_) / 64;
    lines_ += kernels_.count(stream_.data() + counted_, blocks, '\n');
    counted_ += blocks * 64;
    for (; counted_ < offset; ++counted_) lines_ += stream_[counted_] == '\n';
    return lines_;
  }

 private:
  const simd::Kernels& kernels_ = simd::best();
  std::string_view stream_;
  std::size_t counted_ = 0;
  std::uint32_t lines_ = 0;
};

}  // namespace

void split(std::string_view stream, std::vector<Piece>& pieces) {
  pieces.clear();
  Separators separators(stream);
  std::size_t start = 0;  // of the piece
  std::size_t from = 0;   // where to look for its end
  const auto add = [&](std::size_t end, bool bad_separator) {
    const std::string_view text = stream.substr(start, end - start);
    if (bad_separator || !is_all_space(text)) {
      pieces.push_back({text, separators.lines_before(start), bad_separator});
    }
  };
  while (start < stream.size()) {
    const auto separator = separators.next(from);
    if (separator == std::string_view::npos) {
      add(stream.size(), false);
      return;
    }
    const auto newline = stream.find('\n', separator);
    const auto after = newline == std::string_view::npos ? stream.size() : newline + 1;
    const bool good = is_good_separator(stream.substr(separator, after - separator));
    // A separator before anything else belongs to the document that follows it; on a bad one,
    // kubectl fails together with what it has gathered so far.
    if (good && separator == start && after < stream.size()) {
      from = after;
      continue;
    }
    add(!good || separator == start ? after : separator, !good);
    start = from = after;
  }
}

namespace {

/// `stream.rfind("\n---", before)`, block by block from the end: behind the last separator of a
/// stream may be most of a large document.
std::size_t rfind_separator(std::string_view stream, std::size_t before) {
  constexpr std::string_view kWord = "\n---";
  constexpr std::size_t kBlock = 4096;
  // What a match may take up ends here.
  auto end = std::min(std::min(before, stream.size()) + kWord.size(), stream.size());
  while (end >= kWord.size()) {
    const auto begin = end - std::min(end, kBlock);
    const auto block = stream.substr(begin, end - begin);
    if (find(block, kWord) != std::string_view::npos) return begin + block.rfind(kWord);
    if (begin == 0) break;
    end = begin + kWord.size() - 1;  // a match may lie across the border
  }
  return std::string_view::npos;
}

}  // namespace

std::size_t last_cut(std::string_view stream) {
  auto from = std::string_view::npos;
  for (;;) {
    const auto found = rfind_separator(stream, from);
    if (found == std::string_view::npos || found == 0) return std::string_view::npos;
    const auto newline = stream.find('\n', found + 1);
    // A separator directly below another one belongs to the document after it.
    const auto above = stream.rfind('\n', found - 1);
    const auto line_above = above == std::string_view::npos ? 0 : above + 1;
    const bool closes = !stream.substr(line_above).starts_with(kSeparator);
    if (closes && newline != std::string_view::npos) return newline + 1;
    from = found - 1;
  }
}

}  // namespace fargate_lint::yaml
