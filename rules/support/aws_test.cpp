#include "support/aws.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint::rules {
namespace {

TEST_CASE("role ARN: what IAM calls one has no fault") {
  for (const std::string_view arn : {
           "arn:aws:iam::111122223333:role/shop",
           "arn:aws:iam::000000000000:role/s",
           "arn:aws:iam::111122223333:role/service-role/shop/api",
           "arn:aws:iam::111122223333:role/Shop+=,.@-_1",
           "arn:aws-cn:iam::111122223333:role/shop",
           "arn:aws-us-gov:iam::111122223333:role/shop",
           "arn:aws-iso-b:iam::111122223333:role/shop",
       }) {
    CAPTURE(arn);
    CHECK_FALSE(find_role_arn_fault(arn).has_value());
  }
}

TEST_CASE("role ARN: each fault has its own words") {
  struct Row {
    std::string_view arn;
    std::string_view message;
  };
  const std::string long_name = "arn:aws:iam::111122223333:role/" + std::string(65, 'a');
  for (const auto& row : {
           Row{"shop", "is not an ARN"},
           Row{"role/shop", "is not an ARN"},
           Row{"arn:aws:iam::111122223333:role/", "is not the ARN of an IAM role"},
           Row{"arn:aws:s3:::shop", "is not the ARN of an IAM role"},
           Row{long_name, "is not the ARN of an IAM role"},
           Row{"arn:aws:iam::111122223333:root", "is not the ARN of an IAM role"},
           Row{"arn:aws:iam::1111222233334:role/shop", "has no account ID of 12 digits"},
           Row{"arn:aws:iam::11112222333:role/shop", "has no account ID of 12 digits"},
           Row{"arn:aws:iam::shop:role/shop", "has no account ID of 12 digits"},
           Row{"arn:aws:iam::111122223333:user/shop", "is a user, not a role"},
           Row{"arn:aws:iam::111122223333:policy/shop", "is a policy, not a role"},
           Row{"arn:aws:iam::111122223333:instance-profile/shop",
               "is an instance profile, not a role"},
           Row{"arn:aws:sts::111122223333:assumed-role/shop/x",
               "is a session of a role, not the role"},
           Row{" arn:aws:iam::111122223333:role/shop", "contains spaces or quotes"},
           Row{"arn:aws:iam::111122223333:role/shop\n", "contains spaces or quotes"},
           Row{"arn:aws:iam::{{ .Values.account }}:role/shop", "contains a placeholder"},
           Row{"arn:aws:iam::$(ACCOUNT):role/shop", "contains a placeholder"},
           Row{"arn:aws:iam::AWS_ACCOUNT_ID:role/shop", "contains a placeholder"},
           Row{"arn:aws:iam::XXXXXXXXXXXX:role/shop", "contains a placeholder"},
           Row{"<role arn>", "contains a placeholder"},
       }) {
    CAPTURE(row.arn);
    const auto fault = find_role_arn_fault(row.arn);
    REQUIRE(fault.has_value());
    CHECK(fault->message == row.message);
    CHECK_FALSE(fault->help.empty());
  }
}

}  // namespace
}  // namespace fargate_lint::rules
