#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/kinds.hpp"
#include "kube/limit_ranges.hpp"
#include "kube/object.hpp"
#include "kube/target_index.hpp"
#include "kube/workload.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

struct RestingPart;
class VolumeIndex;

/// Objects that a rule goes through. To come to an object is to wait for the memory three times,
/// for the object, its document and the nodes: this asks for each of them some objects ahead.
class ObjectList {
 public:
  class iterator {
   public:
    using value_type = const Object*;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    iterator(const Object* const* at, const Object* const* end) : at_(at), end_(end) {}
    const Object* operator*() const {
      prefetch();
      return *at_;
    }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) {
      const auto old = *this;
      ++at_;
      return old;
    }
    bool operator==(const iterator& other) const { return at_ == other.at_; }

   private:
    void prefetch() const;
    const Object* const* at_ = nullptr;
    const Object* const* end_ = nullptr;
  };

  explicit ObjectList(std::span<const Object* const> objects = {}) : objects_(objects) {}
  iterator begin() const { return {objects_.data(), objects_.data() + objects_.size()}; }
  iterator end() const {
    const auto* end = objects_.data() + objects_.size();
    return {end, end};
  }
  std::size_t size() const { return objects_.size(); }
  bool empty() const { return objects_.empty(); }
  const Object* operator[](std::size_t i) const { return objects_[i]; }

 private:
  std::span<const Object* const> objects_;
};

/// Every object read in this run that a rule may need, with the look-ups that rules need. An object
/// that is not here was not given: that is not evidence that it does not exist, unless holds_all().
/// Owns the documents; not changed after index(), and then safe to share between threads.
class Inventory {
 public:
  Inventory();
  ~Inventory();
  Inventory(Inventory&&) noexcept;
  Inventory& operator=(Inventory&&) noexcept;

  /// Keeps a document and its objects (their nodes must be of that document). Objects get their
  /// order from the order of calls.
  void add(std::unique_ptr<const yaml::Document> document, std::vector<Object> objects);
  /// The same for several documents and all that is in them.
  void add(std::vector<std::unique_ptr<const yaml::Document>> documents,
           std::vector<Object> objects);
  /// The same for documents that others have as well: `owner` keeps them alive.
  void add_shared(std::shared_ptr<const void> owner, std::vector<Object> objects);
  /// Keeps the kinds that objects point to, unless they are WorkloadKinds::known().
  void keep(std::shared_ptr<const WorkloadKinds> kinds) { workload_kinds_ = std::move(kinds); }
  /// Keeps what objects that rest point to.
  void keep(std::shared_ptr<const RestingPart> part);
  /// Builds the look-ups. Call once, after the last add() and set_complete().
  void index() {
    index_names();
    index_workloads();
    index_rest();
  }
  // Its parts: the first two may run side by side.
  void index_names();
  void index_workloads();
  void index_rest();
  /// Throws FileChanged if one of the files that objects rest in is no longer what was read of it:
  /// what was found does not hold then.
  void verify_files() const;

  /// Whether the input holds every object of the kind that the cluster has in a namespace: who is
  /// not here does not exist. `ns` is empty for cluster-scoped kinds, and where all namespaces are
  /// meant.
  bool holds_all(const Kind& kind, std::string_view ns = {}) const;
  /// The user declared that the input holds every object of the cluster (`--complete`).
  void set_complete(bool complete) { complete_ = complete; }
  /// A list of the kind was read whole: of one namespace, or, without, of all.
  void set_complete(const Kind& kind, std::string ns = {});

  const WorkloadKinds& workload_kinds() const;

  /// All of them; the number of each is its order.
  ObjectList objects() const { return ObjectList(objects_); }
  std::span<const Workload> workloads() const { return workloads_; }
  /// Those of one object of the inventory.
  std::span<const Workload> workloads_of(const Object& object) const;

  // Look-ups by kind alone mean the kind of is_inventory_kind(): a Service of Knative is no
  // `Service` here.

  /// The object of that kind and name, or null. `ns` is empty for cluster-scoped kinds. Who names
  /// nobody means none of the objects without a name.
  ///
  /// Of several that differ, as those of environments side by side (dev/, prod/), `asker` means
  /// the one in its own file, else in its own directory, else below the nearest directory that it
  /// shares with any. If that is still several, none is found: is_ambiguous() tells that from
  /// absence. Without an asker all are equally near.
  ///
  /// Where environments are declared, who is of one sees only what it can_meet(), and means its own
  /// before what is shared.
  const Object* find(const Kind& kind, std::string_view ns, std::string_view name) const {
    return find_referred(kind.key, ns, name);
  }
  const Object* find(const Kind& kind, std::string_view ns, std::string_view name,
                     const Object& asker) const {
    return find_referred(kind.key, ns, name, &asker);
  }
  /// For who is nobody of the environment in particular.
  const Object* find(const Kind& kind, std::string_view ns, std::string_view name,
                     Environment environment) const {
    return find_meant(kind.key, ns, name, {environment, {}});
  }
  /// The same for a kind that some object's reference names, which may be any.
  const Object* find_referred(std::string_view kind, std::string_view ns, std::string_view name,
                              const Object* asker = nullptr) const {
    return find_meant(kind, ns, name, asker == nullptr ? Asker() : Asker(*asker));
  }
  /// Whether several objects may be meant, so that find() finds none.
  bool is_ambiguous(const Kind& kind, std::string_view ns, std::string_view name,
                    const Object* asker = nullptr) const {
    return is_ambiguous_referred(kind.key, ns, name, asker);
  }
  bool is_ambiguous(const Kind& kind, std::string_view ns, std::string_view name,
                    Environment environment) const {
    return may_mean_several(kind.key, ns, name, {environment, {}});
  }
  bool is_ambiguous_referred(std::string_view kind, std::string_view ns, std::string_view name,
                             const Object* asker = nullptr) const {
    return may_mean_several(kind, ns, name, asker == nullptr ? Asker() : Asker(*asker));
  }
  /// Whether the input shows that there is no such object: it holds all, and none has that name.
  bool proves_absent(const Kind& kind, std::string_view ns, std::string_view name,
                     const Object* asker = nullptr) const {
    return holds_all(kind, ns) && find_referred(kind.key, ns, name, asker) == nullptr &&
           !is_ambiguous(kind, ns, name, asker);
  }
  /// All objects of a kind, in input order.
  ObjectList of_kind(const Kind& kind) const;
  /// Whether any object of `kind` that the scope can meet was given in its namespace.
  bool has_any(const Kind& kind, const Scope& scope) const;

