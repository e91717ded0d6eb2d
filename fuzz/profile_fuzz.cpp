// Whatever the document, each reader of profiles reads it without harm: the one that recognises it,
// and every other as well. What was read can be matched, and both ways of matching agree.

#include "fargate/match.hpp"
#include "fargate/source.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::yaml::Document;
namespace fargate = fargate_lint::fargate;

void check_matching(const fargate::Declarations& declarations, const Document& document) {
  const fargate::PodIdentity pod{"shop", false, document.root()["labels"], {}};
  for (std::size_t i = 0; i < declarations.profiles.size(); ++i) {
    const auto& profile = declarations.profiles[i];
    const auto trace = fargate::match_profile(profile, static_cast<std::uint32_t>(i), pod);
    if (trace.matched != fargate::matches(profile, pod))
      fail("a profile matches with its trace and not without, or the other way round",
           document.text());
  }
}

void check(const Document& document) {
  const auto root = document.root();
  if (!root) return;
  static_cast<void>(fargate::recognise(root));
  for (const auto* source : fargate::profile_sources()) {
    static_cast<void>(source->recognise(root));
    fargate::Declarations declarations;
    source->read(root, declarations);
    check_matching(declarations, document);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fargate_lint::fuzz::for_each_document(fargate_lint::fuzz::text_of(data, size), check);
  return 0;
}
