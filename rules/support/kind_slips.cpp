#include "support/kind_slips.hpp"

#include <string>

#include "kube/builtin_kinds.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {

void check_kind(const lint::ObjectContext& context, lint::FindingSink& out) {
  const auto& object = context.object;
  const auto slip = kube::find_kind_slip(object.api_version, object.kind);
  if (!slip) return;
  const bool is_misspelt = slip->kind != object.kind;
  const auto field = object.node[is_misspelt ? "kind" : "apiVersion"];
  const auto help = "use `apiVersion: " + std::string(slip->api_version) + "`" +
                    (is_misspelt ? " and `kind: " + std::string(slip->kind) + "`" : "");
  out.add(field ? field : object.node, say("kind {} does not exist in API version {}",
                                           quote(object.kind), quote(object.api_version)))
      .help(help);
}

}  // namespace fargate_lint::rules
