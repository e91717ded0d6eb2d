#include "fargate/role_arn.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kube/templates.hpp"

namespace fargate_lint::fargate {
namespace {

constexpr std::string_view kRole = "role/";
constexpr std::size_t kAccountDigits = 12;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_account(std::string_view text) {
  return text.size() == kAccountDigits && std::ranges::all_of(text, is_digit);
}

/// Of names of roles: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html.
bool may_be_in_name(char c) {
  return is_letter_or_digit(c) || std::string_view("_+=,.@-").find(c) != std::string_view::npos;
}

/// "aws", "aws-cn", "aws-us-gov".
bool is_partition(std::string_view text) {
  return text.starts_with("aws") && std::ranges::all_of(text.substr(3), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-';
         });
}

/// The role's path, of printable ASCII, and its name, of 64 characters at most.
bool is_path_and_name(std::string_view text) {
  constexpr std::size_t kMostCharacters = 64;
  const auto slash = text.rfind('/');
  const auto name = slash == std::string_view::npos ? text : text.substr(slash + 1);
  const bool has_path = slash != std::string_view::npos;
  const auto path = has_path ? text.substr(0, slash) : std::string_view();
  if (has_path && path.empty()) return false;
  return std::ranges::all_of(path, [](char c) { return c >= '!' && c <= '~'; }) && !name.empty() &&
         name.size() <= kMostCharacters && std::ranges::all_of(name, may_be_in_name);
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Where `word`, in capitals, stands in the text, however it is written there.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  const auto found = std::ranges::search(text.substr(from), word, {}, upper);
  return found.empty() ? std::string_view::npos
                       : static_cast<std::size_t>(found.begin() - text.begin());
}

/// `<account>`, `ACCOUNT_ID`, `XXXX`.
bool holds_placeholder(std::string_view text) {
  if (text.find_first_of("<>") != std::string_view::npos || kube::holds_template(text)) return true;
  constexpr std::string_view kAccount = "ACCOUNT";
  for (auto at = find_word(text, kAccount, 0); at != std::string_view::npos;
       at = find_word(text, kAccount, at + 1)) {
    auto rest = text.substr(at + kAccount.size());
    if (rest.starts_with('-') || rest.starts_with('_') || rest.starts_with(' '))
      rest.remove_prefix(1);
    if (find_word(rest.substr(0, 2), "ID", 0) == 0) return true;
  }
  return find_word(text, "XXXX", 0) != std::string_view::npos;
}

struct OtherResource {
  std::string_view prefix;
  RoleFault fault;
};
constexpr std::array kOtherResources = {
    OtherResource{"instance-profile/", RoleFault::instance_profile},
    OtherResource{"policy/", RoleFault::policy},
    OtherResource{"user/", RoleFault::user},
    OtherResource{"group/", RoleFault::group},
};

/// What else is wrong with what is no role's ARN.
RoleFault fault_of(const Arn& arn, std::string_view text) {
  const auto head = arn.word.size() + 1 + arn.partition.size();
  if (arn.word != "arn" || !is_partition(arn.partition) || text.size() <= head)
    return RoleFault::no_arn;
  if (arn.service == "sts" && arn.region.empty() && arn.resource.starts_with("assumed-role/"))
    return RoleFault::session;
  if (arn.service != "iam" || !arn.region.empty()) return RoleFault::other_resource;
  for (const auto& [prefix, fault] : kOtherResources)
    if (is_account(arn.account) && arn.resource.starts_with(prefix)) return fault;
  if (arn.resource.starts_with(kRole) && !is_account(arn.account)) return RoleFault::bad_account;
  return RoleFault::other_resource;
}

std::optional<ExecutionRoleFault> fault_of_shape(std::string_view text) {
  using enum ExecutionRoleFault::Kind;
  if (text.empty()) return ExecutionRoleFault{empty};
  const auto [word, partition, service, region, account, resource] = parse_arn(text);
  if (word != "arn" || !partition.starts_with("aws")) return ExecutionRoleFault{no_arn, text};
  const bool is_role = service == "iam" && resource.starts_with(kRole) && !resource.ends_with('/');
  if (!is_role) return ExecutionRoleFault{no_role, text};
  if (!region.empty()) return ExecutionRoleFault{with_region, region};
  if (!is_account(account)) return ExecutionRoleFault{bad_account, account};
  const auto name = resource.substr(resource.rfind('/') + 1);
  if (!std::ranges::all_of(name, may_be_in_name)) return ExecutionRoleFault{bad_name, name};
  return std::nullopt;
}

}  // namespace

Arn parse_arn(std::string_view text) {
  Arn arn;
  for (auto* part : {&arn.word, &arn.partition, &arn.service, &arn.region, &arn.account}) {
    const auto end = text.find(':');
    *part = text.substr(0, end);
    if (end == std::string_view::npos) return arn;
    text.remove_prefix(end + 1);
  }
  arn.resource = text;
  return arn;
}

std::optional<RoleFault> find_role_fault(std::string_view text) {
  if (holds_placeholder(text)) return RoleFault::placeholder;
  const auto arn = parse_arn(text);
  const bool is_role = arn.word == "arn" && is_partition(arn.partition) && arn.service == "iam" &&
                       arn.region.empty() && is_account(arn.account) &&
                       arn.resource.starts_with(kRole) &&
                       is_path_and_name(arn.resource.substr(kRole.size()));
  if (is_role) return std::nullopt;
  if (text.find_first_of(" \t\r\n\"'") != std::string_view::npos) return RoleFault::blank_or_quote;
  return fault_of(arn, text);
}

std::optional<ExecutionRoleFault> find_execution_role_fault(std::string_view arn, bool exists) {
  if (!exists)
    if (auto fault = fault_of_shape(arn)) return fault;
  const auto resource = parse_arn(arn).resource;
  const auto first = resource.find('/');
  const auto last = resource.rfind('/');
  if (first == last) return std::nullopt;
  return ExecutionRoleFault{ExecutionRoleFault::Kind::with_path,
                            resource.substr(first, last + 1 - first)};
}

}  // namespace fargate_lint::fargate
