#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/source.hpp"

/// What the readers of profile formats share. A fault is reported at its place and the value read
/// as its author meant it, so that the pods' verdicts are those of the mended file.
namespace fargate_lint::fargate::reading {

/// What stands for a value where a format has expressions: the node that it comes to, or the value
/// itself (known, unknown with its reason, or absent).
struct Seen {
  yaml::Node node;
  std::optional<Value> value = {};
};

/// How a format writes a profile, and how its tool treats what it does not expect, for messages.
struct Dialect {
  std::string_view format;      ///< Profile::format
  std::string_view wrong_type;  ///< "eksctl refuses the file"
  std::string_view wrong_case;  ///< what becomes of a key in another case: "eksctl drops it"
  std::string_view noun = "a Fargate profile";  ///< what the tool calls one
  /// A key in another case makes the tool refuse the file: then it is read as it was meant.
  bool refuses_wrong_case = false;
  std::string_view ns = "namespace";  ///< keys of a selector
  std::string_view labels = "labels";
  /// The keys of one label, where labels are a list (`Key`, `Value`); empty where they are a map.
  std::string_view pair_key = {};
  std::string_view pair_value = {};
  bool coerces = false;  ///< booleans and numbers count as the text that is written
  /// A key that the tool puts into mappings for itself; empty if it has none.
  std::string_view mark = {};
  /// Expressions of the format; none if null. `context` is the reader's.
  Seen (*look)(const void* context, yaml::Node node) = nullptr;
};

/// What a fault knows a profile by: see ProfileFault::profile.
Value name_of(const Profile& profile);

/// Reads the fields of one profile. Views into the Document.
class ProfileReader {
 public:
  using Kind = ProfileFault::Kind;
  using Field = ProfileFault::Field;
  using Shape = ProfileFault::Shape;

  ProfileReader(const Dialect& dialect, Profile& profile, Declarations& out,
                const void* context = nullptr)
      : dialect_(dialect), profile_(profile), out_(out), context_(context) {}

  /// Reports a fault of the profile, with the values that belong to its kind.
  /// `outcome`: what the tool does about it, if it does not refuse the file.
  void report(Kind kind, yaml::Node at, std::vector<std::string> values = {},
              std::string_view outcome = {});

  /// The value of `name`, or of the key that is meant by it and that the tool refuses (`selector`).
  yaml::Node field(yaml::Node node, std::string_view name) const;
  /// A string: a scalar of another type is a fault, a placeholder unknown, null or nothing absent.
  Value string(yaml::Node node, const std::string& path, Field field = Field::other);
  /// The profile's name and its place; an empty one, as in an unfilled skeleton, is none.
  void name(yaml::Node node, const std::string& path);
  /// `selectors`: a list of {namespace, labels: map}, as the EKS API has it.
  void selectors(yaml::Node node, std::string_view path);
  void subnets(yaml::Node node);
  /// The profile's status; null is none.
  void status(yaml::Node node);
  /// The pod execution role: the ARN of an IAM role. `exists`: AWS has accepted it.
  void role(yaml::Node node, std::string_view path, bool exists = false);
  /// Tags decide nothing here, but a wrong one keeps the profile from being made.
  void tags(yaml::Node node, std::string_view path);
  /// Reports a value that is absent, though the tool demands it.
  void require(const Value& value, Field field, std::string_view path);
  /// Notes that the value at `path` is not known, and why.
  Value unknown(std::string_view path, std::string why);
  /// The value, noted if it is not known.
  Value noted(std::string_view path, Value value);
  /// Reports keys of the mapping at `path`, or of the profile itself, that are not in `known`:
  /// those that mean one of them, and unless `open` others.
  void keys(yaml::Node node, std::span<const std::string_view> known, std::string_view path = {},
            bool open = false);

 private:
  void selector(yaml::Node node, const std::string& path);
  void labels(yaml::Node node, const std::string& path, Selector& selector);
  void label(yaml::Node key, yaml::Node value, const std::string& path, Selector& selector);
  void pair(yaml::Node node, const std::string& path, Selector& selector);
  void tag(yaml::Node key, yaml::Node value, std::string_view path);
  /// The node that `node` comes to: itself, or what an expression chooses. False, with `reason`, if
  /// that is not known; a missing node if it comes to nothing.
  bool resolve(yaml::Node& node, Value& reason, std::string_view path);
  void wrong_type(yaml::Node node, std::string_view path, Shape wanted, Field field = Field::other);
  ProfileFault fault(Kind kind, yaml::Node at, std::vector<std::string> values) const;
  bool is_mark(yaml::Node key) const;

  const Dialect& dialect_;
  Profile& profile_;
  Declarations& out_;
  const void* context_;
};

/// A string that no profile is placed by: a scalar as it is written, or unknown. Nothing is
/// reported.
Value plain_value(const Dialect& dialect, yaml::Node node, const void* context = nullptr);

/// The names of the fields of a Pod Identity association.
struct AssociationFields {
  std::string_view cluster;
  std::string_view ns;
  std::string_view service_account;
};
/// Reads one, if it names a ServiceAccount; at `where`, else at that field. What stands for a value
/// that is not known yet stays unknown.
void read_association(const Dialect& dialect, const AssociationFields& fields, yaml::Node node,
                      yaml::Node where, Declarations& out, const void* context = nullptr);

/// How a key differs from the one that is meant.
enum class Spelling : std::uint8_t { equal, other_case, other_number, other };
Spelling compare(std::string_view written, std::string_view meant);

/// The text, or unknown if it is not what will stand there in the end: `${NAME}` or `$NAME` of
/// envsubst, `{{ … }}` of a template language.
Value without_placeholders(std::string_view text);

/// True if the document claims to be an object of Kubernetes' kind, which only some formats are.
bool is_kubernetes_object(yaml::Node root);

/// Reports what is wrong with something around a profile that stands in the same file: a subnet, a
/// role, another profile.
void add_surrounding(ProfileFault::Kind kind, const Profile& profile,
                     std::vector<std::string> values, Declarations& out);

/// What AWS or the cluster would say of a profile, whatever declares it. `exists`: AWS has accepted
/// it already, so its quotas and names hold.
void check_profile(const Profile& profile, bool exists, Declarations& out);

}  // namespace fargate_lint::fargate::reading