  /// The HorizontalPodAutoscaler or ScaledObject of KEDA that scales the object, or null. Of
  /// several the nearest, as for find(); null if that is not one.
  const Object* autoscaler_of(const Object& object) const {
    return autoscalers_.nearest(object, objects_);
  }
  /// Whether any of them scales it.
  bool is_autoscaled(const Object& object) const { return autoscalers_.has(object, objects_); }
  /// The VerticalPodAutoscaler that targets the object, likewise.
  const Object* vertical_autoscaler_of(const Object& object) const {
    return vertical_autoscalers_.nearest(object, objects_);
  }

  const LimitRanges& limit_ranges() const { return limit_ranges_; }

  /// An object that another one of the input makes, as a ReplicaSet is made by its Deployment. Its
  /// pods are those of its owner, and count there.
  struct Owned {
    const Object* object;
    const Object* owner;
  };
  /// In input order; their workloads are not among workloads().
  std::span<const Owned> owned() const { return owned_; }

  /// Which claim of the environment gets which volume; null before index(). For storage.hpp.
  const VolumeIndex* volumes(Environment environment = Environment::shared) const {
    const auto number = static_cast<std::size_t>(environment);
    return number < volumes_.size() ? volumes_[number].get() : nullptr;
  }

 private:
  /// Who looks something up.
  struct Asker {
    Environment environment = Environment::shared;
    std::string_view path = {};  ///< empty: all are equally near
    Asker() = default;
    Asker(Environment of, std::string_view at) : environment(of), path(at) {}
    explicit Asker(const Object& object)
        : environment(object.environment), path(object.path().view()) {}
  };
  /// Sorted by Object::name_key, then by namespace, name, environment, path and order: twelve bytes
  /// an object, no look at the documents unless keys collide, and no input that makes find() slow.
  struct NameEntry {
    NameEntry(std::uint64_t key, const Object& object)
        : key_of_namespace(static_cast<std::uint32_t>(key >> 32U)),
          key_of_name(static_cast<std::uint32_t>(key)),
          order(object.order) {}
    std::uint64_t key() const { return std::uint64_t{key_of_namespace} << 32U | key_of_name; }

    std::uint32_t key_of_namespace;
    std::uint32_t key_of_name;
    std::uint32_t order;
  };
  const Object& object_of(const NameEntry& entry) const { return *objects_[entry.order]; }
  struct OfKind {
    std::vector<const Object*> objects;
    std::vector<NameEntry> by_name;
    /// Places in by_name, in order, of those that have the name of the one before and differ from
    /// it.
    std::vector<std::size_t> unlike;
  };
  using NameRange = std::span<const NameEntry>;
  const Object* find_meant(std::string_view kind, std::string_view ns, std::string_view name,
                           const Asker& asker) const;
  bool may_mean_several(std::string_view kind, std::string_view ns, std::string_view name,
                        const Asker& asker) const;
  /// Those of that name that the asker may mean, see find().
  NameRange meant(const OfKind& of_kind, std::string_view ns, std::string_view name,
                  const Asker& asker) const;
  static bool are_alike(const OfKind& of_kind, NameRange range);
  void index_unlike(OfKind& of_kind) const;
  const OfKind* look_up(std::string_view kind) const;
  void number_workloads();
  void index_owned();
  void index_autoscalers();
  void append_referring();
  yaml::Node wake(const Object& object);

  void add(std::vector<Object> objects);

  std::shared_ptr<const WorkloadKinds> workload_kinds_;
  std::vector<std::shared_ptr<const void>> owners_;
  std::vector<std::shared_ptr<const RestingPart>> resting_;
  std::vector<std::unique_ptr<const yaml::Document>> documents_;
  std::vector<std::vector<Object>> added_;  // each as it was given: nothing is copied
  std::vector<const Object*> objects_;
  std::size_t count_with_pods_ = 0;
  std::vector<Workload> workloads_;
  std::vector<const Object*> referring_;       ///< whose pod template is that of another object
  std::vector<std::uint32_t> first_workload_;  ///< of each object; and one more, behind the last
  std::map<std::string_view, OfKind> kinds_;
  LimitRanges limit_ranges_;
  std::vector<Owned> owned_;
  TargetIndex autoscalers_;
  TargetIndex vertical_autoscalers_;
  std::vector<std::unique_ptr<const VolumeIndex>> volumes_;  ///< by environment
  bool complete_ = false;
  std::vector<std::pair<const Kind*, std::string>> complete_kinds_;  ///< with their namespaces
};

/// True if a rule may ever ask for an object of that kind: others need not be kept.
bool is_inventory_kind(std::string_view group, std::string_view kind);

}  // namespace fargate_lint::kube
