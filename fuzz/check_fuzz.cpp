// The whole of `check` on one file: every rule, every format. Whatever the bytes, it ends, every
// document is counted, nothing reaches the terminal raw, and what should be JSON is JSON.

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "report/renderer.hpp"
#include "report/utf8.hpp"
#include "system/disk.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::fuzz::text_of;
namespace lint = fargate_lint::lint;
namespace report = fargate_lint::report;

/// A file that is in no folder.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
    const auto size = static_cast<ssize_t>(text.size());
    if (descriptor_ < 0 || ::write(descriptor_, text.data(), text.size()) != size) std::abort();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

lint::Report check(const MemoryFile& file, fargate_lint::input::LoadOptions options = {}) {
  options.paths = {file.path()};
  const auto loaded = fargate_lint::input::load(fargate_lint::system::Disk(), options);
  return lint::judge(loaded.reading, loaded.fleet, fargate_lint::rules::all(),
                     {.threads = 1, .known = {}, .today = "2026-01-01"});
}

std::string json_of(const lint::Report& result) {
  std::string json;
  report::find_renderer("json")->render(result, report::RenderOptions(), json);
  return json;
}

/// Documents that rest are judged as those are that are kept.
void check_resting(const MemoryFile& file, std::string_view text) {
  fargate_lint::input::LoadOptions options;
  options.window = 64;
  options.keeps_documents = true;
  const auto kept = json_of(check(file, options));
  options.keeps_documents = false;
  if (json_of(check(file, options)) != kept) fail("what rests is judged otherwise", text);
  options.glances = true;
  try {
    if (json_of(check(file, options)) != kept) fail("what is glanced at is judged otherwise", text);
  } catch (const fargate_lint::kube::GlanceFailed&) {
    // All is read then.
  }
}

void check_output(const report::Renderer& renderer, const std::string& output,
                  std::string_view input) {
  for (std::string_view rest = output; !rest.empty();)
    if (const auto c = report::take_character(rest); c != U'\n' && report::is_never_shown(c))
      fail(std::string(renderer.name) + " lets a control character through", input);
  const bool json = renderer.name == "json" || renderer.name == "sarif" ||
                    renderer.name == "gitlab" || renderer.name == "rdjson";
  // Only what begins with a brace is read as JSON.
  if (json && fargate_lint::yaml::read_document("{\"report\":" + output + "}") == nullptr)
    fail(std::string(renderer.name) + " is no JSON", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, size);
  const MemoryFile file(text);
  const auto result = check(file);
  const auto& account = result.reading->account;
  if (account.total != account.linted + account.without_pods + account.ignored + account.unreadable)
    fail("a document is not counted", text);
  if (size % 4 == 0) check_resting(file, text);
  // One format for each input, the text for all: rendering costs more than all the rest.
  const auto renderers = report::renderers();
  for (const auto* renderer : {renderers[size % renderers.size()], report::find_renderer("text")}) {
    if (renderer->render_all == nullptr) continue;
    report::RenderOptions options;
    options.width = 1 + static_cast<unsigned>(size % 120);
    std::string output;
    renderer->render(result, options, output);
    check_output(*renderer, output, text);
  }
  return 0;
}
