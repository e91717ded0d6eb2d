#include "fargate/sources/inline.hpp"

#include <array>

#include "fargate/sources/reading.hpp"

namespace fargate_lint::fargate {
namespace {

constexpr reading::Dialect kDialect = {
    .format = "configuration",
    .wrong_type = "the configuration's schema refuses it",
    .wrong_case = "the configuration's schema refuses it",
    .noun = "a profile of the configuration",
    .refuses_wrong_case = true,
};

constexpr std::array<std::string_view, 4> kFields = {"name", "selectors", "subnets",
                                                     "podExecutionRoleArn"};

}  // namespace

void read_inline_profile(yaml::Node node, Declarations& out) {
  Profile profile;
  profile.format = kDialect.format;
  profile.where = locate(node);
  reading::ProfileReader reader(kDialect, profile, out);
  reader.name(node["name"], "name");
  reader.keys(node, kFields);
  reader.selectors(reader.field(node, "selectors"), "selectors");
  reader.subnets(node["subnets"]);
  reader.role(node["podExecutionRoleArn"], "podExecutionRoleArn");
  reading::check_profile(profile, false, out);
  out.profiles.push_back(std::move(profile));
}

}  // namespace fargate_lint::fargate
