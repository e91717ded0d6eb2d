// Writes so many documents as `kubectl get` gives them of a large cluster. A tenth of them select
// pods or bind volumes: Services, network policies, disruption budgets and claims. Four tenths make
// pods, in a few namespaces, so that each holds more of everything the larger the cluster is: a
// rule that held every object against every other could not hide. With `list` they are the items of
// one document, a List.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cluster_templates.hpp"

namespace {

/// One application: ten documents. Five of them share a claim, and so a namespace.
struct App {
  std::string name;
  std::string claim;
  std::string ns;
  std::string_view tier;
};

App app_of(int number, bool second) {
  constexpr std::string_view kTiers[] = {"web", "worker", "data", "internal"};
  const int block = number / 5;
  return {"app-" + std::to_string(number) + (second ? "-b" : ""), "data-" + std::to_string(block),
          "team-" + std::to_string(block % 16), kTiers[number % 4]};
}

/// Appends `text` with `$app`, `$claim`, `$ns` and `$tier` replaced.
void fill(std::string_view text, const App& app, std::string& out) {
  const auto replace = [&](std::string_view variable, std::string_view value) {
    if (!text.starts_with(variable)) return false;
    out += value;
    text.remove_prefix(variable.size());
    return true;
  };
  for (;;) {
    const auto dollar = text.find('$');
    out += text.substr(0, dollar);
    if (dollar == std::string_view::npos) return;
    text.remove_prefix(dollar + 1);
    const bool replaced = replace("app", app.name) || replace("claim", app.claim) ||
                          replace("ns", app.ns) || replace("tier", app.tier);
    if (!replaced) out += '$';
  }
}

void append_document(int index, std::string& out) {
  using namespace cluster_templates;
  const int number = index / 10;
  const int place = index % 10;
  // Of what an application has twice, the second has a name of its own.
  fill(place == 0 ? kBinding[number % 5] : kRest[place - 1], app_of(number, place > 5), out);
}

/// The document as an item of a list: without its separator, and indented.
std::string as_item(std::string_view document) {
  std::string item;
  document.remove_prefix(document.find('\n') + 1);
  for (std::string_view mark = "- "; !document.empty(); mark = "  ") {
    const auto end = document.find('\n') + 1;
    item.append(mark).append(document.substr(0, end));
    document.remove_prefix(end);
  }
  return item;
}

}  // namespace

int main(int argc, char** argv) {
  const bool list = argc == 4 && std::string_view(argv[3]) == "list";
  if (argc != 3 && !list) {
    std::fputs("usage: make_cluster DOCUMENTS FILE [list]\n", stderr);
    return 2;
  }
  std::FILE* file = std::fopen(argv[2], "wb");
  if (file == nullptr) {
    std::perror(argv[2]);
    return 2;
  }
  const int count = std::atoi(argv[1]);
  std::string text;
  bool good = !list || std::fputs("apiVersion: v1\nkind: List\nitems:\n", file) >= 0;
  for (int index = 0; index < count; ++index) {
    text.clear();
    append_document(index, text);
    if (list) text = as_item(text);
    good = good && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  }
  if (std::fclose(file) == 0 && good) return 0;
  std::perror(argv[2]);
  return 2;
}
