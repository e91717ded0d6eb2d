#include "kube/field_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "kube/quantity.hpp"
#include "kube/templates.hpp"

namespace fargate_lint::kube {
namespace {

struct Shape;
struct Member {
  std::string_view name;
  const Shape* shape;
};
/// Every key of a run is looked for among the members of its mapping, and few are there: a name's
/// slot tells where to begin, or that there is none.
constexpr std::size_t kSlots = 64;
constexpr std::size_t slot_of(std::string_view name) {
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  return (5 * name.size() + 3 * byte(name.front()) + byte(name.back())) % kSlots;
}

/// A type and, for a mapping, its known members, or the type of all its values (`element`); for a
/// list, the type of its elements.
struct Shape {
  FieldType type;
  std::span<const Member> members = {};
  const Shape* element = nullptr;
  std::array<std::uint8_t, kSlots> slots = {};  ///< of the first member there its number, from 1
};

constexpr Shape list_of(const Shape& element) {
  return {FieldType::list, {}, &element};
}
constexpr Shape map_of(const Shape& element) {
  return {FieldType::mapping, {}, &element};
}
constexpr Shape object(std::span<const Member> members) {
  Shape shape = {FieldType::mapping, members};
  for (auto i = members.size(); i > 0; --i)
    shape.slots[slot_of(members[i - 1].name)] = static_cast<std::uint8_t>(i);
  return shape;
}

// The tables follow k8s.io/api (core/v1, apps/v1, batch/v1, storage/v1) and apimachinery's
// ObjectMeta, from the leaves to the kinds.

constexpr Shape kName = {FieldType::name};
constexpr Shape kText = {FieldType::text};
constexpr Shape kBoolean = {FieldType::boolean};
constexpr Shape kInt32 = {FieldType::int32};
constexpr Shape kInt64 = {FieldType::int64};
constexpr Shape kQuantity = {FieldType::quantity};
constexpr Shape kMapping = {FieldType::mapping};
constexpr Shape kNames = list_of(kName);
constexpr Shape kTexts = list_of(kText);
constexpr Shape kMappings = list_of(kMapping);
constexpr Shape kNameMap = map_of(kName);
constexpr Shape kTextMap = map_of(kText);
constexpr Shape kQuantityMap = map_of(kQuantity);

constexpr Member kMetadataMembers[] = {
    {"name", &kName},      {"generateName", &kName},   {"namespace", &kName},
    {"labels", &kNameMap}, {"annotations", &kTextMap},
};
constexpr Shape kMetadata = object(kMetadataMembers);
constexpr Member kMetadataOnly[] = {{"metadata", &kMetadata}};
constexpr Shape kAnyObject = object(kMetadataOnly);

constexpr Member kRequirementMembers[] = {
    {"key", &kName}, {"operator", &kName}, {"values", &kNames}};
constexpr Shape kRequirement = object(kRequirementMembers);
constexpr Shape kRequirements = list_of(kRequirement);

constexpr Member kLabelSelectorMembers[] = {{"matchLabels", &kNameMap},
                                            {"matchExpressions", &kRequirements}};
constexpr Shape kLabelSelector = object(kLabelSelectorMembers);

// --- Containers ---

constexpr Member kCapabilitiesMembers[] = {{"add", &kNames}, {"drop", &kNames}};
constexpr Shape kCapabilities = object(kCapabilitiesMembers);
constexpr Member kSecurityContextMembers[] = {
    {"capabilities", &kCapabilities},
    {"privileged", &kBoolean},
    {"runAsUser", &kInt64},
    {"runAsNonRoot", &kBoolean},
    {"procMount", &kName},
    {"allowPrivilegeEscalation", &kBoolean},
};
constexpr Shape kSecurityContext = object(kSecurityContextMembers);

constexpr Member kPortMembers[] = {
    {"name", &kName},     {"hostPort", &kInt32}, {"containerPort", &kInt32},
    {"protocol", &kName}, {"hostIP", &kName},
};
constexpr Shape kPort = object(kPortMembers);
constexpr Shape kPorts = list_of(kPort);

constexpr Member kResourcesMembers[] = {{"requests", &kQuantityMap}, {"limits", &kQuantityMap}};
constexpr Shape kResources = object(kResourcesMembers);

constexpr Member kEnvMembers[] = {{"name", &kText}, {"value", &kText}, {"valueFrom", &kMapping}};
constexpr Shape kEnv = object(kEnvMembers);
constexpr Shape kEnvs = list_of(kEnv);

constexpr Member kDeviceMembers[] = {{"name", &kName}, {"devicePath", &kText}};
constexpr Shape kDevice = object(kDeviceMembers);
constexpr Shape kDevices = list_of(kDevice);
constexpr Member kMountMembers[] = {{"name", &kName}, {"mountPath", &kText}};
constexpr Shape kMount = object(kMountMembers);
constexpr Shape kMounts = list_of(kMount);

constexpr Member kContainerMembers[] = {
    {"name", &kName},
    {"image", &kName},
    {"command", &kTexts},
    {"args", &kTexts},
    {"ports", &kPorts},
    {"env", &kEnvs},
    {"envFrom", &kMappings},
    {"resources", &kResources},
    {"restartPolicy", &kName},
    {"volumeMounts", &kMounts},
    {"volumeDevices", &kDevices},
    {"securityContext", &kSecurityContext},
};
constexpr Shape kContainer = object(kContainerMembers);
constexpr Shape kContainers = list_of(kContainer);

// --- Storage ---

constexpr Member kClaimResourcesMembers[] = {{"requests", &kQuantityMap},
                                             {"limits", &kQuantityMap}};
constexpr Shape kClaimResources = object(kClaimResourcesMembers);
constexpr Member kClaimSpecMembers[] = {
    {"accessModes", &kNames}, {"selector", &kLabelSelector}, {"resources", &kClaimResources},
    {"volumeName", &kName},   {"volumeMode", &kName},        {"storageClassName", &kName},
};
constexpr Shape kClaimSpec = object(kClaimSpecMembers);
constexpr Member kClaimMembers[] = {{"metadata", &kMetadata}, {"spec", &kClaimSpec}};
constexpr Shape kClaim = object(kClaimMembers);
constexpr Shape kClaims = list_of(kClaim);

constexpr Member kCsiMembers[] = {{"driver", &kName}, {"volumeHandle", &kText}};
constexpr Shape kCsi = object(kCsiMembers);
constexpr Member kClaimRefMembers[] = {{"name", &kName}, {"namespace", &kName}};
constexpr Shape kClaimRef = object(kClaimRefMembers);
constexpr Member kVolumeSpecMembers[] = {
    {"capacity", &kQuantityMap}, {"accessModes", &kNames},
    {"claimRef", &kClaimRef},    {"csi", &kCsi},
    {"volumeMode", &kName},      {"storageClassName", &kName},
    {"nfs", &kMapping},          {"hostPath", &kMapping},
    {"local", &kMapping},        {"awsElasticBlockStore", &kMapping},
};
constexpr Shape kVolumeSpec = object(kVolumeSpecMembers);
constexpr Member kPersistentVolumeMembers[] = {{"metadata", &kMetadata}, {"spec", &kVolumeSpec}};
constexpr Shape kPersistentVolume = object(kPersistentVolumeMembers);
constexpr Member kStorageClassMembers[] = {
    {"metadata", &kMetadata}, {"provisioner", &kName}, {"parameters", &kTextMap}};
constexpr Shape kStorageClass = object(kStorageClassMembers);

constexpr Member kClaimSourceMembers[] = {{"claimName", &kName}, {"readOnly", &kBoolean}};
constexpr Shape kClaimSource = object(kClaimSourceMembers);
constexpr Member kHostPathMembers[] = {{"path", &kText}, {"type", &kName}};
constexpr Shape kHostPath = object(kHostPathMembers);
constexpr Member kEmptyDirMembers[] = {{"medium", &kName}, {"sizeLimit", &kQuantity}};
constexpr Shape kEmptyDir = object(kEmptyDirMembers);
constexpr Member kCsiSourceMembers[] = {{"driver", &kName}, {"volumeAttributes", &kTextMap}};
constexpr Shape kCsiSource = object(kCsiSourceMembers);
constexpr Member kVolumeMembers[] = {
    {"name", &kName},           {"persistentVolumeClaim", &kClaimSource},
    {"hostPath", &kHostPath},   {"emptyDir", &kEmptyDir},
    {"csi", &kCsiSource},       {"configMap", &kMapping},
    {"secret", &kMapping},      {"projected", &kMapping},
    {"downwardAPI", &kMapping}, {"nfs", &kMapping},
    {"ephemeral", &kMapping},   {"awsElasticBlockStore", &kMapping},
};
constexpr Shape kVolume = object(kVolumeMembers);
constexpr Shape kVolumes = list_of(kVolume);

// --- Pods ---

constexpr Member kNodeTermMembers[] = {{"matchExpressions", &kRequirements},
                                       {"matchFields", &kRequirements}};
constexpr Shape kNodeTerm = object(kNodeTermMembers);
constexpr Shape kNodeTerms = list_of(kNodeTerm);
constexpr Member kRequiredMembers[] = {{"nodeSelectorTerms", &kNodeTerms}};
constexpr Shape kRequired = object(kRequiredMembers);
constexpr Member kPreferredMembers[] = {{"weight", &kInt32}, {"preference", &kNodeTerm}};
constexpr Shape kPreferred = object(kPreferredMembers);
constexpr Shape kPreferences = list_of(kPreferred);
constexpr Member kNodeAffinityMembers[] = {
    {"requiredDuringSchedulingIgnoredDuringExecution", &kRequired},
    {"preferredDuringSchedulingIgnoredDuringExecution", &kPreferences},
};
constexpr Shape kNodeAffinity = object(kNodeAffinityMembers);
constexpr Member kAffinityMembers[] = {
    {"nodeAffinity", &kNodeAffinity}, {"podAffinity", &kMapping}, {"podAntiAffinity", &kMapping}};
constexpr Shape kAffinity = object(kAffinityMembers);

constexpr Member kTolerationMembers[] = {
    {"key", &kName},    {"operator", &kName},           {"value", &kName},
    {"effect", &kName}, {"tolerationSeconds", &kInt64},
};
constexpr Shape kToleration = object(kTolerationMembers);
constexpr Shape kTolerations = list_of(kToleration);

constexpr Member kOsMembers[] = {{"name", &kName}};
constexpr Shape kOs = object(kOsMembers);
constexpr Member kSysctlMembers[] = {{"name", &kName}, {"value", &kText}};
constexpr Shape kSysctl = object(kSysctlMembers);
constexpr Shape kSysctls = list_of(kSysctl);
constexpr Member kPodSecurityMembers[] = {
    {"runAsUser", &kInt64},      {"runAsGroup", &kInt64}, {"fsGroup", &kInt64},
    {"runAsNonRoot", &kBoolean}, {"sysctls", &kSysctls},
};
constexpr Shape kPodSecurity = object(kPodSecurityMembers);

constexpr Member kPodSpecMembers[] = {
    {"containers", &kContainers},
    {"initContainers", &kContainers},
    {"ephemeralContainers", &kContainers},
    {"volumes", &kVolumes},
    {"hostNetwork", &kBoolean},
    {"hostPID", &kBoolean},
    {"hostIPC", &kBoolean},
    {"nodeSelector", &kNameMap},
    {"nodeName", &kName},
    {"affinity", &kAffinity},
    {"tolerations", &kTolerations},
    {"topologySpreadConstraints", &kMappings},
    {"securityContext", &kPodSecurity},
    {"serviceAccountName", &kName},
    {"serviceAccount", &kName},
    {"schedulerName", &kName},
    {"priorityClassName", &kName},
    {"runtimeClassName", &kName},
    {"restartPolicy", &kName},
    {"dnsPolicy", &kName},
    {"os", &kOs},
    {"resources", &kResources},
    {"overhead", &kQuantityMap},
    {"shareProcessNamespace", &kBoolean},
    {"activeDeadlineSeconds", &kInt64},
};
constexpr Shape kPodSpec = object(kPodSpecMembers);
constexpr Member kPodMembers[] = {{"metadata", &kMetadata}, {"spec", &kPodSpec}};
constexpr Shape kPod = object(kPodMembers);

// --- Workloads ---

constexpr Member kControllerSpecMembers[] = {
    {"replicas", &kInt32},   {"selector", &kLabelSelector},      {"template", &kPod},
    {"serviceName", &kName}, {"volumeClaimTemplates", &kClaims},
};
constexpr Shape kControllerSpec = object(kControllerSpecMembers);
constexpr Member kControllerMembers[] = {{"metadata", &kMetadata}, {"spec", &kControllerSpec}};
constexpr Shape kController = object(kControllerMembers);

constexpr Member kReplicationSpecMembers[] = {
    {"replicas", &kInt32}, {"selector", &kNameMap}, {"template", &kPod}};
constexpr Shape kReplicationSpec = object(kReplicationSpecMembers);
constexpr Member kReplicationMembers[] = {{"metadata", &kMetadata}, {"spec", &kReplicationSpec}};
constexpr Shape kReplicationController = object(kReplicationMembers);

constexpr Member kJobSpecMembers[] = {
    {"template", &kPod},
    {"parallelism", &kInt32},
    {"completions", &kInt32},
    {"backoffLimit", &kInt32},
    {"activeDeadlineSeconds", &kInt64},
    {"ttlSecondsAfterFinished", &kInt32},
    {"selector", &kLabelSelector},
};
constexpr Shape kJobSpec = object(kJobSpecMembers);
constexpr Member kJobMembers[] = {{"metadata", &kMetadata}, {"spec", &kJobSpec}};
constexpr Shape kJob = object(kJobMembers);
constexpr Member kCronJobSpecMembers[] = {
    {"schedule", &kName}, {"suspend", &kBoolean}, {"jobTemplate", &kJob}};
constexpr Shape kCronJobSpec = object(kCronJobSpecMembers);
constexpr Member kCronJobMembers[] = {{"metadata", &kMetadata}, {"spec", &kCronJobSpec}};
constexpr Shape kCronJob = object(kCronJobMembers);

constexpr Member kPodTemplateMembers[] = {{"metadata", &kMetadata}, {"template", &kPod}};
constexpr Shape kPodTemplate = object(kPodTemplateMembers);

struct KindShape {
  std::string_view group;
  std::string_view kind;
  const Shape* shape;
};
constexpr KindShape kKinds[] = {
    {"", "Pod", &kPod},
    {"", "PodTemplate", &kPodTemplate},
    {"", "ReplicationController", &kReplicationController},
    {"", "PersistentVolumeClaim", &kClaim},
    {"", "PersistentVolume", &kPersistentVolume},
    {"apps", "Deployment", &kController},
    {"apps", "StatefulSet", &kController},
    {"apps", "DaemonSet", &kController},
    {"apps", "ReplicaSet", &kController},
    {"extensions", "Deployment", &kController},
    {"extensions", "DaemonSet", &kController},
    {"extensions", "ReplicaSet", &kController},
    {"batch", "Job", &kJob},
    {"batch", "CronJob", &kCronJob},
    {"storage.k8s.io", "StorageClass", &kStorageClass},
};

const Shape& shape_of(const Object& object) {
  for (const auto& row : kKinds)
    if (row.kind == object.kind && row.group == object.group()) return *row.shape;
  return kAnyObject;
}

inline const Shape* find_member(const Shape& shape, std::string_view name) {
  if (name.empty()) return nullptr;
  const std::size_t number = shape.slots[slot_of(name)];
  if (number == 0) return nullptr;
  const Member* const end = shape.members.data() + shape.members.size();
  for (const auto* member = shape.members.data() + number - 1; member < end; ++member)
    if (equal(member->name, name)) return member->shape;
  return nullptr;
}

/// Whether the text has the first letter and the length of a word that is none: `y`, `yes`, `n`,
/// `no`, `null`, `true`, `false`, `on`, `off`.
bool may_be_a_word(std::string_view text) {
  switch (text[0] | 0x20) {
    case 'y': return text.size() == 1 || text.size() == 3;
    case 'n': return text.size() == 1 || text.size() == 2 || text.size() == 4;
    case 't': return text.size() == 4;
    case 'f': return text.size() == 5;
    case 'o': return text.size() == 2 || text.size() == 3;
    default: return false;
  }
}

/// Scalars without quotes that begin with a letter are strings under every rule of YAML 1.1 and of
/// JSON, but for a few words. So are paths, and flags with two dashes.
bool begins_as_a_string(std::string_view text) {
  const int lower = text[0] | 0x20;
  if (lower >= 'a' && lower <= 'z') return !may_be_a_word(text);
  return text[0] == '/' || text.starts_with("--");
}

/// A few digits, as nearly all numbers are written: they fit every type of number. A zero before
/// others would make them octal.
bool is_small(std::string_view integer) {
  constexpr std::size_t kMostDigits = 9;
  return integer.size() <= kMostDigits && integer[0] >= '1' && integer[0] <= '9' &&
         std::ranges::all_of(integer, [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits and a suffix as most people write them: no need to know how much that is.
bool is_plainly_a_quantity(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0) return false;
  const std::string_view suffix = text.substr(digits);
  return suffix.empty() || suffix == "m" || suffix == "Mi" || suffix == "Gi" || suffix == "Ki";
}

bool is_quoted(yaml::Node value) {
  const auto style = value.style();
  return style == yaml::Style::single_quoted || style == yaml::Style::double_quoted;
}

/// Whether the value fits at first sight, as nearly all of them do: the whole of fits() is for the
/// others.
bool fits_plainly(yaml::Node value, FieldType type) {
  if (type == FieldType::mapping || type == FieldType::list) return false;
  const std::string_view text = value.plain_text();
  if (type == FieldType::boolean) return text == "true" || text == "false";
  const bool is_text = type == FieldType::name || type == FieldType::text;
  if (text.empty()) return is_text && is_quoted(value);
  if (is_text) return begins_as_a_string(text);
  return type == FieldType::quantity ? is_plainly_a_quantity(text) : is_small(text);
}

/// Goes through the known fields of an object; the recursion is as deep as the tables. Of every
/// object of a run: without those that fit at first sight, where nobody wants them.
template <bool kMisfitsOnly>
class Walk {
 public:
  explicit Walk(const std::function<void(const Field&)>& visit) : visit_(visit) {}

  /// `within` is the map or list that the value is an element of; missing if it is of neither.
  void value(yaml::Node value, const Shape& shape, yaml::Node within = {}) const {
    const bool is_shape = shape.type == FieldType::mapping
                              ? value.is_mapping()
                              : shape.type == FieldType::list && value.is_sequence();
    const bool is_left_out = kMisfitsOnly ? is_shape || fits(value, shape.type) : value.is_null();
    if (!is_left_out) visit_({value, shape.type, within.key().text()});
    if (!is_shape) return;
    if (shape.type == FieldType::list) {
      if (shape.element == nullptr) return;
      for (const auto element : value.items()) inner(element, *shape.element, value);
    } else if (shape.element != nullptr) {
      for (const auto& [key, element] : value.entries()) inner(element, *shape.element, value);
    } else if (!shape.members.empty()) {
      members(value, shape);
    }
  }

 private:
  void members(yaml::Node mapping, const Shape& shape) const {
    for (const auto& [key, element] : mapping.entries()) {
      std::string_view name = key.plain_text();
      if (name.empty()) name = key.text();
      const auto* member = find_member(shape, name);
      if (member != nullptr) inner(element, *member, {});
    }
  }

  void inner(yaml::Node element, const Shape& shape, yaml::Node within) const {
    if (kMisfitsOnly && fits_plainly(element, shape.type)) return;
    value(element, shape, within);
  }

  const std::function<void(const Field&)>& visit_;
};

bool is_integer_between(yaml::Node value, std::int64_t least, std::int64_t most) {
  if (value.is_integer()) {
    if (is_small(value.text())) return true;
    const auto number = value.integer();
    return number && *number >= least && *number <= most;
  }
  if (value.kind() != yaml::Kind::floating) return false;
  // go-yaml reads `1.0` and `1e3` as floats, which Go writes to JSON as `1` and `1000`.
  const std::string_view text = value.text();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool all_read = error == std::errc() && end == text.data() + text.size();
  if (!all_read) return true;  // an exotic spelling; the benefit of the doubt
  return std::trunc(number) == number && number >= static_cast<double>(least) &&
         number <= static_cast<double>(most);
}

}  // namespace

std::string_view describe(FieldType type) {
  switch (type) {
    case FieldType::mapping: return "a mapping";
    case FieldType::list: return "a list";
    case FieldType::name:
    case FieldType::text: return "a string";
    case FieldType::boolean: return "true or false";
    case FieldType::int32:
    case FieldType::int64: return "an integer";
    case FieldType::quantity: return "a quantity";
  }
  throw InternalError("a field type is one of those listed");
}

bool fits(yaml::Node value, FieldType type) {
  if (type == FieldType::name || type == FieldType::text) {
    return value.is_string() || value.is_missing() || value.is_null();
  }
  if (type == FieldType::mapping ? value.is_mapping()
                                 : type == FieldType::list && value.is_sequence()) {
    return true;
  }
  if (value.is_missing() || value.is_null()) return true;
  switch (type) {
    case FieldType::mapping:
    case FieldType::list:
    case FieldType::name:
    case FieldType::text: return false;
    case FieldType::boolean: return value.is_boolean();
    case FieldType::int32:
      return is_integer_between(value, std::numeric_limits<std::int32_t>::min(),
                                std::numeric_limits<std::int32_t>::max());
    case FieldType::int64:
      return is_integer_between(value, std::numeric_limits<std::int64_t>::min(),
                                std::numeric_limits<std::int64_t>::max());
    case FieldType::quantity:
      return is_plainly_a_quantity(value.text()) || value.is_number() ||
             read_quantity(value).has_value();
  }
  throw InternalError("a field type is one of those listed");
}

void visit_fields(const Object& object, const std::function<void(const Field&)>& visit) {
  Walk<false>(visit).value(object.node, shape_of(object));
}

void visit_misfits(const Object& object, const std::function<void(const Field&)>& visit) {
  Walk<true>(visit).value(object.node, shape_of(object));
}

bool has_misfits(const Object& object) {
  bool found = false;
  visit_misfits(object, [&found](const Field&) { found = true; });
  return found;
}

bool is_rejected(const Object& object) {
  bool found = false;
  visit_misfits(object, [&found](const Field& field) {
    const auto value = field.value;
    found = found || !value.is_string() || !holds_template(value.text());
  });
  return found;
}

}  // namespace fargate_lint::kube
