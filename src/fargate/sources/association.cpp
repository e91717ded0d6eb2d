#include "fargate/sources/reading.hpp"

namespace fargate_lint::fargate::reading {

Value plain_value(const Dialect& dialect, yaml::Node node, const void* context) {
  if (dialect.look != nullptr && node) {
    auto seen = dialect.look(context, node);
    if (seen.value) return std::move(*seen.value);
    node = seen.node;
  }
  if (!node || node.is_null()) return {};
  if (node.is_sequence() || node.is_mapping()) return Value::unknown("no string");
  if (dialect.look != nullptr) return Value::known(std::string(node.text()));
  return without_placeholders(node.text());
}

void read_association(const Dialect& dialect, const AssociationFields& fields, yaml::Node node,
                      yaml::Node where, Declarations& out, const void* context) {
  const auto account = node[fields.service_account];
  if (!account) return;
  RoleAssociation association;
  association.cluster = plain_value(dialect, node[fields.cluster], context);
  association.ns = plain_value(dialect, node[fields.ns], context);
  association.service_account = plain_value(dialect, account, context);
  association.where = where ? locate(where) : locate_field(account);
  out.associations.push_back(std::move(association));
}

}  // namespace fargate_lint::fargate::reading
