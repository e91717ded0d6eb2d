#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// Cuts the text of a document that is mostly one list into the items of that list, without
/// reading them: kubectl prints what it gets as one document, however large. Takes only shapes that
/// programs write (kubectl and its `-o json`, `-o yaml`, `--raw`; `jq`, `yq`), and says so of all
/// others.
namespace fargate_lint::yaml {

/// How much of a line a Document may look at on either side of a node: what shows a place needs it.
inline constexpr std::size_t kLineAround = 4097;

enum class ListStyle : std::uint8_t {
  json,  ///< `{…, "items": [` {…} `,` {…} `]` …`}`
  yaml,  ///< a line `items:`, then lines with a dash, all in one column
};

/// How a document that holds a list under `items` begins.
struct ListShape {
  ListStyle style = ListStyle::json;
  std::size_t column = 0;  ///< yaml: from 0, of the dashes
  std::size_t header = 0;  ///< bytes before the items: to behind the bracket, or to the first dash
  std::size_t key = 0;     ///< offset of `items` in them
};

enum class ListBeginning : std::uint8_t {
  found,
  none,
  unclear
};  ///< unclear: the text is too short
/// Looks for the list in the beginning of a document.
ListBeginning find_list(std::string_view beginning, ListShape& shape);

/// Where items were cut.
struct ItemCut {
  /// What was cut off at the front, item by item. JSON: from bracket to bracket. YAML: from the
  /// begin of the dash's line to that of the next.
  std::vector<std::string_view> items;
  std::size_t end = 0;  ///< behind the items: where the next begins, with what is before it
  bool closed =
      false;  ///< the list has ended: at `end` is its bracket, or the next key of the root
  bool malformed = false;  ///< this is no list of one of the shapes
};

/// Cuts `text`, which begins between two items (in YAML with a dash's line) into as many items as
/// are whole. `ended`: the document ends with the text. Reuse `cut`.
///
/// JSON is cut exactly where a reader would: quotes and brackets are followed, whatever they hold.
///
/// YAML is cut at lines that have `- ` in the column of the first dash. In what the fast reader
/// accepts, no such line belongs to an item, but for one in quotes or brackets that go over several
/// lines: an item is a mapping in a deeper column, a block of text in it is deeper still, and so is
/// a plain scalar's next line. And what is cut in quotes or brackets leaves an item in which they
/// are not closed, which no reader accepts. So if each item is read by itself, each is what it is
/// in the whole.
void cut_items(const ListShape& shape, std::string_view text, bool ended, ItemCut& cut);

/// Offset of what follows the JSON value whose bracket `text` begins with; npos if it does not end.
/// Which bracket closes which is not looked at.
std::size_t end_of_brackets(std::string_view text);

}  // namespace fargate_lint::yaml
